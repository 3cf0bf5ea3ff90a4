"""Record the runs of commands: when each started and ended, its exit code, and which run is reading which policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clausetrail.snapshots import clock
from clausetrail.snapshots.storage.database import Database


@dataclass(frozen=True, slots=True)
class EndedRun:
    """A run that ended: its command, when it ended in ISO 8601, its exit code, and its summary in a few lines."""

    command: str
    finished_at: str
    exit_code: int
    summary: str


class Runs:
    """The runs that one store records."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, command: str) -> int:
        """Record the start of *command*, and return the number of the run."""
        row = self._database.execute(
            "INSERT INTO runs (command, started_at) VALUES (?, ?) RETURNING id", (command, clock.now())
        ).fetchone()
        return int(row[0])

    def end(self, run: int, exit_code: int, summary: str) -> None:
        """Record the end of a run."""
        self._database.execute(
            "UPDATE runs SET finished_at = ?, exit_code = ?, summary = ? WHERE id = ?",
            (clock.now(), exit_code, summary, run),
        )

    def last_ended(self) -> EndedRun | None:
        """Return the last run that ended, or None."""
        row = self._database.execute(
            "SELECT command, finished_at, exit_code, summary FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return EndedRun(*row) if row else None

    def claim_policy(self, policy: str, holder: str, seconds: float, has_ended: Callable[[str], bool]) -> str:
        """Claim *policy* for *holder* for so many *seconds*, and return "", or the time since which another holder has it.

        A claim ends with its time, and at once where its process *has_ended*. A time further ahead than *seconds* was written
        under another clock and is not valid.
        """
        with self._database.transaction():
            now = clock.unix_seconds()
            row = self._database.execute(
                "SELECT holder, since, until FROM policy_claims JOIN policies ON policies.id = policy WHERE name = ?",
                (policy,),
            ).fetchone()
            if row and row[0] != holder and now < row[2] <= now + seconds and not has_ended(row[0]):
                return str(row[1])
            self._database.execute(
                "INSERT OR REPLACE INTO policy_claims SELECT id, ?, ?, ? FROM policies WHERE name = ?",
                (holder, clock.now(), now + seconds, policy),
            )
        return ""

    def renew_claims(self, holder: str, seconds: float) -> None:
        """Let all claims of *holder* end in so many *seconds*."""
        self._database.execute(
            "UPDATE policy_claims SET until = ? WHERE holder = ?", (clock.unix_seconds() + seconds, holder)
        )

    def release_claims(self, holder: str, policy: str = "") -> None:
        """End the claim of *holder* on *policy*, or all its claims."""
        self._database.execute(
            "DELETE FROM policy_claims WHERE holder = ?1"
            " AND (?2 = '' OR policy = (SELECT id FROM policies WHERE name = ?2))",
            (holder, policy),
        )
