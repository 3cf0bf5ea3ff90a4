"""The gate: when a request may go to an archive. One for all processes of the machine, kept in a small SQLite file.

It paces and never bursts: each budget hands out moments at even distance, whoever asks. An archive that says
"too many requests" parks its budget, for everybody, until the time that it named.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clausetrail.snapshots.errors import StoreError

_TABLE = """
CREATE TABLE IF NOT EXISTS gates (
    budget TEXT PRIMARY KEY,
    next REAL NOT NULL,                     -- seconds since 1970: the first moment not yet given away
    parked REAL NOT NULL,                   -- nothing goes before it
    epoch INTEGER NOT NULL,                 -- counts the parkings: moments given before one are void
    slow REAL NOT NULL DEFAULT 1,           -- by how much the distance is stretched after a parking
    refusals INTEGER NOT NULL DEFAULT 0     -- connections refused in a row
) STRICT
"""

# After a parking the pace is halved, after the next one quartered, down to an eighth; each request that goes takes back
# a tenth of it, so that full speed returns within some twenty requests.
_SLOWEST, _RECOVERY = 8.0, 0.9
# A refused connection is the archive's firewall: an hour, doubled at each repeat (EDGI wayback #137); a day is enough.
_LONGEST_REFUSAL = 86_400.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """A moment given to one request. It is void once the budget's epoch has passed on."""

    at: float
    epoch: int


@dataclass(frozen=True, slots=True)
class _State:
    """One budget, as its row has it."""

    free: float = 0.0
    parked: float = 0.0
    epoch: int = 0
    slow: float = 1.0
    refusals: int = 0


class RateGate:
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

    def reserve(self, budget: str, per_minute: float, now: float) -> Reservation:
        """Return the next free moment of *budget* at *per_minute* requests a minute, and give it away."""
        with self._transaction():
            state = self._state(budget)
            # A clock that was set back must not lock the gate: no moment lies further off than what could be given away.
            at = max(now, state.free if state.free < now + 3600 else now, state.parked)
            recovered = max(1.0, state.slow * _RECOVERY)
            self._keep(budget, replace(state, free=at + 60 / per_minute * state.slow, slow=recovered))
        return Reservation(at, state.epoch)

    def holds(self, budget: str, moment: Reservation) -> bool:
        """Return whether *moment* still counts: nobody has parked the budget since it was given."""
        row = self._database.execute("SELECT epoch FROM gates WHERE budget = ?", (budget,)).fetchone()
        return row is not None and row[0] == moment.epoch

    def park(self, budget: str, until: float) -> None:
        """Let nothing of *budget* go before *until*, and slowly after it; a parking is never shortened."""
        with self._transaction():
            state = self._state(budget)
            end = max(state.parked, until)
            slow = min(_SLOWEST, state.slow * 2)
            self._keep(budget, replace(state, free=end, parked=end, epoch=state.epoch + 1, slow=slow))

    def refused(self, budget: str, now: float, seconds: float) -> float:
        """Park *budget* for *seconds* after a refused connection, doubled for each one before it, and return the end.

        Refusals that come while the budget is parked already belong to the one that parked it.
        """
        with self._transaction():
            state = self._state(budget)
            if state.refusals and state.parked > now:
                return state.parked
            end = now + min(_LONGEST_REFUSAL, seconds * 2.0**state.refusals)
            told = replace(
                state, free=end, parked=end, epoch=state.epoch + 1, slow=_SLOWEST, refusals=state.refusals + 1
            )
            self._keep(budget, told)
        return end

    def answered(self, budget: str) -> None:
        """Record that the archive answers again: the next refusal starts from the beginning."""
        if self._state(budget).refusals:
            with self._transaction():
                self._keep(budget, replace(self._state(budget), refusals=0))

    def parked_until(self, budget: str) -> float:
        """Return when the last parking of *budget* ends or ended, in seconds since 1970."""
        return self._state(budget).parked

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _state(self, budget: str) -> _State:
        row = self._database.execute(
            "SELECT next, parked, epoch, slow, refusals FROM gates WHERE budget = ?", (budget,)
        ).fetchone()
        return _State(*row) if row else _State()

    def _keep(self, budget: str, state: _State) -> None:
        row = (budget, state.free, state.parked, state.epoch, state.slow, state.refusals)
        self._database.execute("INSERT OR REPLACE INTO gates VALUES (?, ?, ?, ?, ?, ?)", row)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
