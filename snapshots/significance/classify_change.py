"""Find what a change is about and how much it weighs, by named rules over its words.

Each finding names its rule and shows the words that matched; no weight is given without them. Nothing is hidden: a change
that no rule knows is "wording", with a middle weight. Rules match words and amounts, not meaning: they show where to look
first, and a person reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.significance import weights
from clausetrail.snapshots.significance.finding import Finding, Matter, one_sided
from clausetrail.snapshots.significance.lexicon import GRAMMAR
from clausetrail.snapshots.significance.minor_changes import minor_findings, other_wording, whole_date_or_contact
from clausetrail.snapshots.significance.right_changes import (
    amounts_changed,
    definition_changed,
    terms_changed,
    words_by_topic,
)
from clausetrail.snapshots.text.normalize import normal_form

__all__ = ["Finding", "Matter", "findings", "weight"]

_MARGIN = 80  # characters of equal text beside a change that rules see, so that a phrase is whole
_TITLE_WORDS = 4  # a clause of fewer spaces without punctuation at its end is a title,
_QUESTION_WORDS = 12  # and so is a question of fewer
_SAME_WORDS = frozenset({Event.SAME, Event.COSMETIC, Event.RELINKED, Event.RENUMBERED})


def findings(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Finding, ...]:
    """Return the findings in *change*, at least one, heaviest first; *before* and *after* are the clauses of the readings."""
    old, new = [before[place] for place in change.before], [after[place] for place in change.after]
    if change.event in _SAME_WORDS:
        found = _of_same_words(change, old, new)
    elif change.kept:
        found = _of_rest(change, old, new)
    else:
        found = _of_words(old, new)
    if change.moved and change.event is not Event.SAME:
        found = [*found, Finding(Matter.MOVE, weights.MOVE, "at another position")]
    return tuple(sorted(found, key=lambda finding: (-finding.weight, finding.matter, finding.rule)))


def weight(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> int:
    """Return the weight of the heaviest finding in *change*."""
    return findings(change, before, after)[0].weight


def _of_same_words(change: Change, old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return the findings in a change that keeps all words."""
    found = []
    if change.event is Event.RENUMBERED:
        labels = _labels(old), _labels(new)
        found += [Finding(Matter.RENUMBERING, weights.NUMBERING, "another number", *labels)]
    elif change.moved:
        found += [Finding(Matter.MOVE, weights.MOVE, "at another position, same words")]
    elif change.event is Event.COSMETIC:
        found += [Finding(Matter.COSMETIC, weights.NO_WORDS, "typography")]
    return [*found, *_links(old, new)] or [Finding(Matter.COSMETIC, weights.NO_WORDS, "no change of words")]


def _labels(clauses: Iterable[Clause]) -> tuple[str, ...]:
    return tuple(clause.label for clause in clauses if clause.label)


