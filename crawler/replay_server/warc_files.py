"""A collection of captures in WARC files: the index is in memory, payloads are read from the files on demand.

Records are as in ISO 28500 (WARC 1.1). warcio reads them, those of ARC files of the nineties too, and the WARCs inside a
WACZ in place. Of a record, only its index row and its position are kept in memory.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import shutil
import tempfile
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Protocol, Self, cast
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from clausetrail.crawler.archives.local_files import RangeReader, WarcRange, warc_ranges
from clausetrail.crawler.replay_server.surt import urlkey

# Bytes. A record is read into memory whole when it is played; ten times the 5 MB of the largest policy page observed.
LARGEST_PAYLOAD = 50_000_000
_PIECE = 1 << 16
_REVISIT = "warc/revisit"
_ORIGIN_PREFIX = "x-archive-orig-"
_SHA1 = re.compile(r"sha1:([A-Z2-7]{32})", re.IGNORECASE)
_MIME = re.compile(r"[^\s/;]+/[^\s/;]+")


class UnplayableError(LookupError):
    """A capture is in the index, but its payload is in no file, is truncated, or is too large to play."""


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

    @property
    def is_revisit(self) -> bool:
        return self.mimetype == _REVISIT

    @property
    def order(self) -> tuple[str, str, str, str, int]:
        return self.urlkey, self.timestamp, self.original, str(self.path), self.offset


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
    """All captures of some WARC files, by URL key and then by time."""

    def __init__(self, rows: Iterable[IndexedRecord]) -> None:
        ordered = sorted(rows, key=lambda row: row.order)
        self._by_key = {key: tuple(group) for key, group in groupby(ordered, key=lambda row: row.urlkey)}
        self._bodies: dict[str, list[IndexedRecord]] = {}
        for row in ordered:
            if not row.is_revisit:
                self._bodies.setdefault(row.digest, []).append(row)

    @classmethod
    def from_warcs(cls, paths: Iterable[Path]) -> Self:
        """Return the collection of the files at *paths*. Raises ValueError for a file that is no WARC, ARC or WACZ."""
        unpacked = functools.cache(lambda: Path(tempfile.mkdtemp(prefix="clausetrail-")))
        try:
            collection = cls(row for path in paths for part in warc_ranges(path, unpacked) for row in _index(part))
        except BaseException:
            _remove(unpacked)
            raise
        # Payloads are read on demand, so the unpacked files are kept as long as the collection.
        weakref.finalize(collection, _remove, unpacked)
        return collection

    def __len__(self) -> int:
        return sum(map(len, self._by_key.values()))

    @property
    def urls(self) -> int:
        """How many URL keys have captures."""
        return len(self._by_key)

    def rows(self, url: str) -> tuple[IndexedRecord, ...]:
        """Return the captures of *url*, oldest first."""
        return self._by_key.get(urlkey(url), ())

    def originals(self) -> tuple[str, ...]:
        """Return one original for each URL key, that of its first capture."""
        return tuple(rows[0].original for rows in self._by_key.values())

    def read(self, row: IndexedRecord) -> ArchivedResponse:
        """Return the archived response of *row*, for a revisit with the payload of the record that it repeats.

        Raises UnplayableError where that record is in no file or truncated.
        """
        if not row.is_revisit:
            return _read(row)
        repeated = _read(self._repeated(row))
        own = _read(row)
        status, headers = own.statuscode or repeated.statuscode, own.headers or repeated.headers
        return ArchivedResponse(status, headers, repeated.payload, repeated.truncated)

    def _repeated(self, revisit: IndexedRecord) -> IndexedRecord:
        """Return the record with the payload that *revisit* repeats: if possible of its own URL, and the last before it."""
        bodies = self._bodies.get(revisit.digest)
        if not bodies:
            raise UnplayableError(f"no record holds the payload {revisit.digest}")
        of_its_url = [row for row in bodies if row.urlkey == revisit.urlkey] or bodies
        later = bisect_left(of_its_url, revisit.timestamp, key=lambda row: row.timestamp)
        return of_its_url[max(0, later - 1)]


def _remove(unpacked: functools._lru_cache_wrapper[Path]) -> None:
    if unpacked.cache_info().currsize:
        shutil.rmtree(unpacked(), ignore_errors=True)


class _Headers(Protocol):
    headers: list[tuple[str, str]]

    def get_header(self, name: str) -> str | None: ...

    def get_statuscode(self) -> str: ...


class _Record(Protocol):
    rec_type: str
    rec_headers: _Headers
    http_headers: _Headers | None
    raw_stream: BinaryIO


def _index(part: WarcRange) -> Iterator[IndexedRecord]:
    with part.path.open("rb") as file:
        # With arc2warc the records of ARC files, which the Internet Archive used until 2009, have the header names of WARC.
        records = ArchiveIterator(RangeReader(file, part.start, part.end), arc2warc=True)
        try:
            for record in cast("Iterator[_Record]", records):
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                if record.rec_type in {"response", "revisit"} and url.startswith(("http://", "https://")):
                    digest = _digest(record)
                    # get_record_length reads the record to its end, so the digest is computed before it.
                    length = records.get_record_length()
                    yield _row(record, digest, length, part, records.get_record_offset())
        except ArchiveLoadFailed as error:
            raise ValueError(f"{part.path} is not a WARC file: {error}") from error


def _row(record: _Record, digest: str, length: int, part: WarcRange, offset: int) -> IndexedRecord:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    date = re.sub(r"\D", "", record.rec_headers.get_header("WARC-Date") or "")
    revisit = record.rec_type == "revisit"
    return IndexedRecord(
        urlkey(url),
        date[:14].ljust(14, "0"),
        re.sub(r"\s", "%20", url),
        _REVISIT if revisit else _mimetype(record.http_headers),
        "-" if revisit else str(_status(record.http_headers) or "-"),
        digest,
        str(length),
        part.path,
        offset,
        part.end,
        _is_circular(url, record.http_headers),
    )


def target(base: str, location: str) -> str:
    """Return the absolute URL of the *location* that *base* redirects to, or *location* where that is impossible."""
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _is_circular(url: str, headers: _Headers | None) -> bool:
    location = headers.get_header("Location") if headers and _status(headers) // 100 == 3 else None
    return location is not None and urlkey(target(url, location)) == urlkey(url)


def _mimetype(headers: _Headers | None) -> str:
    declared = _MIME.match((headers.get_header("Content-Type") if headers else "") or "")
    return declared[0].lower() if declared else "unk"


def _status(headers: _Headers | None) -> int:
    code = headers.get_statuscode() if headers else ""
    return int(code) if re.fullmatch(r"[2-5]\d\d", code, re.ASCII) else 0


def _digest(record: _Record) -> str:
    """Return the SHA-1 in the record's header in base 32, or that of its payload where the header has none."""
    stated = _SHA1.fullmatch(record.rec_headers.get_header("WARC-Payload-Digest") or "")
    if stated:
        return stated[1].upper()
    digest = hashlib.sha1(usedforsecurity=False)
    stream = _decoded_stream(record)
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return base64.b32encode(digest.digest()).decode("ascii")


