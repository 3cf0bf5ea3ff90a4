"""A collection of captures in WARC files: the index is in memory, payloads are read from the files on demand.

Records are as in ISO 28500 (WARC 1.1) or ARC; `record_stream.py` finds them. Of a record, only its index row and its position
are kept in memory. What is not read is listed in `left_out`, with file and position.
"""

from __future__ import annotations

import functools
import hashlib
import io
import re
import shutil
import tempfile
import weakref
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Self, cast
from urllib.parse import urljoin

from warcio.bufferedreaders import ChunkedDataReader

from clausetrail.crawler.archives.local_files import LeftOut, WarcRange, spill_path, warc_ranges
from clausetrail.crawler.replay_server.record_head import (
    HttpHead,
    MalformedRecord,
    Moment,
    RecordHead,
    http_head,
    parse_date,
    parse_head,
)
from clausetrail.crawler.replay_server.record_stream import (
    Block,
    DamagedMember,
    FoundRecord,
    RecordScan,
    open_content,
    skip_blank_lines,
    zstd_dictionary,
)
from clausetrail.crawler.replay_server.surt import filing_key
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.payload.content_coding import ends_as_a_page
from clausetrail.snapshots.payload.digests import NONE, digest_of, is_digest_of, is_of_no_bytes, kind_of, parse_digest

# Bytes. A record is read into memory whole when it is played; ten times the 5 MB of the largest policy page observed.
LARGEST_PAYLOAD = 50_000_000
_PIECE = 1 << 16
_REVISIT = "warc/revisit"
_ORIGIN_PREFIX = "x-archive-orig-"
_CAPTURES = {"response", "resource", "revisit"}
_NOT_CAPTURES = {"warcinfo", "request", "metadata", ""}
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# What is left out is listed up to so many entries; the rest is counted.
_MOST_LEFT_OUT = 1_000
_LAST_CHUNK = re.compile(rb"(?:\A|\n)0+[ \t]*(?:;[^\r\n]*)?\r?\n")
_REQUEST_LINE = re.compile(rb"([A-Z]{3,20}) +\S")
_MIME = re.compile(r"[^\s/;]+/[^\s/;]+")


