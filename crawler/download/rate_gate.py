"""The rate gate: reserves the time at which a request is sent to an archive, for all processes of the machine.

Its state is a small SQLite file. The times of one budget are evenly spaced, whichever process reserves them, so there
are no bursts. An answer "too many requests" parks its budget for all processes until the time that the answer states.
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

# After a parking the rate is halved, after the next one quartered, down to an eighth. Each request multiplies the
# slowdown by 0.9, so that full speed returns within some twenty requests.
_SLOWEST, _RECOVERY = 8.0, 0.9
# Seconds. A refused connection is the archive's firewall: an hour, doubled at each repeat (EDGI wayback #137), at most a
# day.
_LONGEST_REFUSAL = 86_400.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """The time of one request, in seconds since 1970. It is void when the budget was parked after the reservation."""

    at: float
    epoch: int


@dataclass(frozen=True, slots=True)
class _State:
    """One budget, as its row in the table."""

    free: float = 0.0
    parked: float = 0.0
    epoch: int = 0
    slow: float = 1.0
    refusals: int = 0


class RateGate:
    """The budgets in one file. Every method is one short transaction, so any number of processes may share the file."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            # A lost reservation costs an eighth of a second, so no write waits for the disk.
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"the gate {path} cannot be opened: {error}. Set CLAUSETRAIL_GATES to a file you own"
            ) from error

    def reserve(self, budget: str, per_minute: float, now: float) -> Reservation:
        """Reserve and return the next free time of *budget* at *per_minute* requests a minute."""
        with self._transaction():
            state = self._state(budget)
            # A clock that was set back must not lock the gate: a free time more than an hour ahead is ignored.
            at = max(now, state.free if state.free < now + 3600 else now, state.parked)
            recovered = max(1.0, state.slow * _RECOVERY)
            self._keep(budget, replace(state, free=at + 60 / per_minute * state.slow, slow=recovered))
        return Reservation(at, state.epoch)

    def is_valid(self, budget: str, reservation: Reservation) -> bool:
        """Return whether *reservation* is still valid: the budget was not parked after it."""
        row = self._database.execute("SELECT epoch FROM gates WHERE budget = ?", (budget,)).fetchone()
        return row is not None and row[0] == reservation.epoch

    def park(self, budget: str, until: float) -> None:
        """Park *budget* until *until*, and slow it down after that. A parking is never shortened."""
        with self._transaction():
            state = self._state(budget)
            end = max(state.parked, until)
            slow = min(_SLOWEST, state.slow * 2)
            self._keep(budget, replace(state, free=end, parked=end, epoch=state.epoch + 1, slow=slow))

    def refused(self, budget: str, now: float, seconds: float) -> float:
        """Park *budget* for *seconds* after a refused connection, doubled for each one before it, and return the end.

        A refusal while the budget is parked after a refusal changes nothing: its request was sent before.
        """
        with self._transaction():
            state = self._state(budget)
            if state.refusals and state.parked > now:
                return state.parked
            end = now + min(_LONGEST_REFUSAL, seconds * 2.0**state.refusals)
            parked = replace(
                state, free=end, parked=end, epoch=state.epoch + 1, slow=_SLOWEST, refusals=state.refusals + 1
            )
            self._keep(budget, parked)
        return end

    def answered(self, budget: str) -> None:
        """Record that the archive answered: the next refusal counts as the first."""
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
