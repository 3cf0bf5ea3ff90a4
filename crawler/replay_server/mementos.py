"""Choose the capture for a playback request, and make the headers of its memento.

Names and order of the headers are those of 69 mementos that the Internet Archive served to recorded requests
between 2019 and 2026 (test recordings of edgi-govdata-archiving/wayback). An injected fault chooses a wrong capture or
damages the memento. Pure functions: nothing is sent here.
"""

from __future__ import annotations

import calendar
import gzip
import html
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import brotli
import zstandard

from clausetrail.crawler.archives.digest_proof import COMPUTED, TRUNCATED
from clausetrail.crawler.replay_server.warc_files import ArchivedResponse, IndexedRecord, target

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# Characters. Twisted reads no longer line of a head than 16,384 bytes; the links of a URL of 9,000 letters have 50,000.
_LONGEST_FIELD = 16_000
# No recorded memento has a prefixed copy of these: Content-Type has no prefix, Location is changed. Content-Encoding is copied, unlike
# there: a payload is served as it was stored, and deflate and Brotli have no magic number by which a reader could know them.
_NOT_COPIED = frozenset({"content-type", "location"})


def exact(rows: Sequence[IndexedRecord], timestamp: str, url: str) -> IndexedRecord | None:
    """Return the capture of *timestamp*, or None; of two in one second, the one with the exact *url*.

    A redirect to another spelling of its own URL key (http to https) is played only for the URL as it was captured: a
    request for its target would otherwise redirect to itself.
    """
    found = [row for row in rows if row.timestamp == timestamp]
    spelled = next((row for row in found if row.original == url), None)
    return spelled or next((row for row in found if not row.circular), None)


def nearest(rows: Sequence[IndexedRecord], timestamp: str) -> IndexedRecord:
    """Return the capture of *rows* nearest to *timestamp*, a circular redirect only if there is no other capture."""
    requested = parse_timestamp(timestamp)
    return min(
        [row for row in rows if not row.circular] or rows,
        key=lambda row: (abs(parse_timestamp(row.timestamp) - requested), row.order),
    )


def other_capture(rows: Sequence[IndexedRecord], timestamp: str, fault: str) -> IndexedRecord | None:
    """Return the capture that *fault* plays instead of the one of *timestamp*, or None for other faults."""
    requested = parse_timestamp(timestamp)
    others = [row for row in rows if row.timestamp != timestamp and not row.circular]
    if fault == "hop" and others:
        return nearest(others, timestamp)
    if fault in {"hop-far", "other-time"} and others:
        return max(others, key=lambda row: (abs(parse_timestamp(row.timestamp) - requested), row.order))
    return exact(rows, timestamp, "") if fault == "circle" else None


