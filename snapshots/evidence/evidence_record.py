"""Define the evidence for one revision: both captures with their readings, and all captures and requests around them.

The values are written to JSON and read back: a pack is made from them, and is checked against them without a store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat

import msgspec

from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.history.corroboration import collection
from clausetrail.snapshots.model import (
    Capture,
    Clause,
    DoubtfulClause,
    Policy,
    Reading,
    Revision,
    Snapshot,
    parse_timestamp,
)
from clausetrail.snapshots.storage.facts import FailedRequest, Listing
from clausetrail.snapshots.watchlist.policies import all_selectors

FORM = "clausetrail-evidence 1"
EARLIER, LATER, OTHER = "the earlier text", "the later text", "another text"
UNFETCHED = "not fetched"

_MOST_SELECTORS, _LONGEST_SELECTOR = 50, 500


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two captures, and its reading.

    *capture* is the one that the statement refers to. *held* is the capture that the bytes belong to: the same one, or another
    that the index lists with the same digest, so that *capture* was not fetched. The fields from *code* on describe the reading:
    *clauses* are the certain ones, which are compared, with their *fingerprint*; *elsewhere* are the others of the page, and
    *reading_fingerprint* that of all its clauses where there are others. Packs without these two fields compared all clauses.
    """

    capture: Capture
    held: Capture
    view: str  # URL where a person can view *capture*
    memento: str  # URL that served the bytes of *held*
    status: int
    archive_headers: tuple[tuple[str, str], ...]
    origin_headers: tuple[tuple[str, str], ...]
    fetched_at: str
    proof: str
    size: int
    sha256: str
    sha1: str  # in base 32, the form of a digest in an index
    code: str
    title: str
    language: str
    encoding: str
    fingerprint: str
    clauses: tuple[Clause, ...] = field(repr=False)
    elsewhere: tuple[DoubtfulClause, ...] = field(default=(), repr=False)
    reading_fingerprint: str = ""

    @property
    def all_clauses(self) -> tuple[Clause, ...]:
        """Every clause of the reading in the order of the page: the certain ones, with those elsewhere in their places."""
        others = {one.place: one.clause for one in self.elsewhere}
        certain = iter(self.clauses)
        count = len(self.clauses) + len(others)
        return tuple(others[place] if place in others else next(certain) for place in range(count))

    @property
    def is_exact(self) -> bool:
        """Whether the bytes belong to the capture that the statement refers to."""
        return self.held == self.capture

    @property
    def collection(self) -> str:
        """The archive's name for the crawl that captured the bytes, or "" if unknown."""
        return collection(self.archive_headers)

    def snapshot(self, body: bytes) -> Snapshot:
        """Return the snapshot of *body* with the headers and times of this side."""
        return Snapshot(
            self.held, body, self.memento, self.status, self.archive_headers, self.origin_headers, self.fetched_at, self.proof
        )  # fmt: skip

    def differing_fields(self, reading: Reading) -> list[str]:
        """Return the names of the fields in which *reading* differs from this side."""
        pairs = {
            "title": (reading.title, self.title),
            "language": (reading.language, self.language),
            "encoding": (reading.encoding, self.encoding),
            "fingerprint": (reading.fingerprint, self.reading_fingerprint or self.fingerprint),
            "clauses": (reading.clauses, self.all_clauses),
        }
        return [name for name, (today, recorded) in pairs.items() if today != recorded]


