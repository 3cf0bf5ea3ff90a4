"""Derivations: readings, versions and revisions, each with the code that made it. All can be told again.

SQL about derivations is here and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import msgspec
import zstandard

from clausetrail.snapshots.history_screening import text_profile
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import (
    Change,
    Clause,
    Observation,
    Policy,
    Reading,
    Revision,
    Timeline,
    TransientRevision,
    TransientText,
    Verdict,
    Version,
)
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts

_CLAUSES = tuple[Clause, ...]
_CHANGES = tuple[Change, ...]
_SIMILAR = re.compile(r"\bsimilar (1\.00|\.\d\d)$")  # in `Change.how`
# The code and the changes of each comparison that was made, by the texts before and after it.
Comparisons = dict[tuple[str, str], tuple[str, tuple[Change, ...]]]


@dataclass(frozen=True, slots=True)
class StoredReading:
    """The outcome of one reading as the store keeps it, without its clauses."""

    capture: int
    code: str
    verdict: Verdict
    reason: str
    title: str
    language: str
    encoding: str
    text: str | None
    fingerprint: str | None


class Derivations:
    """What was made of the facts of one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts
        # A version's clauses are asked for twice, as the after of one revision and the before of the next.
        self.clauses = lru_cache(maxsize=4)(self._clauses)

    def add_reading(self, reading: Reading) -> None:
        """Keep *reading*, in place of an earlier one of the same capture."""
        readable = reading.verdict is Verdict.POLICY
        with self._database.transaction():
            text = self._add_text(reading.clauses) if readable else None
            like = (
                text_profile.profile_of(reading.language, reading.clauses, reading.ending).to_bytes()
                if readable
                else None
            )
            self._database.execute(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (reading.capture.id, reading.code, reading.verdict, reading.reason, reading.title, reading.language,
                 reading.encoding, text, reading.fingerprint if readable else None, like),
            )  # fmt: skip

    def readings(self, policy: str) -> dict[int, StoredReading]:
        """Return the readings of *policy* by the number of their capture."""
        rows = self._database.execute(
            "SELECT capture, code, verdict, reason, title, language, encoding, text, fingerprint FROM readings"
            " JOIN captures ON captures.id = readings.capture WHERE captures.policy = ?",
            (self._facts.policy_id(policy),),
        )
        return {row[0]: StoredReading(row[0], row[1], Verdict(row[2]), *row[3:]) for row in rows}

    def text_profiles(self, policy: str) -> dict[str, TextProfile]:
        """Return the likeness of each text that was read for *policy*, by its fingerprint."""
        rows = self._database.execute(
            "SELECT fingerprint, language, likeness FROM readings JOIN captures ON captures.id = readings.capture"
            " WHERE captures.policy = ? AND likeness IS NOT NULL ORDER BY captures.id DESC",
            (self._facts.policy_id(policy),),
        )
        found: dict[str, TextProfile] = {}
        for fingerprint, language, packed in rows:
            like = text_profile.profile_from_bytes(language, packed)
            # What was read so on one page that came whole has come whole.
            if fingerprint not in found or like.ending <= found[fingerprint].ending:
                found[fingerprint] = like
        return found

    def screened_out(self, policy: str) -> Verdicts:
        """Return the captures that were last found not to show *policy*, by their number, with the verdict and why."""
        rows = self._database.execute(
            "SELECT capture, verdict, reason FROM outsiders WHERE policy = ?", (self._facts.policy_id(policy),)
        )
        return {capture: (Verdict(verdict), reason) for capture, verdict, reason in rows}

    def observations(self, policy: str) -> Iterator[Observation]:
        """Yield every capture of *policy* with what it shows of it as last told, oldest first."""
        judged = self.screened_out(policy)
        for seen in self.unscreened_observations(policy):
            yield Observation(seen.capture, None) if seen.capture.id in judged else seen

    def unscreened_observations(self, policy: str) -> Iterator[Observation]:
        """Yield every capture of *policy* with what was read in its payload, policy or not, oldest first.

        A capture that was not fetched reads as the one of the same digest, where the status agrees or the
        capture is a revisit, which repeats none.
        """
        readings = self.readings(policy)
        fetched = [(capture, readings.get(capture.id or 0)) for capture in self._facts.fetched_captures(policy)]
        # "-" is no digest: two captures that have none say nothing of each other.
        known = [(capture, told) for capture, told in fetched if told and capture.digest != "-"]
        read = {(capture.digest, capture.statuscode): told for capture, told in known}
        revisited = {capture.digest: told for capture, told in known}
        seen = []
        for capture in self._facts.captures(policy):
            told = readings.get(capture.id or 0) or read.get((capture.digest, capture.statuscode))
            if told is None and capture.statuscode is None:
                told = revisited.get(capture.digest)
            seen.append(Observation(capture, told.fingerprint, told.text) if told else Observation(capture, None))
        # Where the page itself is known, a text that others made of it tells nothing more.
        pages = {one.capture.timestamp for one in seen if one.fingerprint and not one.capture.is_imported}
        yield from (one for one in seen if not (one.capture.is_imported and one.capture.timestamp in pages))

    def title(self, policy: str, version: Version) -> str:
        """Return the title of the page that *version* was first seen on, whichever capture of its bytes was fetched."""
        row = self._database.execute(
            "SELECT title FROM readings JOIN captures ON captures.id = readings.capture WHERE policy = ? AND text IS NOT NULL"
            " AND (captures.id = ? OR (digest = ? AND digest <> '-')) ORDER BY captures.id = ? DESC, timestamp LIMIT 1",
            (self._facts.policy_id(policy), version.first.id, version.first.digest, version.first.id),
        ).fetchone()
        return str(row[0]) if row else ""

    def add_timeline(
        self, policy: str, versions: Sequence[Version], comparisons: Comparisons, mark: str, code: str
    ) -> None:
        """Keep a policy's versions and what changed between their texts in place of the earlier ones, in one transaction."""
        number = self._facts.policy_id(policy)
        with self._database.transaction():
            for table in ("versions", "faces", "comparisons"):
                self._database.execute(f"DELETE FROM {table} WHERE policy = ?", (number,))  # noqa: S608 (names of ours)
            self._database.executemany(
                "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, v.number, v.fingerprint, v.text, v.first.id, v.last.id, v.sightings, v.candidate)
                    for v in versions
                ],
            )
            self._database.executemany(
                "INSERT INTO faces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, v.number, place, f.fingerprint, f.text, f.first.id, f.last.id, f.sightings, f.turns)
                    for v in versions
                    for place, f in enumerate(v.faces)
                ],
            )
            self._database.executemany(
                "INSERT INTO comparisons VALUES (?, ?, ?, ?, ?)",
                [
                    (number, before, after, made_by, _json(changes))
                    for (before, after), (made_by, changes) in comparisons.items()
                ],
            )
            self._database.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (number, mark, code))

    def set_screened_out(self, policy: str, judged: Verdicts) -> None:
        """Keep which captures do not show *policy* in place of what was found earlier."""
        number = self._facts.policy_id(policy)
        with self._database.transaction():
            self._database.execute("DELETE FROM outsiders WHERE policy = ?", (number,))
            self._database.executemany(
                "INSERT INTO outsiders VALUES (?, ?, ?, ?)",
                [(capture, number, str(verdict), reason) for capture, (verdict, reason) in judged.items()],
            )

    def derived_from(self, policy: str) -> tuple[str, str]:
        """Return the mark of the facts that the timeline of *policy* rests on, and the code that told it."""
        number = self._facts.policy_id(policy)
        row = self._database.execute("SELECT facts, code FROM told WHERE policy = ?", (number,)).fetchone()
        return (str(row[0]), str(row[1])) if row else ("", "")

    def versions(self, policy: str) -> tuple[Version, ...]:
        """Return the versions of *policy* as last told, oldest first, each with its faces."""
        rows = self._database.execute(
            "SELECT number, fingerprint, text, first, last, sightings, candidate FROM versions WHERE policy = ?"
            " ORDER BY number",
            (self._facts.policy_id(policy),),
        ).fetchall()
        faces, capture = self._faces(policy), self._facts.capture
        return tuple(
            Version(
                number, fingerprint, text, capture(first), capture(last), seen, tuple(faces[number]), bool(candidate)
            )
            for number, fingerprint, text, first, last, seen, candidate in rows
        )

    def _faces(self, policy: str) -> defaultdict[int, list[TransientText]]:
        rows = self._database.execute(
            "SELECT version, fingerprint, text, first, last, sightings, turns FROM faces WHERE policy = ?"
            " ORDER BY version, place",
            (self._facts.policy_id(policy),),
        ).fetchall()
        found: defaultdict[int, list[TransientText]] = defaultdict(list)
        for version, fingerprint, text, first, last, seen, turns in rows:
            ends = self._facts.capture(first), self._facts.capture(last)
            found[version].append(TransientText(fingerprint, text, *ends, seen, turns))
        return found

    def timeline(self, policy: Policy) -> Timeline:
        """Return the timeline of *policy* as last told: its versions, and what came between and beside them."""
        versions, held = self.versions(policy.name), self.comparisons(policy.name)
        return Timeline(policy, versions, _revisions(versions, held), _asides(versions, held))

    def revisions(self, policy: str) -> tuple[Revision, ...]:
        """Return the revisions of *policy* as last told, oldest first."""
        return _revisions(self.versions(policy), self.comparisons(policy))

    def transient_revisions(self, policy: str) -> tuple[TransientRevision, ...]:
        """Return what the faces of *policy* say otherwise than their versions, oldest first."""
        return _asides(self.versions(policy), self.comparisons(policy))

    def comparisons(self, policy: str) -> Comparisons:
        """Return the code and the changes of every comparison for *policy*, by the texts before and after it."""
        rows = self._database.execute(
            "SELECT before_text, after_text, code, changes FROM comparisons WHERE policy = ?",
            (self._facts.policy_id(policy),),
        )
        return {(before, after): (code, _decoded_changes(changes)) for before, after, code, changes in rows}

    def _add_text(self, clauses: tuple[Clause, ...]) -> str:
        document = msgspec.json.encode(clauses)
        name = hashlib.sha256(document).hexdigest()
        if not self._database.execute("SELECT 1 FROM texts WHERE id = ?", (name,)).fetchone():
            content = zstandard.ZstdCompressor(level=3).compress(document)
            self._database.execute("INSERT INTO texts VALUES (?, ?)", (name, content))
        return name

    def _clauses(self, text: str) -> tuple[Clause, ...]:
        """Return the clauses kept under the name *text*."""
        (content,) = self._database.execute("SELECT clauses FROM texts WHERE id = ?", (text,)).fetchone()
        return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(content), type=_CLAUSES)

    def delete_unused_texts(self) -> int:
        """Drop clauses that no reading, version or comparison names any more, and return how many."""
        cursor = self._database.execute(
            "DELETE FROM texts WHERE id NOT IN (SELECT text FROM readings WHERE text IS NOT NULL)"
            " AND id NOT IN (SELECT text FROM versions)"
            " AND id NOT IN (SELECT text FROM faces)"
            " AND id NOT IN (SELECT before_text FROM comparisons UNION SELECT after_text FROM comparisons)"
        )
        return cursor.rowcount


def _revisions(versions: tuple[Version, ...], held: Comparisons) -> tuple[Revision, ...]:
    return tuple(
        Revision(before, after, told[1], told[0])
        for before, after in pairwise(versions)
        if (told := held.get((before.text, after.text)))
    )


def _asides(versions: tuple[Version, ...], held: Comparisons) -> tuple[TransientRevision, ...]:
    return tuple(
        TransientRevision(version, face, told[1], told[0])
        for version in versions
        for face in version.faces
        if (told := held.get((version.text, face.text)))
    )


def _decoded_changes(document: str) -> tuple[Change, ...]:
    """Return the changes of one row; where a row has no similarity, with the one in *how*.

    The code up to November 2026 wrote such rows; they are replaced when the policy is derived again.
    """
    changes = msgspec.json.decode(document, type=_CHANGES)
    if '"similarity":' in document:
        return changes
    return tuple(replace(c, similarity=float(found[1])) if (found := _SIMILAR.search(c.how)) else c for c in changes)


def _json(changes: tuple[Change, ...]) -> str:
    return msgspec.json.encode(changes).decode()
