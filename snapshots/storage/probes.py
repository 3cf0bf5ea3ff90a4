"""What was told last of each address: its newest capture, when an index was read, when the newest memento was asked for.

Facts in short form, one row an address, so that a night without news adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts


@dataclass(frozen=True, slots=True)
class AddressStatus:
    """One URL of a policy in one archive. Each field is "" for never."""

    newest: str = ""
    listed_at: str = ""
    probed_at: str = ""


class Addresses:
    """The addresses of one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def status(self, policy: str, archive: str, url: str) -> AddressStatus:
        """Return what is known of an address."""
        row = self._database.execute(
            "SELECT newest, listed_at, probed_at FROM addresses WHERE policy = ? AND archive = ? AND url = ?",
            (self._facts.policy_id(policy), archive, url),
        ).fetchone()
        return AddressStatus(*row) if row else AddressStatus()

    def record_listing(self, policy: str, archive: str, url: str, newest: str, *, to_the_end: bool) -> None:
        """Record that an index listed captures up to *newest*, perhaps to its end."""
        self._keep(policy, archive, url, newest, clock.now() if to_the_end else "", "")

    def record_probe(self, policy: str, archive: str, url: str) -> None:
        """Record that the newest memento of an address was asked for."""
        self._keep(policy, archive, url, "", "", clock.now())

    def set_complete(self, policy: str, *, complete: bool) -> None:
        """Record whether nothing that was listed of *policy* is left to fetch."""
        number = self._facts.policy_id(policy)
        if complete != self.is_complete(policy):
            statement = "INSERT INTO settled VALUES (?)" if complete else "DELETE FROM settled WHERE policy = ?"
            self._database.execute(statement, (number,))

    def is_complete(self, policy: str) -> bool:
        """Return whether nothing that was listed of *policy* is left to fetch."""
        number = self._facts.policy_id(policy)
        return self._database.execute("SELECT 1 FROM settled WHERE policy = ?", (number,)).fetchone() is not None

    def last_checked(self, policy: Policy) -> str:
        """Return when the archives were last asked for news of every address of *policy*, or "" for never."""
        rows = self._database.execute(
            "SELECT url, max(max(listed_at, probed_at)) FROM addresses WHERE policy = ? GROUP BY url",
            (self._facts.policy_id(policy.name),),
        ).fetchall()
        asked = dict(rows)
        return min((asked.get(url, "") for url in policy.urls), default="")

    def _keep(self, policy: str, archive: str, url: str, newest: str, listed_at: str, probed_at: str) -> None:
        """Keep the later of what is held and what is given, field by field: both are digits or ISO times."""
        self._database.execute(
            "INSERT INTO addresses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (policy, archive, url) DO UPDATE SET"
            " newest = max(newest, excluded.newest), listed_at = max(listed_at, excluded.listed_at),"
            " probed_at = max(probed_at, excluded.probed_at)",
            (self._facts.policy_id(policy), archive, url, newest, listed_at, probed_at),
        )
