"""Define the values that all floors share, from a line of an archive's index to a policy's timeline.

A *Capture* is one line of an archive's index; a *Snapshot* is a capture with its bytes; a *Reading* is the text of a
snapshot, clause by clause, with a verdict on it. A *Version* is a text with the captures that show it, a *TransientText* one
that replaced a version for a while. A *Revision* holds the changes between two neighbouring versions; a *Timeline* holds all
versions and revisions of a policy, oldest first.

All are immutable. Evidence packs and the store hold them as JSON, with the names of their fields as keys: a field keeps its
name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from clausetrail.snapshots.bounds import Era
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.zones.place import Place


class Kind(StrEnum):
    """The kind of a block or clause."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One passage of a page as its markup delimits it, before labels are split off and headings become paths.

    *level* is 1 to 6 for a heading, the depth of nesting from 1 for a list item, and otherwise 0. *label* is the number that
    the markup generates (the "3." of an ordered list), never one that is part of the text. *links* are the targets of the
    links inside, in order. The cells of a row are joined by " | ".
    """

    kind: Kind
    text: str
    level: int = 0
    label: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest passage that is compared, with the headings above it.

    *text* is the passage as shown, without its *label* ("4.2", "(a)", "•"); *path* holds the headings above it, outermost
    first. *level* and *links* are those of its block.
    """

    kind: Kind
    text: str
    label: str = ""
    path: tuple[str, ...] = ()
    level: int = 0
    links: tuple[str, ...] = ()

    @property
    def labelled_text(self) -> str:
        """The label and the text in one line, as a reader sees them."""
        return f"{self.label} {self.text}" if self.label else self.text


class Event(StrEnum):
    """What happened to one clause or a few of them between two readings."""

    SAME = "same"
    COSMETIC = "cosmetic"
    RELINKED = "relinked"  # the same words, and a link in them leads elsewhere
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    RELOCATED = "relocated"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class KeptWords:
    """A run of words that both readings have, but at places that no alignment of clauses pairs: the words moved.

    *before* and *after* are positions of clauses, which may belong to one change or to two. The other fields are
    positions of characters in the `text` of these clauses, from the first character to behind the last one.
    """

    before: int
    before_start: int
    before_end: int
    after: int
    after_start: int
    after_end: int


@dataclass(frozen=True, slots=True)
class Change:
    """One event between two readings, by the positions of its clauses in each.

    *before* is empty for an addition, *after* for a removal; a split has one position before and several after, a merge the
    reverse. A relocation has one position on one side only: a clause without a partner, most words of which are in
    clauses of other changes. *moved* is true if the passage also has another place in the order. *how* is the evidence for
    the pairing ("equal", "similar .83", "in 2 parts, similar .91"), so that a person can disagree. *similarity* is the
    figure in *how*, between 0 and 1 and rounded to two decimals; 1.0 where *how* has none. Equality leaves it out, because
    changes of older packs hold the figure in *how* alone. *kept* holds the words of its clauses, on either side, that moved:
    they are neither added nor removed.
    """

    event: Event
    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False
    how: str = ""
    similarity: float = field(default=1.0, compare=False)
    kept: tuple[KeptWords, ...] = ()


def repair_timestamp(timestamp: str) -> str:
    """Return *timestamp* as 14 valid digits: some index rows of the year 2000 contain a surplus "00" for month or day.

    "20000008241731" means 2000-08-24 17:31, and its seconds are lost (EDGI wayback 0.3.2, `parse_timestamp`).
    """
    for position in (4, 6):  # of the month, and of the day
        if timestamp[position : position + 2] == "00":
            return timestamp[:position] + timestamp[position + 2 :] + "00"
    return timestamp