class UnplayableError(LookupError):
    """A capture is in the index, but its payload is in no file, is truncated, or is too large to play."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The record that a revisit refers to, by what its head states of it: record ID, URL key and time, each perhaps ""."""

    record_id: str
    urlkey: str
    timestamp: str
    fraction: str


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """One row of the index, and the position of its record."""

    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str
    length: str
    path: Path
    offset: int
    end: int  # of the WARC that holds the record: in a WACZ other bytes follow
    circular: bool = False  # a redirect to another spelling of the same URL key
    start: int = 0  # of the WARC that holds the record: its zstd dictionary is there
    block: int = -1  # the bytes of the record's block, where the length in its head is not right
    doubt: str = ""  # why the block may not be whole
    stated: str = NONE  # the payload digest in the record's head, of whatever kind
    fraction: str = ""  # the digits of the second's fraction
    record_id: str = ""
    refers: Reference | None = None
    source: str = ""  # the URL that the record was copied from, as its field WARC-Source-URI names it

    @property
    def is_revisit(self) -> bool:
        return self.mimetype == _REVISIT

    @property
    def computed_because(self) -> str:
        """Why `digest` was computed from the file, or "" where it is the one that the record states."""
        if self.is_revisit or self.digest in {NONE, self.stated}:
            return ""
        return (
            "the record states none"
            if self.stated == NONE
            else f"the record states one of another kind, {kind_of(self.stated)}"
        )

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        return self.urlkey, self.timestamp, self.original, self.fraction, str(self.path), self.offset


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """The response of the origin: status, headers in their order, payload without transfer encoding.

    *truncated* is the reason why the record holds only a part of the payload (ISO 28500, WARC-Truncated), or "".
    """

    statuscode: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    truncated: str = ""

    def header(self, name: str) -> str:
        """Return the first value of header *name*, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class WarcCollection:
    """All captures of some WARC files, by URL key and then by time. *left_out* is what was not read of the files."""

    def __init__(self, rows: Iterable[IndexedRecord]) -> None:
        ordered = sorted(rows, key=lambda row: row.order)
        originals = _Originals(row for row in ordered if not row.is_revisit)
        self._repeated: dict[tuple[Path, int], IndexedRecord | str] = {}
        for place, row in enumerate(ordered):
            if row.is_revisit:
                found = originals.repeated(row)
                self._repeated[row.path, row.offset] = found
                digest = found.digest if isinstance(found, IndexedRecord) else _proving(row.digest)
                ordered[place] = replace(row, digest=digest)
        self._by_key = {key: tuple(group) for key, group in groupby(ordered, key=lambda row: row.urlkey)}
        self.left_out: list[LeftOut] = []
        self.not_listed = 0

    @classmethod
    def from_warcs(cls, paths: Iterable[Path]) -> Self:
        """Return the collection of the files at *paths*.

        A file that cannot be read is left out. Raises ValueError where none holds a record.
        """
        unpacked = functools.cache(lambda: Path(tempfile.mkdtemp(prefix="clausetrail-")))
        reading = _Reading(unpacked)
        try:
            collection = cls(row for path in paths for row in reading.rows(path))
            if not reading.records:
                raise ValueError("; ".join(found.line for found in reading.left_out[:3]) or "no file is named")
            collection._hide_unreachable(reading.report)
            collection._count_unresolved(reading.report)
            collection.left_out, collection.not_listed = reading.left_out, reading.not_listed
        except BaseException:
            _remove(unpacked)
            raise
        # Payloads are read on demand, so the unpacked files are kept as long as the collection.
        weakref.finalize(collection, _remove, unpacked)
        return collection

    def _hide_unreachable(self, report: Callable[[LeftOut], None]) -> None:
        """Keep one capture of each URL and second: an index tells times by the second, so a playback cannot ask for the others.

        The others are reported, unless they hold the same payload or are no page beside a page.
        """
        for key, rows in self._by_key.items():
            if len({(row.timestamp, row.original) for row in rows}) == len(rows):
                continue
            kept: list[IndexedRecord] = []
            for _, group in groupby(rows, key=lambda row: (row.timestamp, row.original)):
                found = sorted(group, key=lambda row: row.statuscode not in {"200", "-"} or row.circular)
                kept.append(found[0])
                for row in found[1:]:
                    if row.statuscode in {"200", "-"} and (row.digest != found[0].digest or row.digest == NONE):
                        report(LeftOut(row.path.name, row.offset, _same_second(row, found[0]), row.original))
            self._by_key[key] = tuple(kept)

    def _count_unresolved(self, report: Callable[[LeftOut], None]) -> None:
        for rows in self._by_key.values():
            for row in rows:
                found = self._repeated.get((row.path, row.offset))
                if isinstance(found, str):
                    report(
                        LeftOut(
                            row.path.name,
                            row.offset,
                            f"a revisit cannot be played: {found}",
                            row.original,
                            is_loss=False,
                        )
                    )

    def __len__(self) -> int:
        return sum(map(len, self._by_key.values()))

    @property
    def urls(self) -> int:
        """How many URL keys have captures."""
        return len(self._by_key)

    def rows(self, url: str) -> tuple[IndexedRecord, ...]:
        """Return the captures of *url*, oldest first."""
        return self._by_key.get(filing_key(url), ())

    def originals(self) -> tuple[str, ...]:
        """Return one original for each URL key, that of its first capture."""
        return tuple(rows[0].original for rows in self._by_key.values())

    def read(self, row: IndexedRecord) -> ArchivedResponse:
        """Return the archived response of *row*, for a revisit with the payload of the record that it repeats.

        Raises UnplayableError where that record is in no file or truncated.
        """
        if not row.is_revisit:
            return _read(row)
        found = self._repeated.get((row.path, row.offset), "")
        if isinstance(found, str):
            raise UnplayableError(found or "the record is not in these files")
        repeated = _read(found)
        own = _read(row)
        # Headers of a 304 that a server-not-modified revisit holds describe no payload (RFC 9110, 15.4.5).
        is_304 = own.statuscode == 304
        status = repeated.statuscode if is_304 else own.statuscode or repeated.statuscode
        headers = repeated.headers if is_304 else own.headers or repeated.headers
        return ArchivedResponse(status, headers, repeated.payload, repeated.truncated)


class _Originals:
    """The records that hold payloads, by all that a revisit may name them by."""

    def __init__(self, records: Iterable[IndexedRecord]) -> None:
        self._by_digest: dict[str, list[IndexedRecord]] = {}
        self._by_place: dict[tuple[str, str], list[IndexedRecord]] = {}
        self._by_id: dict[str, IndexedRecord] = {}
        for row in records:
            for digest in {row.digest, row.stated} - {NONE}:
                self._by_digest.setdefault(digest, []).append(row)
            self._by_place.setdefault((row.urlkey, row.timestamp), []).append(row)
            if row.record_id:
                self._by_id.setdefault(row.record_id, row)

    def repeated(self, revisit: IndexedRecord) -> IndexedRecord | str:
        """Return the record whose payload *revisit* repeats, or why there is none.

        First the one that it refers to, then one with its digest: if possible of its own URL, and the last before it. Never
        one with another digest.
        """
        digest = _proving(revisit.stated if revisit.stated != NONE else revisit.digest)
        named = self._named(revisit.refers) if revisit.refers else []
        agreeing = [row for row in named if _may_have(row, digest)]
        if agreeing:
            if len({row.digest for row in agreeing}) == 1:
                return agreeing[0]
            return "several records of that second have other payloads, and it has no digest"
        found = self._by_digest.get(digest, [])
        of_its_url = [row for row in found if row.urlkey == revisit.urlkey] or found
        if of_its_url:
            later = bisect_left(of_its_url, revisit.timestamp, key=lambda row: row.timestamp)
            return of_its_url[max(0, later - 1)]
        if named:
            return "the record that it refers to has another digest"
        if digest == NONE and not revisit.refers:
            return "it has neither a digest nor a record that it refers to"
        return "no record of these files holds the payload that it repeats"

    def _named(self, refers: Reference) -> list[IndexedRecord]:
        if by_id := self._by_id.get(refers.record_id):
            return [by_id]
        rows = self._by_place.get((refers.urlkey, refers.timestamp), [])
        return [row for row in rows if row.fraction == refers.fraction] or rows


def _may_have(row: IndexedRecord, digest: str) -> bool:
    """Return whether the payload of *row* may have *digest*: a digest of another kind cannot be compared."""
    comparable = [own for own in (row.digest, row.stated) if kind_of(own) == kind_of(digest)]
    return digest == NONE or not comparable or digest in comparable


def _proving(digest: str) -> str:
    """Return *digest* where it names a payload: the digest of no bytes is what a crawler writes that hashed nothing."""
    return NONE if is_of_no_bytes(digest) else digest


def _same_second(row: IndexedRecord, kept: IndexedRecord) -> str:
    times = " and ".join(f"{one.timestamp}.{one.fraction}" if one.fraction else one.timestamp for one in (kept, row))
    return f"a second capture within one second is left out, since indexes tell times by the second: {times}"


class _Reading:
    """Reads files one by one, and collects what is left out of them."""

    def __init__(self, unpacked: Callable[[], Path]) -> None:
        self._unpacked = unpacked
        self.left_out: list[LeftOut] = []
        self.not_listed = 0
        self.records = 0

    def report(self, found: LeftOut) -> None:
        """List *found*, or count it where many are listed already."""
        if len(self.left_out) < _MOST_LEFT_OUT:
            self.left_out.append(found)
        else:
            self.not_listed += 1

    def rows(self, path: Path) -> Iterator[IndexedRecord]:
        """Yield the rows of the file at *path*."""
        before, listed = self.records, len(self.left_out)
        try:
            for part in warc_ranges(path, self._unpacked, self.report):
                yield from self._rows_of(part)
        except (ValueError, OSError) as error:
            self.report(LeftOut(path.name, -1, str(error).removeprefix(f"{path.name} ")))
            return
        if self.records == before:
            del self.left_out[listed:]  # where its bytes are no record
            self.report(LeftOut(path.name, -1, "there is no WARC or ARC record in it"))

    def _rows_of(self, part: WarcRange) -> Iterator[IndexedRecord]:
        def report(offset: int, reason: str, url: str, is_loss: bool) -> None:
            self.report(LeftOut(part.shown, offset, reason, url, is_loss))

        other: Counter[str] = Counter()
        filled = 0
        methods = _Methods()
        rows: list[tuple[IndexedRecord, str]] = []
        scan = RecordScan(part, partial(_describe, other, methods), report, lambda: spill_path(self._unpacked()))
        fault: ValueError | OSError | None = None
        try:
            for found in scan.records():
                filled += found.described.moment.is_filled
                rows.append((_row(found), found.described.concurrent))
        except (ValueError, OSError) as error:
            fault = error  # what was read before it counts
        answers = [row for row, concurrent in rows if not methods.is_other(row, concurrent)]
        yield from answers
        if left := len(rows) - len(answers):
            reason = f"{counted(left, 'response')} to other requests than GET {'is' if left == 1 else 'are'} left out"
            self.report(LeftOut(part.shown, -1, reason, is_loss=False))
        self.records += scan.count
        if fault:
            raise fault
        for kind, count in sorted(other.items()):
            self.report(
                LeftOut(
                    part.shown,
                    -1,
                    f"{counted(count, 'record')} of the type {kind!r} {'is' if count == 1 else 'are'} left out",
                    is_loss=False,
                )
            )
        if filled:
            reason = f"{counted(filled, 'record has', 'records have')} a date without a time; the earliest possible one is taken"
            self.report(LeftOut(part.shown, -1, reason, is_loss=False))


def _remove(unpacked: functools._lru_cache_wrapper[Path]) -> None:
    if unpacked.cache_info().currsize:
        shutil.rmtree(unpacked(), ignore_errors=True)


class _Methods:
    """The requests of a file whose method is not GET: what answers a form or a script's POST is no capture of the page.

    A request and its response name each other by WARC-Concurrent-To, in either order (ISO 28500, 5.7). Where neither does, they
    have the same URL and date.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._places: set[tuple[str, str]] = set()

    def note(self, head: RecordHead, block: Block) -> None:
        """Remember the request with *head* where its block begins with another method than GET."""
        method = _REQUEST_LINE.match(block.read(_PIECE))
        if method is None or method[1] == b"GET":
            return
        concurrent = head.fields.get("warc-concurrent-to", "")
        self._ids |= {head.fields.get("warc-record-id", ""), concurrent} - {""}
        if not concurrent:
            self._places.add((head.url, _digits_of(head.fields.get("warc-date", ""))))

    def is_other(self, row: IndexedRecord, concurrent: str) -> bool:
        """Return whether the record of *row*, which names the request *concurrent*, answers such a request."""
        if row.record_id in self._ids or concurrent in self._ids:
            return True
        return not concurrent and (row.original, row.timestamp) in self._places


