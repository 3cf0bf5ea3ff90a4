"""Answer a query to the CDX API over a collection of WARC files, as the Internet Archive's CDX server does.

Follows the README of internetarchive/wayback (wayback-cdx-server) and, where the server has changed, answers of 2026:
exact queries only, no pages, resume keys made of the last row's own key. Where the README's form and the one in use differ, both are
understood: `filter=~field:regex` finds its expression anywhere in the field, as in pywb. `fastLatest` is ignored. An injected fault makes the rows or the key wrong. Pure
functions: nothing is sent here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clausetrail.crawler.replay_server.mementos import parse_timestamp
from clausetrail.crawler.replay_server.warc_files import IndexedRecord, WarcCollection

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
DUPES = "dupecount"
MOST_ROWS = 150_000  # ia-web-archive-cdx-server-config.xml in internetarchive/wayback
UNAUTHORIZED = "This type of CDX query requires authorization"
# Characters. A filter is a regular expression of the client; the ones in use have fewer than 60.
_LONGEST_FILTER = 200
_LONGEST_KEY = 4_000  # bytes, after inflating

TEXT = "text/plain;charset=UTF-8"
JSON = "application/json"


class Query(Protocol):
    """The parameters of a query, each name perhaps repeated: a MultiDict of aiohttp and others."""

    def getall(self, key: str, default: list[str]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class CdxResponse:
    """An answer of the index: HTTP status, media type and text."""

    status: int
    content_type: str
    text: str


class QueryError(ValueError):
    """The index rejects a query, with an HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def answer_query(collection: WarcCollection, query: Query, fault: str = "") -> CdxResponse:
    """Return the index's answer to *query*, which may be a rejection; with wrong rows or a wrong key for some *fault*."""
    try:
        return _answer(collection, query, fault)
    except QueryError as error:
        return CdxResponse(error.status, TEXT, f"{error}\n")


def _answer(collection: WarcCollection, query: Query, fault: str) -> CdxResponse:
    _check_match(query)
    rows = _collapsed(_selected(collection.rows(_one(query, "url")), query), query.getall("collapse", []))
    if reverse := _one(query, "sort") == "reverse":
        rows = rows[::-1]
    if _one(query, "sort") == "closest":
        rows = _by_distance(rows, _digits(query, "closest"))
    rows = _resumed(rows, sent_key := _one(query, "resumeKey"), reverse=reverse)
    page, more = _page(rows, _limit(query))
    names = tuple(filter(None, _one(query, "fl").split(","))) or FIELDS
    counted = _one(query, "showDupeCount") == "true"
    names += (DUPES,) * (counted and DUPES not in names)
    shown = _one(query, "showResumeKey") == "true"
    page, key = _disturbed(fault, page, resume_key(page[-1]) if more and shown else "", sent_key, keys=shown)
    earlier = _earlier_copies(collection.rows(_one(query, "url"))) if counted else {}
    lines = [[earlier.get(row.order, "0") if name == DUPES else _value(row, name) for name in names] for row in page]
    if fault == "no-digest":
        lines = [
            ["-" if name == "digest" else value for name, value in zip(names, line, strict=True)] for line in lines
        ]
    if _one(query, "output") == "json":
        return CdxResponse(200, JSON, _json(names, lines, key))
    return CdxResponse(200, TEXT, _broken_off(fault, _text(lines, key)))


def resume_key(row: IndexedRecord) -> str:
    """Return the key that continues after *row*: base 64 of its deflated URL key and time, as in answers of 2026."""
    return _packed(row.urlkey, row.timestamp)


def _packed(urlkey: str, timestamp: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(f"{urlkey} {timestamp}".encode())).decode("ascii")


