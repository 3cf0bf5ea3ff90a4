"""The gate: when a request may go to an archive. One for all processes of the machine, kept in a small SQLite file.

It paces and never bursts: each budget hands out moments at even distance, whoever asks. An archive that says
"too many requests" parks its budget, for everybody, until the time that it named.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from snapshots.errors import StoreError

_TABLE = """
CREATE TABLE IF NOT EXISTS gates (
    budget TEXT PRIMARY KEY,
    next REAL NOT NULL,                     -- seconds since 1970: the first moment not yet given away
    parked REAL NOT NULL,                   -- nothing goes before it
    epoch INTEGER NOT NULL                  -- counts the parkings: moments given before one are void
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment given to one request. It is void once the budget's epoch has passed on."""

    at: float
    epoch: int


class Gate:
    """The budgets in one file. Every method is one short transaction, so any number of processes may share it."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            # A lost moment costs an eighth of a second: no need to wait for the disk.
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"the gate {path} cannot be opened: {error}. Set CLAUSETRAIL_GATES to a file you own"
            ) from error

    def reserve(self, budget: str, per_minute: float, now: float) -> Moment:
        """Return the next free moment of *budget* at *per_minute* requests a minute, and give it away."""
        with self._transaction():
            free, parked, epoch = self._state(budget)
            # A clock that was set back must not lock the gate: no moment lies further off than what could be given away.
            at = max(now, free if free < now + 3600 else now, parked)
            self._keep(budget, at + 60 / per_minute, parked, epoch)
        return Moment(at, epoch)

    def holds(self, budget: str, moment: Moment) -> bool:
        """Return whether *moment* still counts: nobody has parked the budget since it was given."""
        row = self._database.execute("SELECT epoch FROM gates WHERE budget = ?", (budget,)).fetchone()
        return row is not None and row[0] == moment.epoch

    def park(self, budget: str, until: float) -> None:
        """Let nothing of *budget* go before *until*; a parking is never shortened."""
        with self._transaction():
            _, parked, epoch = self._state(budget)
            end = max(parked, until)
            self._keep(budget, end, end, epoch + 1)

    def parked_until(self, budget: str) -> float:
        """Return when the last parking of *budget* ends or ended, in seconds since 1970."""
        return self._state(budget)[1]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _state(self, budget: str) -> tuple[float, float, int]:
        row = self._database.execute("SELECT next, parked, epoch FROM gates WHERE budget = ?", (budget,)).fetchone()
        return row or (0.0, 0.0, 0)

    def _keep(self, budget: str, free: float, parked: float, epoch: int) -> None:
        self._database.execute("INSERT OR REPLACE INTO gates VALUES (?, ?, ?, ?)", (budget, free, parked, epoch))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