def _digits_of(date: str) -> str:
    try:
        return parse_date(date).timestamp
    except MalformedRecord:
        return ""


@dataclass(frozen=True, slots=True)
class _Described:
    """What the index keeps of a record that is a capture."""

    kind: str
    url: str
    moment: Moment
    http: HttpHead | None
    mimetype: str
    status: int
    digest: str
    stated: str
    record_id: str
    refers: Reference | None
    source: str
    concurrent: str


def _describe(other: Counter[str], methods: _Methods, head: RecordHead, block: Block) -> _Described | None:
    """Return what the index keeps of a record, or None where it is no capture of a web page. Raises MalformedRecord.

    Records of web pages that are of another type are counted in *other*.
    """
    if not _WEB.match(head.url):
        return None
    if head.kind == "request":
        methods.note(head, block)
        return None
    if head.kind not in _CAPTURES:
        other.update({head.kind} - _NOT_CAPTURES)
        return None
    moment = parse_date(head.fields.get("warc-date", ""))
    http, first = _http_of(head, block)
    stated = _stated(head)
    if head.kind == "revisit":
        digest = stated
    else:
        digest = stated if kind_of(stated) == "sha1" else _computed(http, first, block)
    return _Described(
        head.kind,
        head.url,
        moment,
        http,
        _mimetype(http.get("content-type") if http else _declared_type(head)),
        _playable(http.status) if http else 200,
        digest,
        stated,
        head.fields.get("warc-record-id", ""),
        _reference(head) if head.kind == "revisit" else None,
        re.sub(r"\s", "%20", head.fields.get("warc-source-uri", "")),
        head.fields.get("warc-concurrent-to", ""),
    )


