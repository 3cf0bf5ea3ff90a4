"""Open the SQLite file of a store, and turn SQLite's errors into StoreError.

No table is known here.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.storage.schema import migrate

# Time that a writer waits for the transaction of another process. Ours take milliseconds, that of a rebuild 1 to 2 s.
BUSY_MILLISECONDS = 60_000


class Database(sqlite3.Connection):
    """A connection that raises StoreError, with the remedy in its message, for every error of SQLite."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.Error as error:
            raise _store_error(error) from error

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        try:
            return super().executemany(sql, parameters)
        except sqlite3.Error as error:
            raise _store_error(error) from error

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing. Inside an open transaction it becomes a part of that one."""
        if self.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                super().execute("ROLLBACK")
            raise


def connect(path: Path) -> Database:
    """Open the database at *path*, create it if missing, and migrate it to the newest schema. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, factory=Database, isolation_level=None, check_same_thread=False)
    except OSError as error:
        raise StoreError(
            f"the data folder {path.parent} cannot be made: {error.strerror}. Set CLAUSETRAIL_DATA"
        ) from error
    except sqlite3.Error as error:
        raise StoreError(
            f"the store {path} cannot be opened: {error}. Set CLAUSETRAIL_DATA to a folder you own"
        ) from error
    database.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    database.execute("PRAGMA journal_mode = WAL")
    # NORMAL with WAL: a killed process loses nothing, a power failure at most the last transactions (sqlite.org/wal.html).
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA foreign_keys = ON")
    migrate(database)
    return database


def connect_read_only(path: Path) -> Database:
    """Open the database at *path* like `connect`, but with every write refused. Raises StoreError."""
    database = connect(path)
    database.execute("PRAGMA query_only = ON")
    return database


def _store_error(error: sqlite3.Error) -> StoreError:
    """Return the StoreError for *error*, with the remedy where one is known."""
    message = str(error)
    remedies = {
        "full": "the disk is full. Free some space and run the same command again: nothing fetched so far is lost",
        "readonly": "the store is read-only. Check who owns the data folder, or set CLAUSETRAIL_DATA",
        "locked": f"another process has locked the store for over {BUSY_MILLISECONDS // 1000} s. Try again later",
        "not a database": "the store's file is no SQLite database. Move it away, or set CLAUSETRAIL_DATA",
        "malformed": "the store's file is damaged. Restore it from a copy, then run `clausetrail verify`",
        "disk I/O": "the disk refused to read or write. Check the disk and its free space, then run the same command again",
    }
    remedy = next((remedy for sign, remedy in remedies.items() if sign in message), "")
    return StoreError(f"{remedy} ({message})" if remedy else f"SQLite refused: {message}")