def parse_timestamp(timestamp: str) -> datetime:
    """Return the time of 14 archive digits, in UTC, repaired if necessary. Raises ValueError for any other text."""
    return datetime.strptime(repair_timestamp(timestamp), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def iso_date(timestamp: str) -> str:
    """Return the day of 14 archive digits as an ISO date: "2012-10-23"."""
    return f"{parse_timestamp(timestamp):%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Policy:
    """One watched document, as the watchlist declares it: its name and its original URLs.

    *select* and *remove* are CSS selectors for pages that hold more than the policy; they apply to captures outside all *eras*.
    *since* and *until* are archive digits, "" or 4 to 14 of them, and bound the captures that are requested.
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
    """One visit to a policy's URL, as a line of an archive's index records it. It has no bytes.

    *timestamp* has 14 digits, in UTC. *digest* is the base-32 SHA-1 of the payload as the archive stored it: equal digests of
    equal status mean equal bytes, while a body that was stored compressed has another digest once it is decoded.
    """

    policy: str
    archive: str
    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: int | None  # None for a revisit: it does not repeat the status
    digest: str
    length: int | None = None  # bytes of the compressed record: no measure of the page
    id: int | None = None  # number in the store, once it is stored

    @property
    def is_revisit(self) -> bool:
        """Whether the archive received the same payload again and stored a pointer to it (ISO 28500)."""
        return self.mimetype == "warc/revisit"

    @property
    def is_imported(self) -> bool:
        """Whether the text is from a corpus, extracted by others, and not from an archive's bytes."""
        return self.mimetype == "text/markdown"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A capture with its bytes and headers, unchanged."""

    capture: Capture
    body: bytes = field(repr=False)
    memento: str  # URL that served the bytes
    status: int
    archive_headers: tuple[tuple[str, str], ...] = ()
    origin_headers: tuple[tuple[str, str], ...] = ()
    fetched_at: str = ""
    proof: str = ""  # "equal": the body has the digest of the index; otherwise the known reason why not

    @property
    def content_type(self) -> str:
        """The Content-Type header of the origin, or ""."""
        return next((value for name, value in self.origin_headers if name.lower() == "content-type"), "")


class Verdict(StrEnum):
    """What a capture shows. Only a POLICY adds or removes clauses."""

    POLICY = "policy"
    EMPTY = "empty"
    ERROR_PAGE = "error page"
    WALL = "wall"
    NOT_TEXT = "not text"
    UNDECODABLE = "undecodable"
    TRUNCATED = "truncated"
    REDIRECT = "redirect elsewhere"
    OTHER_DOCUMENT = "other document"
    OTHER_LANGUAGE = "other language"


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a policy at one capture: its clauses, and how they were read.

    Two readings are of one text if their *fingerprint* is equal. *reason* explains a *verdict* other than POLICY, *code*
    identifies the code that made the reading, *ending* describes the end of the markup. *payload* is the SHA-256 of the body
    without its content codings, or "" where none was decoded. *places* is parallel to *clauses*, or empty where the body has no
    markup or the watchlist selects the text: then all clauses are certain. *page_fingerprint* is that of the clauses which are
    certain by the page alone, or "" where it is the *fingerprint*.
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
    payload: str = ""
    places: tuple[Place, ...] = field(default=(), repr=False)
    page_fingerprint: str = ""

    @property
    def text(self) -> str:
        """The clauses as plain text, one per line."""
        return "\n".join(clause.labelled_text for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class DoubtfulClause:
    """A clause of a reading that is elsewhere on the page: kept and shown, and no part of any comparison.

    *place* is its position among all clauses of the reading, from 0; *reason* is the evidence that it is not the policy's.
    """

    place: int
    clause: Clause
    reason: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One capture in the order of time, with the text that it shows: *fingerprint* is None if it shows no text of the policy.

    *text* is the key under which the store holds the clauses, those that are certain only. *reading* is the number of the
    capture whose bytes were read.
    """

    capture: Capture
    fingerprint: str | None
    text: str | None = None
    reading: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TransientText:
    """A text that replaced a version for a while: a trial, a page for another country, or a page that failed to load.

    *sightings* captures in *turns* separate spells show it, from *first* to *last*. *text* is the key of its clauses in the
    store.
    """

    fingerprint: str
    text: str
    first: Capture
    last: Capture
    sightings: int
    turns: int


@dataclass(frozen=True, slots=True)
class Version:
    """A text of the policy. All captures from *first* to *last* show it, except those that show one of its *faces*.

    *number* counts the versions of a policy from 1; *text* is the key of the clauses in the store; *sightings* captures show
    the text. *faces* are its transient texts. A *candidate* is the newest text while it may still turn out to be a transient
    text of the version before it.
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
        """Whether its text was extracted by others: differences from its neighbours may then be due to their extraction."""
        return self.first.is_imported


class SwitchKind(StrEnum):
    """What a page shows from a version on: its text in another language, or another document."""

    LANGUAGE = "language"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Switch:
    """That a page shows another document, or its text in another language, than in the version before.

    *old_language* and *new_language* are ISO 639 codes, "" where unknown. *shared* is the estimated share of the smaller
    text's words that both have, 0 to 1. *is_same_document* says that both are one document: a translation that has the
    names, numbers and addresses of the other, or a text that was written anew under its title. *base* is the newest earlier version of the document and language that is shown again, None where there is
    none.
    """

    kind: SwitchKind
    old_language: str
    new_language: str
    shared: float
    is_same_document: bool = False
    base: Version | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """All changes between two neighbouring versions.

    Its date is known only within bounds: after *before.last* and not after *after.first*. Write "between", never "on".
    *code* identifies the code that compared the two. *alternates* is true if one of the two texts is also present before or
    after the other: then the site may show both by turns, for instance by country. Where the page switches to another
    document or language, *switch* is set: the two texts are not compared clause by clause, and *changes* are those since
    `Switch.base`, none without one.
    """

    before: Version
    after: Version
    changes: tuple[Change, ...] = field(repr=False)
    code: str = ""
    alternates: bool = field(default=False, compare=False)
    switch: Switch | None = None

    @property
    def older(self) -> Version:
        """The version that *changes* refer to: *before*, or the one that a switch returns to."""
        return (self.switch and self.switch.base) or self.before


@dataclass(frozen=True, slots=True)
class TransientRevision:
    """The changes from a *version* to one of its transient texts."""

    version: Version
    transient: TransientText
    changes: tuple[Change, ...] = field(repr=False)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The versions of one policy, the revisions between them, and the changes to their transient texts, oldest first."""

    policy: Policy
    versions: tuple[Version, ...]
    revisions: tuple[Revision, ...]
    transient_revisions: tuple[TransientRevision, ...] = ()
