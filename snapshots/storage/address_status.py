"""Store the status of each address: its newest capture, the last time an index was read, the last request for its newest memento.

This is a summary of facts with one row per address, so that a run without new captures adds no rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts


@dataclass(frozen=True, slots=True)
class AddressStatus:
    """The status of one URL of a policy in one archive. Each field is "" for never.

    *newest* has 14 digits; *listed_at*, the time of the last listing to the end of an index, and *probed_at*, that of the last
    request for the newest memento, are in ISO 8601.
    """

    newest: str = ""
    listed_at: str = ""
    probed_at: str = ""


class Addresses:
    """The status of all addresses in one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def status(self, policy: str, archive: str, url: str) -> AddressStatus:
        """Return the status of an address."""
        row = self._database.execute(
            "SELECT newest, listed_at, probed_at FROM addresses WHERE policy = ? AND archive = ? AND url = ?",
            (self._facts.policy_id(policy), archive, url),
        ).fetchone()
        return AddressStatus(*row) if row else AddressStatus()

    def record_listing(self, policy: str, archive: str, url: str, newest: str, *, to_the_end: bool) -> None:
        """Record that an index listed captures up to *newest*, and whether its end was reached."""
        self._update(policy, archive, url, newest, clock.now() if to_the_end else "", "")

    def record_probe(self, policy: str, archive: str, url: str) -> None:
        """Record a request for the newest memento of an address."""
        self._update(policy, archive, url, "", "", clock.now())

    def set_complete(self, policy: str, *, complete: bool) -> None:
        """Record whether every listed capture of *policy* that is wanted has been fetched."""
        number = self._facts.policy_id(policy)
        if complete != self.is_complete(policy):
            statement = "INSERT INTO settled VALUES (?)" if complete else "DELETE FROM settled WHERE policy = ?"
            self._database.execute(statement, (number,))

    def is_complete(self, policy: str) -> bool:
        """Return whether every listed capture of *policy* that is wanted has been fetched."""
        number = self._facts.policy_id(policy)
        return self._database.execute("SELECT 1 FROM settled WHERE policy = ?", (number,)).fetchone() is not None

    def last_checked(self, policy: Policy) -> str:
        """Return the time by which every address of *policy* had last been checked for new captures, or "" for never."""
        rows = self._database.execute(
            "SELECT url, max(max(listed_at, probed_at)) FROM addresses WHERE policy = ? GROUP BY url",
            (self._facts.policy_id(policy.name),),
        ).fetchall()
        checked = dict(rows)
        return min((checked.get(url, "") for url in policy.urls), default="")

    def _update(self, policy: str, archive: str, url: str, newest: str, listed_at: str, probed_at: str) -> None:
        """Store the later of the stored and the given value of each field: both are digits or ISO times."""
        self._database.execute(
            "INSERT INTO addresses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (policy, archive, url) DO UPDATE SET"
            " newest = max(newest, excluded.newest), listed_at = max(listed_at, excluded.listed_at),"
            " probed_at = max(probed_at, excluded.probed_at)",
            (self._facts.policy_id(policy), archive, url, newest, listed_at, probed_at),
        )
