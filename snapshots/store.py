"""The store: one SQLite file that holds the facts, the bodies and the derivations of all policies."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from snapshots import clock
from snapshots.addresses import Addresses
from snapshots.bodies import Bodies
from snapshots.database import Database, connect
from snapshots.derivations import Derivations
from snapshots.facts import Facts
from snapshots.frames import Frames
from snapshots.model import Policy, Timeline
from snapshots.outbox import Outbox
from snapshots.search import SearchIndex
from snapshots.silences import Silence, silences

FILE = "clausetrail.sqlite"


class Store:
    """An open store: `facts` are added to, `derivations` can be told again from them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.bodies = Bodies(database)
        self.facts = Facts(database, self.bodies)
        self.derivations = Derivations(database, self.facts)
        self.addresses = Addresses(database, self.facts)
        self.frames = Frames(database, self.facts)
        self.outbox = Outbox(database, self.facts)
        self.search = SearchIndex(database, self.facts, self.derivations)
        self.transaction = database.transaction

    @classmethod
    def at(cls, folder: Path) -> Store:
        """Open the store in *folder*, made on first use. Raises StoreError."""
        return cls(connect(folder / FILE))

    @classmethod
    def to_read(cls, folder: Path) -> Store:
        """Open the store in *folder* so that nothing can be written through it. Raises StoreError."""
        database = connect(folder / FILE)
        database.execute("PRAGMA query_only = ON")
        return cls(database)

    def close(self) -> None:
        """Close the file. What was committed is on disk already."""
        self._database.close()

    def timeline(self, policy: Policy) -> Timeline:
        """Return the timeline of *policy* as it was last told."""
        return self.derivations.timeline(policy)

    def silences(self, policy: Policy) -> tuple[Silence, ...]:
        """Return the captures of *policy* that show nothing, oldest first, each with the reason."""
        name = policy.name
        told = self.derivations.readings(name).values()
        verdicts = {reading.capture: str(reading.verdict) for reading in told if reading.text is None}
        verdicts |= dict.fromkeys(self.frames.shell_captures(name), "frameset")
        verdicts |= {capture: str(verdict) for capture, (verdict, _) in self.derivations.outsiders(name).items()}
        return tuple(silences(self.derivations.sightings(name), verdicts, self.facts.answers(name)))

    def known_until(self, policy: Policy) -> str:
        """Return when the archives were last asked for news of every address of *policy*, or "" for never."""
        rows = self._database.execute(
            "SELECT url, max(max(listed_at, probed_at)) FROM addresses WHERE policy = ? GROUP BY url",
            (self.facts.number(policy.name),),
        ).fetchall()
        asked = dict(rows)
        return min((asked.get(url, "") for url in policy.urls), default="")

    def archive_headers(self, policy: Policy) -> dict[int, tuple[tuple[str, str], ...]]:
        """Return what the archives said of each capture of *policy* that was fetched, by its number."""
        rows = self._database.execute(
            "SELECT capture, archive_headers FROM snapshots JOIN captures ON captures.id = snapshots.capture WHERE policy = ?",
            (self.facts.number(policy.name),),
        )
        return {number: msgspec.json.decode(headers, type=tuple[tuple[str, str], ...]) for number, headers in rows}

    def proofs(self, policy: Policy) -> dict[int, str]:
        """Return how the bytes of each capture of *policy* that was fetched stand to the index's digest, by its number."""
        rows = self._database.execute(
            "SELECT capture, proof FROM snapshots JOIN captures ON captures.id = snapshots.capture WHERE policy = ?",
            (self.facts.number(policy.name),),
        )
        return dict(rows.fetchall())

    def begin_run(self, command: str) -> int:
        """Record that *command* starts, and return the run's number."""
        row = self._database.execute(
            "INSERT INTO runs (command, started_at) VALUES (?, ?) RETURNING id", (command, clock.now())
        ).fetchone()
        return int(row[0])

    def end_run(self, run: int, exit_code: int, summary: str) -> None:
        """Record how a run ended."""
        self._database.execute(
            "UPDATE runs SET finished_at = ?, exit_code = ?, summary = ? WHERE id = ?",
            (clock.now(), exit_code, summary, run),
        )


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """Open the store in *folder* for the time of a `with` block. Raises StoreError."""
    store = Store.at(folder)
    try:
        yield store
    finally:
        store.close()