def _disturbed(
    fault: str, page: Sequence[IndexedRecord], key: str, sent_key: str, *, keys: bool
) -> tuple[Sequence[IndexedRecord], str]:
    """Return the rows and the key of an answer, disturbed by *fault*; *sent_key* is the key in the query.

    A fault in keys or rows has no effect on an answer without *keys* or without rows.
    """
    if fault == "key-again":
        return page, sent_key or key
    if not page:
        return page, key
    if fault == "empty":
        return (), ""
    if fault == "empty-slice" and keys:
        # One zero more makes another key for the same place: no row has a time between the two.
        place, timestamp = _resume_point(sent_key) if sent_key else (page[0].urlkey, "")
        return (), _packed(place, f"{timestamp}0")
    if fault == "loop" and keys:
        return page, _packed(page[0].urlkey, "")
    if fault == "endless" and keys:
        place, timestamp = _resume_point(sent_key) if sent_key else (page[0].urlkey, "")
        return page, _packed(place, f"{timestamp}0")
    if fault == "rows-cut":
        return page[: len(page) // 2], ""
    if fault == "twice":
        return [row for row in page for _ in range(2)], key
    return (_with_odd_row(fault, page), key) if fault in _ODD_ROWS else (page, key)


def _broken_off(fault: str, text: str) -> str:
    """Return the text of an answer, or its first part where *fault* breaks it off."""
    if fault == "row-cut":
        return text[: len(text) // 2].rstrip()
    if fault == "error-line" and text:
        lines = text.splitlines(keepends=True)
        return "".join(lines[: len(lines) // 2]) + "org.archive.util.io.RuntimeIOException: read timed out\n"
    return text


def _with_odd_row(fault: str, page: Sequence[IndexedRecord]) -> list[IndexedRecord]:
    """Return *page* with one more row, made from the row in its middle."""
    middle = len(page) // 2
    return [*page[: middle + 1], _ODD_ROWS[fault](page[middle]), *page[middle + 1 :]]


def _pushed_out(row: IndexedRecord) -> IndexedRecord:
    """Return *row* with a month 00 inserted and the seconds lost, as in indexes of 2000 (EDGI wayback, `_utils.py`)."""
    return replace(row, timestamp=f"{row.timestamp[:4]}00{row.timestamp[4:12]}")


def _twin(row: IndexedRecord) -> IndexedRecord:
    return replace(row, digest=_other_digest(row))


def _junk(row: IndexedRecord) -> IndexedRecord:
    return replace(row, original="mailto:letters@archive.example", digest=_other_digest(row))


def _other_digest(row: IndexedRecord) -> str:
    return base64.b32encode(hashlib.sha1(row.digest.encode(), usedforsecurity=False).digest()).decode("ascii")


_ODD_ROWS: Mapping[str, Callable[[IndexedRecord], IndexedRecord]] = {
    "month-00": _pushed_out,
    "twins": _twin,
    "junk": _junk,
}


def _one(query: Query, name: str) -> str:
    return next(iter(query.getall(name, [])), "")


def _check_match(query: Query) -> None:
    url = _one(query, "url")
    if not url:
        raise QueryError("url parameter is required")
    wide = _one(query, "matchType") in {"prefix", "host", "domain"}
    if wide or url.startswith("*.") or url.endswith("*"):
        raise QueryError(UNAUTHORIZED, 403)
    if _one(query, "page") or _one(query, "showNumPages") == "true":
        raise QueryError("paged queries are not available")


def _selected(rows: Iterable[IndexedRecord], query: Query) -> list[IndexedRecord]:
    since, until = _digits(query, "from"), _digits(query, "to")
    wanted = [_filter(text) for text in query.getall("filter", [])]
    return [
        row
        for row in rows
        if since <= row.timestamp and row.timestamp[: len(until)] <= until and all(is_in(row) for is_in in wanted)
    ]


def _digits(query: Query, name: str) -> str:
    text = _one(query, name)
    if not re.fullmatch(r"\d{0,14}", text, re.ASCII):
        raise QueryError(f"{name} takes 1 to 14 digits, not {text!r}")
    return text


def _by_distance(rows: Sequence[IndexedRecord], closest: str) -> list[IndexedRecord]:
    """Return *rows* in the order of their distance in time from *closest*, some digits of a time."""
    if not closest:
        raise QueryError("sort=closest takes closest=, 1 to 14 digits")
    wanted = parse_timestamp(closest)
    return sorted(rows, key=lambda row: abs(parse_timestamp(row.timestamp) - wanted))


def _earlier_copies(rows: Iterable[IndexedRecord]) -> dict[tuple[str, str, str, str, str, int], str]:
    """Return for each of *rows*, oldest first, how many rows before it have its digest."""
    seen: Counter[str] = Counter()
    counts = {}
    for row in rows:
        counts[row.order] = str(seen[row.digest])
        seen[row.digest] += 1
    return counts


def _filter(text: str) -> Callable[[IndexedRecord], bool]:
    """Return the test for *text*, `[!]field:regex`, whose regex has to match the whole field, or `[!]~field:regex`, a part of it."""
    is_part = text.removeprefix("!").startswith("~")
    field, _, pattern = text.removeprefix("!").removeprefix("~").partition(":")
    if field not in FIELDS or len(pattern) > _LONGEST_FILTER:
        raise QueryError(f"invalid filter {text!r}")
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise QueryError(f"invalid filter {text!r}: {error}") from error
    unwanted = text.startswith("!")
    match = expression.search if is_part else expression.fullmatch
    return lambda row: bool(match(_value(row, field))) != unwanted


def _value(row: IndexedRecord, name: str) -> str:
    if name == "source":
        return row.source or "-"
    return str(getattr(row, name)) if name in FIELDS else "-"


def _collapsed(rows: list[IndexedRecord], rules: list[str]) -> list[IndexedRecord]:
    """Return *rows* without those that equal the row before them, by each `field` or `field:N` of *rules*."""
    for rule in rules:
        field, _, width = rule.partition(":")
        if field not in FIELDS or not re.fullmatch(r"\d{0,4}", width, re.ASCII):
            raise QueryError(f"invalid collapse {rule!r}")
        letters = slice(int(width) if width else None)
        values = [_value(row, field)[letters] for row in rows]
        rows = [row for place, row in enumerate(rows) if place == 0 or values[place] != values[place - 1]]
    return rows


def _resumed(rows: list[IndexedRecord], key: str, *, reverse: bool) -> list[IndexedRecord]:
    if not key:
        return rows
    seen = _resume_point(key)
    if reverse:
        return [row for row in rows if (row.urlkey, row.timestamp) < seen]
    return [row for row in rows if (row.urlkey, row.timestamp) > seen]


def _resume_point(key: str) -> tuple[str, str]:
    try:
        inflated = zlib.decompressobj().decompress(base64.urlsafe_b64decode(key), _LONGEST_KEY)
        urlkey, _, timestamp = inflated.decode().rpartition(" ")
    except (binascii.Error, zlib.error, ValueError) as error:
        raise QueryError("invalid resumeKey") from error
    return urlkey, timestamp


def _limit(query: Query) -> int:
    text = _one(query, "limit") or "0"
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise QueryError(f"limit takes a number, not {text!r}")
    return int(text)


def _page(rows: Sequence[IndexedRecord], limit: int) -> tuple[Sequence[IndexedRecord], bool]:
    """Return the rows of one answer, and whether more remain; a negative *limit* means the last ones.

    The captures of one second stay together: the next page begins after their common key, so the rest of them would be
    in no page.
    """
    if limit < 0:
        return rows[limit:], False
    end = min(limit or MOST_ROWS, MOST_ROWS)
    while 0 < end < len(rows) and rows[end].timestamp == rows[end - 1].timestamp:
        end += 1
    return rows[:end], end < len(rows)


def _text(lines: list[list[str]], key: str) -> str:
    text = "".join(" ".join(values) + "\n" for values in lines)
    return f"{text}\n{key}\n" if key else text


def _json(names: Sequence[str], lines: list[list[str]], key: str) -> str:
    if not lines:
        return "[]\n"
    document: list[Sequence[str]] = [names, *lines]
    if key:
        document += [[], [key]]
    return "[" + ",\n".join(json.dumps(line) for line in document) + "]\n"
