"""The rate gate: reserves the time at which a request is sent to an archive, for all processes of the machine.

Its state is a small SQLite file. The times of one budget are evenly spaced, whichever process reserves them, so there
are no bursts. An answer "too many requests" parks its budget for all processes until the time that the answer states, for a
day at most.

The file holds times of the system clock, which may be wrong. Where the clock is behind the time of the last entry, it was
set back: then all times of the budget are moved by the difference, so that what was left to wait is left to wait.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.private_files import make_private_file, make_private_folder

_TABLE = """
CREATE TABLE IF NOT EXISTS gates (
    budget TEXT PRIMARY KEY,
    next REAL NOT NULL,                     -- seconds since 1970: the first moment not yet given away
    parked REAL NOT NULL,                   -- nothing goes before it
    epoch INTEGER NOT NULL,                 -- counts the parkings: moments given before one are void
    slow REAL NOT NULL DEFAULT 1,           -- by how much the distance is stretched after a parking
    refusals INTEGER NOT NULL DEFAULT 0,    -- connections refused in a row
    seen REAL NOT NULL DEFAULT 0,           -- the clock at the last entry, 0 where an older release made it
    reason TEXT NOT NULL DEFAULT ''         -- why the budget is parked
) STRICT
"""
# What older releases lack in their table.
_ADDED = {"seen": "REAL NOT NULL DEFAULT 0", "reason": "TEXT NOT NULL DEFAULT ''"}

# After a parking the rate is halved, after the next one quartered, down to an eighth. Each request multiplies the
# slowdown by 0.9, so that full speed returns within some twenty requests.
_SLOWEST, _RECOVERY = 8.0, 0.9
# Seconds. No parking is longer, whatever an archive states. A refused connection is the archive's firewall: an hour,
# doubled at each repeat (EDGI wayback #137), at most this.
LONGEST_PARKING = 86_400.0
# Seconds that the clocks of two entries may differ without one of them counting as set back.
_CLOCK_TOLERANCE = 2.0
# Seconds. A free time that is so far ahead of the clock and of the last parking is an error of the clock.
_FARTHEST_FREE = 3_600.0


@dataclass(frozen=True, slots=True)
class Reservation:
    """The time of one request, in seconds since 1970. It is void when the budget was parked after the reservation."""

    at: float
    epoch: int


@dataclass(frozen=True, slots=True)
class Parking:
    """A budget to which nothing is sent before *until*, in seconds since 1970, and why."""

    budget: str
    until: float
    reason: str


@dataclass(frozen=True, slots=True)
class _State:
    """One budget, as its row in the table."""

    free: float = 0.0
    parked: float = 0.0
    epoch: int = 0
    slow: float = 1.0
    refusals: int = 0
    seen: float = 0.0
    reason: str = ""

    def at(self, now: float) -> _State:
        """Return the state as it is at *now*, with the errors of the clock taken out."""
        state = self
        if state.seen and now < state.seen - _CLOCK_TOLERANCE:
            back = state.seen - now
            state = replace(state, free=state.free - back, parked=state.parked - back)
        if state.parked > now + LONGEST_PARKING:
            # An older release wrote it, or it was written while the clock was wrong.
            parked = now + LONGEST_PARKING if state.seen else 0.0
            state = replace(state, parked=parked, free=min(state.free, max(parked, now)))
        if state.free > max(now, state.parked) + _FARTHEST_FREE:
            state = replace(state, free=max(now, state.parked))
        return replace(state, seen=now)


class RateGate:
    """The budgets in one file. Every method is one short transaction, so any number of processes may share the file."""

    def __init__(self, path: Path) -> None:
        try:
            if str(path) != ":memory:":  # SQLite's name for a database without a file
                make_private_folder(path.parent)
                make_private_file(path)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            # A lost reservation costs an eighth of a second, so no write waits for the disk.
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(_TABLE)
            self._add_columns()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"the gate {path} cannot be opened: {error}. Set CLAUSETRAIL_GATES to a file you own"
            ) from error

    def reserve(self, budget: str, per_minute: float, now: float) -> Reservation:
        """Reserve and return the next free time of *budget* at *per_minute* requests a minute."""
        with self._transaction():
            state = self._state(budget).at(now)
            at = max(now, state.free, state.parked)
            recovered = max(1.0, state.slow * _RECOVERY)
            self._keep(budget, replace(state, free=at + 60 / per_minute * state.slow, slow=recovered))
        return Reservation(at, state.epoch)

    def is_valid(self, budget: str, reservation: Reservation) -> bool:
        """Return whether *reservation* is still valid: the budget was not parked after it."""
        row = self._database.execute("SELECT epoch FROM gates WHERE budget = ?", (budget,)).fetchone()
        return row is not None and row[0] == reservation.epoch

    def park(self, budget: str, now: float, seconds: float, reason: str = "") -> float:
        """Park *budget* for *seconds*, a day at most, slow it down after that, and return the end.

        A parking is never shortened. *reason* is what the archive answered.
        """
        with self._transaction():
            state = self._state(budget).at(now)
            end = now + min(LONGEST_PARKING, max(0.0, seconds))
            if end < state.parked:
                end, reason = state.parked, state.reason
            slow = min(_SLOWEST, state.slow * 2)
            parked = replace(state, free=end, parked=end, epoch=state.epoch + 1, slow=slow, reason=reason)
            self._keep(budget, parked)
        return end

    def refused(self, budget: str, now: float, seconds: float, reason: str = "") -> float:
        """Park *budget* for *seconds* after a refused connection, doubled for each one before it, and return the end.

        A refusal while the budget is parked after a refusal changes nothing: its request was sent before.
        """
        with self._transaction():
            state = self._state(budget).at(now)
            if state.refusals and state.parked > now:
                return state.parked
            end = now + min(LONGEST_PARKING, seconds * 2.0 ** min(state.refusals, 30))
            parked = replace(
                state, free=end, parked=end, epoch=state.epoch + 1, slow=_SLOWEST, refusals=state.refusals + 1,
                reason=reason,
            )  # fmt: skip
            self._keep(budget, parked)
        return end

    def answered(self, budget: str) -> None:
        """Record that the archive answered: the next refusal counts as the first."""
        if self._state(budget).refusals:
            with self._transaction():
                self._keep(budget, replace(self._state(budget), refusals=0))

    def parking(self, budget: str, now: float) -> Parking:
        """Return the last parking of *budget*, which may have ended before *now*."""
        state = self._state(budget)
        if state.seen > now + _CLOCK_TOLERANCE:
            with self._transaction():  # kept, so that what is left to wait becomes less from now on
                state = self._state(budget).at(now)
                self._keep(budget, state)
        state = state.at(now)
        return Parking(budget, state.parked, state.reason)

    def parkings(self, now: float) -> list[Parking]:
        """Return the parkings that have not ended at *now*, by budget."""
        budgets = [row[0] for row in self._database.execute("SELECT budget FROM gates ORDER BY budget")]
        return [parking for parking in (self.parking(budget, now) for budget in budgets) if parking.until > now]

    def clear(self, budget: str, now: float) -> None:
        """End the parking of *budget* at *now*. Its requests stay slow at first, as after every parking."""
        with self._transaction():
            state = self._state(budget).at(now)
            cleared = replace(state, free=now, parked=min(state.parked, now), refusals=0, epoch=state.epoch + 1)
            self._keep(budget, cleared)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _add_columns(self) -> None:
        """Add the columns that the table of an older release lacks."""
        known = {row[1] for row in self._database.execute("PRAGMA table_info(gates)")}
        for name in _ADDED.keys() - known:
            try:
                self._database.execute(f"ALTER TABLE gates ADD COLUMN {name} {_ADDED[name]}")
            except sqlite3.OperationalError as error:
                if "duplicate column" not in str(error):  # another process was faster
                    raise

    def _state(self, budget: str) -> _State:
        row = self._database.execute(
            "SELECT next, parked, epoch, slow, refusals, seen, reason FROM gates WHERE budget = ?", (budget,)
        ).fetchone()
        return _State(*row) if row else _State()

    def _keep(self, budget: str, state: _State) -> None:
        row = (budget, state.free, state.parked, state.epoch, state.slow, state.refusals, state.seen, state.reason)
        self._database.execute(
            "INSERT OR REPLACE INTO gates (budget, next, parked, epoch, slow, refusals, seen, reason)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
