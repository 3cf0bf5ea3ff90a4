"""Read and write derivations: readings, versions and comparisons, each with the code that made it.

All can be computed again from the facts. No other module has SQL about derivations.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import msgspec
import zstandard

from clausetrail.snapshots.addresses.sightings import group_sightings
from clausetrail.snapshots.errors import DamagedText
from clausetrail.snapshots.history_screening import text_profile
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import (
    Capture,
    Change,
    Clause,
    DoubtfulClause,
    Observation,
    Policy,
    Reading,
    Revision,
    Switch,
    SwitchKind,
    Timeline,
    TransientRevision,
    TransientText,
    Verdict,
    Version,
)
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts
from clausetrail.snapshots.zones.certain_part import doubtful_clauses
from clausetrail.snapshots.zones.place import Place

_CLAUSES = tuple[Clause, ...]
_CHANGES = tuple[Change, ...]
_SIMILAR = re.compile(r"\bsimilar (1\.00|\.\d\d)$")  # in `Change.how`
_PLACES = tuple[Place, ...]
_DOUBTFUL = dict[str, tuple[int, ...]]
_WITH_CERTAIN = (
    "JOIN captures ON captures.id = readings.capture LEFT JOIN certain_texts ON certain_texts.policy = captures.policy"
    " AND certain_texts.text = readings.text AND certain_texts.places = readings.places"
)
# From a capture to the clauses elsewhere on its page.
ElsewhereOf = Callable[[Capture], tuple[DoubtfulClause, ...]]
# The code and the changes of each comparison, by the keys of the texts before and after.
Comparison = tuple[str, tuple[Change, ...]]
Comparisons = dict[tuple[str, str], Comparison]


@dataclass(frozen=True, slots=True)
class StoredReading:
    """One reading as stored, without its clauses: *capture* is its number, *text* the key of its clauses if it has any.

    *places* is the key of the places of its clauses, None where the page leaves no clause in doubt. *certain_text* and
    *certain_fingerprint* are those of the clauses that are certain in the history of the policy: all of them until
    `set_certain_texts` has them, which *is_settled* tells. *page_fingerprint* is that of what is certain by the page alone.
    """

    capture: int
    code: str
    verdict: Verdict
    reason: str
    title: str
    language: str
    encoding: str
    text: str | None
    fingerprint: str | None
    payload: str
    places: str | None
    page_fingerprint: str | None
    certain_text: str | None
    certain_fingerprint: str | None
    is_settled: bool


@dataclass(frozen=True, slots=True)
class CertainText:
    """What is certain of the text of a reading, whose key is *whole*, at the *places* of a page.

    *text* is the key of the certain clauses, *fingerprint* theirs. *doubtful* has the positions of the others in the whole
    text, by the reason.
    """

    whole: str
    places: str
    text: str
    fingerprint: str
    doubtful: dict[str, tuple[int, ...]]


class Derivations:
    """The derivations of one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts
        # The clauses of a version are read twice: as the later text of one revision, and as the earlier text of the next.
        self.clauses = lru_cache(maxsize=4)(self._clauses)

    def add_reading(self, reading: Reading) -> None:
        """Store *reading* in place of an earlier reading of the same capture."""
        readable = reading.verdict is Verdict.POLICY
        with self._database.transaction():
            text = self._add_text(reading.clauses) if readable else None
            places = self._add_places(reading.places) if readable and reading.places else None
            profile = (
                text_profile.profile_of(reading.language, reading.clauses, reading.ending).to_bytes()
                if readable
                else None
            )
            self._database.execute(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (reading.capture.id, reading.code, reading.verdict, reading.reason, reading.title, reading.language,
                 reading.encoding, text, reading.fingerprint if readable else None, profile, reading.payload, places,
                 (reading.page_fingerprint or reading.fingerprint) if readable else None),
            )  # fmt: skip

    def readings(self, policy: str) -> dict[int, StoredReading]:
        """Return the readings of *policy*, by the number of their capture."""
        rows = self._database.execute(
            "SELECT capture, code, verdict, reason, title, language, encoding, readings.text, readings.fingerprint, payload,"  # noqa: S608
            " readings.places, page_fingerprint, coalesce(certain, readings.text),"
            " coalesce(certain_texts.fingerprint, readings.fingerprint), readings.places IS NULL OR certain IS NOT NULL"
            f" FROM readings {_WITH_CERTAIN} WHERE captures.policy = ?",
            (self._facts.policy_id(policy),),
        )
        return {row[0]: StoredReading(row[0], row[1], Verdict(row[2]), *row[3:]) for row in rows}

    def text_profiles(self, policy: str) -> dict[str, TextProfile]:
        """Return the profile of the certain text of each reading of *policy*, by its fingerprint."""
        rows = self._database.execute(
            "SELECT coalesce(certain_texts.fingerprint, readings.fingerprint), language, readings.likeness,"  # noqa: S608
            f" certain_texts.likeness FROM readings {_WITH_CERTAIN}"
            " WHERE captures.policy = ? AND readings.likeness IS NOT NULL ORDER BY captures.id DESC",
            (self._facts.policy_id(policy),),
        )
        found: dict[str, TextProfile] = {}
        for fingerprint, language, whole, certain in rows:
            profile = text_profile.profile_from_bytes(language, whole)
            if certain is not None:
                profile = replace(text_profile.profile_from_bytes(language, certain), ending=profile.ending)
            # A text is complete if one page that shows it is complete.
            if fingerprint not in found or profile.ending <= found[fingerprint].ending:
                found[fingerprint] = profile
        return found

    def placed_texts(self, policy: str) -> dict[tuple[str, str], str]:
        """Return the keys of the text and of the places of each reading of *policy* that has places, with the first timestamp."""
        rows = self._database.execute(
            "SELECT text, places, min(timestamp) FROM readings JOIN captures ON captures.id = readings.capture"
            " WHERE captures.policy = ? AND text IS NOT NULL AND places IS NOT NULL GROUP BY text, places",
            (self._facts.policy_id(policy),),
        )
        return {(text, places): timestamp for text, places, timestamp in rows}

    def places(self, key: str) -> tuple[Place, ...]:
        """Return the places stored under *key*, one for each clause. Raises DamagedText if they do not have the hash that is their key."""
        row = self._database.execute("SELECT places FROM page_places WHERE id = ?", (key,)).fetchone()
        document = _document(row[0]) if row else b""
        if hashlib.sha256(document).hexdigest() != key:
            raise DamagedText(
                f"the places {key} are damaged or missing; `clausetrail rebuild` makes them again from the bodies"
            )
        return msgspec.json.decode(document, type=_PLACES)

    def certain_texts(self, policy: str) -> dict[tuple[str, str], CertainText]:
        """Return what is certain of the readings of *policy* as last derived, by the keys of their texts and places."""
        rows = self._database.execute(
            "SELECT text, places, certain, fingerprint, doubtful FROM certain_texts WHERE policy = ?",
            (self._facts.policy_id(policy),),
        )
        return {
            (text, places): CertainText(
                text, places, certain, fingerprint, msgspec.json.decode(doubtful, type=_DOUBTFUL)
            )
            for text, places, certain, fingerprint, doubtful in rows
        }

    def set_certain_texts(
        self, policy: str, found: Iterable[tuple[CertainText, tuple[Clause, ...]]], *, again: bool = False
    ) -> None:
        """Store what is certain of the readings of *policy*, each with the certain clauses, in place of the earlier result.

        The profile of a text that was known is kept unless *again*.
        """
        number = self._facts.policy_id(policy)
        known = {} if again else self.certain_profile_bytes(policy)
        with self._database.transaction():
            self._database.execute("DELETE FROM certain_texts WHERE policy = ?", (number,))
            for one, clauses in found:
                if one.text != one.whole and one.text not in known:
                    self._add_text(clauses)
                    known[one.text] = text_profile.profile_of("", clauses).to_bytes()
                likeness = known[one.text] if one.text != one.whole else None
                self._database.execute(
                    "INSERT INTO certain_texts VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (number, one.whole, one.places, one.text, one.fingerprint, likeness,
                     msgspec.json.encode(one.doubtful).decode()),
                )  # fmt: skip

    def certain_profile_bytes(self, policy: str) -> dict[str, bytes]:
        """Return the profiles stored of the certain texts of *policy* that leave clauses out, as bytes, by the key of the text."""
        rows = self._database.execute(
            "SELECT certain, likeness FROM certain_texts WHERE policy = ? AND likeness IS NOT NULL",
            (self._facts.policy_id(policy),),
        )
        return dict(rows.fetchall())

    def elsewhere(self, policy: str) -> ElsewhereOf:
        """Return a function from a capture of *policy* to the clauses elsewhere on its page, in the order of the page.

        A capture that was not fetched has those of the capture whose bytes stand for it.
        """
        readings, known = self.readings(policy), self.certain_texts(policy)
        reading_of = {seen.capture.id: seen.reading for seen in self.unscreened_observations(policy)}

        def clauses_elsewhere(capture: Capture) -> tuple[DoubtfulClause, ...]:
            reading = readings.get(reading_of.get(capture.id, capture.id) or 0)
            found = known.get((reading.text or "", reading.places or "")) if reading else None
            return self.doubtful_clauses(found) if found else ()

        return clauses_elsewhere

    def doubtful_clauses(self, found: CertainText) -> tuple[DoubtfulClause, ...]:
        """Return the clauses that *found* leaves out, in the order of the page."""
        if not found.doubtful:
            return ()
        return doubtful_clauses(self.clauses(found.whole), found.doubtful)

    def screened_out(self, policy: str) -> Verdicts:
        """Return the captures that the last screening found not to show *policy*, by number, with the verdict and reason."""
        rows = self._database.execute(
            "SELECT capture, verdict, reason FROM outsiders WHERE policy = ?", (self._facts.policy_id(policy),)
        )
        return {capture: (Verdict(verdict), reason) for capture, verdict, reason in rows}

    def observations(self, policy: str) -> Iterator[Observation]:
        """Yield every sighting of *policy*, oldest first, with the text that it shows according to the last screening."""
        screened_out = self.screened_out(policy)
        for found in self.unscreened_observations(policy):
            yield Observation(found.capture, None) if found.capture.id in screened_out else found

    def unscreened_observations(self, policy: str) -> Iterator[Observation]:
        """Yield every sighting of *policy*, oldest first, with the text read from its payload, screened out or not.

        Captures that record one request of one crawler are one sighting, see `copies`.
        A capture that was not fetched has the reading of a capture with the same digest and status. The index gives no status
        for a revisit: its digest is enough.
        """
        found = []
        for records, reading_of in self._sightings(policy):
            reading = reading_of.get(records[0].id)
            if reading:
                seen = Observation(records[0], reading.certain_fingerprint, reading.certain_text, reading.capture)
            else:
                seen = Observation(records[0], None)
            found.append(seen)
        # Where the page itself is known, a text that others extracted from it adds nothing.
        pages = {seen.capture.timestamp for seen in found if seen.fingerprint and not seen.capture.is_imported}
        yield from (seen for seen in found if not (seen.capture.is_imported and seen.capture.timestamp in pages))

    def copies(self, policy: str) -> dict[int, int]:
        """Return the captures of *policy* that other captures repeat, as further records of the same request.

        Each is the number of a capture, with the number of the one that `observations` yields for it.
        """
        return {
            copy.id: records[0].id
            for records, _ in self._sightings(policy)
            for copy in records[1:]
            if copy.id is not None and records[0].id is not None
        }

    def _sightings(self, policy: str) -> Iterator[tuple[tuple[Capture, ...], dict[int | None, StoredReading]]]:
        """Yield the records of each sighting, oldest first, with the readings of all captures.

        The record that counts is the first: of those that show a text the one that was stored first, so that a copy that is
        found later changes nothing.
        """
        readings = self.readings(policy)
        fetched = [(capture, readings.get(capture.id or 0)) for capture in self._facts.fetched_captures(policy)]
        # "-" means that there is no digest: two captures without a digest need not be equal.
        known = [(capture, reading) for capture, reading in fetched if reading and capture.digest != "-"]
        by_digest_and_status = {(capture.digest, capture.statuscode): reading for capture, reading in known}
        by_digest = {capture.digest: reading for capture, reading in known}
        captures = list(self._facts.captures(policy))
        reading_of: dict[int | None, StoredReading] = {}
        for capture in captures:
            reading = readings.get(capture.id or 0) or by_digest_and_status.get((capture.digest, capture.statuscode))
            if reading is None and capture.statuscode is None:
                reading = by_digest.get(capture.digest)
            if reading:
                reading_of[capture.id] = reading
        bodies = self._facts.body_names(policy)
        payloads = {
            number: {bodies.get(reading.capture, ""), reading.payload}
            for number, reading in reading_of.items()
            if number
        }

        def unfit(capture: Capture) -> tuple[bool, bool, int]:
            reading = reading_of.get(capture.id)
            return reading is None or not reading.fingerprint, reading is None, capture.id or 0

        for records in group_sightings(captures, payloads):
            yield tuple(sorted(records, key=unfit)), reading_of

    def title(self, policy: str, version: Version) -> str:
        """Return the title of the page that first shows *version*, from any fetched capture with the same digest."""
        row = self._database.execute(
            "SELECT title FROM readings JOIN captures ON captures.id = readings.capture WHERE policy = ? AND text IS NOT NULL"
            " AND (captures.id = ? OR (digest = ? AND digest <> '-')) ORDER BY captures.id = ? DESC, timestamp LIMIT 1",
            (self._facts.policy_id(policy), version.first.id, version.first.digest, version.first.id),
        ).fetchone()
        return str(row[0]) if row else ""

    def add_timeline(
        self, policy: str, versions: Sequence[Version], comparisons: Comparisons, switches: Mapping[int, Switch],
        state_token: str, code: str,
    ) -> None:  # fmt: skip
        """Store the versions of a policy, the comparisons of their texts and the switches between them in place of the
        earlier ones, in one transaction.

        *state_token* is that of the facts, *code* names the code that derived the timeline.
        """
        number = self._facts.policy_id(policy)
        with self._database.transaction():
            for table in ("versions", "faces", "comparisons", "switches"):
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
                    (number, v.number, position, f.fingerprint, f.text, f.first.id, f.last.id, f.sightings, f.turns)
                    for v in versions
                    for position, f in enumerate(v.faces)
                ],
            )
            self._database.executemany(
                "INSERT INTO comparisons VALUES (?, ?, ?, ?, ?)",
                [
                    (number, before, after, made_by, _json(changes))
                    for (before, after), (made_by, changes) in comparisons.items()
                ],
            )
            self._database.executemany(
                "INSERT INTO switches VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, version, str(s.kind), s.old_language, s.new_language, s.shared, s.is_same_document,
                     s.base.number if s.base else None)
                    for version, s in switches.items()
                ],
            )  # fmt: skip
            self._database.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", (number, state_token, code))

    def set_screened_out(self, policy: str, verdicts: Verdicts) -> None:
        """Store which captures do not show *policy*, with verdict and reason, in place of the result of the last screening."""
        number = self._facts.policy_id(policy)
        with self._database.transaction():
            self._database.execute("DELETE FROM outsiders WHERE policy = ?", (number,))
            self._database.executemany(
                "INSERT INTO outsiders VALUES (?, ?, ?, ?)",
                [(capture, number, str(verdict), reason) for capture, (verdict, reason) in verdicts.items()],
            )

    def derived_from(self, policy: str) -> tuple[str, str]:
        """Return the state token of the facts and the code from which the timeline of *policy* was derived, or "" and ""."""
        number = self._facts.policy_id(policy)
        row = self._database.execute("SELECT facts, code FROM told WHERE policy = ?", (number,)).fetchone()
        return (str(row[0]), str(row[1])) if row else ("", "")

    def versions(self, policy: str) -> tuple[Version, ...]:
        """Return the versions of *policy* as last derived, oldest first, each with its transient texts."""
        rows = self._database.execute(
            "SELECT number, fingerprint, text, first, last, sightings, candidate FROM versions WHERE policy = ?"
            " ORDER BY number",
            (self._facts.policy_id(policy),),
        ).fetchall()
        transient, capture = self._transient_texts(policy), self._facts.capture
        return tuple(
            Version(
                number,
                fingerprint,
                text,
                capture(first),
                capture(last),
                seen,
                tuple(transient[number]),
                bool(candidate),
            )
            for number, fingerprint, text, first, last, seen, candidate in rows
        )

    def _transient_texts(self, policy: str) -> defaultdict[int, list[TransientText]]:
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
        """Return the timeline of *policy* as last derived."""
        versions, comparisons = self.versions(policy.name), self.comparisons(policy.name)
        revisions = _revisions(versions, comparisons, self.switches(policy.name, versions))
        return Timeline(policy, versions, revisions, _transient_revisions(versions, comparisons))

    def revisions(self, policy: str) -> tuple[Revision, ...]:
        """Return the revisions of *policy* as last derived, oldest first."""
        versions = self.versions(policy)
        return _revisions(versions, self.comparisons(policy), self.switches(policy, versions))

    def switches(self, policy: str, versions: Sequence[Version]) -> dict[int, Switch]:
        """Return the switches between *versions*, those of *policy* as last derived, by the number of the later version."""
        rows = self._database.execute(
            "SELECT version, kind, old_language, new_language, shared, same_document, base FROM switches WHERE policy = ?",
            (self._facts.policy_id(policy),),
        ).fetchall()
        by_number = {version.number: version for version in versions}
        return {
            version: Switch(SwitchKind(kind), old, new, shared, bool(same), by_number.get(base))
            for version, kind, old, new, shared, same, base in rows
        }

    def transient_revisions(self, policy: str) -> tuple[TransientRevision, ...]:
        """Return the changes from the versions of *policy* to their transient texts, oldest first."""
        return _transient_revisions(self.versions(policy), self.comparisons(policy))

    def comparisons(self, policy: str) -> Comparisons:
        """Return the code and the changes of every comparison for *policy*, by the keys of the texts before and after."""
        rows = self._database.execute(
            "SELECT before_text, after_text, code, changes FROM comparisons WHERE policy = ?",
            (self._facts.policy_id(policy),),
        )
        return {(before, after): (code, _decoded_changes(changes)) for before, after, code, changes in rows}

    def text_ids(self) -> Iterator[str]:
        """Yield the key of every text, sorted."""
        return (name for (name,) in self._database.execute("SELECT id FROM texts ORDER BY id"))

    def place_ids(self) -> Iterator[str]:
        """Yield the key of all places of the clauses of a page, sorted."""
        return (name for (name,) in self._database.execute("SELECT id FROM page_places ORDER BY id"))

    def text_profile_bytes(self, policy: str) -> dict[int, bytes | None]:
        """Return the profile stored with each reading of *policy*, as bytes, by the number of the capture."""
        rows = self._database.execute(
            "SELECT capture, likeness FROM readings JOIN captures ON captures.id = readings.capture WHERE captures.policy = ?",
            (self._facts.policy_id(policy),),
        )
        return dict(rows.fetchall())

    def changes_between(self, policy: str, before: str, after: str) -> tuple[Change, ...]:
        """Return the stored changes for *policy* between two texts, by their keys; none where the two were not compared."""
        row = self._database.execute(
            "SELECT changes FROM comparisons WHERE policy = ? AND before_text = ? AND after_text = ?",
            (self._facts.policy_id(policy), before, after),
        ).fetchone()
        return _decoded_changes(row[0]) if row else ()

    def _add_text(self, clauses: tuple[Clause, ...]) -> str:
        """Store *clauses* and return their key. Content that no longer has the hash of its key is replaced."""
        return self._add_document("texts", "clauses", msgspec.json.encode(clauses))

    def _add_places(self, places: tuple[Place, ...]) -> str:
        """Store *places* and return their key. Content that no longer has the hash of its key is replaced."""
        return self._add_document("page_places", "places", msgspec.json.encode(places))

    def _add_document(self, table: str, column: str, document: bytes) -> str:
        name = hashlib.sha256(document).hexdigest()
        stored = self._database.execute(f"SELECT {column} FROM {table} WHERE id = ?", (name,)).fetchone()  # noqa: S608 (names of ours)
        if stored is None or _document(stored[0]) != document:
            content = zstandard.ZstdCompressor(level=3).compress(document)
            self._database.execute(
                f"INSERT INTO {table} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",  # noqa: S608
                (name, content),
            )
        return name

    def _clauses(self, text: str) -> tuple[Clause, ...]:
        """Return the clauses stored under the key *text*. Raises DamagedText if they do not have the hash that is their key."""
        row = self._database.execute("SELECT clauses FROM texts WHERE id = ?", (text,)).fetchone()
        document = _document(row[0]) if row else b""
        if hashlib.sha256(document).hexdigest() != text:
            state = "no longer has the words of its key" if row else "is missing from the store"
            raise DamagedText(f"text {text} {state}; `clausetrail rebuild` makes it again from the bodies")
        return msgspec.json.decode(document, type=_CLAUSES)

    def delete_unused_texts(self) -> int:
        """Delete the texts and places that no derivation refers to any more, and return the number of texts."""
        self._database.execute(
            "DELETE FROM page_places WHERE id NOT IN (SELECT places FROM readings WHERE places IS NOT NULL)"
            " AND id NOT IN (SELECT places FROM certain_texts)"
        )
        cursor = self._database.execute(
            "DELETE FROM texts WHERE id NOT IN (SELECT text FROM readings WHERE text IS NOT NULL)"
            " AND id NOT IN (SELECT text FROM certain_texts UNION SELECT certain FROM certain_texts)"
            " AND id NOT IN (SELECT text FROM versions)"
            " AND id NOT IN (SELECT text FROM faces)"
            " AND id NOT IN (SELECT before_text FROM comparisons UNION SELECT after_text FROM comparisons)"
        )
        return cursor.rowcount


