"""Create files and folders that only their owner can read: stores, gates and logs say what somebody watches, and whom they tell."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterable
from pathlib import Path

_OTHERS = 0o077


def make_private_folder(folder: Path) -> None:
    """Create *folder* with mode 0700, and the folders above it, where they are missing. Existing ones keep their mode. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Create *path* as an empty file with mode 0600 where it is missing. An existing one keeps its mode. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def hint_about_readers(paths: Iterable[Path], given: Path) -> str:
    """Return a hint that others can read some of *paths*, "" where none is, or where the file *given* lists all of them.

    *given* remembers which paths a hint has named, so that each is named once.
    """
    try:
        known = set(given.read_text("utf-8").splitlines()) if given.exists() else set()
        found = [str(path) for path in paths if _is_open(path) and str(path) not in known]
        if not found:
            return ""
        make_private_folder(given.parent)
        make_private_file(given)
        with given.open("a", encoding="utf-8") as file:
            file.writelines(f"{path}\n" for path in found)
    except OSError:
        return ""
    command = f"chmod go-rwx {' '.join(map(shlex.quote, found))}"
    return f"Other users of this machine can read {' and '.join(found)}. Unless you want that: {command} (this hint is given once)"


def _is_open(path: Path) -> bool:
    """Return whether others than the owner may read *path*: a file in a closed folder is closed."""
    try:
        return bool(
            os.name == "posix"
            and path.stat().st_mode & _OTHERS & 0o444
            and (path.is_dir() or path.parent.stat().st_mode & _OTHERS & 0o111)
        )
    except OSError:
        return False
