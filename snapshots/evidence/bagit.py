"""Write and read a bag: files chained by their hashes, in one ZIP that anyone can check (BagIt 1.0, RFC 8493).

`manifest-sha256.txt` holds the hashes of the payload, `tagmanifest-sha256.txt` those of the manifest and the other tag files:
so the hash of this one file identifies the whole bag. The maker of a bag could make another one; only a hash that was noted or
time-stamped elsewhere distinguishes a bag from a forgery.
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
# A time-stamp is computed from the tag manifest, so no manifest can list it (RFC 8493, 2.2.4, allows unlisted tag files).
STAMP = "timestamp.tsr"

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAG_FILES = {"bagit.txt", INFO, MANIFEST, TAGS, STAMP}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){0,4}")
# The earliest time that a ZIP can store, for every file: the same files give the same bag.
_TIME = (1980, 1, 1, 0, 0, 0)
# Bytes: enough for two bodies of the largest download (32 MiB) twice, the second time in a WARC, and for their texts.
_MOST_BYTES = 256 * 1024 * 1024
_MOST_FILES = 64
_END = struct.Struct("<4s4H2LH")  # the end of central directory record of a ZIP (APPNOTE.TXT 4.3.16)
_ZIP64_LOCATOR = struct.Struct("<4s16x")  # where a ZIP64 refers to another central directory (APPNOTE.TXT 4.3.15)
_MOST_DIRECTORY = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Bag:
    """The files of a bag by their paths in it. *broken* are the paths of files that cannot be unpacked from the ZIP."""

    name: str
    files: Mapping[str, bytes]
    broken: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 that identifies the whole bag: that of its tag manifest, or "" if there is none."""
        return hashlib.sha256(self.files[TAGS]).hexdigest() if TAGS in self.files else ""


def make_bag(name: str, payload: Mapping[str, bytes], info: Iterable[tuple[str, str]]) -> Bag:
    """Return the bag of *payload*, by paths that begin with `data/`, with the labelled values *info* in `bag-info.txt`."""
    tags = {"bagit.txt": _DECLARATION, INFO: _tag_lines([*info, ("Payload-Oxum", _oxum(payload))])}
    tags[MANIFEST] = _manifest(payload)
    return Bag(name, {**payload, **tags, TAGS: _manifest(tags)})


def add_timestamp(bag: Bag, stamp: bytes) -> Bag:
    """Return *bag* with the answer of a time-stamping authority added; its digest stays the same."""
    return Bag(bag.name, {**bag.files, STAMP: stamp}, bag.broken)


def write_bag(bag: Bag, path: Path) -> None:
    """Write *bag* to *path* as a ZIP, completely or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as packed:  # stored, not compressed: compressed bytes differ between machines
            for name in sorted(bag.files):
                packed.writestr(zipfile.ZipInfo(f"{bag.name}/{name}", _TIME), bag.files[name])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_bag(path: Path) -> Bag:
    """Return the bag in the ZIP at *path*. Raises UnusablePack for a file that is no bag, or that is crafted to do harm."""
    try:
        _check_end(_tail(path))
        with zipfile.ZipFile(path) as packed:
            return _unpacked(packed)
    except OSError as error:
        raise UnusablePack(f"{path}: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnusablePack(f"{path} is no evidence pack: {error}") from error


def find_faults(bag: Bag) -> Iterator[str]:
    """Yield a sentence for each file of *bag* that differs from its manifests or is not listed in them."""
    for name in bag.broken:
        yield f"{name} is damaged: it cannot be unpacked from the ZIP"
    listed = {name: content for name, content in bag.files.items() if name not in {TAGS, STAMP}}
    payload = {name: content for name, content in listed.items() if name.startswith(PAYLOAD)}
    tags = {name: content for name, content in listed.items() if name not in payload}
    yield from _differences(MANIFEST, bag.files.get(MANIFEST), payload, bag.broken)
    yield from _differences(TAGS, bag.files.get(TAGS), tags, bag.broken)
    if listed.get("bagit.txt", _DECLARATION) != _DECLARATION:
        yield "bagit.txt does not declare BagIt 1.0 in UTF-8"


def _differences(name: str, listed: bytes | None, files: Mapping[str, bytes], broken: Iterable[str]) -> Iterator[str]:
    """Yield the differences between the manifest *name*, with the content *listed*, and *files*."""
    if listed is None:
        yield from () if name in broken else [f"{name} is missing"]
        return
    expected, actual = _lines(listed), _lines(_manifest(files))
    for path in sorted((expected.keys() | actual.keys()) - set(broken)):
        if path not in actual:
            yield f"{path[:200]} is listed in {name} and missing"
        elif path not in expected:
            yield f"{path} is not listed in {name}"
        elif expected[path] != actual[path]:
            yield f"{path} is not the file that {name} lists: its SHA-256 is {actual[path]}"
    if expected == actual and listed != _manifest(files):
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


def _tag_lines(tags: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in tags).encode("utf-8", "replace")


def _oxum(payload: Mapping[str, bytes]) -> str:
    return f"{sum(map(len, payload.values()))}.{len(payload)}"


def _tail(path: Path) -> bytes:
    """Return the last bytes of the file at *path*. Raises ValueError if it is too large to be one of our bags."""
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ValueError(f"it has {size:,} bytes, more than any pack")
    with path.open("rb") as file:
        file.seek(max(0, size - _END.size - _ZIP64_LOCATOR.size))
        return file.read()


def _check_end(tail: bytes) -> None:
    """Raise ValueError unless *tail* is the end of a small plain ZIP: Python would read a directory of any length at once."""
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
        _check_entry(entry, base)
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


def _check_entry(entry: zipfile.ZipInfo, base: str) -> None:
    """Raise ValueError unless *entry* is a plain file at a path that a bag named *base* may have."""
    shown = ascii(entry.filename[:80])
    inside = entry.filename.removeprefix(f"{base}/")
    if not _NAME.fullmatch(entry.filename) or inside == entry.filename:  # each part begins with a letter or digit
        raise ValueError(f"it holds a file named {shown}")
    if not inside.startswith(PAYLOAD) and inside not in _TAG_FILES:
        raise ValueError(f"it holds a file named {shown}")
    if entry.flag_bits & 0x1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValueError(f"{shown} is encrypted, or packed in a way that packs are not")