def _decoded_stream(record: _Record) -> BinaryIO:
    encoding = (record.http_headers.get_header("Transfer-Encoding") if record.http_headers else "") or ""
    if "chunked" in encoding.lower():
        # It passes a body without chunk sizes through, which many old records have in spite of their header.
        return cast("BinaryIO", ChunkedDataReader(record.raw_stream))
    return record.raw_stream


def _read(row: IndexedRecord) -> ArchivedResponse:
    with row.path.open("rb") as file:
        try:
            record = cast("_Record", next(ArchiveIterator(RangeReader(file, row.offset, row.end), arc2warc=True)))
        except ArchiveLoadFailed as error:
            raise UnplayableError(f"the record is damaged: {error}") from error
        payload = _whole(_decoded_stream(record))
        _check_end(record.raw_stream)
        truncated = record.rec_headers.get_header("WARC-Truncated") or ""
        return ArchivedResponse(_status(record.http_headers), _of_origin(record.http_headers), payload, truncated)


def _of_origin(headers: _Headers | None) -> tuple[tuple[str, str], ...]:
    """Return *headers*, with their own names where an archive had prefixed them.

    Our export prefixes them, and so do copies of mementos. A Content-Length that does not fit the body may be the only
    sign of a truncated one.
    """
    stored = headers.headers if headers else []
    names = {name.lower() for name, _ in stored}
    own = (name[len(_ORIGIN_PREFIX) :] if name.lower().startswith(_ORIGIN_PREFIX) else name for name, _ in stored)
    return tuple(
        (name if name == given or name.lower() not in names else given, value)
        for name, (given, value) in zip(own, stored, strict=True)
    )


def _check_end(stream: BinaryIO) -> None:
    """Raise UnplayableError where the file ends before the record: half a page looks like removed clauses."""
    while stream.read(_PIECE):
        pass  # bytes that a crawler wrote after the last chunk
    if getattr(stream, "limit", 0) > 0:
        raise UnplayableError("the record is truncated")


def _whole(stream: BinaryIO) -> bytes:
    pieces, size = [], 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST_PAYLOAD:
            raise UnplayableError(f"the payload is larger than {LARGEST_PAYLOAD} bytes")
        pieces.append(piece)
    return b"".join(pieces)
