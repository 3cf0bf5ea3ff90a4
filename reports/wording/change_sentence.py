"""Say in one sentence what a revision changed: the rules' findings for the heaviest changes, then a count of the rest.

No language model and no score: every part names the words that a rule matched or the first words of a clause, so that a
reader finds it in the redline. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.reports.wording.redline_pieces import changes_only_paragraphs
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Finding, Matter

MOST_PARTS = 3  # of one sentence; a fourth is not read
_HEADING_WORDS = 8
_CLAUSE_WORDS = 10  # of a clause that was added, removed or moved
_QUIET = frozenset({Event.COSMETIC, Event.RENUMBERED})
_MENTIONS = ": mentions "  # between "new" or "removed" and the topic, in the rules of `classify_change`
# The matters that say by themselves what happened; of a date or a name, the sentence says only that it changed.
_SPEAKING = frozenset({Matter.RIGHT, Matter.DEFINITION, Matter.LINK})


class _Part(NamedTuple):
    weight: int
    text: str


def change_sentence(changes: Iterable[Change], before: Sequence[Clause], after: Sequence[Clause]) -> str:
    """Return what *changes* between the readings *before* and *after* are, in one sentence without a date.

    "How long we keep it: 30 days became 90 days; new under “Who else sees it”: “Twice a year we print …”." The heaviest
    changes are first; what is left is counted. Where nothing but numbering, typography or paragraph breaks changed, it says so.
    """
    listed = [*changes]
    loud = [
        change
        for change in listed
        if change.moved or not (change.event in _QUIET or changes_only_paragraphs(change, before, after))
    ]
    if not loud:
        return "Only numbering, typography or paragraph breaks changed." if listed else "No clause changed."
    parts = sorted((_part(change, before, after) for change in loud), key=lambda part: -part.weight)
    shown = [*dict.fromkeys(part.text for part in parts)][:MOST_PARTS]
    rest = len(loud) - sum(part.text in shown for part in parts)
    if rest:
        shown.append(counted(rest, "more change"))
    sentence = "; ".join(shown)
    return sentence[0].upper() + sentence[1:] + "."


def _part(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> _Part:
    """Return the part of the sentence for *change*, with the weight of its heaviest finding."""
    found = findings(change, before, after)
    heaviest = found[0]
    clauses = [after[place] for place in change.after] or [before[place] for place in change.before]
    if change.event is Event.ADDED:
        text = _whole_clause("new", clauses, found)
    elif change.event is Event.REMOVED:
        text = _whole_clause("removed", clauses, found)
    elif change.event in _QUIET or change.event is Event.SAME:
        text = f"moved{_to(clauses)}: {_words_of(clauses)}"
    else:
        what = _what(heaviest) if heaviest.matter in _SPEAKING else f"{heaviest.matter} changed"
        text = f"{_subject(clauses)}: {what}"
    # A new date comes with nearly every change, so it is the last thing that a reader wants to know.
    return _Part(-1 if heaviest.matter is Matter.DATE else heaviest.weight, visible(text))


def _what(found: Finding) -> str:
    """Return the rule of *found*, with the matched words where the rule does not name them."""
    if " became " in found.rule or not (found.before or found.after):
        return found.rule.removeprefix("retention: ")
    words = [quoted(first_words(", ".join(side), _CLAUSE_WORDS)) for side in (found.before, found.after) if side]
    return f"{found.rule} ({' became '.join(words)})"


def _whole_clause(status: str, clauses: Sequence[Clause], found: Sequence[Finding]) -> str:
    topics = [one.rule.partition(_MENTIONS)[2] for one in found if _MENTIONS in one.rule]
    about = f" on {' and '.join(topics[:2])}" if topics else ""
    if clauses[0].kind is Kind.HEADING:
        return f"{status} heading {_words_of(clauses)}"
    return f"{status}{about}{_under(clauses)}: {_words_of(clauses)}"


def _words_of(clauses: Sequence[Clause]) -> str:
    return quoted(first_words(clauses[0].text, _CLAUSE_WORDS))


def _subject(clauses: Sequence[Clause]) -> str:
    """Return what names the clause: the heading above it, or its own first words."""
    path = clauses[0].path
    return first_words(path[-1], _HEADING_WORDS) if path else _words_of(clauses)


def _under(clauses: Sequence[Clause]) -> str:
    path = clauses[0].path
    return f" under {quoted(first_words(path[-1], _HEADING_WORDS))}" if path else ""


def _to(clauses: Sequence[Clause]) -> str:
    path = clauses[0].path
    return f" to {quoted(first_words(path[-1], _HEADING_WORDS))}" if path else ""
