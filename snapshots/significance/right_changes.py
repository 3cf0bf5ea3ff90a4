"""The heavy sorts of change: words of rights and duties gained or lost, periods and sums, definitions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.significance.amounts import Amount, Unit, amounts
from clausetrail.snapshots.significance.finding import DEFINED, Finding, Matter
from clausetrail.snapshots.significance.lexicon import GRAMMAR, WEIGHTS, Term, Topic, terms
from clausetrail.snapshots.text.tokens import words

_REWRITTEN = 0.6  # share of words exchanged, above which single small words mean less
_PERIOD, _AGE, _KEPT = 65, 75, 80  # an amount; of years of age; how long data is kept

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


def _changed(left: str, right: str) -> float:
    """Return the share of words that stand on one side only."""
    one, two = Counter(words(left.casefold())), Counter(words(right.casefold()))
    kept = (one & two).total()
    return 1 - 2 * kept / max(1, one.total() + two.total())


def terms_changed(left: str, right: str) -> Iterator[Finding]:
    """Yield the words of rights and duties that a rewording lost, gained or exchanged."""
    lost, gained = _balance([*terms(left)], [*terms(right)])
    changed = _changed(left, right) if lost or gained else 0
    modal = _modal(lost, gained)
    if modal:
        yield replace(modal, weight=modal.weight - 20 * (changed > _REWRITTEN))
    for topic in Topic:
        gone, come = lost.get(topic, ()), gained.get(topic, ())
        if not gone and not come or modal and topic in _MODAL:
            continue
        how = "exchanged" if gone and come else "gained" if come else "lost"
        heavy = _LIGHT.get(topic, WEIGHTS[topic]) - 20 * (
            topic in GRAMMAR and (changed > _REWRITTEN or how == "exchanged")
        )
        yield Finding(Matter.RIGHT, heavy, f"{topic}: words {how}", gone, come)


# "can" and "will" also tell how things are: without a partner on the other side they say less.
_LIGHT = {Topic.POWER: 45, Topic.PROMISE: 40, Topic.DUTY: 60}
_Balance = dict[Topic, tuple[str, ...]]
_MODAL = (Topic.POWER, Topic.DUTY, Topic.PROMISE, Topic.BAN)


def _balance(left: Sequence[Term], right: Sequence[Term]) -> tuple[_Balance, _Balance]:
    """Return the terms that one side has more of, as written, by topic."""
    have, had = (Counter((term.topic, term.stem) for term in side) for side in (right, left))
    return _surplus(left, had - have), _surplus(right, have - had)


def _surplus(side: Sequence[Term], wanted: Counter[tuple[Topic, str]] | None = None) -> _Balance:
    """Return the words of *side* by topic: as many of each as *wanted*, from the first, or all."""
    told: defaultdict[Topic, list[str]] = defaultdict(list)
    for term in side:
        if wanted is None:
            told[term.topic].append(term.words)
        elif wanted[term.topic, term.stem] > 0:
            wanted[term.topic, term.stem] -= 1
            told[term.topic].append(term.words)
    return {topic: tuple(found) for topic, found in told.items()}


def topics_of(text: str) -> dict[Topic, tuple[str, ...]]:
    """Return the words of rights and duties in *text*, as written, by topic."""
    return _surplus([*terms(text)])


def _modal(lost: _Balance, gained: _Balance) -> Finding | None:
    """Return "may became must" and its like: modal words on both sides of a rewording."""
    gone = tuple(word for topic in _MODAL for word in lost.get(topic, ()))
    come = tuple(word for topic in _MODAL for word in gained.get(topic, ()))
    if not gone or not come:
        return None
    heavy = max(WEIGHTS[topic] for topic in _MODAL if topic in lost or topic in gained)
    told = [", ".join(dict.fromkeys(word.lower() for word in side)) for side in (gone, come)]
    return Finding(Matter.RIGHT, heavy + 5, f"{told[0]} became {told[1]}", gone, come)


def amounts_changed(left: str, right: str, clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield the spans of time, ages, sums and shares that changed, compared by size."""
    sides = [*amounts(left)], [*amounts(right)]
    for unit in Unit:
        one, two = ([amount for amount in side if amount.unit is unit] for side in sides)
        gone, come = _beyond(one, two), _beyond(two, one)
        if gone or come:
            yield _amount(unit, gone, come, f"{left} {right} {' '.join(clauses[0].path)}")


def _beyond(one: Sequence[Amount], two: Sequence[Amount]) -> tuple[str, ...]:
    sizes = {amount.size for amount in two}
    return tuple(dict.fromkeys(amount.words for amount in one if amount.size not in sizes))


_ABOUT = {
    Unit.HOURS: "a period",
    Unit.MONTHS: "a period",
    Unit.MONEY: "a sum",
    Unit.SHARE: "a share",
    Unit.AGE: "an age",
}


def _amount(unit: Unit, gone: tuple[str, ...], come: tuple[str, ...], context: str) -> Finding:
    is_kept = unit in (Unit.HOURS, Unit.MONTHS) and _KEEPING.search(context)
    about = "retention" if is_kept else _ABOUT[unit]
    if gone and come:
        what = f"{about}: {', '.join(gone)} became {', '.join(come)}"
    else:
        what = f"{about} {'lost' if gone else 'gained'}: {', '.join(gone or come)}"
    return Finding(Matter.RIGHT, _KEPT if is_kept else _AGE if unit is Unit.AGE else _PERIOD, what, gone, come)


def definition_changed(old: Sequence[Clause], new: Sequence[Clause]) -> list[Finding]:
    """Return that a definition changed, came or went, with the term where one is written in quotes."""
    defined = [tuple(_defined(clause) for clause in side if _defined(clause)) for side in (old, new)]
    return [Finding(Matter.DEFINITION, DEFINED, "a definition", *defined)] if any(defined) else []


def _defined(clause: Clause) -> str:
    match = _DEFINING.search(clause.text[:400])
    if match:
        return match["term"] or match["head"]
    is_listed = clause.path and _DEFINITIONS.search(clause.path[-1]) and clause.kind is not Kind.HEADING
    return clause.text[:40].partition(":")[0] if is_listed else ""