def _http_of(head: RecordHead, block: Block) -> tuple[HttpHead | None, bytes]:
    """Return the HTTP head of a block and the bytes behind it that were read; a resource has none (ISO 28500, 6.4)."""
    return (None, b"") if head.kind == "resource" else http_head(block)


def _declared_type(head: RecordHead) -> str:
    """Return the media type of a block without an HTTP head; that of a `response` describes HTTP."""
    declared = head.fields.get("content-type", "")
    return "" if declared.lower().startswith("application/http") else declared


def _stated(head: RecordHead) -> str:
    try:
        return parse_digest(head.fields.get("warc-payload-digest", ""))
    except ValueError:
        return NONE


def _reference(head: RecordHead) -> Reference | None:
    record_id = head.fields.get("warc-refers-to", "")
    url, date = head.fields.get("warc-refers-to-target-uri", ""), head.fields.get("warc-refers-to-date", "")
    moment = Moment("")
    if date:
        try:
            moment = parse_date(date)
        except MalformedRecord:
            moment = Moment("")
    # A date alone refers to an earlier record of the same URL.
    key = filing_key(url.strip("<>") or head.url) if moment.timestamp else ""
    return Reference(record_id, key, moment.timestamp, moment.fraction) if record_id or key else None


def _row(found: FoundRecord[_Described]) -> IndexedRecord:
    described = found.described
    revisit = described.kind == "revisit"
    return IndexedRecord(
        filing_key(described.url),
        described.moment.timestamp,
        described.url,
        _REVISIT if revisit else described.mimetype,
        "-" if revisit else str(described.status or "-"),
        described.digest,
        str(found.length),
        found.path,
        found.offset,
        found.end,
        _is_circular(described.url, described.http),
        found.start,
        found.block,
        found.doubt,
        described.stated,
        described.moment.fraction,
        described.record_id,
        described.refers,
        described.source,
    )


