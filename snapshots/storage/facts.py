"""Read and write facts: declared policies, index listings, captures, snapshots, failed requests. They are only added to.

No other module has SQL about facts, except `frame_facts`, `address_status` and `runs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.address_links import Redirect
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.bodies import Bodies
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.snapshot_hash import snapshot_hash
from clausetrail.snapshots.watchlist.policies import find

_CAPTURE = (
    "SELECT policies.name, archive, urlkey, timestamp, original, mimetype, statuscode, digest, length, captures.id"
    " FROM captures JOIN policies ON policies.id = captures.policy"
)
_IN_ORDER = " ORDER BY timestamp, original, digest, captures.id"


@dataclass(frozen=True, slots=True)
class Listing:
    """One request to an archive's index: it listed all captures of *url* from *since* to *reached* (14 digits, or "").

    *outcome* names the kind of answer, *captures* counts the new captures, *malformed* the skipped lines.
    """

    policy: str
    archive: str
    url: str
    since: str
    reached: str
    outcome: str
    captures: int = 0
    malformed: int = 0
    detail: str = ""
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """A request that failed: what was requested, the kind of answer, and its detail."""

    policy: str
    asked: str
    answer: str
    detail: str = ""
    capture: int | None = None
    asked_at: str = ""


class Facts:
    """The facts of one store. Every method that writes does so in one transaction."""

    def __init__(self, database: Database, bodies: Bodies) -> None:
        self._database = database
        self._bodies = bodies
        self._ids: dict[str, int] = {}
        self._endpoints: dict[tuple[str, str, str], int] = {}

    def declare(self, policy: Policy) -> None:
        """Record the current declaration of *policy*."""
        declaration = msgspec.json.encode(policy).decode()
        stored = self._database.execute("SELECT declaration FROM policies WHERE name = ?", (policy.name,)).fetchone()
        if stored != (declaration,):
            self._database.execute(
                "INSERT INTO policies (name, declaration, declared_at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET declaration = excluded.declaration, declared_at = excluded.declared_at",
                (policy.name, declaration, clock.now()),
            )

    def policies(self) -> tuple[Policy, ...]:
        """Return every policy that was ever declared, sorted by name."""
        rows = self._database.execute("SELECT declaration FROM policies ORDER BY name")
        return tuple(msgspec.json.decode(declaration, type=Policy) for (declaration,) in rows)

    def policy(self, name: str) -> Policy:
        """Return the last declaration of the policy called *name*. Raises UnknownPolicy."""
        row = self._database.execute("SELECT declaration FROM policies WHERE name = ?", (name,)).fetchone()
        if row is None:
            return find(self.policies(), name)
        return msgspec.json.decode(row[0], type=Policy)

    def policy_id(self, policy: str) -> int:
        """Return the number of a declared policy in the store."""
        if policy not in self._ids:
            row = self._database.execute("SELECT id FROM policies WHERE name = ?", (policy,)).fetchone()
            self._ids[policy] = row[0]
        return self._ids[policy]

    def record_archive(self, name: str, endpoint: str, dialect: str) -> int:
        """Record that the archive *name* answered at *endpoint*, and return the number of the endpoint in the store."""
        row = (name, endpoint, dialect)
        if row not in self._endpoints:
            self._database.execute(
                "INSERT OR IGNORE INTO endpoints (archive, endpoint, dialect, answered_at) VALUES (?, ?, ?, ?)",
                (*row, clock.now()),
            )
            found = self._database.execute(
                "SELECT id FROM endpoints WHERE archive = ? AND endpoint = ? AND dialect = ?", row
            ).fetchone()
            if self._database.in_transaction:  # it may be rolled back
                return int(found[0])
            self._endpoints[row] = int(found[0])
        return self._endpoints[row]

    def archives(self) -> dict[str, tuple[str, str]]:
        """Return the newest endpoint, and its dialect, of every archive that has answered, by name."""
        rows = self._database.execute("SELECT archive, endpoint, dialect FROM endpoints ORDER BY id")
        return {name: (endpoint, dialect) for name, endpoint, dialect in rows}

    def endpoint(self, capture: Capture) -> tuple[str, str] | None:
        """Return the endpoint that listed *capture*, and its dialect, or None where it is not known."""
        row = self._database.execute(
            "SELECT endpoints.endpoint, dialect FROM captures JOIN endpoints ON endpoints.id = captures.endpoint"
            " WHERE captures.id = ?",
            (capture.id,),
        ).fetchone()
        return (str(row[0]), str(row[1])) if row else None

    def source(self, capture: Capture) -> str:
        """Return the memento of a web archive that the record of *capture* in an archive file was copied from, or ""."""
        row = self._database.execute("SELECT memento FROM sources WHERE capture = ?", (capture.id,)).fetchone()
        return str(row[0]) if row else ""

    def sources(self, policy: str) -> dict[int, str]:
        """Return the mementos that captures of *policy* in archive files were copied from, by the number of the capture."""
        rows = self._database.execute(
            "SELECT capture, memento FROM sources JOIN captures ON captures.id = sources.capture WHERE policy = ?",
            (self.policy_id(policy),),
        )
        return dict(rows.fetchall())

    def add_listing(
        self,
        listing: Listing,
        captures: Iterable[Capture] = (),
        endpoint: int | None = None,
        sources: Mapping[Capture, str] | None = None,
    ) -> int:
        """Store one answer of an index with its *captures*, and return how many of these are new.

        A capture keeps the number of the *endpoint* that listed it first. *sources* are the mementos that records in archive
        files were copied from.
        """
        policy = self.policy_id(listing.policy)
        rows = [(*_row(policy, capture, listing.asked_at), endpoint) for capture in captures]
        with self._database.transaction():
            before = self._database.total_changes
            self._database.executemany(
                "INSERT OR IGNORE INTO captures (policy, archive, urlkey, timestamp, original, mimetype, statuscode,"
                " digest, length, listed_at, endpoint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            new = self._database.total_changes - before
            self._database.executemany(
                "INSERT OR IGNORE INTO sources SELECT id, ? FROM captures WHERE policy = ? AND archive = ? AND timestamp = ?"
                " AND original = ? AND statuscode = ? AND digest = ?",
                [(memento, *_identity(policy, capture)) for capture, memento in (sources or {}).items()],
            )
            self._database.execute(
                "INSERT INTO listings (policy, archive, url, since, reached, outcome, captures, malformed, detail, asked_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (policy, listing.archive, listing.url, listing.since, listing.reached, listing.outcome, new,
                 listing.malformed, listing.detail, listing.asked_at),
            )  # fmt: skip
        return new

    def listed_until(self, policy: str, archive: str, url: str, since: str) -> str:
        """Return up to which time an index was read without a gap from *since* on, as 14 digits, or "" if it was not read."""
        rows = self._database.execute(
            "SELECT since, reached FROM listings WHERE policy = ? AND archive = ? AND url = ? AND outcome = 'listed'"
            " AND reached > '' ORDER BY since, reached",
            (self.policy_id(policy), archive, url),
        )
        reached = ""
        for start, end in rows:
            if start <= max(since, reached):
                reached = max(reached, end)
        return reached

    def captures(self, policy: str) -> Iterator[Capture]:
        """Yield every capture of *policy*, oldest first."""
        rows = self._database.execute(_CAPTURE + " WHERE policies.name = ?" + _IN_ORDER, (policy,))
        return (_capture(row) for row in rows)

    def capture(self, number: int) -> Capture:
        """Return the capture with *number*."""
        return _capture(self._database.execute(_CAPTURE + " WHERE captures.id = ?", (number,)).fetchone())

    def find_capture(self, number: int) -> Capture | None:
        """Return the capture with *number*, or None."""
        row = self._database.execute(_CAPTURE + " WHERE captures.id = ?", (number,)).fetchone()
        return _capture(row) if row else None

    def fetched_captures(self, policy: str) -> Iterator[Capture]:
        """Yield the captures of *policy* that have stored bytes, oldest first."""
        where = " JOIN snapshots ON snapshots.capture = captures.id WHERE policies.name = ?"
        return (_capture(row) for row in self._database.execute(_CAPTURE + where + _IN_ORDER, (policy,)))

    def add_snapshot(self, snapshot: Snapshot) -> int:
        """Store the bytes and headers of a capture, and return the number of the capture in the store."""
        capture = snapshot.capture
        with self._database.transaction():
            number = capture.id or self._add_capture(capture, snapshot.fetched_at)
            body = self._bodies.put(snapshot.body)
            row = (body, snapshot.memento, snapshot.status, _json(snapshot.archive_headers),
                   _json(snapshot.origin_headers), snapshot.fetched_at, snapshot.proof)  # fmt: skip
            seen = self._database.execute(
                "SELECT timestamp, original, statuscode, digest FROM captures WHERE id = ?", (number,)
            ).fetchone()
            self._database.execute(
                "INSERT OR REPLACE INTO snapshots (capture, body, memento, status, archive_headers, origin_headers,"
                " fetched_at, proof, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, *row, snapshot_hash(*row, *seen)),
            )
        return number

    def snapshot(self, capture: Capture) -> Snapshot:
        """Return the snapshot of a capture that has stored bytes. Raises DamagedBody if they are damaged."""
        row = self._database.execute(
            "SELECT body, memento, status, archive_headers, origin_headers, fetched_at, proof FROM snapshots WHERE capture = ?",
            (capture.id,),
        ).fetchone()
        body, memento, status, archive_headers, origin_headers, fetched_at, proof = row
        return Snapshot(
            capture,
            self._bodies.get(body),
            memento,
            status,
            _headers(archive_headers),
            _headers(origin_headers),
            fetched_at,
            proof,
        )

    def changed_snapshots(self) -> Iterator[tuple[str, str]]:
        """Yield the policy and the timestamp of each snapshot whose headers, proof, time or address have another hash now."""
        rows = self._database.execute(
            "SELECT policies.name, body, memento, status, archive_headers, origin_headers, fetched_at, proof, timestamp,"
            " original, statuscode, digest, hash FROM snapshots JOIN captures ON captures.id = snapshots.capture"
            " JOIN policies ON policies.id = captures.policy"
        )
        return ((policy, row[7]) for policy, *row, stored in rows if snapshot_hash(*row) != stored)

    def snapshots_hashed_since(self) -> tuple[int, int, str]:
        """Return how many snapshots there are, how many of them a migration hashed, and the time of the last such migration."""
        total, migrated, when = self._database.execute(
            "SELECT count(*), count(nullif(hashed_since, '')), max(hashed_since) FROM snapshots"
        ).fetchone()
        return int(total), int(migrated), str(when or "")

    def body_names(self, policy: str) -> dict[int, str]:
        """Return the SHA-256 of the stored bytes of each fetched capture of *policy*, by its number."""
        rows = self._database.execute(
            "SELECT capture, body FROM snapshots JOIN captures ON captures.id = snapshots.capture WHERE policy = ?",
            (self.policy_id(policy),),
        )
        return dict(rows.fetchall())

    def body_sha256(self, capture: Capture) -> str:
        """Return the SHA-256 of the stored bytes of *capture*, or "" if there are none."""
        row = self._database.execute("SELECT body FROM snapshots WHERE capture = ?", (capture.id,)).fetchone()
        return str(row[0]) if row else ""

    def add_failed_request(self, absence: FailedRequest) -> None:
        """Store a failed request, with the current time."""
        self._database.execute(
            "INSERT INTO absences (policy, capture, asked, answer, detail, asked_at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                self.policy_id(absence.policy),
                absence.capture,
                absence.asked,
                absence.answer,
                absence.detail,
                clock.now(),
            ),
        )

    def failed_requests(self, policy: str) -> Iterator[FailedRequest]:
        """Yield the failed requests for *policy*, in the order of the requests."""
        rows = self._database.execute(
            "SELECT asked, answer, detail, capture, asked_at FROM absences WHERE policy = ? ORDER BY id",
            (self.policy_id(policy),),
        )
        return (FailedRequest(policy, *row) for row in rows)

    def unplayable(self, policy: str, since: str) -> set[int]:
        """Return the captures that an archive listed but failed to play at least twice *since* that time, by their numbers.

        Failures by throttling, refusal or a fault of the archive do not count. Two are required because many captures that
        fail at first are played on a second pass (EDGI web-monitoring-processing #174).
        """
        rows = self._database.execute(
            "SELECT capture FROM absences WHERE policy = ? AND capture IS NOT NULL"
            " AND answer NOT IN ('throttled', 'refused', 'archive fault') AND asked_at >= ? GROUP BY capture HAVING count(*) > 1",
            (self.policy_id(policy), since),
        )
        return {capture for (capture,) in rows}

    def redirects(self, policy: str) -> tuple[Redirect, ...]:
        """Return the archived redirects of *policy* that have stored headers with a Location, oldest first."""
        where = " JOIN snapshots ON snapshots.capture = captures.id WHERE policies.name = ? AND snapshots.status BETWEEN 300 AND 399"
        rows = self._database.execute(
            _CAPTURE.replace(" FROM ", ", archive_headers FROM ", 1) + where + _IN_ORDER, (policy,)
        )
        found = []
        for *row, document in rows:
            location = next((value for name, value in _headers(document) if name.lower() == "location"), "")
            if location:
                found.append(Redirect(_capture(tuple(row)), location))
        return tuple(found)

    def last_answers(self, policy: str) -> dict[int, str]:
        """Return the archive's last answer for each capture that it did not play and that has no stored bytes, by number."""
        rows = self._database.execute(
            "SELECT capture, answer FROM absences WHERE policy = ? AND capture IS NOT NULL"
            " AND capture NOT IN (SELECT capture FROM snapshots) ORDER BY id",
            (self.policy_id(policy),),
        )
        return dict(rows.fetchall())

    def listings(self, policy: str) -> Iterator[Listing]:
        """Yield the index listings of *policy*, in the order of the requests."""
        rows = self._database.execute(
            "SELECT archive, url, since, reached, outcome, captures, malformed, detail, asked_at FROM listings"
            " WHERE policy = ? ORDER BY id",
            (self.policy_id(policy),),
        )
        return (Listing(policy, *row) for row in rows)

    def state_token(self, policy: str) -> str:
        """Return a token of all facts that the timeline of *policy* depends on: equal tokens mean equal facts."""
        row = self._database.execute(
            "SELECT count(*), max(captures.id), count(snapshots.capture), max(snapshots.rowid), max(snapshots.fetched_at),"
            " (SELECT declaration FROM policies WHERE id = ?1)"
            " FROM captures LEFT JOIN snapshots ON snapshots.capture = captures.id WHERE policy = ?1",
            (self.policy_id(policy),),
        ).fetchone()
        return _json(row)

    def _add_capture(self, capture: Capture, listed_at: str) -> int:
        row = _row(self.policy_id(capture.policy), capture, listed_at)
        self._database.execute(
            "INSERT OR IGNORE INTO captures (policy, archive, urlkey, timestamp, original, mimetype, statuscode, digest,"
            " length, listed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        found = self._database.execute(
            "SELECT id FROM captures WHERE policy = ? AND archive = ? AND timestamp = ? AND original = ?"
            " AND statuscode = ? AND digest = ?",
            _identity(row[0], capture),
        ).fetchone()
        return int(found[0])

    def archive_headers(self, policy: str) -> dict[int, tuple[tuple[str, str], ...]]:
        """Return the headers that the archive added to each fetched capture of *policy*, by number."""
        rows = self._database.execute(
            "SELECT capture, archive_headers FROM snapshots JOIN captures ON captures.id = snapshots.capture WHERE policy = ?",
            (self.policy_id(policy),),
        )
        return {number: msgspec.json.decode(headers, type=tuple[tuple[str, str], ...]) for number, headers in rows}

    def proofs(self, policy: str) -> dict[int, str]:
        """Return the result of comparing the bytes of each fetched capture of *policy* with the digest of the index, by number."""
        rows = self._database.execute(
            "SELECT capture, proof FROM snapshots JOIN captures ON captures.id = snapshots.capture WHERE policy = ?",
            (self.policy_id(policy),),
        )
        return dict(rows.fetchall())


def _row(policy: int, capture: Capture, listed_at: str) -> tuple[Any, ...]:
    statuscode = "-" if capture.statuscode is None else str(capture.statuscode)
    return (
        policy, capture.archive, capture.urlkey, capture.timestamp, capture.original, capture.mimetype, statuscode,
        capture.digest, capture.length, listed_at,
    )  # fmt: skip


def _identity(policy: int, capture: Capture) -> tuple[Any, ...]:
    """Return the columns that are unique to a capture."""
    row = _row(policy, capture, "")
    return row[0], row[1], row[3], row[4], row[6], row[7]


def _capture(row: tuple[Any, ...]) -> Capture:
    policy, archive, urlkey, timestamp, original, mimetype, statuscode, digest, length, number = row
    status = None if statuscode == "-" else int(statuscode)
    return Capture(policy, archive, urlkey, timestamp, original, mimetype, status, digest, length, number)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _headers(document: str) -> tuple[tuple[str, str], ...]:
    return msgspec.json.decode(document, type=tuple[tuple[str, str], ...])
