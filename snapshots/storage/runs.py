"""The runs of commands that were recorded: when each started, when it ended, and how."""

from __future__ import annotations

from clausetrail.snapshots import clock
from clausetrail.snapshots.storage.database import Database


class Runs:
    """The recorded runs of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, command: str) -> int:
        """Record that *command* starts, and return the number of the run."""
        row = self._database.execute(
            "INSERT INTO runs (command, started_at) VALUES (?, ?) RETURNING id", (command, clock.now())
        ).fetchone()
        return int(row[0])

    def end(self, run: int, exit_code: int, summary: str) -> None:
        """Record how a run ended."""
        self._database.execute(
            "UPDATE runs SET finished_at = ?, exit_code = ?, summary = ? WHERE id = ?",
            (clock.now(), exit_code, summary, run),
        )
