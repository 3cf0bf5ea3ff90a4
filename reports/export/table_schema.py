"""The tables of an export and their columns, each described once: for the files' headers and for `datapackage.json`.

Names, types and keys are those of the Table Schema (datapackage.org, version 2). Times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "boolean", "datetime", "array"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: *required* says that no row is without it."""

    name: str
    type: Type
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table. *key* names the columns that tell its rows apart, *refers* the tables whose keys begin its own rows."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[tuple[str, ...], str], ...] = ()


def _must(name: str, kind: Type, description: str) -> Column:
    return Column(name, kind, description, required=True)


_POLICY = _must("policy", "string", "Name of the policy, as the watchlist has it")
_VERSION = _must("version", "integer", "Number of the version, from 1, oldest first")
_REVISED = _must("version", "integer", "Number of the version that the change led to")
_CHANGE = _must("change", "integer", "Number of the change within its revision, in reading order, from 1")
_NOT_BEFORE = _must("not_before", "datetime", "Last capture that shows the text before: the change is not older")
_NOT_AFTER = _must("not_after", "datetime", "First capture that shows the text after: the change is not younger")
_MATTER = _must("matter", "string", "What it is about: cosmetic, renumbering, move, link, date, right or duty, …")
_WEIGHT = _must("weight", "integer", "Weight from 0 (quiet) to 100, by the rule alone")
_OF_VERSION = (("policy", "version"), "versions")
_OF_CHANGE = (("policy", "version", "change"), "changes")

