"""WARC, ARC and WACZ files as an archive: the files of a name, the byte ranges of their WARCs, and links to captures in them.

No record is read here (`clausetrail.crawler.replay_server.warc_files` does that) and nothing is requested. During a crawl
a replay server on loopback serves the files, so that they are fetched like the captures of any other archive.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote

from clausetrail.snapshots.errors import UnusableArchive
from clausetrail.snapshots.model import Capture

_WARCS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".arc.zst")
_WACZ = ".wacz"
# Names of archive files that are not read: ".warc.bz2", ".warc.gz.open" (Heritrix, while it writes). Indexes, logs and
# checksums beside a WARC hold no records.
_OTHER_ARCHIVE = re.compile(r"\.(?:w?arc|wacz)(?:\.[a-z0-9]+)*", re.IGNORECASE)
_NO_RECORDS = (
    ".cdx",
    ".cdxj",
    ".cdx.gz",
    ".cdxj.gz",
    ".idx",
    ".csv",
    ".json",
    ".jsonl",
    ".log",
    ".txt",
    ".xml",
    ".md5",
    ".sha1",
    ".sha256",
    ".sha512",
    ".sig",
    ".asc",
)
_SUFFIXES = (*_WARCS, _WACZ)
# Bytes. A WACZ may hold its WARCs deflated, against its specification; unpacked they must fit into a common /tmp.
MOST_UNPACKED = 4 * 2**30
# APPNOTE.TXT 6.3, 4.3.7: a local header has 30 bytes, a name and an extra field; the last 4 bytes are their lengths.
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 0x1
_UNKNOWN_NAME = f"left out: only files that end in {', '.join(_SUFFIXES)} are read"


@dataclass(frozen=True, slots=True)
class ArchiveFiles:
    """The archive files of one name: *place* is a file, or a folder with *paths* in it."""

    place: Path
    paths: tuple[Path, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def home(self) -> str:
        """The files as a link names them, by their name alone: "file:x.warc.gz". A path is nobody else's business."""
        return f"file:{quote(self.place.name)}"

    def name(self) -> str:
        """Return the name of this archive: the file's or folder's name, and the first 12 digits of a SHA-256 of all its bytes.

        So the name stays the same where the files are moved. Files that have changed are another archive, so what was
        read of the index of these bytes is valid for ever.
        """
        digests = sorted(map(_sha256, self.paths))
        whole = digests[0] if self.place.is_file() else hashlib.sha256("".join(digests).encode()).hexdigest()
        return f"{self.place.name}~{whole[:12]}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not read of a file, or not as it is written: where (file and position in bytes, -1 for the whole), and why.

    *url* is that of the record, or "" where it is not known. *is_loss* is whether a capture may be missing by it.
    """

    file: str
    offset: int
    reason: str
    url: str = ""
    is_loss: bool = True

    @property
    def line(self) -> str:
        """The sentence for a person."""
        place = f"{self.file}, byte {self.offset:,}" if self.offset >= 0 else self.file
        return f"{place}: {self.reason}" + (f" ({self.url[:200]})" if self.url else "")


@dataclass(frozen=True, slots=True)
class WarcRange:
    """The records of one WARC: the bytes from *start* to *end* of a file. *name* is how a person knows that WARC."""

    path: Path
    start: int
    end: int
    name: str = ""

    @property
    def shown(self) -> str:
        """The name of the WARC for a person."""
        return self.name or self.path.name


class RangeReader(io.RawIOBase):
    """A file object that ends at *end*. Positions are those of the file itself."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file = file
        self._end = end
        file.seek(start)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._end - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self.read(len(target))
        target[: len(data)] = data
        return len(data)


def find_archive_files(spec: str, names: Container[str] = ()) -> ArchiveFiles | None:
    """Return the files that *spec* names, or None where it is one of *names*, a URL, or no file.

    The name of a folder means all archive files in it, at any depth. Raises UnusableArchive for a missing file and for a
    folder without archive files.
    """
    if not spec or spec in names or "://" in spec:
        return None
    try:
        return _found(spec, Path(spec).expanduser().resolve())
    except (OSError, RuntimeError) as error:  # a name too long, no permission; "~nobody"
        raise UnusableArchive(f"{spec} cannot be read: {error}") from error


def _found(spec: str, place: Path) -> ArchiveFiles | None:
    if place.is_dir():
        files = sorted(path for path in place.rglob("*") if path.is_file())
        inside = tuple(path for path in files if _is_archive(path))
        if not inside:
            raise UnusableArchive(f"the folder {spec} holds no file that ends in {', '.join(_SUFFIXES)}")
        others = (str(path.relative_to(place)) for path in files if _is_other_archive(path.name))
        return ArchiveFiles(place, inside, tuple(LeftOut(name, -1, _UNKNOWN_NAME) for name in others))
    if not _is_archive(place):
        return None
    if not place.is_file():
        raise UnusableArchive(f"there is no file {spec}")
    return ArchiveFiles(place, (place,))


