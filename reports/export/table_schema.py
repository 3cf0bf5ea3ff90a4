"""Describe the tables of an export and their columns, once for the headers of the files and for `datapackage.json`.

Names, types and keys are those of the Table Schema (datapackage.org, version 2). Times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "boolean", "datetime", "array"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; *required* if every row has a value."""

    name: str
    type: Type
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. *key* names the columns that identify a row, *refers* holds the foreign keys: columns, and the table meant."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[tuple[str, ...], str], ...] = ()


def _required(name: str, kind: Type, description: str) -> Column:
    return Column(name, kind, description, required=True)


_POLICY = _required("policy", "string", "Name of the policy, as the watchlist has it")
_VERSION = _required("version", "integer", "Number of the version, from 1, oldest first")
_REVISED = _required("version", "integer", "Number of the version that the change led to")
_CHANGE = _required("change", "integer", "Number of the change within its revision, in reading order, from 1")
_NOT_BEFORE = _required("not_before", "datetime", "Last capture that shows the text before: the change is not older")
_NOT_AFTER = _required("not_after", "datetime", "First capture that shows the text after: the change is not younger")
_MATTER = _required("matter", "string", "What it is about: cosmetic, renumbering, move, link, date, right or duty, …")
_WEIGHT = _required("weight", "integer", "Weight from 0 (quiet) to 100, by the rule alone")
_OF_VERSION = (("policy", "version"), "versions")
_OF_CHANGE = (("policy", "version", "change"), "changes")

