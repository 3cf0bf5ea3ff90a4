"""Say in one sentence what a revision changed: the rules' findings for the heaviest changes, then a count of the rest.

No language model and no score: every part names the words that a rule matched, as the redline marks them, or the first words
of a clause, so that a reader finds it in the redline. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.reports.wording.redline_pieces import change_pieces, changes_only_paragraphs
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Change, Clause, Event, Kind, Revision, parse_timestamp
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Finding, Matter
from clausetrail.snapshots.significance.switch_phrases import switch_summary

MOST_PARTS = 3  # of one sentence; a fourth is not read
MOST_CHARACTERS = 400  # of one sentence, except that its first part is never left out
_HEADING_WORDS = 8
_CLAUSE_WORDS = 10  # of a clause that was added, removed or moved, and of the words on one side of an edit
_QUOTED_CHARACTERS = 80  # of the same: a text without spaces has no ten words
_LONG_INTERVAL = 183  # days between two captures from which on the sentence itself names the interval
_REWRITTEN_CHANGES = 20  # fewer changes are counted, never "more than half of the clauses"
_QUIET = frozenset({Event.COSMETIC, Event.RELINKED, Event.RENUMBERED})
_MENTIONS = ": mentions "  # between "new" or "removed" and the topic, in the rules of `classify_change`
_WORDS_OF = ": words "  # between the topic and what happened to its words, there too
_WORDS_BEFORE = 4  # words of an edit that are shown before the words that a rule matched
_SINGLE_QUOTES = str.maketrans(
    '\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"',
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}'",
)
_ONLY_QUIET = "Only numbering, typography or paragraph breaks changed."


class _Part(NamedTuple):
    """A part of the sentence: *lead* with the *words* of one clause. *is_own* says that the lead begins with a word of ours."""

    weight: int
    lead: str
    words: str
    is_own: bool


def revision_sentence(revision: Revision, older: Sequence[Clause], after: Sequence[Clause]) -> str:
    """Return what *revision* changed in one sentence; *older* are the clauses of `Revision.older`.

    A switch to another language or document is named as that. A provisional text is named so, as is an interval of half a
    year or more between the two captures.
    """
    return framed_sentence(revision, change_sentence(revision.changes, older, after))


def framed_sentence(revision: Revision, sentence: str) -> str:
    """Return the *sentence* on the changes of *revision* with what qualifies it; both as in `revision_sentence`."""
    if revision.switch is not None:
        base, switch = revision.switch.base, _capitalised(switch_summary(revision.switch))
        sentence = f"{switch}: {sentence}" if base else f"{switch}."
    if revision.before.is_imported != revision.after.is_imported:
        sentence = f"Against an imported text: {sentence}"
    first, last = (parse_timestamp(one.timestamp) for one in (revision.before.last, revision.after.first))
    if (days := (last - first).days) >= _LONG_INTERVAL:
        sentence = f"{sentence[:-1]} (at some time in {counted(round(days / 30.44), 'month')})."
    return f"Provisional: {sentence}" if revision.after.candidate else sentence


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
        return _ONLY_QUIET if listed else "No clause changed."
    parts = sorted((_part(change, before, after) for change in loud), key=lambda part: -part.weight)
    groups: dict[str, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.lead, []).append(part)
    opening = "More than half of the clauses changed; " if _is_rewritten(loud, before, after) else ""
    shown: list[str] = []
    left = len(loud)
    for group in [*groups.values()][:MOST_PARTS]:
        text = _group_text(group)
        if shown and len("; ".join([opening, *shown, text])) > MOST_CHARACTERS:
            break
        shown.append(text)
        left -= len(group)
    if left:
        shown.append(counted(left, "more change"))
    if parts[0].is_own and not opening:
        shown[0] = _capitalised(shown[0])
    return f"{opening}{'; '.join(shown)}."


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def _is_rewritten(loud: Sequence[Change], before: Sequence[Clause], after: Sequence[Clause]) -> bool:
    """Return whether *loud* changes concern more than half of the clauses of both texts. A move alone keeps the words."""
    worded = [change for change in loud if change.event not in _QUIET and change.event is not Event.SAME]
    old = {place for change in worded for place in change.before}
    new = {place for change in worded for place in change.after}
    return len(worded) >= _REWRITTEN_CHANGES and 2 * len(old) > len(before) and 2 * len(new) > len(after)


def _group_text(group: Sequence[_Part]) -> str:
    """Return the parts of *group*, which have one lead, as one: its first words, and how many others are there."""
    distinct = [*dict.fromkeys(part.words for part in group)]
    others = len(group) - 1
    more = f" and {counted(others, 'more change')} there" if others else ""
    return f"{group[0].lead}: {distinct[0]}{more}" if group[0].lead else f"{distinct[0]}{more}"


def _part(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> _Part:
    """Return the part of the sentence for *change*, with the weight of its heaviest finding."""
    found = findings(change, before, after)
    heaviest = found[0]
    clauses = [after[place] for place in change.after] or [before[place] for place in change.before]
    # A new date comes with nearly every change, so it is the last thing that a reader wants to know.
    weight = -1 if heaviest.matter is Matter.DATE else heaviest.weight
    is_whole = not change.kept
    if change.event is Event.ADDED and is_whole:
        return _Part(weight, _whole_clause_lead("new clause", clauses, found), _words_of(clauses), True)
    if change.event is Event.REMOVED and is_whole:
        return _Part(weight, _whole_clause_lead("removed clause", clauses, found), _words_of(clauses), True)
    if change.event in _QUIET or change.event is Event.SAME:
        return _Part(weight, f"moved{_under(clauses, 'to')}", _words_of(clauses), True)
    return _Part(weight, _subject(clauses), _what(change, heaviest, before, after), False)


def _what(change: Change, found: Finding, before: Sequence[Clause], after: Sequence[Clause]) -> str:
    """Return what *change* did to the words of a clause: by the heaviest finding *found*, else its largest edit."""
    topic, is_topic, _ = found.rule.partition(_WORDS_OF)
    wanted = [*found.before, *found.after]
    if found.matter is Matter.LINK:
        return f"{found.rule} ({_exchange(', '.join(found.before), ', '.join(found.after))})"
    if found.matter is Matter.DATE and wanted:
        return f"date {_exchange(', '.join(found.before), ', '.join(found.after))}"
    if found.matter is Matter.RIGHT and not is_topic and " became " in found.rule and ": " in found.rule:
        return _shortened(visible(found.rule.partition(": ")[2]))  # an amount: "30 days became 90 days"
    edits = [*_edits(change, before, after)]
    if not edits:
        places = change.after or change.before
        text = (after if change.after else before)[places[0]].text
        return f"words moved: {_quoted(visible(text))}"
    matching = [edit for edit in edits if any(_has(edit, words) for words in wanted)]
    old, new = max(matching or edits, key=lambda edit: len(edit[0]) + len(edit[1]))
    return f"{_exchange(old, new, wanted)}{f' ({topic})' if is_topic else ''}"


def _has(edit: tuple[str, str], words: str) -> bool:
    return any(_place(words, side) is not None for side in edit)


def _place(words: str, text: str) -> int | None:
    """Return where *words* are in *text* as whole words, in any case, or None."""
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return found.start() if found else None


def _edits(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    """Yield the words that each edit of the redline deletes and inserts, without those that only moved."""
    pieces = change_pieces(change, before, after)
    for is_edit, run in groupby(pieces, lambda piece: piece.style in {"delete", "insert"} or not piece.text.strip()):
        if is_edit:
            marked = [*run]
            sides = [
                "".join(one.text for one in marked if one.style in {style, "plain"}) for style in ("delete", "insert")
            ]
            old, new = (" ".join(side.replace("\N{PILCROW SIGN}", " ").split()) for side in sides)
            if any(map(str.isalnum, old + new)):
                yield old, new


def _exchange(old: str, new: str, wanted: Sequence[str] = ()) -> str:
    """Return that the words *old* were replaced by *new*, or that one of the two was removed or added.

    Of a long side, the words around the first of the *wanted* words are shown.
    """
    sides = [_quoted(visible(_around(side, wanted))) for side in (old, new) if any(map(str.isalnum, side))]
    if len(sides) == 2:
        return f"{sides[0]} became {sides[1]}"
    is_removed = any(map(str.isalnum, old))
    return f"{sides[0]} {'removed' if is_removed else 'added'}" if sides else "other words"


def _around(text: str, wanted: Sequence[str]) -> str:
    """Return *text* from a few words before the first of the *wanted* words on, where the beginning alone would not show it."""
    places = [place for words in wanted if (place := _place(words, text)) is not None]
    before = text[: min(places)].split() if places else []
    if len(before) < _CLAUSE_WORDS // 2 and len(" ".join(before)) < _QUOTED_CHARACTERS // 2:
        return text
    return " ".join(["\N{HORIZONTAL ELLIPSIS}", *before[-_WORDS_BEFORE:], text[min(places) :]])


def _quoted(text: str) -> str:
    """Return the first words of *text* in double quotation marks, those inside it single, without marks at its ends."""
    single = text.translate(_SINGLE_QUOTES).strip(" ,;:")
    return quoted(_shortened(single))


def _shortened(text: str, words: int = _CLAUSE_WORDS) -> str:
    """Return the first *words* of *text*, of at most so many characters as a sentence can hold."""
    first = first_words(text, words)
    if len(first) <= _QUOTED_CHARACTERS:
        return first
    cut = first[:_QUOTED_CHARACTERS]
    return f"{cut.rpartition(' ')[0] or cut} \N{HORIZONTAL ELLIPSIS}"


def _whole_clause_lead(status: str, clauses: Sequence[Clause], found: Sequence[Finding]) -> str:
    topics = [one.rule.partition(_MENTIONS)[2] for one in found if _MENTIONS in one.rule]
    about = f" on {' and '.join(topics[:2])}" if topics else ""
    if clauses[0].kind is Kind.HEADING:
        return status.replace("clause", "heading")
    return f"{status}{about}{_under(clauses, 'under')}"


def _words_of(clauses: Sequence[Clause]) -> str:
    return _quoted(visible(clauses[0].text))


def _subject(clauses: Sequence[Clause]) -> str:
    """Return what names the clause: the heading above it, or its own first words."""
    path = clauses[0].path
    return _shortened(visible(path[-1]).rstrip(".:"), _HEADING_WORDS) if path else _words_of(clauses)


def _under(clauses: Sequence[Clause], preposition: str) -> str:
    path = clauses[0].path
    return (
        f" {preposition} {quoted(_shortened(visible(path[-1]).translate(_SINGLE_QUOTES), _HEADING_WORDS))}"
        if path
        else ""
    )