def _revisions(
    versions: tuple[Version, ...], comparisons: Comparisons, switches: Mapping[int, Switch]
) -> tuple[Revision, ...]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}  # positions of each text
    for place, version in enumerate(versions):
        for fingerprint in (version.fingerprint, *(face.fingerprint for face in version.faces)):
            first.setdefault(fingerprint, place)
            last[fingerprint] = place
    return tuple(
        replace(
            _revision(before, after, comparisons, found, switches.get(after.number)),
            alternates=first[after.fingerprint] < place or last[before.fingerprint] >= place,
        )
        for place, (before, after) in enumerate(pairwise(versions), start=1)
        if (found := comparisons.get((before.text, after.text)))
    )


def _revision(
    before: Version, after: Version, comparisons: Comparisons, found: Comparison, switch: Switch | None
) -> Revision:
    """Return a revision with the changes that were *found* between its versions, or with those since the base of its switch."""
    if switch is None:
        return Revision(before, after, found[1], found[0])
    since_base = comparisons.get((switch.base.text, after.text)) if switch.base else None
    return Revision(before, after, since_base[1] if since_base else (), found[0], switch=switch)


def _transient_revisions(versions: tuple[Version, ...], comparisons: Comparisons) -> tuple[TransientRevision, ...]:
    return tuple(
        TransientRevision(version, transient, found[1], found[0])
        for version in versions
        for transient in version.faces
        if (found := comparisons.get((version.text, transient.text)))
    )


def _decoded_changes(document: str) -> tuple[Change, ...]:
    """Return the changes of one row; where a row has no similarity, with the one in *how*.

    The code up to November 2026 wrote such rows; they are replaced when the policy is derived again.
    """
    changes = msgspec.json.decode(document, type=_CHANGES)
    if '"similarity":' in document:
        return changes
    return tuple(replace(c, similarity=float(found[1])) if (found := _SIMILAR.search(c.how)) else c for c in changes)


def _document(content: bytes) -> bytes:
    """Return the decompressed *content* of a text, or b"" where it cannot be decompressed."""
    try:
        return zstandard.ZstdDecompressor().decompress(content)
    except zstandard.ZstdError:
        return b""


def text_key(clauses: tuple[Clause, ...]) -> str:
    """Return the key under which the text with *clauses* is stored: the SHA-256 of their JSON."""
    return hashlib.sha256(msgspec.json.encode(clauses)).hexdigest()


def places_key(places: tuple[Place, ...]) -> str:
    """Return the key under which *places* are stored: the SHA-256 of their JSON."""
    return hashlib.sha256(msgspec.json.encode(places)).hexdigest()


def _json(changes: tuple[Change, ...]) -> str:
    return msgspec.json.encode(changes).decode()