def name_and_home(named_home: str) -> tuple[str, str]:
    """Return the name and the home of an archive of files, from the part of `local`'s result after "#"."""
    home, _, mark = named_home.rpartition("~")
    return f"{unquote(home.removeprefix('file:'))}~{mark}", home


def memento_url(home: str, capture: Capture) -> str:
    """Return the link to *capture* in the files at *home*: "file:x.warc.gz#20120101000000/http://…".

    No browser opens it. It names the file and the capture in it, whatever the folder and the port of the replay server.
    """
    return f"{home}#{capture.timestamp}/{capture.original}"


def warc_ranges(path: Path, folder: Callable[[], Path], report: Callable[[LeftOut], None]) -> Iterator[WarcRange]:
    """Yield the byte ranges of the WARCs of the file at *path*: the file itself, or the members of a WACZ, read in place.

    Compressed members, and WACZ files inside a WACZ, are unpacked into *folder* first. A member that looks like an archive and
    is not read is reported. Raises ValueError for a file that is no WACZ, and OSError.
    """
    if not path.name.lower().endswith(_WACZ):
        yield WarcRange(path, 0, path.stat().st_size)
        return
    yield from _of_package(path, path.name, folder, report)


def _of_package(
    path: Path, shown: str, folder: Callable[[], Path], report: Callable[[LeftOut], None], *, nested: bool = False
) -> Iterator[WarcRange]:
    try:
        with zipfile.ZipFile(path) as package:
            files = [info for info in package.infolist() if not info.is_dir()]
            members = [info for info in files if info.filename.lower().endswith((*_WARCS, _WACZ))]
            for info in files:
                if info not in members and _is_other_archive(info.filename):
                    report(LeftOut(f"{shown}, member {info.filename}", -1, _UNKNOWN_NAME))
            if not members:
                raise ValueError(f"{shown} holds no WARC")
            _check(shown, members)
            for info in members:
                name = f"{shown}, member {info.filename}"
                is_package = info.filename.lower().endswith(_WACZ)
                if is_package and nested:
                    report(LeftOut(name, -1, "left out: a WACZ in a WACZ in a WACZ is not read"))
                elif is_package:
                    inner = _unpacked(package, info, folder(), name)
                    yield from _of_package(inner.path, name, folder, report, nested=True)
                else:
                    stored = _is_stored(info)
                    yield _in_place(path, info, name) if stored else _unpacked(package, info, folder(), name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, struct.error, EOFError) as error:
        raise ValueError(f"{shown} is not a WACZ file: {error}") from error


def _is_other_archive(name: str) -> bool:
    """Return whether *name* looks like that of an archive file which is not read."""
    lower = name.lower()
    ends = lower.endswith((*_SUFFIXES, *_NO_RECORDS))
    return not ends and bool(_OTHER_ARCHIVE.search(lower.rpartition("/")[2]))


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(_SUFFIXES)


def _is_stored(info: zipfile.ZipInfo) -> bool:
    return info.compress_type == zipfile.ZIP_STORED


def _check(shown: str, members: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & _ENCRYPTED for info in members):
        raise ValueError(f"{shown} is encrypted")
    if sum(info.file_size for info in members if not _is_stored(info)) > MOST_UNPACKED:
        raise ValueError(
            f"{shown} would unpack to more than {MOST_UNPACKED // 2**30} GiB. Unzip it, and name the folder"
        )


def _in_place(path: Path, info: zipfile.ZipInfo, shown: str) -> WarcRange:
    with path.open("rb") as file:
        file.seek(info.header_offset)
        signature, name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    start = info.header_offset + _LOCAL_HEADER.size + name + extra
    if signature != b"PK\x03\x04" or start + info.file_size > path.stat().st_size:
        raise ValueError(f"{shown} is cut short, or its directory does not fit its members")
    return WarcRange(path, start, start + info.file_size, shown)


def _unpacked(package: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, shown: str) -> WarcRange:
    path = spill_path(folder, Path(info.filename).suffix)
    with package.open(info) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)  # zipfile reads no byte more than the size in the directory
    return WarcRange(path, 0, path.stat().st_size, shown)


def spill_path(folder: Path, suffix: str = "") -> Path:
    """Return the path of a new, empty file in *folder*. No name from an archive is used: it may lead out of the folder."""
    handle, name = tempfile.mkstemp(suffix, dir=folder)
    os.close(handle)
    return Path(name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