POLICIES = Table(
    "policies",
    "A row per policy that is known",
    (
        _POLICY,
        Column("title", "string", "Title, as the watchlist has it"),
        _required("urls", "string", "Addresses at which it was published, separated by spaces"),
        _required("versions", "integer", "How many versions are known"),
        Column("first_seen", "datetime", "First capture that shows the policy"),
        Column("last_seen", "datetime", "Last capture that shows the policy"),
        Column("asked_at", "datetime", "When the archives were last checked for new captures of all its addresses"),
        _required("captures", "integer", "How many captures are listed: each has a row in the table of captures"),
        _required("silent_captures", "integer", "How many of them were looked at and show nothing"),
        _required("unread_captures", "integer", "How many of them nobody has looked at"),
        Column("trouble", "string", "Why it may differ today from its last version, or why nothing was read"),
    ),
    ("policy",),
)
CAPTURES = Table(
    "captures",
    "A row per capture that an archive lists, whether it shows the policy or nothing",
    (
        _POLICY,
        _required(
            "capture",
            "integer",
            "Number within the policy, oldest first, from 1; finding an older capture changes the numbers",
        ),
        _required("archive", "string", "Name of the archive that lists it"),
        _required("url", "string", "The original URL, as the archive's index has it"),
        _required("captured", "datetime", "When the archive captured it"),
        _required("memento", "string", "Link to the capture"),
        Column("status", "integer", "HTTP status, as the index has it; a revisit has none"),
        _required(
            "digest",
            "string",
            "Digest of the payload as the archive stored it: a SHA-1 in base 32, or a kind and hexadecimal digits (sha256:…)",
        ),
        Column("sha256", "string", "SHA-256 of the stored bytes; missing where they were not fetched"),
        _required(
            "verdict",
            "string",
            'What the capture shows; only "policy" can add or remove a clause, and "not read" is one nobody could look at',
        ),
        Column("reason", "string", "Why, where there is more to say"),
        _required("imported", "boolean", "Whether the text came from a corpus, cleaned by others"),
        Column(
            "version",
            "integer",
            "Version that it shows, or during which its text appeared; missing where it shows nothing",
        ),
        _required("face", "boolean", "Whether it shows a text that appeared and disappeared during that version"),
    ),
    ("policy", "capture"),
    ((("policy",), "policies"), _OF_VERSION),
)
VERSIONS = Table(
    "versions",
    "A row per version: a lasting text, seen in captures with the same words",
    (
        _POLICY,
        _VERSION,
        _required("first_seen", "datetime", "First capture that shows it"),
        _required("last_seen", "datetime", "Last capture that shows it"),
        _required("captures", "integer", "How many captures show it"),
        _required("first_memento", "string", "Link to the first capture"),
        _required("last_memento", "string", "Link to the last capture"),
        _required("url", "string", "The original URL of the first capture"),
        Column("title", "string", "Title of the page it was first seen on"),
        _required("imported", "boolean", "Whether its words were cleaned by others"),
        _required("candidate", "boolean", "Whether it may turn out to be temporary"),
        Column("returns_to", "integer", "Latest earlier version with the same words"),
        _required("clauses", "integer", "How many clauses it has"),
        _required("words", "integer", "How many words it has"),
        _required("fingerprint", "string", "SHA-256 of its words in normal form: equal texts have equal ones"),
        _required("file", "string", "Its text as Markdown, in this folder"),
        Column(
            "sentence", "string", "What changed since the version before, in one sentence; empty for the first version"
        ),
    ),
    ("policy", "version"),
    ((("policy",), "policies"),),
)
CHANGES = Table(
    "changes",
    "A row per change of a clause, or of a few, between two neighbouring versions",
    (
        _POLICY,
        _REVISED,
        _CHANGE,
        _required(
            "event",
            "string",
            "added, removed, reworded, split, merged, relocated, renumbered, relinked, cosmetic, or same (and moved)",
        ),
        _required("moved", "boolean", "Whether the passage also moved to another place"),
        Column("how", "string", "What the alignment of the clauses rests on, so that a person can check it"),
        _required("matter", "string", "Matter of its weightiest finding; the table of findings has all"),
        _required("weight", "integer", "Weight of its weightiest finding, from 0 (quiet) to 100"),
        _required("rule", "string", "The rule that made the finding"),
        _NOT_BEFORE,
        _NOT_AFTER,
        _required("before_memento", "string", "Link to the last capture before"),
        _required("after_memento", "string", "Link to the first capture after"),
        _required(
            "across_import", "boolean", "Whether one side alone was cleaned by others: differences may come from that"
        ),
        Column("clause", "string", "ID of the clause after the change, or of the removed one; of several, the first"),
        Column("path", "string", "Headings above it, outermost first, joined by › "),
        Column("before", "string", "The clause before, or the clauses, one a line"),
        Column("after", "string", "The clause after, or the clauses, one a line"),
        _required("words_lost", "integer", "How many words were struck"),
        _required("words_gained", "integer", "How many words were inserted"),
        Column("lost", "string", "The struck words, stretches joined by …"),
        Column("gained", "string", "The inserted words, stretches joined by …"),
        _required("words_moved_away", "integer", "How many words are in another place of the newer text"),
        _required("words_moved_here", "integer", "How many words were in another place of the older text"),
        Column("code", "string", "The code that compared"),
    ),
    ("policy", "version", "change"),
    (_OF_VERSION,),
)
CLAUSES = Table(
    "clauses",
    "A row per clause of each version, with the ID that it keeps in all versions; after them those elsewhere on its first page",
    (
        _POLICY,
        _VERSION,
        _required("place", "integer", "Place in the text, from 0; those elsewhere on the page are numbered on"),
        Column(
            "clause",
            "string",
            "ID of the clause: the same in all versions, after rewordings, moves and absences; none elsewhere on the page",
        ),
        Column(
            "since", "integer", "Version since which it is present; of a part that was split off, that of its words"
        ),
        _required("kind", "string", "heading, paragraph, item or row"),
        _required("level", "integer", "1 to 6 of a heading, the depth of an item, else 0"),
        Column("label", "string", 'Its number or bullet, like "4.2" or "(a)"'),
        Column("path", "string", "Headings above it, outermost first, joined by › "),
        Column("text", "string", "Its words, without the label"),
        _required("zone", "string", "certain, or elsewhere: on the page of the first capture, and in no comparison"),
        Column("zone_reason", "string", "Why it is elsewhere on the page"),
    ),
    ("policy", "version", "place"),
    (_OF_VERSION,),
)
FINDINGS = Table(
    "findings",
    "A row per finding of a rule about a change",
    (
        _POLICY,
        _REVISED,
        _CHANGE,
        _required("finding", "integer", "Number within the change, the weightiest first, from 1"),
        _MATTER,
        _WEIGHT,
        _required("rule", "string", "The rule that made the finding"),
        Column("before", "string", "The words matched before, joined by | "),
        Column("after", "string", "The words matched after, joined by | "),
    ),
    ("policy", "version", "change", "finding"),
    (_OF_CHANGE,),
)
STATED = Table(
    "stated_dates",
    "A row per date that a text states of itself: reported, not used for dating",
    (
        _POLICY,
        _VERSION,
        _required("number", "integer", "Number within the version, from 1"),
        _required("place", "integer", "Place of the clause that states it"),
        _required("role", "string", "updated, effective, or unsaid"),
        _required("day", "string", "The day in ISO 8601, or the month (2011-03) where no day is given"),
        Column("other_day", "string", "The other possible day where day and month may be exchanged"),
        _required("words", "string", "The date as written"),
        Column("how", "string", "What decided the order of day and month, or that nothing did"),
    ),
    ("policy", "version", "number"),
    (_OF_VERSION, (("policy", "version", "place"), "clauses")),
)
FLAGS = Table(
    "flags",
    "A row per flag that the dates of a revision raise",
    (
        _POLICY,
        _REVISED,
        _required("number", "integer", "Number within the revision, from 1"),
        _required(
            "flag",
            "string",
            "silent edit, date bump, moved back, retroactive, announced, another language, another document, or written anew",
        ),
        _required("why", "string", "The evidence in words"),
        _NOT_BEFORE,
        _NOT_AFTER,
    ),
    ("policy", "version", "number"),
    (_OF_VERSION,),
)

# In the order in which they are written: a table comes after those that it refers to.
TABLES = (POLICIES, VERSIONS, CAPTURES, CHANGES, FINDINGS, FLAGS, CLAUSES, STATED)
