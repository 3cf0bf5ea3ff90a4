"""What a change is about, told by named rules over its words, and how much it weighs.

Each finding names its rule and shows the words that it matched; there is no score without them. Nothing is hidden:
a change that no rule knows is "wording", with a middle weight. Rules see words and amounts, not meaning: they
say where to look first, and a person reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.significance.finding import (
    CONTACT,
    HEADING,
    LINKED,
    MOVED,
    NUMBERS,
    UNKNOWN,
    WHOLE,
    Finding,
    Matter,
    one_sided,
)
from clausetrail.snapshots.significance.lexicon import GRAMMAR, WEIGHTS
from clausetrail.snapshots.significance.minor_changes import bare, small, wording
from clausetrail.snapshots.significance.right_changes import (
    amounts_changed,
    definition_changed,
    terms_changed,
    topics_of,
)
from clausetrail.snapshots.text.normalize import normal_form

__all__ = ["Finding", "Matter", "findings", "weight"]

_MARGIN = 80  # characters of equal text that are looked at beside a change
_GRAMMAR = 45  # "may" or "not" in a clause that is new or gone, where each has some
_LESS = 10  # a clause that speaks of a right weighs less than a sentence that changed it
_QUIET = frozenset({Event.SAME, Event.COSMETIC, Event.RENUMBERED})


def findings(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Finding, ...]:
    """Return what *change* does, heaviest first, never nothing; *before* and *after* are the two readings' clauses."""
    old, new = [before[place] for place in change.before], [after[place] for place in change.after]
    told = _quiet(change, old, new) if change.event in _QUIET else _of_words(old, new)
    if change.moved and change.event is not Event.SAME:
        told = [*told, Finding(Matter.MOVE, MOVED, "stands elsewhere")]
    return tuple(sorted(told, key=lambda finding: (-finding.weight, finding.matter, finding.rule)))


def weight(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> int:
    """Return the weight of the heaviest finding of *change*."""
    return findings(change, before, after)[0].weight


def _quiet(change: Change, old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return what a change does whose words stand."""
    told = []
    if change.event is Event.RENUMBERED:
        told += [Finding(Matter.RENUMBERING, NUMBERS, "another number", _labels(old), _labels(new))]
    elif change.moved:
        told += [Finding(Matter.MOVE, MOVED, "stands elsewhere, same words")]
    elif change.event is Event.COSMETIC:
        told += [Finding(Matter.COSMETIC, 0, "typography")]
    return [*told, *_links(old, new)] or [Finding(Matter.COSMETIC, 0, "no change of words")]


def _labels(clauses: Iterable[Clause]) -> tuple[str, ...]:
    return tuple(clause.label for clause in clauses if clause.label)


def _links(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return that links lead elsewhere, where both sides have some: a text without markup has none to compare."""
    lost, gained = ([link for clause in side for link in clause.links] for side in (old, new))
    gone, come = Counter(lost) - Counter(gained), Counter(gained) - Counter(lost)
    if not lost or not gained or not (gone or come):
        return []
    mail = all(link.startswith(("mailto:", "tel:")) for link in (*gone, *come))
    return [Finding(Matter.LINK, CONTACT - 1 if mail else LINKED, "a link leads elsewhere", tuple(gone), tuple(come))]


def _of_words(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return what a change of words does: the small sorts first, which explain it wholly, then rights and duties."""
    left, right = (" ".join(clause.text for clause in side) for side in (old, new))
    if not left or not right:
        return _whole(old or new, left, right)
    left, right = map(normal_form, _trimmed(left, right))
    trifles = small(left, right)
    if trifles and trifles[-1].rule.endswith("only"):
        return [*trifles, *_links(old, new)]
    told = [*trifles, *amounts_changed(left, right, [*old, *new]), *terms_changed(left, right)]
    told += definition_changed(old, new)
    if not any(finding.weight >= UNKNOWN for finding in told):
        told += [wording(left, right)]
    return [*told, *_links(old, new)]


def _trimmed(left: str, right: str) -> tuple[str, str]:
    """Return the two texts less what they begin and end with alike, but for a margin that keeps phrases whole."""
    most = min(len(left), len(right))
    start = bisect_left(range(1, most + 1), True, key=lambda size: left[:size] != right[:size])
    end = bisect_left(range(1, most - start + 1), True, key=lambda size: left[-size:] != right[-size:])
    start, end = _margin(left, start), _margin(left[::-1], end)
    return left[start : len(left) - end], right[start : len(right) - end]


def _margin(text: str, size: int) -> int:
    """Return where a word begins, a margin before *size*; 0 near the border."""
    return text.rfind(" ", 0, size - _MARGIN) + 1 if size > _MARGIN else 0


def _whole(clauses: Sequence[Clause], left: str, right: str) -> list[Finding]:
    """Return what a clause is about that came or went as a whole."""
    text, came = right or left, bool(right)
    told: list[Finding] = []
    how, halved = "new" if came else "gone", 2 if _is_title(clauses) else 1
    spoken = topics_of(text)
    grammar = tuple(dict.fromkeys(word.lower() for topic in sorted(GRAMMAR) for word in spoken.get(topic, ())))
    for topic in sorted(spoken.keys() - GRAMMAR):
        heavy = (WEIGHTS[topic] - _LESS) // halved
        told.append(one_sided(Matter.RIGHT, heavy, f"{how}: speaks of {topic}", spoken[topic], came))
    if halved == 1:
        if grammar:
            told.append(one_sided(Matter.RIGHT, _GRAMMAR, f"{how}: permits, binds or limits", grammar, came))
        told += [
            *amounts_changed(left, right, clauses),
            *definition_changed(*(([], clauses) if came else (clauses, []))),
        ]
    told += bare(text, came)
    rule = f"{'a heading' if halved == 2 else 'a clause'} {'came' if came else 'went'}"
    return told or [Finding(Matter.WORDING, HEADING if halved == 2 else WHOLE, rule)]


def _is_title(clauses: Sequence[Clause]) -> bool:
    """Return whether a clause only names or asks what follows, whatever its markup says."""
    text = clauses[0].text
    few = text.count(" ") < (12 if text.endswith("?") else 4)
    return all(clause.kind is Kind.HEADING for clause in clauses) or few and text[-1:] not in ".;:,"
