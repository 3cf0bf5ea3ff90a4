"""Rules for the heavy changes: words of rights and duties, periods and sums, definitions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.significance import weights
from clausetrail.snapshots.significance.amounts import Amount, Unit, amounts
from clausetrail.snapshots.significance.finding import Finding, Matter
from clausetrail.snapshots.significance.lexicon import GRAMMAR, Term, Topic, terms
from clausetrail.snapshots.text.tokens import words

_REWRITTEN = 0.6  # share of words exchanged, above which single small words weigh less
_DEFINED_WITHIN = 400  # characters at the beginning of a clause that may define a term
_LISTED_TERM = 40  # characters that may be the term in an entry of a list of definitions

_DEFINING = re.compile(
    r"[\"“„«'’‘]\s?(?P<term>[^\"“”„«»]{2,60}?)\s?[\"”“»'’]\s*\W{0,3}(?:means?(?! of\b)|refers? to|shall mean|has the meaning|includes|désigne|signifie"
    r"|s'entend|bezeichnet|bedeutet|meint|significa|se refiere|se entiende)\b"
    r"|^\W{0,2}(?!(?:for|by|when|if)\b)(?P<head>[\w /&-]{2,50}?)\W{1,4}(?:means(?! of\b)|shall mean|désigne(?:nt)?|bezeichnet|significa)\b",
    re.IGNORECASE,
)
_DEFINITIONS = re.compile(r"\b(?:definitions?|définitions?|begriffsbestimmung\w*|definiciones)\b", re.IGNORECASE)
_KEEPING = re.compile(
    r"\b(?:retain|retention|kept?|keep|stor(?:e|ed|age)|delet\w+|conserv\w+|supprim\w+|aufbewahr\w+|speicher\w*|gespeichert|gelöscht|lösch\w+|almacen\w+|elimin\w+)",
    re.IGNORECASE,
)
_MODAL = (Topic.PERMISSION, Topic.DUTY, Topic.PROMISE, Topic.PROHIBITION)
_WordsByTopic = dict[Topic, tuple[str, ...]]


def terms_changed(left: str, right: str) -> Iterator[Finding]:
    """Yield the words of rights and duties that a rewording lost, gained or exchanged."""
    lost, gained = _difference([*terms(left)], [*terms(right)])
    is_rewritten = bool(lost or gained) and _share_exchanged(left, right) > _REWRITTEN
    modal = _modal(lost, gained)
    if modal:
        yield replace(modal, weight=modal.weight - weights.REWRITTEN * is_rewritten)
    for topic in Topic:
        removed, added = lost.get(topic, ()), gained.get(topic, ())
        if (not removed and not added) or (modal and topic in _MODAL):
            continue
        how = "exchanged" if removed and added else "gained" if added else "lost"
        points = weights.MODAL_ALONE.get(topic, weights.TOPICS[topic])
        if topic in GRAMMAR and (is_rewritten or how == "exchanged"):
            points -= weights.REWRITTEN
        yield Finding(Matter.RIGHT, points, f"{topic}: words {how}", removed, added)


def _share_exchanged(left: str, right: str) -> float:
    """Return the share of words that only one side has."""
    old, new = Counter(words(left.casefold())), Counter(words(right.casefold()))
    kept = (old & new).total()
    return 1 - 2 * kept / max(1, old.total() + new.total())


def _difference(left: Sequence[Term], right: Sequence[Term]) -> tuple[_WordsByTopic, _WordsByTopic]:
    """Return the terms that one side has more of, as written, by topic."""
    have, had = (Counter((term.topic, term.stem) for term in side) for side in (right, left))
    return _by_topic(left, had - have), _by_topic(right, have - had)


def _by_topic(side: Sequence[Term], wanted: Counter[tuple[Topic, str]] | None = None) -> _WordsByTopic:
    """Return the words of *side* by topic: as many of each as *wanted*, from the first, or all."""
    found: defaultdict[Topic, list[str]] = defaultdict(list)
    for term in side:
        if wanted is None:
            found[term.topic].append(term.words)
        elif wanted[term.topic, term.stem] > 0:
            wanted[term.topic, term.stem] -= 1
            found[term.topic].append(term.words)
    return {topic: tuple(texts) for topic, texts in found.items()}


def words_by_topic(text: str) -> dict[Topic, tuple[str, ...]]:
    """Return the words of rights and duties in *text*, as written, by topic."""
    return _by_topic([*terms(text)])


def _modal(lost: _WordsByTopic, gained: _WordsByTopic) -> Finding | None:
    """Return the finding "may became must" and its like, where a rewording has other modal words on both sides."""
    removed = tuple(word for topic in _MODAL for word in lost.get(topic, ()))
    added = tuple(word for topic in _MODAL for word in gained.get(topic, ()))
    if not removed or not added:
        return None
    heaviest = max(weights.TOPICS[topic] for topic in _MODAL if topic in lost or topic in gained)
    old, new = (", ".join(dict.fromkeys(word.lower() for word in side)) for side in (removed, added))
    return Finding(Matter.RIGHT, heaviest + weights.MODAL_EXCHANGED, f"{old} became {new}", removed, added)


def amounts_changed(left: str, right: str, clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield the spans of time, ages, sums and shares that changed, compared by size.

    *clauses* are those of both sides; the heading of the first helps to recognise how long data is kept.
    """
    sides = [*amounts(left)], [*amounts(right)]
    for unit in Unit:
        old, new = ([amount for amount in side if amount.unit is unit] for side in sides)
        removed, added = _without_equal(old, new), _without_equal(new, old)
        if removed or added:
            yield _amount(unit, removed, added, f"{left} {right} {' '.join(clauses[0].path)}")


def _without_equal(side: Sequence[Amount], other: Sequence[Amount]) -> tuple[str, ...]:
    sizes = {amount.size for amount in other}
    return tuple(dict.fromkeys(amount.words for amount in side if amount.size not in sizes))


_NAMES = {
    Unit.HOURS: "a period",
    Unit.MONTHS: "a period",
    Unit.MONEY: "a sum",
    Unit.SHARE: "a share",
    Unit.AGE: "an age",
}


def _amount(unit: Unit, removed: tuple[str, ...], added: tuple[str, ...], context: str) -> Finding:
    is_retention = unit in (Unit.HOURS, Unit.MONTHS) and _KEEPING.search(context)
    name = "retention" if is_retention else _NAMES[unit]
    if removed and added:
        rule = f"{name}: {', '.join(removed)} became {', '.join(added)}"
    else:
        rule = f"{name} {'lost' if removed else 'gained'}: {', '.join(removed or added)}"
    points = weights.RETENTION if is_retention else weights.AGE if unit is Unit.AGE else weights.PERIOD
    return Finding(Matter.RIGHT, points, rule, removed, added)


def definition_changed(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return a finding if a definition was changed, added or removed, with the term where one is written in quotes."""
    defined = [tuple(_defined(clause) for clause in side if _defined(clause)) for side in (old, new)]
    return [Finding(Matter.DEFINITION, weights.DEFINITION, "a definition", *defined)] if any(defined) else []


def _defined(clause: Clause) -> str:
    """Return the term that *clause* defines, or ""."""
    match = _DEFINING.search(clause.text[:_DEFINED_WITHIN])
    if match:
        return match["term"] or match["head"]
    is_listed = clause.path and _DEFINITIONS.search(clause.path[-1]) and clause.kind is not Kind.HEADING
    return clause.text[:_LISTED_TERM].partition(":")[0] if is_listed else ""
