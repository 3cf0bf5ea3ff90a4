"""Open the store: one SQLite file with the facts, the bodies and the derivations of all policies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from clausetrail.snapshots.history import same_digest
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture, unreadable_captures
from clausetrail.snapshots.model import Policy, Timeline
from clausetrail.snapshots.search.full_text import SearchIndex
from clausetrail.snapshots.search.index_check import IndexCheck
from clausetrail.snapshots.storage.address_status import Addresses
from clausetrail.snapshots.storage.bodies import Bodies
from clausetrail.snapshots.storage.database import Database, connect, connect_read_only, is_immutable
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts
from clausetrail.snapshots.storage.frame_facts import FrameFacts
from clausetrail.snapshots.storage.outbox import Outbox
from clausetrail.snapshots.storage.runs import Runs

FILE = "clausetrail.sqlite"


class Store:
    """An open store. `facts` are only added to; `derivations` can be computed again from them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.bodies = Bodies(database)
        self.facts = Facts(database, self.bodies)
        self.derivations = Derivations(database, self.facts)
        self.addresses = Addresses(database, self.facts)
        self.frames = FrameFacts(database, self.facts)
        self.runs = Runs(database)
        self.outbox = Outbox(database, self.facts)
        self.search = SearchIndex(database, self.facts, self.derivations)
        self.index_check = IndexCheck(database, self.facts, self.derivations)
        self.transaction = database.transaction

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the store in *folder*, and create it if there is none. Raises StoreError."""
        return cls(connect(folder / FILE))

    @classmethod
    def open_read_only(cls, folder: Path) -> Store:
        """Open the store in *folder* so that it refuses every write. Raises StoreError."""
        return cls(connect_read_only(folder / FILE))

    @staticmethod
    def is_immutable(folder: Path) -> bool:
        """Return whether another program has to open the store in *folder* as immutable: it may not write beside it."""
        return is_immutable(folder / FILE)

    def close(self) -> None:
        """Close the file. Every committed transaction is on disk already."""
        self._database.close()

    def file_faults(self) -> Iterator[str]:
        """Yield a sentence for each damaged page of the file, and for each row that refers to a missing one."""
        return self._database.faults()

    def full_text_faults(self) -> Iterator[str]:
        """Yield a sentence if the full-text index is damaged, or does not have the words of the wordings."""
        return self.index_check.full_text_faults()

    def timeline(self, policy: Policy) -> Timeline:
        """Return the timeline of *policy* as last derived."""
        return self.derivations.timeline(policy)

    def unreadable_captures(self, policy: Policy) -> tuple[UnreadableCapture, ...]:
        """Return the captures of *policy* that show no text of it, oldest first, each with the reason."""
        name = policy.name
        readings = self.derivations.readings(name).values()
        unread = [reading for reading in readings if reading.text is None]
        verdicts = {reading.capture: str(reading.verdict) for reading in unread}
        details = {reading.capture: reading.reason for reading in unread}
        shells = self.frames.shell_capture_ids(name)
        verdicts |= dict.fromkeys(shells, "frameset")
        details |= dict.fromkeys(shells, "")  # the links between addresses name the frames
        screened_out = self.derivations.screened_out(name)
        verdicts |= {capture: str(verdict) for capture, (verdict, _) in screened_out.items()}
        details |= {capture: reason for capture, (_, reason) in screened_out.items()}
        observations, answers = [*self.derivations.observations(name)], self.facts.last_answers(name)
        fetched = same_digest.by_payload(one for one in self.facts.fetched_captures(name) if one.id in verdicts)
        for observation in observations:
            capture = observation.capture
            is_unknown = observation.fingerprint is None and capture.id and capture.id not in verdicts
            if capture.id and is_unknown and (same := same_digest.with_same_payload(fetched, capture)):
                verdicts[capture.id], details[capture.id] = verdicts[same.id or 0], details.get(same.id or 0, "")
        return tuple(unreadable_captures(observations, verdicts, answers, details))


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Open the store in *folder* for the duration of a `with` block. Raises StoreError."""
    store = Store.open(folder)
    try:
        yield store
    finally:
        store.close()
