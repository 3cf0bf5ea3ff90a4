"""A folder of pages kept current: each file is written whole or not at all, and only where what it is made of is news.

Beside the pages of a policy lies `.kept.json`: what each page was made of, as a digest, and the figures that would cost
reading every text again. A file that is not in it is not ours, and is left alone.
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
    """What a run did to the folder."""

    written: int = 0
    kept: int = 0
    removed: int = 0
    bytes: int = 0
    feeds: int = 0


class _Pages(msgspec.Struct):
    """What every release notes in the same way: which files are ours."""

    pages: dict[str, str] = {}


def own_files(folder: Path) -> set[str]:
    """Return the names of the files in *folder* that we wrote, by whichever release."""
    try:
        return {*msgspec.json.decode((folder / RECORD_FILE).read_bytes(), type=_Pages).pages}
    except (OSError, msgspec.MsgspecError):
        return set()


def digest(*parts: object) -> str:
    """Return a short digest of what a page is made of, with the code that makes it."""
    seal = hashlib.sha256(code_digest().encode())
    for part in parts:
        seal.update(repr(part).encode("utf-8", "surrogatepass"))
        seal.update(b"\0")
    return seal.hexdigest()[:20]


@cache
def code_digest() -> str:
    """Return a digest of everything in this project that a page may depend on: reports and snapshots, templates and style."""
    seal = hashlib.sha256()
    for package in ("reports", "snapshots"):
        for name, content in sorted(_sources(files("clausetrail") / package, package)):
            seal.update(f"{name} {len(content)} ".encode())
            seal.update(content)
    return seal.hexdigest()


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found = []
    for child in folder.iterdir():
        if child.is_dir():
            found += _sources(child, f"{name}/{child.name}") if child.name != "__pycache__" else []
        elif child.name.endswith((".py", ".html", ".css", ".js")):
            found.append((f"{name}/{child.name}", child.read_bytes()))
    return found


def write_file(path: Path, content: str | bytes, tally: WriteCounts) -> None:
    """Put *content* at *path*, whole or not at all. A lone half of a character becomes "?"."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        tally.kept += 1
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)  # noqa: PTH105 (the words of the promise: one step, or none)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    tally.written += 1
    tally.bytes += len(data)


def write_page(
    folder: Path, name: str, made_of: str, before: Mapping[str, str], render: Callable[[], str], tally: WriteCounts
) -> None:
    """Write the page *name* unless it lies in *folder* already, made of the same."""
    if before.get(name) == made_of and (folder / name).is_file():
        tally.kept += 1
    else:
        write_file(folder / name, render(), tally)


def remove_stale(folder: Path, current: Iterable[str], tally: WriteCounts) -> None:
    """Remove the pages of an earlier run that are none any more."""
    for name in sorted(own_files(folder) - {*current}):
        if Path(name).name != name:
            continue  # nobody's file but those beside it is named there, whoever wrote it
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
            tally.removed += 1


def remove_own_files(folder: Path, tally: WriteCounts) -> None:
    """Remove all that is ours of a policy which is no more."""
    if (folder / RECORD_FILE).is_file():
        remove_stale(folder, (), tally)
        (folder / RECORD_FILE).unlink()
        with contextlib.suppress(OSError):
            folder.rmdir()  # unless somebody keeps a file of theirs in it
