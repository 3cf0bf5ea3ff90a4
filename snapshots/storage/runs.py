"""Record the runs of commands: when each started and ended, and its exit code."""

from __future__ import annotations

from clausetrail.snapshots import clock
from clausetrail.snapshots.storage.database import Database


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
