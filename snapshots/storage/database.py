"""Open the SQLite file of a store, and turn SQLite's errors into StoreError.

No table is known here.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clausetrail.snapshots.errors import StoreError, StoreIsNewer
from clausetrail.snapshots.private_files import make_private_file, make_private_folder
from clausetrail.snapshots.storage.schema import check_is_newest, check_is_store, migrate

# Time that a writer waits for the transaction of another process. Ours take milliseconds, that of a rebuild 1 to 2 s.
BUSY_MILLISECONDS = 60_000


# Of either kind of fault in a file: one damaged page can give thousands.
_MOST_FAULTS = 50


class _Cursor(sqlite3.Cursor):
    """A cursor that raises StoreError also for an error at a later row: a damaged page is met while rows are read."""

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise _store_error(error) from error

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            raise _store_error(error) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except sqlite3.Error as error:
            raise _store_error(error) from error


class Database(sqlite3.Connection):
    """A connection that raises StoreError, with the remedy in its message, for every error of SQLite."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return self.cursor(_Cursor).execute(sql, parameters)
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

    def faults(self) -> Iterator[str]:
        """Yield a sentence for each fault in the file: first those of its pages, then rows that refer to missing ones."""
        try:
            for (line,) in self.execute(f"PRAGMA integrity_check({_MOST_FAULTS})"):
                if line != "ok":
                    yield f"the store's file is damaged: {' '.join(str(line).split())}. Restore it from a copy"
            for count, (table, row, parent, _) in enumerate(self.execute("PRAGMA foreign_key_check"), start=1):
                if count > _MOST_FAULTS:
                    yield f"more than {_MOST_FAULTS} rows refer to missing ones"
                    return
                yield f"row {row} of {table} refers to a row of {parent} that is missing"
        except StoreError as error:
            yield str(error)


def connect(path: Path) -> Database:
    """Open the database at *path*, create it if missing, and migrate it to the newest schema.

    Raises StoreError, also for a file that is empty or holds another database: a store that was there is never replaced by a
    new one.
    """
    try:
        if not path.exists():
            _create(path)
    except OSError as error:
        raise StoreError(
            f"the data folder {path.parent} cannot be made: {error.strerror}. Set CLAUSETRAIL_DATA"
        ) from error
    except sqlite3.Error as error:
        raise StoreError(
            f"the store {path} cannot be opened: {error}. Set CLAUSETRAIL_DATA to a folder you own"
        ) from error
    database = _opened(path, "mode=rw")
    try:
        _prepare_to_write(database)
        check_is_store(database)
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def connect_read_only(path: Path) -> Database:
    """Open the database at *path* so that every write is refused, also where this process may not write. Raises StoreError.

    Where the file and its folder can be written, the connection is that of `connect` with `query_only`: it removes the files
    of the write-ahead log when it closes. Where they cannot, the mode is `ro`; and where that fails because no log can be
    made beside the file (sqlite.org/wal.html, section 6), `immutable`, which is right as long as there is no log: every other
    process that has the store open has made one.
    """
    if not path.exists() or _is_writable(path):
        database = connect(path)
        database.execute("PRAGMA query_only = ON")
        return database
    database = _opened(path, "mode=ro")
    try:
        check_is_newest(database)
    except StoreIsNewer:
        raise
    except StoreError:
        database.close()
        if _log_of(path).exists():
            raise
        database = _opened(path, "mode=ro&immutable=1")
        check_is_newest(database)
    return database


def is_immutable(path: Path) -> bool:
    """Return whether another program has to open the database at *path* as immutable: it cannot make a log beside it."""
    return not (_is_writable(path) or _log_of(path).exists())


def _is_writable(path: Path) -> bool:
    effective = os.access in os.supports_effective_ids
    return all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, path.parent))


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _create(path: Path) -> None:
    """Create an empty store at *path*, whole or not at all: no process ever sees a file without tables under that name."""
    make_private_folder(path.parent)
    with tempfile.TemporaryDirectory(prefix=".new-store-", dir=path.parent) as folder:
        made = Path(folder, path.name)
        make_private_file(made)  # SQLite gives the files of its write-ahead log the same mode
        database = sqlite3.connect(made, factory=Database, isolation_level=None)
        try:
            _prepare_to_write(database)
            migrate(database)
        finally:
            database.close()
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was faster
        except OSError:  # a file system without hard links
            if not path.exists():
                made.rename(path)


def _opened(path: Path, mode: str) -> Database:
    """Return a connection to the file at *path*, which has to be a store."""
    try:
        size = path.stat().st_size
        uri = f"{path.absolute().as_uri()}?{mode}"
        database = sqlite3.connect(uri, factory=Database, isolation_level=None, check_same_thread=False, uri=True)
    except OSError as error:
        raise StoreError(f"the store {path} cannot be opened: {error.strerror}") from error
    except sqlite3.Error as error:
        raise StoreError(
            f"the store {path} cannot be opened: {error}. Set CLAUSETRAIL_DATA to a folder you own"
        ) from error
    if not size:
        database.close()
        raise StoreError(f"the store {path} is empty: 0 bytes. Restore it from a copy, or remove it to begin a new one")
    database.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return database


def _prepare_to_write(database: Database) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    # NORMAL with WAL: a killed process loses nothing, a power failure at most the last transactions (sqlite.org/wal.html).
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA foreign_keys = ON")


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