def target(base: str, location: str) -> str:
    """Return the absolute URL of the *location* that *base* redirects to, or *location* where that is impossible."""
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _is_circular(url: str, http: HttpHead | None) -> bool:
    location = http.get("location") if http and http.status // 100 == 3 else ""
    return bool(location) and filing_key(target(url, location)) == filing_key(url)


def _mimetype(declared: str) -> str:
    found = _MIME.match(declared)
    return found[0].lower() if found else "unk"


def _computed(http: HttpHead | None, first: bytes, block: Block) -> str:
    """Return the SHA-1 of a payload, for the index, whose record has none or one of another kind."""
    if _is_chunked(http):
        try:
            return digest_of(_joined(_whole(first, block))[0])
        except UnplayableError:
            return NONE
    digest = hashlib.sha1(first, usedforsecurity=False)
    while piece := block.read(_PIECE):
        digest.update(piece)
    return parse_digest(digest.hexdigest())


def _is_chunked(http: HttpHead | None) -> bool:
    return http is not None and "chunked" in http.get("transfer-encoding").lower()


def _joined(body: bytes) -> tuple[bytes, bool]:
    """Return *body* without its chunk sizes, and whether its last chunk is there.

    A body without chunk sizes is returned as it is: many old records have one in spite of their header.
    """
    reader = ChunkedDataReader(io.BytesIO(body))
    joined = b"".join(iter(lambda: cast("bytes", reader.read(_PIECE)), b""))
    return joined, reader.not_chunked or not joined or bool(_LAST_CHUNK.search(body[-8_192:]))


def _read(row: IndexedRecord) -> ArchivedResponse:
    with row.path.open("rb") as file:
        content, _ = open_content(file, row.offset, row.end, lambda: zstd_dictionary(row.path, row.start))
        try:
            skip_blank_lines(content)
            head = parse_head(content)
            block = Block(content, head.length if row.block < 0 else row.block)
            http, first = _http_of(head, block)
            payload = _whole(first, block)
            block.skip()
        except (DamagedMember, MalformedRecord) as error:
            raise UnplayableError(f"the record is damaged: {error}") from error
        if block.left:
            raise UnplayableError("the record is truncated")
    doubt = row.doubt
    if _is_chunked(http):
        payload, has_end = _joined(payload)
        doubt = doubt or ("" if has_end else "the last chunk is missing")
    truncated = head.fields.get("warc-truncated", "") or _segment(head)
    if doubt and not truncated and not is_digest_of(row.stated, payload) and not ends_as_a_page(payload):
        truncated = doubt
    headers = http.headers if http else _headers_of_type(_declared_type(head))
    return ArchivedResponse(_playable(http.status if http else 0), _of_origin(headers), payload, truncated)


def _playable(status: int) -> int:
    return status if 200 <= status < 600 else 0


def _headers_of_type(declared: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", declared),) if "/" in declared else ()


def _segment(head: RecordHead) -> str:
    """Return the reason where the record holds only the first part of a payload (ISO 28500, 6.8)."""
    return "the record holds a segment only" if head.fields.get("warc-segment-number", "").strip() else ""


def _of_origin(stored: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the *stored* headers, with their own names where an archive had prefixed them.

    Our export prefixes them, and so do copies of mementos. A Content-Length that does not fit the body may be the only
    sign of a truncated one.
    """
    names = {name.lower() for name, _ in stored}
    own = (name[len(_ORIGIN_PREFIX) :] if name.lower().startswith(_ORIGIN_PREFIX) else name for name, _ in stored)
    return tuple(
        (name if name == given or name.lower() not in names else given, value)
        for name, (given, value) in zip(own, stored, strict=True)
    )


def _whole(first: bytes, block: Block) -> bytes:
    pieces, size = [first], len(first)
    while piece := block.read(_PIECE):
        size += len(piece)
        if size > LARGEST_PAYLOAD:
            raise UnplayableError(f"the payload is larger than {LARGEST_PAYLOAD} bytes")
        pieces.append(piece)
    return b"".join(pieces)
