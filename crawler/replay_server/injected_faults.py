"""The faults that a replay server injects: which requests fail, and how many a minute it answers.

Each fault occurs in every Nth request of its kind, so `=1` makes it a property of the whole archive. All were observed:
by EDGI's wayback, by users of other clients, or in recorded answers. This module counts requests and holds the error
pages; `cdx_api` makes the wrong index answers, `mementos` the wrong mementos, and `server` breaks connections.

Of an index, `index-…=N`:

===========  ==============================================================================================
503          "No server is available", HTML of a load balancer
504          a gateway's time-out, HTML
429          too many requests, plain text, with Retry-After
429-unsaid   the same without Retry-After, as the index answered in 2023
429-html     the same as a page, which has a blank line where a resume key would have one
429-short    the same in two words: shorter than any row
429-empty    the same without a body
html         a maintenance page under status 200
empty        nothing under status 200, while there are rows
gate         403, "This type of CDX query requires authorization"
excluded     403 with AdministrativeAccessControlException, in header and body
robots       403 with RobotAccessControlException, in header and body
key-again    the requested rows, and the resume key that was sent
empty-slice  no row, and a resume key that leads on
twice        every row twice
month-00     one more row, its time pushed out of place by an inserted month 00
twins        one more row, of another digest, in the same second as its neighbour
junk         one more row, with a `mailto:` as its original
cut          half of the answer under its full length
reset        the connection reset in place of an answer
404          not found, HTML
451          unavailable for legal reasons, HTML
error-line   the first half of the rows, and the message of an error as the last line
row-cut      the first half of the answer, to the middle of a row, under its own length
rows-cut     the first half of the rows and no resume key: nothing in the answer shows that more exist
gzip         the whole answer in gzip, whether requested or not, as the header says
br-damaged   the answer in Brotli as the header says, without its second half
loop         the requested rows, and a resume key that leads back to the first row
endless      the requested rows, and a resume key of its own that leads to the same rows again
no-digest    the requested rows, each with "-" in place of its digest
===========  ==============================================================================================

Of a playback, `play-…=N`:

===========  ==============================================================================================
503, 504, 429, 429-unsaid, 429-empty, cut, reset                                 as above
html         a maintenance page under status 200, without Memento-Datetime
hop          302 to the nearest capture of another time
hop-far      302 to the farthest one
circle       302 to itself
other-time   the capture farthest in time under status 200, with its own Memento-Datetime
empty        the memento without its body
half         the first half of the body, under the length of that half
false-gzip   a Content-Encoding of gzip with a body that is not compressed
gzip, br,    the body in that coding, as the header says, unasked; `deflate` is in zlib's format, `deflate-raw` is
zstd, ...    without it
chained      in gzip and then in Brotli, as the header says
gzip-unsaid  in that coding, and no header says so; also br-unsaid, zstd-unsaid, deflate-unsaid
lying        in zstd under a header that says gzip
br-damaged   in Brotli as the header says, without its second half
===========  ==============================================================================================

Of both: `refuse=SECONDS@N` closes the listening socket for SECONDS after every Nth request.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Self

_SHARED = ("503", "504", "429", "429-unsaid", "429-empty", "html", "cut", "reset", "empty")
FAULT_KINDS: Mapping[str, tuple[str, ...]] = {
    "index": (
        *_SHARED,
        *("429-html", "429-short", "gate", "excluded", "robots"),
        *("key-again", "empty-slice", "twice", "month-00", "twins", "junk"),
        *("404", "451", "error-line", "row-cut", "rows-cut", "gzip", "br-damaged", "loop", "endless", "no-digest"),
    ),
    "play": (
        *(*_SHARED, "hop", "hop-far", "circle", "other-time", "half", "false-gzip"),
        *("gzip", "br", "zstd", "deflate", "deflate-raw", "chained"),
        *("gzip-unsaid", "br-unsaid", "zstd-unsaid", "deflate-unsaid", "lying", "br-damaged"),
    ),
}
FAULT_NAMES = tuple(f"{kind}-{what}" for kind, known in FAULT_KINDS.items() for what in known)
_REFUSE = re.compile(r"refuse=(\d{1,4})@(\d{1,6})", re.ASCII)

_PAGE = "<!DOCTYPE html>\n<html><head><title>Archive on loopback</title></head><body><p>%s</p></body></html>\n"
_MANY = "Too many requests. Please slow down."
_EXCEPTION = "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.%s"


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """An error answer of an archive."""

    status: int
    text: str
    content_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()


def page(text: str) -> str:
    """Return *text* as an HTML page of the archive itself."""
    return _PAGE % text


def _excluded(exception: str) -> ErrorResponse:
    """Return the answer for an excluded site, as in a recorded answer of 2020."""
    message = _EXCEPTION % exception
    return ErrorResponse(403, f"{message}\n", "text/plain", (("X-Archive-Wayback-Runtime-Error", message),))


_RESPONSES = {
    "503": ErrorResponse(503, page("No server is available to answer this request.")),
    "504": ErrorResponse(504, page("The server did not answer in time.")),
    "429": ErrorResponse(429, f"{_MANY}\n", "text/plain"),
    "429-unsaid": ErrorResponse(429, f"{_MANY}\n", "text/plain"),
    # waybackpy 3.0.6 takes the line after a blank line for a resume key, and sends it for ever.
    "429-html": ErrorResponse(429, page(_MANY) + "\n<!-- 429 -->\n"),
    "429-short": ErrorResponse(429, "slow down\n", "text/plain"),
    "429-empty": ErrorResponse(429, "", "text/plain"),
    "html": ErrorResponse(200, page("The archive is temporarily offline for maintenance. Please come back later.")),
    "gate": ErrorResponse(403, "This type of CDX query requires authorization.\n", "text/plain"),
    "excluded": _excluded("AdministrativeAccessControlException: Blocked Site Error"),
    "robots": _excluded("RobotAccessControlException: Blocked By Robots"),
    "404": ErrorResponse(404, page("Not found.")),
    "451": ErrorResponse(451, page("Unavailable for legal reasons.")),
}


def error_response(fault: str, wait: int = 1) -> ErrorResponse | None:
    """Return the error answer of *fault*, or None where it is no error answer.

    *wait* is the Retry-After of a "429", in seconds.
    """
    response = _RESPONSES.get(fault)
    if response and fault == "429":
        return replace(response, headers=(("Retry-After", str(wait)),))
    return response


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults by name, each with the N of its every Nth request, in the order of `FAULT_NAMES`.

    A retried request is the next one of its kind, so it has no fault unless the number is 1. The archive refuses
    connections for *refuse_seconds* after every *refuse_after* requests, 0 for never.
    """

    every: tuple[tuple[str, int], ...] = ()
    refuse_seconds: int = 0
    refuse_after: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the faults of *text*, such as `index-503=7,play-cut=17`. Raises ValueError for other text."""
        chosen: dict[str, int] = {}
        seconds = after = 0
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, number = part.partition("=")
            if refuse := _REFUSE.fullmatch(part):
                seconds, after = int(refuse[1]), int(refuse[2])
            elif name in FAULT_NAMES and re.fullmatch(r"\d{1,9}", number, re.ASCII):
                chosen[name] = int(number)
            else:
                known = ", ".join(FAULT_NAMES)
                raise ValueError(f"{part!r} is no fault; there are {known}, each with =NUMBER, and refuse=SECONDS@N")
        return cls(tuple((name, chosen[name]) for name in FAULT_NAMES if chosen.get(name)), seconds, after)

    def of_kind(self, kind: str) -> dict[str, int]:
        """Return the N of the faults of *kind*, "index" or "play", by their names without the kind."""
        return {name.removeprefix(f"{kind}-"): every for name, every in self.every if name.startswith(f"{kind}-")}


class FaultCounter:
    """Counts requests and decides which of them fail."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._requests: Counter[str] = Counter()

    def next(self, kind: str) -> str:
        """Count one request of *kind* and return its fault, without the kind: "503", "cut"…, or "".

        Where two faults fall on one request, it has the first in the order of `FAULT_NAMES`.
        """
        self._requests[kind] += 1
        due = (what for what, every in self._faults.of_kind(kind).items() if self._requests[kind] % every == 0)
        return next(due, "")

    @property
    def refuses(self) -> int:
        """For how many seconds connections are refused after the request that was counted last; mostly 0."""
        after = self._faults.refuse_after
        return self._faults.refuse_seconds if after and self._requests.total() % after == 0 else 0


class Budget:
    """A rate limit: so many requests in any minute. A rejected request does not count."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._granted: deque[float] = deque()

    def wait(self, now: float) -> int:
        """Grant a request at *now* (in seconds) and return 0, or return the seconds until one is granted."""
        if not self._per_minute:
            return 0
        while self._granted and now - self._granted[0] >= 60:
            self._granted.popleft()
        if len(self._granted) >= self._per_minute:
            return max(1, ceil(60 - (now - self._granted[0])))
        self._granted.append(now)
        return 0