def _links(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return a finding if links have other targets, where both sides have links: a text without markup has none."""
    old_links, new_links = ([link for clause in side for link in clause.links] for side in (old, new))
    removed, added = Counter(old_links) - Counter(new_links), Counter(new_links) - Counter(old_links)
    if not old_links or not new_links or not (removed or added):
        return []
    is_contact = all(link.startswith(("mailto:", "tel:")) for link in (*removed, *added))
    points = weights.CONTACT_LINK if is_contact else weights.LINK
    return [Finding(Matter.LINK, points, "a link to another target", tuple(removed), tuple(added))]


def _of_words(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return the findings in a change of words: minor ones first, which may explain all of it, then rights and duties."""
    left, right = (" ".join(clause.text for clause in side) for side in (old, new))
    if not left or not right:
        return _of_whole_clause(old or new, left, right)
    left, right = map(normal_form, _trimmed(left, right))
    minor = minor_findings(left, right)
    if minor and minor[-1].rule.endswith("only"):
        return [*minor, *_links(old, new)]
    found = [*minor, *amounts_changed(left, right, [*old, *new]), *terms_changed(left, right)]
    found += definition_changed(old, new)
    if not any(finding.weight >= weights.OTHER_WORDS for finding in found):
        found += [other_wording(left, right)]
    return [*found, *_links(old, new)]


def _of_rest(change: Change, old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return the findings in the words of *change* that did not move; a right that only moved is not lost."""
    left = _without_moved(old, change.before, [(x.before, x.before_start, x.before_end) for x in change.kept])
    right = _without_moved(new, change.after, [(x.after, x.after_start, x.after_end) for x in change.kept])
    texts = [normal_form(" ".join(clause.text for clause in side)) for side in (left, right)]
    inside = all(x.before in change.before and x.after in change.after for x in change.kept)
    moved = Finding(Matter.MOVE, weights.MOVE, f"words moved {'inside' if inside else 'from one clause to another'}")
    if texts[0] == texts[1]:
        return [moved, *(_links(old, new) if old and new else [])]
    return [moved, *_of_words(left, right)]


def _without_moved(
    clauses: Sequence[Clause], places: Sequence[int], moved: Sequence[tuple[int, int, int]]
) -> list[Clause]:
    """Return *clauses*, at *places*, without the stretches *moved* (place, start, end); those without other words are left out."""
    rest = []
    for clause, place in zip(clauses, places, strict=True):
        text, last = "", 0
        for start, end in sorted((start, end) for at, start, end in moved if at == place):
            text += clause.text[last:start]
            last = end
        text = " ".join((text + clause.text[last:]).split())
        if any(map(str.isalnum, text)):
            rest.append(replace(clause, text=text))
    return rest


def _trimmed(left: str, right: str) -> tuple[str, str]:
    """Return the two texts without their common beginning and end, except for a margin that keeps phrases whole."""
    most = min(len(left), len(right))
    start = bisect_left(range(1, most + 1), True, key=lambda size: left[:size] != right[:size])
    end = bisect_left(range(1, most - start + 1), True, key=lambda size: left[-size:] != right[-size:])
    start, end = _margin(left, start), _margin(left[::-1], end)
    return left[start : len(left) - end], right[start : len(right) - end]


def _margin(text: str, size: int) -> int:
    """Return where a word begins, at least a margin before *size*; 0 near the beginning."""
    return text.rfind(" ", 0, size - _MARGIN) + 1 if size > _MARGIN else 0


def _of_whole_clause(clauses: Sequence[Clause], left: str, right: str) -> list[Finding]:
    """Return the findings in a clause that was added (*left* is empty) or removed. A title has half the weights."""
    text, is_added, is_title = right or left, bool(right), _is_title(clauses)
    status = "new" if is_added else "removed"
    words = words_by_topic(text)
    found: list[Finding] = []
    for topic in sorted(words.keys() - GRAMMAR):
        points = (weights.TOPICS[topic] - weights.WHOLE_CLAUSE_TOPIC) // (2 if is_title else 1)
        rule = f"{status}: mentions {topic}"
        found.append(one_sided(Matter.RIGHT, points, rule, words[topic], is_added=is_added))
    if not is_title:
        grammar = tuple(dict.fromkeys(word.lower() for topic in sorted(GRAMMAR) for word in words.get(topic, ())))
        if grammar:
            rule = f"{status}: permits, binds or limits"
            found.append(one_sided(Matter.RIGHT, weights.WHOLE_CLAUSE_GRAMMAR, rule, grammar, is_added=is_added))
        found += amounts_changed(left, right, clauses)
        found += definition_changed([], clauses) if is_added else definition_changed(clauses, [])
    found += whole_date_or_contact(text, is_added=is_added)
    rule = f"a {'heading' if is_title else 'clause'} was {'added' if is_added else 'removed'}"
    return found or [Finding(Matter.WORDING, weights.HEADING if is_title else weights.WHOLE_CLAUSE, rule)]


def _is_title(clauses: Sequence[Clause]) -> bool:
    """Return whether a clause only names what follows, or asks about it, whatever its markup is."""
    text = clauses[0].text
    is_short = text.count(" ") < (_QUESTION_WORDS if text.endswith("?") else _TITLE_WORDS)
    return all(clause.kind is Kind.HEADING for clause in clauses) or (is_short and text[-1:] not in ".;:,")
