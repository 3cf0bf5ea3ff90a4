"""Copy the store's file while it is in use, by SQLite's online backup (sqlite.org/backup.html), and check the copy."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.private_files import make_private_file

# Pages copied at a time. Between two steps writers go on; SQLite begins again where another process wrote meanwhile.
_PAGES = 2_000
_SECONDS_BETWEEN = 0.01


def back_up(source: Path, target: Path) -> int:
    """Copy the database at *source* to *target*, and return the bytes of the copy.

    *target* has the old copy or the whole new one at every moment. Raises StoreError where a file cannot be read or written, or
    where the copy is damaged.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        make_private_file(draft)
        _copy(source, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        size = draft.stat().st_size
        draft.replace(target)
    except OSError as error:
        raise StoreError(f"the copy {target} cannot be written: {error.strerror}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target}: {error}") from error
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}-wal"), draft.with_name(f"{draft.name}-shm")):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
    return size


def _copy(source: Path, draft: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        contextlib.closing(sqlite3.connect(draft)) as new,
    ):
        old.backup(new, pages=_PAGES, sleep=_SECONDS_BETWEEN)
        new.execute("PRAGMA journal_mode = DELETE")  # one file without a log beside it
        (found,) = new.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StoreError(f"{source} is damaged, and its copy too: {found}. `clausetrail verify` says more")
