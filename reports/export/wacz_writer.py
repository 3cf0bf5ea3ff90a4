"""Write the stored bytes as WACZ 1.1.1: the WARC, an index of it and a list of pages, in one file that replay tools open.

It is not signed: `datapackage-digest.json` proves that the parts belong together, not their author. Every entry is
stored uncompressed, with one fixed time, so that the same store gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from clausetrail.reports.export import warc_writer
from clausetrail.reports.export.markdown_corpus import title_of
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.store import Store

_VERSION = "1.1.1"
_WARC = "data.warc.gz"
_INDEX = "index.cdx.gz"
# Lines in one gzip member of the index: what a replay tool reads and inflates to look up one page (pywb's ZipNum: 3,000).
_LINES_PER_BLOCK = 1_000
# The earliest time that a ZIP file can hold.
_TIME = (1980, 1, 1, 0, 0, 0)
_DESCRIPTION = (
    "Captures of website policies, read from web archives, in the form described in the WARC's first record. The pages "
    "listed are those on which each version of a policy was first seen."
)


def write(store: Store, policies: Iterable[Policy], path: Path) -> warc_writer.Written:
    """Write all stored bytes of *policies* to *path*, completely or not at all, and return what the WARC in it contains.

    Raises OSError and StoreError.
    """
    known = tuple(policies)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        data, whole = Path(folder, _WARC), Path(folder, path.name)
        written = warc_writer.write(store, known, data)
        blocks, overview = _index(written.entries)
        with zipfile.ZipFile(whole, "w") as package:
            resources = [
                _add_file(package, f"archive/{_WARC}", data),
                _add(package, f"indexes/{_INDEX}", blocks),
                _add(package, "indexes/index.idx", overview),
                _add(package, "pages/pages.jsonl", _jsonl(_pages(store, known))),
            ]
            manifest = _json(_datapackage(warc_writer.export_date(store, known), len(known), resources))
            _add(package, "datapackage.json", manifest)
            _add(package, "datapackage-digest.json", _json({"path": "datapackage.json", "hash": _hash(manifest)}))
        whole.replace(path)
    return written


def cdxj(entry: warc_writer.Entry) -> bytes:
    """Return the CDXJ line of one record: key, time and JSON, as in pywb and the WACZ specification."""
    values = {
        "url": entry.url,
        "mime": entry.mimetype,
        "status": entry.statuscode,
        "digest": f"sha1:{entry.digest}",
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": _WARC,
    }
    document = msgspec.json.encode({name: value for name, value in values.items() if value})
    return f"{entry.urlkey} {entry.timestamp} ".encode() + document + b"\n"


def _index(entries: Iterable[warc_writer.Entry]) -> tuple[bytes, bytes]:
    """Return the index in gzip members of some lines each, and the overview with the offset of each (ZipNum)."""
    lines = sorted(map(cdxj, entries))
    blocks, overview, offset = [], [b'!meta 0 {"format":"cdxj-gzip-1.0","filename":"%s"}\n' % _INDEX.encode()], 0
    for start in range(0, len(lines), _LINES_PER_BLOCK):
        block = gzip.compress(b"".join(lines[start : start + _LINES_PER_BLOCK]), mtime=0)
        key = b" ".join(lines[start].split(b" ", 2)[:2])
        place = {"offset": offset, "length": len(block), "digest": _hash(block), "filename": _INDEX}
        overview.append(key + b" " + msgspec.json.encode(place) + b"\n")
        blocks.append(block)
        offset += len(block)
    return b"".join(blocks) or gzip.compress(b"", mtime=0), b"".join(overview)


def _pages(store: Store, policies: Iterable[Policy]) -> Iterator[dict[str, Any]]:
    """Yield the page of the first capture of each version; an imported text has no page."""
    yield {"format": "json-pages-1.0", "id": "pages", "title": "Versions, each where it was first seen"}
    for policy in policies:
        for version in store.derivations.versions(policy.name):
            if not version.is_imported:
                yield {
                    "id": f"{policy.name}-v{version.number}",
                    "url": version.first.original,
                    "ts": f"{parse_timestamp(version.first.timestamp):%Y-%m-%dT%H:%M:%SZ}",
                    "title": title_of(store, version, policy),
                }


def _datapackage(created: str, policies: int, resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "wacz_version": _VERSION,
        "title": f"Website policies: {policies}",
        "description": _DESCRIPTION,
        "created": created,
        "software": warc_writer.software(),
        "resources": resources,
    }


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> dict[str, Any]:
    package.writestr(zipfile.ZipInfo(name, _TIME), content)
    return _resource(name, _hash(content), len(content))


def _add_file(package: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Add the file at *path* without reading it into memory."""
    info = zipfile.ZipInfo(name, _TIME)
    info.file_size = path.stat().st_size  # known beforehand, so that ZIP64 is used only where it is needed
    with path.open("rb") as file, package.open(info, "w") as entry:
        shutil.copyfileobj(file, entry)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _resource(name, f"sha256:{digest}", info.file_size)


def _resource(path: str, digest: str, size: int) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": digest, "bytes": size}


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(document: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document)) + b"\n"


def _jsonl(documents: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(msgspec.json.encode(document) + b"\n" for document in documents)
