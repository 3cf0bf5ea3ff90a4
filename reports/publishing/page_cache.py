"""Keep a folder of generated pages current: write each file atomically, and only where its inputs changed.

Beside the pages of a policy lies `.kept.json`: a digest of the inputs of each page, and the figures that would cost
reading every text again. A file that it does not name is not ours, and is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

RECORD_FILE = ".kept.json"


class WriteCounts(msgspec.Struct):
    """How many files a run wrote, kept and removed, and the bytes it wrote."""

    written: int = 0
    kept: int = 0
    removed: int = 0
    bytes: int = 0
    feeds: int = 0


class _Pages(msgspec.Struct):
    """The part of the record that every release writes in the same form: which files are ours."""

    pages: dict[str, str] = {}


def own_files(folder: Path) -> set[str]:
    """Return the names of the files in *folder* that any release of ours wrote; none where the record is unreadable."""
    try:
        return {*msgspec.json.decode((folder / RECORD_FILE).read_bytes(), type=_Pages).pages}
    except (OSError, msgspec.MsgspecError):
        return set()


def digest(*parts: object) -> str:
    """Return 20 hexadecimal digits of a digest over the inputs of a page and the code that renders it."""
    checksum = hashlib.sha256(code_digest().encode())
    for part in parts:
        checksum.update(repr(part).encode("utf-8", "surrogatepass"))
        checksum.update(b"\0")
    return checksum.hexdigest()[:20]


@cache
def code_digest() -> str:
    """Return a digest of all our code that a page may depend on: the floors reports and snapshots, templates and styles."""
    checksum = hashlib.sha256()
    for package in ("reports", "snapshots"):
        for name, content in sorted(_sources(files("clausetrail") / package, package)):
            checksum.update(f"{name} {len(content)} ".encode())
            checksum.update(content)
    return checksum.hexdigest()


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = []
    for child in folder.iterdir():
        if child.is_dir():
            found += _sources(child, f"{name}/{child.name}") if child.name != "__pycache__" else []
        elif child.name.endswith((".py", ".html", ".css", ".js")):
            found.append((f"{name}/{child.name}", child.read_bytes()))
    return found


def write_file(path: Path, content: str | bytes, counts: WriteCounts) -> None:
    """Write *content* to *path* atomically, unless it is there already. A lone surrogate becomes "?". Raises OSError."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        counts.kept += 1
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)  # noqa: PTH105 (atomic: a reader sees the old file or the new one)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    counts.written += 1
    counts.bytes += len(data)


def write_page(
    folder: Path, name: str, inputs: str, recorded: Mapping[str, str], render: Callable[[], str], counts: WriteCounts
) -> None:
    """Render and write the page *name*, unless *folder* has it already with the same digest of *inputs* in *recorded*."""
    if recorded.get(name) == inputs and (folder / name).is_file():
        counts.kept += 1
    else:
        write_file(folder / name, render(), counts)


def remove_stale(folder: Path, current: Iterable[str], counts: WriteCounts) -> None:
    """Remove our pages of earlier runs that are not among the *current* ones."""
    for name in sorted(own_files(folder) - {*current}):
        if Path(name).name != name:
            continue  # our pages lie in the folder itself: an altered record must not name a file elsewhere
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
            counts.removed += 1


def remove_own_files(folder: Path, counts: WriteCounts) -> None:
    """Remove all our files of a policy that is no longer declared, and its folder if that is empty then."""
    if (folder / RECORD_FILE).is_file():
        remove_stale(folder, (), counts)
        (folder / RECORD_FILE).unlink()
        with contextlib.suppress(OSError):
            folder.rmdir()  # fails where the folder holds files of others