def damaged(fault: str, body: bytes, headers: list[tuple[str, str]]) -> tuple[bytes, list[tuple[str, str]]]:
    """Return the body and the headers of a memento, damaged by *fault*."""
    if fault == "empty":
        return b"", headers
    if fault == "half":
        return body[: len(body) // 2], headers
    if fault in _CODED:
        return _in_coding(fault, body, headers)
    # Observed in 2018: the Content-Encoding of the stored form with the decoded page (EDGI web-monitoring-processing #309).
    return body, [*headers, ("Content-Encoding", "gzip")] if fault == "false-gzip" else headers


def _in_coding(fault: str, body: bytes, headers: list[tuple[str, str]]) -> tuple[bytes, list[tuple[str, str]]]:
    """Return the body of an answer in the content coding of *fault*, and its headers with the name that the fault gives."""
    name, encode = _CODED[fault]
    return encode(body), [*headers, *([("Content-Encoding", name)] if name else [])]


def _raw_deflate(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


def _damaged_brotli(body: bytes) -> bytes:
    whole = bytes(brotli.compress(body))
    return whole[: len(whole) // 2]


# The name in Content-Encoding, or "", and the coding that the body has.
_CODED: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate-raw": ("deflate", _raw_deflate),
    "chained": ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    "gzip-unsaid": ("", gzip.compress),
    "br-unsaid": ("", brotli.compress),
    "zstd-unsaid": ("", zstandard.compress),
    "deflate-unsaid": ("", zlib.compress),
    "lying": ("gzip", zstandard.compress),
    "br-damaged": ("br", _damaged_brotli),
}


def parse_timestamp(timestamp: str) -> datetime:
    """Return *timestamp* as a time; missing digits are filled to the latest possible time.

    Impossible months and days, which real indexes hold (`20000008241731`), become the nearest possible ones.
    """
    digits = timestamp + "99991231235959"[len(timestamp) :]
    year, month = max(1, int(digits[:4])), min(12, max(1, int(digits[4:6])))
    day = min(calendar.monthrange(year, month)[1], max(1, int(digits[6:8])))
    hour, minute, second = (min(top, int(digits[at : at + 2])) for at, top in ((8, 23), (10, 59), (12, 59)))
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def memento_url(row: IndexedRecord, modifier: str, url: str = "") -> str:
    """Return the path of the memento of *url*, or else of the captured URL, at the time of *row*."""
    return _clean(f"/web/{row.timestamp}{modifier}/{url or row.original}")


def memento_headers(
    rows: Sequence[IndexedRecord], row: IndexedRecord, archived: ArchivedResponse, base: str, modifier: str
) -> list[tuple[str, str]]:
    """Return the headers of the memento of *row*, one of *rows*; *base* is the URL of the archive."""
    headers = [
        *_copied(archived),
        ("Memento-Datetime", _http_date(row)),
        *((("Link", links),) if len(links := _links(rows, row, base)) <= _LONGEST_FIELD else ()),
        ("x-archive-src", f"{row.path.name.partition('.')[0]}/{row.path.name}"),
    ]
    if archived.truncated:
        headers.append((TRUNCATED, _clean(archived.truncated)))
    if computed := row.computed_because:
        headers.append((COMPUTED, computed))
    if mimetype := archived.header("content-type"):
        headers.append(("Content-Type", _clean(mimetype)))
    if location := archived.header("location"):
        headers.append(("Location", memento_url(row, modifier, target(row.original, location))))
    return headers


def timemap(rows: Sequence[IndexedRecord], base: str) -> str:
    """Return the TimeMap of *rows*, captures of one URL, oldest first, in link format (RFC 7089, 5)."""
    original = rows[0].original
    span = f'from="{_http_date(rows[0])}"; until="{_http_date(rows[-1])}"'
    links = [
        f'<{original}>; rel="original"',
        f'<{base}/web/timemap/link/{original}>; rel="self"; type="application/link-format"; {span}',
        f'<{base}/web/{original}>; rel="timegate"',
    ]
    for place, row in enumerate(rows):
        relation = " ".join(["first"] * (place == 0) + ["last"] * (place == len(rows) - 1) + ["memento"])
        links.append(f'<{base}{memento_url(row, "")}>; rel="{relation}"; datetime="{_http_date(row)}"')
    return ",\n".join(map(_clean, links)) + "\n"


def time_asked_for(accept_datetime: str) -> str:
    """Return the time in an Accept-Datetime header as 14 digits; without one the newest memento is meant (RFC 7089, 4.5.3)."""
    try:
        return f"{parsedate_to_datetime(accept_datetime):%Y%m%d%H%M%S}"
    except ValueError:
        return "9999"


def _copied(archived: ArchivedResponse) -> list[tuple[str, str]]:
    valid = ((name.lower(), value) for name, value in archived.headers if _HEADER_NAME.fullmatch(name))
    return [(f"x-archive-orig-{name}", _clean(value)) for name, value in valid if name not in _NOT_COPIED]


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", value)


def _http_date(row: IndexedRecord) -> str:
    return format_datetime(parse_timestamp(row.timestamp), usegmt=True)


def _links(rows: Sequence[IndexedRecord], row: IndexedRecord, base: str) -> str:
    """Return the Link header of a memento, with the view URLs of its neighbours.

    An ampersand is written `&amp;`, as in recorded answers of 2020.
    """
    position = rows.index(row)
    named = [("first memento", rows[0]), ("memento", row), ("last memento", rows[-1])]
    named[1:1] = [("prev memento", rows[position - 1])] if position else []
    named[-1:-1] = [("next memento", rows[position + 1])] if position + 1 < len(rows) else []
    links = [
        f'<{row.original}>; rel="original"',
        f'<{base}/web/timemap/link/{row.original}>; rel="timemap"; type="application/link-format"',
        f'<{base}/web/{row.original}>; rel="timegate"',
    ]
    links += [
        f'<{base}{memento_url(other, "")}>; rel="{relation}"; datetime="{_http_date(other)}"'
        for relation, other in named
    ]
    return _clean(html.escape(", ".join(links), quote=False).replace("&lt;", "<").replace("&gt;", ">"))