@dataclass(frozen=True, slots=True)
class ObservedCapture:
    """One row of an index: the text that its capture shows or the reason why it shows none, and its crawl if known."""

    capture: Capture
    view: str
    shows: str
    collection: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The content of a pack. *seen* has the captures from the first one of the earlier text to the last one of the later."""

    form: str
    software: str
    policy: Policy
    revision: Revision
    before: Side
    after: Side
    seen: tuple[ObservedCapture, ...]
    listings: tuple[Listing, ...]
    absences: tuple[FailedRequest, ...]
    asked_at: str
    archives: dict[str, tuple[str, str]]
    highlight: int = 0  # the change that the pack was made for, counted from 1; 0 for all changes
    page_code: str = ""  # the code that wrote the pages of the pack; "" in packs of older releases

    @property
    def sides(self) -> tuple[tuple[str, Side], tuple[str, Side]]:
        """Both sides with their names."""
        return ("before", self.before), ("after", self.after)

    def between(self) -> list[ObservedCapture]:
        """Return the captures between the two, oldest first."""
        return [one for one in self.seen if self._first < parse_timestamp(one.capture.timestamp) < self._last]

    def around(self, most: int) -> tuple[list[ObservedCapture], list[ObservedCapture]]:
        """Return the last *most* captures up to the earlier side, and the first *most* from the later side on, both included."""
        earlier = [one for one in self.seen if parse_timestamp(one.capture.timestamp) <= self._first]
        later = [one for one in self.seen if parse_timestamp(one.capture.timestamp) >= self._last]
        return earlier[-most:], later[:most]

    @property
    def _first(self) -> datetime:
        return parse_timestamp(self.before.capture.timestamp)

    @property
    def _last(self) -> datetime:
        return parse_timestamp(self.after.capture.timestamp)


def to_json(evidence: Evidence) -> bytes:
    """Return *evidence* as JSON: equal evidence gives equal bytes. Fields that earlier packs do not have are left out while empty."""
    document = msgspec.json.encode(evidence)
    # No string contains these bytes: its quotes are escaped.
    for empty in (b',"kept":[]', b',"elsewhere":[]', b',"reading_fingerprint":""'):
        document = document.replace(empty, b"")
    return msgspec.json.format(document, indent=1) + b"\n"


def from_json(document: bytes) -> Evidence:
    """Return the evidence in the JSON *document*. Raises UnusablePack if it is not in a known form."""
    try:
        evidence = msgspec.json.decode(document, type=Evidence)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnusablePack(f"evidence.json is not in the form that we know: {error}") from error
    if evidence.form != FORM:
        raise UnusablePack(f"the pack is in the form {evidence.form[:60]!a}; this release knows {FORM!r}")
    for flaw in _flaws(evidence):
        raise UnusablePack(f"evidence.json is not in the form that we know: {flaw}")
    return evidence


def _flaws(evidence: Evidence) -> Iterator[str]:
    """Yield the mistakes that types do not exclude: invalid times, positions without a clause."""
    revision = evidence.revision
    ends = [revision.before.first, revision.before.last, revision.after.first, revision.after.last]
    captures = [evidence.before.held, evidence.after.held, *ends, *(one.capture for one in evidence.seen)]
    for capture in captures:
        try:
            parse_timestamp(capture.timestamp)
        except ValueError:
            yield f"a timestamp is {capture.timestamp[:40]!a}"
    if (evidence.before.capture, evidence.after.capture) != (revision.before.last, revision.after.first):
        yield "its two captures are not the ends of its revision"
    sizes = len(evidence.before.clauses), len(evidence.after.clauses)
    for change in revision.changes:
        positions = [*zip(change.before, repeat(sizes[0])), *zip(change.after, repeat(sizes[1]))]
        positions += [
            (place, size) for kept in change.kept for place, size in zip((kept.before, kept.after), sizes, strict=True)
        ]
        if not positions or any(not 0 <= position < size for position, size in positions):
            yield "a change names a clause that is not there"
    for _, side in evidence.sides:
        places = [one.place for one in side.elsewhere]
        if places != sorted({*places}) or (
            places and not 0 <= places[0] <= places[-1] < len(side.clauses) + len(places)
        ):
            yield "a clause elsewhere on the page has no place in it"
    selectors = all_selectors(evidence.policy)
    if len(selectors) > _MOST_SELECTORS or any(len(one) > _LONGEST_SELECTOR for one in selectors):
        yield "its policy has more or longer selectors than are checked again"
