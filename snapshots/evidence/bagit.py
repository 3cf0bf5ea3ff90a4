"""A bag: files chained by their hashes, in one ZIP that anyone can check (BagIt 1.0, RFC 8493).

The payload is hashed in `manifest-sha256.txt`, this and the other tag files in `tagmanifest-sha256.txt`: so the hash of
that one file names all the rest. Whoever makes a bag could make another one; a bag is told from a forgery by a hash that
was noted or time-stamped elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clausetrail.snapshots.errors import UnusablePack

PAYLOAD = "data/"
INFO = "bag-info.txt"
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
# A time-stamp is made of the tag manifest, so no manifest can list it (RFC 8493, 2.2.4: other tag files may be there).
STAMP = "timestamp.tsr"

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAG_FILES = {"bagit.txt", INFO, MANIFEST, TAGS, STAMP}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){0,4}")
# The earliest time that a ZIP can name: the same files are the same bag.
_TIME = (1980, 1, 1, 0, 0, 0)
# Two bodies at the most that a download may bring (32 MiB), again in a WARC, and their texts.
_MOST_BYTES = 256 * 1024 * 1024
_MOST_FILES = 64
_END = struct.Struct("<4s4H2LH")  # of a ZIP's directory (APPNOTE.TXT 4.3.16)
_WHOLE = struct.Struct("<4s16x")  # where a ZIP64 would say that the directory is another one
_MOST_DIRECTORY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Bag:
    """The files of a bag by their paths in it. *broken* are those whose bytes do not come out of the ZIP."""

    name: str
    files: Mapping[str, bytes]
    broken: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 that names the whole bag: that of its tag manifest, or "" where there is none."""
        return hashlib.sha256(self.files[TAGS]).hexdigest() if TAGS in self.files else ""


def make_bag(name: str, payload: Mapping[str, bytes], info: Iterable[tuple[str, str]]) -> Bag:
    """Return the bag of *payload*, whose paths begin with `data/`, with the tags *info* about it."""
    tags = {"bagit.txt": _DECLARATION, INFO: _told([*info, ("Payload-Oxum", _oxum(payload))])}
    tags[MANIFEST] = _manifest(payload)
    return Bag(name, {**payload, **tags, TAGS: _manifest(tags)})


def add_timestamp(bag: Bag, stamp: bytes) -> Bag:
    """Return *bag* with the answer of a time-stamping authority beside it; its hash stays."""
    return Bag(bag.name, {**bag.files, STAMP: stamp}, bag.broken)


def write_bag(bag: Bag, path: Path) -> None:
    """Write *bag* to *path*, whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as packed:  # stored: what compresses is another on each machine
            for name in sorted(bag.files):
                packed.writestr(zipfile.ZipInfo(f"{bag.name}/{name}", _TIME), bag.files[name])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_bag(path: Path) -> Bag:
    """Return the bag in the ZIP at *path*. Raises UnusablePack for what is none, or what was made to do harm."""
    try:
        _look_at_end(_tail(path))
        with zipfile.ZipFile(path) as packed:
            return _unpacked(packed)
    except OSError as error:
        raise UnusablePack(f"{path}: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnusablePack(f"{path} is no evidence pack: {error}") from error


def find_faults(bag: Bag) -> Iterator[str]:
    """Yield a sentence for each file of *bag* that is not the one its manifests name, or that none names."""
    for name in bag.broken:
        yield f"{name} is damaged: its bytes do not come out of the ZIP whole"
    whole = {name: content for name, content in bag.files.items() if name not in {TAGS, STAMP}}
    payload = {name: content for name, content in whole.items() if name.startswith(PAYLOAD)}
    tags = {name: content for name, content in whole.items() if name not in payload}
    yield from _unlike(MANIFEST, bag.files.get(MANIFEST), payload, bag.broken)
    yield from _unlike(TAGS, bag.files.get(TAGS), tags, bag.broken)
    if whole.get("bagit.txt", _DECLARATION) != _DECLARATION:
        yield "bagit.txt does not declare BagIt 1.0 in UTF-8"


def _unlike(name: str, listed: bytes | None, files: Mapping[str, bytes], broken: Iterable[str]) -> Iterator[str]:
    """Yield what the manifest *name*, which reads *listed*, says otherwise than *files* do."""
    if listed is None:
        yield from () if name in broken else [f"{name} is missing"]
        return
    said, are = _lines(listed), _lines(_manifest(files))
    for path in sorted((said.keys() | are.keys()) - set(broken)):
        if path not in are:
            yield f"{path[:200]} is listed in {name} and missing"
        elif path not in said:
            yield f"{path} is not listed in {name}"
        elif said[path] != are[path]:
            yield f"{path} is not the file that {name} lists: its SHA-256 is {are[path]}"
    if said == are and listed != _manifest(files):
        yield f"{name} is not written as this program writes it"


def _lines(manifest: bytes) -> dict[str, str]:
    found = {}
    for line in manifest.decode("utf-8", "replace").split("\n"):
        digest, _, path = line.partition("  ")
        if line:
            found[path] = digest
    return found


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _told(tags: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in tags).encode("utf-8", "replace")


def _oxum(payload: Mapping[str, bytes]) -> str:
    return f"{sum(map(len, payload.values()))}.{len(payload)}"


def _tail(path: Path) -> bytes:
    """Return the end of the file at *path*, or raise ValueError where it is too large to be a bag of ours."""
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ValueError(f"it has {size:,} bytes, more than any pack")
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size - _WHOLE.size))
        return file.read()


def _look_at_end(tail: bytes) -> None:
    """Raise ValueError unless *tail* ends a small plain ZIP: Python would read a directory of any length at once."""
    if len(tail) < _END.size:
        raise ValueError("it is no ZIP file")
    mark, _, _, _, files, directory, _, comment = _END.unpack(tail[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise ValueError("it is no ZIP file, or has a comment")
    if tail[: -_END.size].startswith(b"PK\x06\x07") or files > _MOST_FILES or directory > _MOST_DIRECTORY:
        raise ValueError("it names too many files")


def _unpacked(packed: zipfile.ZipFile) -> Bag:
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    base = names[0].partition("/")[0] if names else ""
    for entry in entries:
        _look_at(entry, base)
    if len(set(map(str.lower, names))) < len(names):
        raise ValueError("two of its files have one name")
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise ValueError("it would unpack to more than any pack holds")
    files, broken = {}, []
    for entry in entries:
        name = entry.filename.removeprefix(f"{base}/")
        try:
            files[name] = packed.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            broken.append(name)
    if "bagit.txt" not in files and "bagit.txt" not in broken:
        raise ValueError("it holds no bagit.txt")
    return Bag(base, files, tuple(broken))


def _look_at(entry: zipfile.ZipInfo, base: str) -> None:
    """Raise ValueError unless *entry* is a plain file at a place where a bag named *base* has files."""
    shown = ascii(entry.filename[:80])
    inside = entry.filename.removeprefix(f"{base}/")
    if not _NAME.fullmatch(entry.filename) or inside == entry.filename:  # each part begins with a letter or digit
        raise ValueError(f"it holds a file named {shown}")
    if not inside.startswith(PAYLOAD) and inside not in _TAG_FILES:
        raise ValueError(f"it holds a file named {shown}")
    if entry.flag_bits & 0x1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValueError(f"{shown} is encrypted, or packed in a way that packs are not")