POLICIES = Table(
    "policies",
    "A row per policy that is known",
    (
        _POLICY,
        Column("title", "string", "Title, as the watchlist has it"),
        _must("urls", "string", "Addresses it has stood at, separated by spaces"),
        _must("versions", "integer", "How many versions are told"),
        Column("first_seen", "datetime", "First capture that shows the policy"),
        Column("last_seen", "datetime", "Last capture that shows the policy"),
        Column("asked_at", "datetime", "When the archives were last asked for news of all its addresses"),
    ),
    ("policy",),
)
CAPTURES = Table(
    "captures",
    "A row per capture that shows something, or whose bytes are held",
    (
        _POLICY,
        _must("capture", "integer", "Number within the policy, oldest first, from 1; an older find renumbers"),
        _must("archive", "string", "Name of the archive that lists it"),
        _must("url", "string", "The original URL, as the archive's index has it"),
        _must("captured", "datetime", "When the archive captured it"),
        _must("memento", "string", "Where a person can look at it"),
        Column("status", "integer", "HTTP status, as the index has it; a revisit has none"),
        _must("digest", "string", "Base-32 SHA-1 of the payload as the archive stored it"),
        Column("sha256", "string", "SHA-256 of the bytes held; missing where they were not fetched"),
        _must("verdict", "string", 'What it turned out to show; only "policy" makes or ends a clause'),
        Column("reason", "string", "Why, where there is more to say"),
        _must("imported", "boolean", "Whether the text came from a corpus, cleaned by others"),
        Column("version", "integer", "Version that was in force, as far as is known"),
        _must("face", "boolean", "Whether it shows a text that came and went while that version stood"),
    ),
    ("policy", "capture"),
    ((("policy",), "policies"), _OF_VERSION),
)
VERSIONS = Table(
    "versions",
    "A row per version: a text that stood, over captures that read alike",
    (
        _POLICY,
        _VERSION,
        _must("first_seen", "datetime", "First capture that shows it"),
        _must("last_seen", "datetime", "Last capture that shows it"),
        _must("captures", "integer", "How many captures show it"),
        _must("first_memento", "string", "Where a person can look at the first capture"),
        _must("last_memento", "string", "Where a person can look at the last capture"),
        _must("url", "string", "The original URL of the first capture"),
        Column("title", "string", "Title of the page it was first seen on"),
        _must("imported", "boolean", "Whether its words were cleaned by others"),
        _must("candidate", "boolean", "Whether it may yet turn out to be a text that came and went"),
        Column("returns_to", "integer", "Latest earlier version of the very same words"),
        _must("clauses", "integer", "How many clauses it has"),
        _must("words", "integer", "How many words it has"),
        _must("fingerprint", "string", "SHA-256 of its words in normal form: equal ones read alike"),
        _must("file", "string", "Its text as Markdown, in this folder"),
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
        _must("event", "string", "added, removed, reworded, split, merged, renumbered, cosmetic, or same (and moved)"),
        _must("moved", "boolean", "Whether the passage also stands elsewhere in the order"),
        Column("how", "string", "What the pairing rests on, so that a person can disagree"),
        _must("matter", "string", "Matter of its weightiest finding; the table of findings has all"),
        _must("weight", "integer", "Weight of its weightiest finding, from 0 (quiet) to 100"),
        _must("rule", "string", "The rule that says so"),
        _NOT_BEFORE,
        _NOT_AFTER,
        _must("before_memento", "string", "Where a person can look at the last capture before"),
        _must("after_memento", "string", "Where a person can look at the first capture after"),
        _must("across_import", "boolean", "Whether one side alone was cleaned by others: differences may be theirs"),
        Column(
            "clause", "string", "Name of the clause after the change, or of the one that went; of several, the first"
        ),
        Column("path", "string", "Headings above it, outermost first, joined by › "),
        Column("before", "string", "The clause before, or the clauses, one a line"),
        Column("after", "string", "The clause after, or the clauses, one a line"),
        _must("words_lost", "integer", "How many words were struck"),
        _must("words_gained", "integer", "How many words were inserted"),
        Column("lost", "string", "The struck words, stretches joined by …"),
        Column("gained", "string", "The inserted words, stretches joined by …"),
        Column("code", "string", "The code that compared"),
    ),
    ("policy", "version", "change"),
    (_OF_VERSION,),
)
CLAUSES = Table(
    "clauses",
    "A row per clause of each version, with the name that it keeps for its whole life",
    (
        _POLICY,
        _VERSION,
        _must("place", "integer", "Place in the text, from 0"),
        _must("clause", "string", "Name of the clause: the same in all versions, over rewordings, moves and absences"),
        _must("since", "integer", "Version that the clause came with"),
        _must("kind", "string", "heading, paragraph, item or row"),
        _must("level", "integer", "1 to 6 of a heading, the depth of an item, else 0"),
        Column("label", "string", 'Its number or bullet, like "4.2" or "(a)"'),
        Column("path", "string", "Headings above it, outermost first, joined by › "),
        Column("text", "string", "Its words, without the label"),
    ),
    ("policy", "version", "place"),
    (_OF_VERSION,),
)
FINDINGS = Table(
    "findings",
    "A row per thing that a rule found a change to do",
    (
        _POLICY,
        _REVISED,
        _CHANGE,
        _must("finding", "integer", "Number within the change, the weightiest first, from 1"),
        _MATTER,
        _WEIGHT,
        _must("rule", "string", "The rule that says so"),
        Column("before", "string", "The words matched before, joined by | "),
        Column("after", "string", "The words matched after, joined by | "),
    ),
    ("policy", "version", "change", "finding"),
    (_OF_CHANGE,),
)
STATED = Table(
    "stated_dates",
    "A row per date that a text states of itself: reported, never believed",
    (
        _POLICY,
        _VERSION,
        _must("number", "integer", "Number within the version, from 1"),
        _must("place", "integer", "Place of the clause that states it"),
        _must("role", "string", "updated, effective, or unsaid"),
        _must("day", "string", "The day in ISO 8601, or the month (2011-03) where no more is said"),
        Column("other_day", "string", "The other day that is meant where day and month may be exchanged"),
        _must("words", "string", "The date as written"),
        Column("how", "string", "What decided the order of day and month, or that nothing did"),
    ),
    ("policy", "version", "number"),
    (_OF_VERSION, (("policy", "version", "place"), "clauses")),
)
FLAGS = Table(
    "flags",
    "A row per thing that a revision's dates give away",
    (
        _POLICY,
        _REVISED,
        _must("number", "integer", "Number within the revision, from 1"),
        _must("flag", "string", "silent edit, date bump, moved back, retroactive, or announced"),
        _must("why", "string", "The evidence in words"),
        _NOT_BEFORE,
        _NOT_AFTER,
    ),
    ("policy", "version", "number"),
    (_OF_VERSION,),
)

# In the order in which they are written: a table stands after those that it refers to.
TABLES = (POLICIES, VERSIONS, CAPTURES, CHANGES, FINDINGS, FLAGS, CLAUSES, STATED)
