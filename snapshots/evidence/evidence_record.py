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
from clausetrail.snapshots.model import Capture, Clause, Policy, Reading, Revision, Snapshot, parse_timestamp
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
    that the index lists with the same digest, so that *capture* was not fetched. The last six fields describe the reading.
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
        names = ("title", "language", "encoding", "fingerprint", "clauses")
        return [name for name in names if getattr(reading, name) != getattr(self, name)]


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
    """Return *evidence* as JSON: equal evidence gives equal bytes."""
    # No string contains these bytes: its quotes are escaped. Packs from before this field do not have the key.
    document = msgspec.json.encode(evidence).replace(b',"kept":[]', b"")
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
    selectors = all_selectors(evidence.policy)
    if len(selectors) > _MOST_SELECTORS or any(len(one) > _LONGEST_SELECTOR for one in selectors):
        yield "its policy has more or longer selectors than are checked again"
