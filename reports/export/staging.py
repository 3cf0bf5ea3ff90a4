"""Write the files of an export beside those of an earlier one, and give them their names together when all are written.

The files of an export describe each other: `datapackage.json` has the size and hash of each. A run that fails or is killed
while it writes leaves those of the run before. The names are given without interruption by SIGINT, SIGTERM and SIGHUP;
where the process is killed even then, the next run gives the rest of the names before it begins.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

from clausetrail.snapshots.errors import StoreError

PART, WHOLE = ".export.part", ".export.whole"  # folders of files that are being written, and that only lack their names
_DEFERRED = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextlib.contextmanager
def staged(folder: Path, last: str) -> Iterator[Path]:
    """Yield a folder to write into, and move its files into *folder* if the block ends without an error, *last* as the last.

    Files of *folder* that are not written again stay. Raises OSError, and StoreError where another run writes into *folder*.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part, whole = folder / PART, folder / WHOLE
    with _locked(folder):
        if whole.is_dir():
            _give_names(whole, folder, last)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            yield part
            _make_places(part, folder)
            with _undisturbed():
                part.replace(whole)
                _give_names(whole, folder, last)
        finally:
            shutil.rmtree(part, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock on *folder*, which ends with the process. Raises StoreError where another run holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreError(f"another export is being written into {folder}; nothing was changed") from error
    except OSError:
        pass  # a file system without locks
    try:
        yield
    finally:
        os.close(descriptor)


def _make_places(part: Path, folder: Path) -> None:
    """Create the folders of all files of *part* in *folder*. Raises OSError where a name is taken by a folder."""
    for file in _files(part):
        target = folder / file.relative_to(part)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            raise IsADirectoryError(f"{target} is a folder")


def _give_names(whole: Path, folder: Path, last: str) -> None:
    """Move the files of *whole* to their places in *folder*: those in its root after the others, and *last* at the end."""
    _make_places(whole, folder)
    for file in sorted(_files(whole), key=lambda file: (file.name == last, file.parent == whole)):
        file.replace(folder / file.relative_to(whole))
    shutil.rmtree(whole)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Defer signals that end a run until the block has ended."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _DEFERRED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
