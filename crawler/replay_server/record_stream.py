"""Find the records of a WARC or ARC file one by one, whatever compresses them, and read past what is damaged.

A file holds gzip members (ISO 28500, annex D), zstd frames (IIPC, Zstandard Compression for WARC Files 1.0), plain records, or a
mixture. warcio ends at the first damage and fastwarc reads no ARC, so the records are found here. What is passed over is
reported with its position, and the search goes on with the next bytes that begin a record.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, Protocol, TypeVar

import zstandard

from clausetrail.crawler.archives.local_files import MOST_UNPACKED, RangeReader, WarcRange
from clausetrail.crawler.replay_server.record_head import (
    WARC_START,
    MalformedRecord,
    RecordHead,
    is_record_start,
    parse_head,
)

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_CANDIDATE = re.compile(
    rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/\d+\.\d+[ \t\r]*\n|(?<=\n)[A-Za-z][A-Za-z0-9+.-]*:[^\r\n]{3,9000} \d+[ \t\r]*\n"
)
_BLANK = b"\r\n \t\x00"
_BOM = b"\xef\xbb\xbf"
# Bytes. How much is read at once; of zstd less, since 4 bytes of it can stand for 128 KiB.
_PIECE = 1 << 14
_ZSTD_PIECE = 1 << 11
_PEEK = 1 << 14
_WINDOW = 1 << 20
_MAX_ZSTD_WINDOW = 1 << 27
_LARGEST_DICTIONARY = 1 << 24
_CUT = "the file ends inside"
# NUL bytes that are padding: between records less than a disk sector, at the end a tar block or a page of a file system.
_GAP = 512
_PADDING = 1 << 16


class DamagedMember(ValueError):
    """A gzip member or zstd frame does not decompress, or the file ends inside it."""


class _Decompressor(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, /) -> bytes: ...


class MemberStream(io.RawIOBase):
    """The content of one gzip member or zstd frame. *end* is the position in the file after it, once all is read."""

    def __init__(self, file: BinaryIO | RangeReader, decompressor: _Decompressor, piece: int = _PIECE) -> None:
        self._file = file
        self._decompressor = decompressor
        self._piece = piece
        self._ready = memoryview(b"")
        self.end = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview, /) -> int:  # type: ignore[override]
        while not self._ready and not self._decompressor.eof:
            piece = self._file.read(self._piece)
            if not piece:
                raise DamagedMember(f"{_CUT} it")
            try:
                self._ready = memoryview(self._decompressor.decompress(piece))
            except (zlib.error, zstandard.ZstdError) as error:
                raise DamagedMember(str(error)) from error
            if self._decompressor.eof:
                self.end = self._file.tell() - len(self._decompressor.unused_data)
        count = min(len(target), len(self._ready))
        target[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


class Block:
    """The block of a record: a stream that ends after *length* bytes."""

    def __init__(self, stream: io.BufferedIOBase, length: int) -> None:
        self._stream = stream
        self.left = length

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        most = self.left if size is None or size < 0 else min(size, self.left)
        data = self._stream.readline(most)
        self.left -= len(data)
        return data

    def skip(self) -> None:
        """Read to the end."""
        while self.read(_PIECE):
            pass


def zstd_dictionary(path: Path, start: int) -> bytes:
    """Return the dictionary of the zstd WARC that begins at *start*, or b"". It is the first frame, perhaps compressed itself."""
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(8)
        size = int.from_bytes(head[4:8], "little")
        if head[:4] != _DICTIONARY or size > _LARGEST_DICTIONARY:
            return b""
        content = file.read(size)
    if content.startswith(_ZSTD):
        try:
            return zstandard.ZstdDecompressor().decompress(content, max_output_size=_LARGEST_DICTIONARY)
        except zstandard.ZstdError:
            return b""
    return content


def open_content(
    file: BinaryIO, offset: int, end: int, dictionary: Callable[[], bytes]
) -> tuple[io.BufferedReader, MemberStream | None]:
    """Return the content of *file* from *offset* to *end*, decompressed where a gzip member or a zstd frame begins there."""
    raw = RangeReader(file, offset, end)
    magic = raw.read(4)
    raw = RangeReader(file, offset, end)
    if magic.startswith(_GZIP):
        member = MemberStream(raw, zlib.decompressobj(wbits=31))
    elif magic == _ZSTD:
        member = MemberStream(raw, _zstd(dictionary()), _ZSTD_PIECE)
    else:
        return io.BufferedReader(raw), None
    return io.BufferedReader(member, _PIECE), member


def skip_blank_lines(content: io.BufferedReader) -> bool:
    """Read *content* up to its first line that is not blank, and return whether there is one."""
    while content.peek(1)[:1] in {b"\r", b"\n"}:
        content.read(1)
    return bool(content.peek(1))


def _zstd(dictionary: bytes) -> _Decompressor:
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdDecompressor(dict_data=known, max_window_size=_MAX_ZSTD_WINDOW).decompressobj()


Described = TypeVar("Described")


@dataclass(frozen=True, slots=True)
class FoundRecord(Generic[Described]):
    """A record: what was made of it, its position, its bytes in the file, and why its block may not be whole, or ""."""

    described: Described
    path: Path
    offset: int
    length: int
    block: int
    end: int
    start: int
    doubt: str = ""


def _doubt(stated: int, left: int, after: int) -> str:
    """Return why the block of a compressed record may not be whole: it is shorter than *stated*, or bytes are *after* it."""
    if left:
        return f"the record states {stated:,} bytes, and has {stated - left:,}"
    return f"{after:,} bytes follow the record's {stated:,} that belong to no record" if after else ""


class RecordScan(Generic[Described]):
    """The records of one WARC or ARC file, or of a part of it.

    *describe* is called with the head and the block of each record; it returns None for one that is no capture, and raises
    MalformedRecord for one that is left out.
    *report* is called with position, reason and URL ("" where unknown) of what is passed over, and whether a capture may be
    missing by it. *spill* returns a new path for the content of a gzip member that holds several records.
    """

    def __init__(
        self,
        part: WarcRange,
        describe: Callable[[RecordHead, Block], Described | None],
        report: Callable[[int, str, str, bool], None],
        spill: Callable[[], Path],
    ) -> None:
        self._part = part
        self._describe = describe
        self._report = report
        self._spill = spill
        self._dictionary: bytes | None = None
        self.count = 0  # of all records, of whatever type

    def records(self) -> Iterator[FoundRecord[Described]]:
        """Yield the records in their order."""
        with self._part.path.open("rb") as file:
            offset = self._part.start
            while offset < self._part.end:
                head = self._peek(file, offset)
                if head.startswith(_BOM) and offset == self._part.start:
                    offset += len(_BOM)
                elif not head.lstrip(_BLANK) or head[:1] in _BLANK:
                    offset = self._skip_blank(file, offset)
                elif head.startswith((_GZIP, _ZSTD)):
                    offset = yield from self._member(file, offset)
                elif _SKIPPABLE.match(head):
                    offset += 8 + int.from_bytes(head[4:8], "little")
                elif is_record_start(head) or WARC_START.match(head):
                    offset = yield from self._plain(file, offset)
                else:
                    offset = self._pass_over(file, offset, offset + 1)

    # Plain records -------------------------------------------------------------------------------------------

    def _plain(self, file: BinaryIO, offset: int) -> Generator[FoundRecord[Described], None, int]:
        try:
            head = parse_head(io.BufferedReader(RangeReader(file, offset, self._part.end)))
        except MalformedRecord as error:
            self.count += 1
            self._report(offset, f"a record is malformed: {error}", "", True)
            return self._next_start(file, offset + 1)
        start = offset + head.size
        end, following, doubt = self._plain_end(file, start, head)
        block = Block(io.BufferedReader(RangeReader(file, start, end)), end - start)
        yield from self._described(head, block, offset, end, doubt, is_loss=following > end or end == self._part.end)
        return following

    def _plain_end(self, file: BinaryIO, start: int, head: RecordHead) -> tuple[int, int, str]:
        """Return where the block that begins at *start* ends, where the next record may begin, and why that is in doubt."""
        end = start + head.length
        if end <= self._part.end and self._is_boundary(file, end):
            return end, end, ""
        following = self._next_start(file, start)
        if following == self._part.end and end > self._part.end:
            return (
                following,
                following,
                f"{_CUT} a record: {end - self._part.end:,} of its {head.length:,} bytes are missing",
            )
        if following >= end:
            return (
                end,
                following,
                f"{following - end:,} bytes follow the record's {head.length:,} that belong to no record",
            )
        tail = self._peek(file, following - 4, 4)
        end = following - next((len(blank) for blank in (b"\r\n\r\n", b"\n\n", b"\n") if tail.endswith(blank)), 0)
        return end, end, f"the record states {head.length:,} bytes, and the next one begins after {end - start:,}"

    def _is_boundary(self, file: BinaryIO, offset: int) -> bool:
        """Return whether a record may end at *offset*: there is the next one, or the end of the file, perhaps after blanks."""
        head = self._peek(file, offset)
        rest = head.lstrip(_BLANK)
        if not rest:
            return True
        return rest.startswith((_GZIP, _ZSTD)) or is_record_start(rest)

    # Compressed records --------------------------------------------------------------------------------------

    def _member(self, file: BinaryIO, offset: int) -> Generator[FoundRecord[Described], None, int]:
        content, member = open_content(file, offset, self._part.end, self._known_dictionary)
        assert member is not None
        head, url = None, ""
        try:
            if not skip_blank_lines(content):
                return member.end
            head = parse_head(content)
            url = head.url
            block = Block(content, head.length)
            described = self._described_or_error(head, block)
            block.skip()
            tail = content.read(_PEEK)
            if is_record_start(tail.lstrip(_BLANK)):
                return (yield from self._several(file, offset))
            after = len(tail.strip(_BLANK))
            while piece := content.read(_PIECE):
                after += len(piece.strip(_BLANK))
        except DamagedMember as error:
            self.count += 1
            self._report(offset, f"a compressed record is damaged: {error}", url, True)
            return self._next_start(file, offset + 1)
        except MalformedRecord as error:
            self._report(offset, f"a record is malformed: {error}", "", True)
            return self._next_start(file, offset + 1)
        doubt = _doubt(head.length, block.left, after)
        self.count += 1
        if isinstance(described, MalformedRecord):
            self._report(offset, f"a record is malformed: {described}", url, True)
        elif described is not None:
            if doubt:
                self._report(offset, doubt, url, False)
            yield self._found(described, offset, member.end, head.length - block.left, doubt)
        return member.end

    def _several(self, file: BinaryIO, offset: int) -> Generator[FoundRecord[Described], None, int]:
        """Yield the records of a member that holds several, from a file into which it is unpacked; return its end."""
        content, member = open_content(file, offset, self._part.end, self._known_dictionary)
        assert member is not None
        path, size = self._spill(), 0
        following = 0
        with path.open("wb") as unpacked:
            try:
                while piece := content.read1(_WINDOW):
                    size += len(piece)
                    if size > MOST_UNPACKED:
                        raise DamagedMember(f"it has more than {MOST_UNPACKED // 2**30} GiB")
                    unpacked.write(piece)
            except DamagedMember as error:
                self._report(offset, f"compressed records are damaged after {size:,} bytes: {error}", "", True)
                following = self._next_start(file, offset + 1)
        inner = RecordScan(WarcRange(path, 0, size, self._part.name), self._describe, self._report, self._spill)
        yield from inner.records()
        self.count += inner.count
        return following or member.end

    def _known_dictionary(self) -> bytes:
        if self._dictionary is None:
            self._dictionary = zstd_dictionary(self._part.path, self._part.start)
        return self._dictionary

    # Between records -----------------------------------------------------------------------------------------

    def _described(
        self, head: RecordHead, block: Block, offset: int, end: int, doubt: str, *, is_loss: bool
    ) -> Iterator[FoundRecord[Described]]:
        self.count += 1
        length = block.left
        try:
            described = self._describe(head, block)
        except MalformedRecord as error:
            self._report(offset, f"a record is malformed: {error}", head.url, True)
            return
        if doubt and (described is not None or doubt.startswith(_CUT)):
            self._report(offset, doubt, "", is_loss)
        if described is not None:
            yield self._found(described, offset, end, length, doubt)

    def _described_or_error(self, head: RecordHead, block: Block) -> Described | MalformedRecord | None:
        try:
            return self._describe(head, block)
        except MalformedRecord as error:
            return error

    def _found(self, described: Described, offset: int, end: int, block: int, doubt: str) -> FoundRecord[Described]:
        return FoundRecord(
            described, self._part.path, offset, end - offset, block, self._part.end, self._part.start, doubt
        )

    def _skip_blank(self, file: BinaryIO, offset: int) -> int:
        """Return the position after blank lines and NUL bytes, and report NUL bytes that are more than padding."""
        start, nul = offset, 0
        while offset < self._part.end:
            window = self._peek(file, offset, _WINDOW)
            rest = window.lstrip(_BLANK)
            nul += window[: len(window) - len(rest)].count(0)
            offset += len(window) - len(rest)
            if rest:
                break
        if nul >= (_GAP if offset < self._part.end else _PADDING):
            self._report(start, f"{nul:,} NUL bytes are no record", "", True)
        return offset

    def _pass_over(self, file: BinaryIO, offset: int, after: int) -> int:
        following = self._next_start(file, after)
        self._report(offset, f"{following - offset:,} bytes are no record", "", True)
        return following

    def _next_start(self, file: BinaryIO, offset: int) -> int:
        """Return the position of the next bytes from *offset* on that begin a record, or the end."""
        base = offset
        while base < self._part.end:
            window = self._peek(file, base, _WINDOW + _PEEK)
            for candidate in _CANDIDATE.finditer(window):
                place = candidate.start()
                if place > _WINDOW:
                    break
                if self._begins_record(file, base + place, window[place : place + _PEEK]):
                    return base + place
            base += _WINDOW  # the byte there is in both windows: it tells whether a line begins after it
        return self._part.end

    def _begins_record(self, file: BinaryIO, offset: int, head: bytes) -> bool:
        if not head.startswith((_GZIP, _ZSTD)):
            return is_record_start(head)
        content, _ = open_content(file, offset, self._part.end, self._known_dictionary)
        try:
            return is_record_start(content.read(_PEEK).lstrip(_BLANK))
        except DamagedMember:
            return False

    def _peek(self, file: BinaryIO, offset: int, size: int = _PEEK) -> bytes:
        file.seek(offset)
        return file.read(max(0, min(size, self._part.end - offset)))
