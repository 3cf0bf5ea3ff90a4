"""The words of this house: one item that grows in meaning.

A *Capture* is a line of an archive's index; a *Snapshot* is a capture with its bytes; a *Reading* is what the
policy said in it, clause by clause; a *Version* is a text that stood, over captures that read alike, and a *Face*
one that came and went meanwhile; a *Revision* holds the changes between two neighbouring versions; a *Timeline* is
all of them, oldest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from clausetrail.snapshots.bounds import Era
from clausetrail.snapshots.page_ending import Ending


class Kind(StrEnum):
    """What sort of passage a block or clause is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One passage of a page as its markup delimits it, before labels and headings are told apart.

    *level* is 1 to 6 for a heading and the depth of nesting, from 1, for a list item; otherwise 0. *label* is the number
    that the markup generates (the "3." of an ordered list), never one that is written in the words. *links* are the
    targets of the links inside, in order. The cells of a row are joined by " | ".
    """

    kind: Kind
    text: str
    level: int = 0
    label: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest passage that is compared, with the headings it stands under.

    *text* is the passage as shown, without its *label* ("4.2", "(a)", "•"); *path* holds the headings above
    it, outermost first.
    """

    kind: Kind
    text: str
    label: str = ""
    path: tuple[str, ...] = ()
    level: int = 0
    links: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The label and the text, as a reader sees them in one line."""
        return f"{self.label} {self.text}" if self.label else self.text


class Event(StrEnum):
    """What happened to a clause, or to a few of them, between two readings."""

    SAME = "same"
    COSMETIC = "cosmetic"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One event between two readings, by the positions of its clauses in each.

    *before* is empty for an addition, *after* for a removal; a split has one before and several after, a
    merger the reverse. *moved* says that the passage also stands elsewhere in the order. *how* says what the
    pairing rests on ("equal", "similar .83", "in 2 parts, similar .91"), so that a person can disagree. *similarity*
    is the figure in *how*, between 0 and 1 and rounded to two decimals; 1.0 where *how* has none. Equality leaves it
    out, because changes of older packs hold the figure in *how* alone.
    """

    event: Event
    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False
    how: str = ""
    similarity: float = field(default=1.0, compare=False)


def repair_timestamp(timestamp: str) -> str:
    """Return the 14 digits that *timestamp* means: some rows of the year 2000 carry a "00" that was put in.

    "20000008241731" is 2000-08-24 17:31, and the seconds are lost (EDGI wayback 0.3.2, `parse_timestamp`).
    """
    for place in (4, 6):
        if timestamp[place : place + 2] == "00":
            return timestamp[:place] + timestamp[place + 2 :] + "00"
    return timestamp


def parse_timestamp(timestamp: str) -> datetime:
    """Return the time that 14 archive digits name, in UTC, repaired where they need it. Raises ValueError for others."""
    return datetime.strptime(repair_timestamp(timestamp), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def iso_date(timestamp: str) -> str:
    """Return the day of 14 archive digits as an ISO date: "2012-10-23"."""
    return f"{parse_timestamp(timestamp):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Policy:
    """One document that is watched: a name of ours, and where its originals stood.

    *select* and *remove* are CSS selectors for pages that hold more than the policy, where no *era* has its own; *since*
    and *until* are 1 to 14 archive digits that bound what is asked for.
    """

    name: str
    urls: tuple[str, ...]
    title: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    eras: tuple[Era, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """One visit to a policy's URL, as an archive's index records it. It has no bytes.

    *digest* is the base-32 SHA-1 of the payload as the archive stored it: equal digests of equal status mean
    equal bytes, while a body that was stored compressed hashes otherwise once decoded.
    """

    policy: str
    archive: str
    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: int | None  # a revisit does not repeat it
    digest: str
    length: int | None = None  # of the compressed record: no measure of the page
    id: int | None = None  # the store's number, once it is known there

    @property
    def is_revisit(self) -> bool:
        """Whether the archive met the same payload again and kept a pointer (ISO 28500)."""
        return self.mimetype == "warc/revisit"

    @property
    def is_imported(self) -> bool:
        """Whether the text came from a corpus, cleaned by others, and not from an archive's bytes."""
        return self.mimetype == "text/markdown"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A capture with its bytes and headers, untouched."""

    capture: Capture
    body: bytes = field(repr=False)
    memento: str  # the URL that served it
    status: int
    archive_headers: tuple[tuple[str, str], ...] = ()
    origin_headers: tuple[tuple[str, str], ...] = ()
    fetched_at: str = ""
    proof: str = ""  # "equal": the body hashes to the index's digest; else why not, as far as can be told

    @property
    def content_type(self) -> str:
        """The Content-Type that the origin sent, or nothing."""
        return next((value for name, value in self.origin_headers if name.lower() == "content-type"), "")


class Verdict(StrEnum):
    """What a capture turned out to show. Only POLICY makes or ends a clause."""

    POLICY = "policy"
    EMPTY = "empty"
    ERROR_PAGE = "error page"
    WALL = "wall"
    NOT_TEXT = "not text"
    TRUNCATED = "truncated"
    REDIRECT = "redirect elsewhere"
    OTHER_DOCUMENT = "other document"
    OTHER_LANGUAGE = "other language"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a policy said at one capture: its clauses, and how they were read.

    *fingerprint* decides whether two read alike; *code* names the code that made it; *ending*: of its markup.
    """

    capture: Capture
    verdict: Verdict
    reason: str = ""
    title: str = ""
    language: str = ""
    encoding: str = ""
    clauses: tuple[Clause, ...] = field(default=(), repr=False)
    fingerprint: str = ""
    code: str = ""
    ending: Ending = Ending.CLOSED

    @property
    def text(self) -> str:
        """The clauses as plain text, one a line."""
        return "\n".join(clause.words for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Observation:
    """One capture as the timeline sees it: a time, and what was read there, if anything was."""

    capture: Capture
    fingerprint: str | None
    text: str | None = None  # the store's name of the clauses


@dataclass(frozen=True, slots=True)
class TransientText:
    """Another text that came and went while a version stood: a trial, another country's page, a page that failed.

    It was seen *sightings* times in *turns* separate spells, first at *first* and last at *last*.
    """

    fingerprint: str
    text: str
    first: Capture
    last: Capture
    sightings: int
    turns: int


@dataclass(frozen=True, slots=True)
class Version:
    """A text that stood: all captures from *first* to *last* read alike, but for those that show one of its *faces*.

    A *candidate* is the newest text as long as it may turn out to be a face of the one before it.
    """

    number: int
    fingerprint: str
    text: str
    first: Capture
    last: Capture
    sightings: int
    faces: tuple[TransientText, ...] = ()
    candidate: bool = False

    @property
    def is_imported(self) -> bool:
        """Whether its words were cleaned by others: then differences at its edges may be theirs."""
        return self.first.is_imported


@dataclass(frozen=True, slots=True)
class Revision:
    """All changes between two neighbouring versions.

    Nobody saw the moment: it lies after *before.last* and not after *after.first*. Say "between", never "on".
    """

    before: Version
    after: Version
    changes: tuple[Change, ...] = field(repr=False)
    code: str = ""


@dataclass(frozen=True, slots=True)
class TransientRevision:
    """What a *face* says otherwise than the *version* during which it came and went."""

    version: Version
    transient: TransientText
    changes: tuple[Change, ...] = field(repr=False)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Versions of one policy, the revisions between them and the asides of their faces, oldest first."""

    policy: Policy
    versions: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    transient_revisions: tuple[TransientRevision, ...] = ()
