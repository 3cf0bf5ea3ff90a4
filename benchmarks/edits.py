"""Pairs of readings with edits made by script, so that the truth is known: python benchmarks/edits.py OUT --texts DIR …

Texts of real policies in, one line per pair out, in the form of the bench's own pairs, for `benchmarks/alignment.py`.
A tenth of the chosen words are cut, written over or written in, clauses and whole sections move, come and go, fall
apart and join; what comes in is taken from other documents of the same folder. The noise that real pairs show is
put over everything: typography, headings renumbered, update dates.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from noise import noisy

from clausetrail.pipelines import reading
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Snapshot
from clausetrail.snapshots.text.normalize import match_key


class Strength(NamedTuple):
    """Shares of clauses that an edit befalls, and how many sections move at most."""

    drop: float
    come: float
    edit: float
    move: float
    part: float
    both: float
    sections: int


TIERS = {
    "light": Strength(0.02, 0.02, 0.04, 0.01, 0.01, 0.005, 0),
    "medium": Strength(0.05, 0.05, 0.10, 0.03, 0.025, 0.01, 1),
    "heavy": Strength(0.12, 0.12, 0.30, 0.06, 0.05, 0.03, 2),
}
RATES = (0.05, 0.1, 0.2, 0.3, 0.4)
SHORT = {Kind.HEADING: "h", Kind.PARAGRAPH: "p", Kind.ITEM: "li", Kind.ROW: "tr"}
FEWEST, MOST = 25, 450  # clauses
SENTENCE = re.compile(r"(?<=[.;!?]) (?=[A-ZÀ-Þ(])")


class Unit(NamedTuple):
    """A clause of the new side and the places it comes from."""

    clause: Clause
    old: tuple[int, ...]
    kind: str
    moved: bool = False
    rate: float = 0


def clauses(path: Path) -> tuple[Clause, ...]:
    """Return the clauses of a text in Markdown, by the reader of this house."""
    capture = Capture("", "", "", "20200101000000", "", "text/markdown", 200, "")
    return reading.read(Snapshot(capture, path.read_bytes(), "", 200), Policy("", ()), "").clauses


def edited(text: str, rate: float, words: Sequence[str], dice: random.Random) -> str:
    """Return *text* with about *rate* of its words struck, replaced or inserted in runs of one to three."""
    old = text.split()
    left = max(1, round(rate * len(old)))
    while left > 0:
        run, at = min(left, dice.randint(1, 3)), dice.randrange(max(1, len(old)))
        start = dice.randrange(len(words) - run)
        match dice.randrange(3):
            case 0 if len(old) > run + 3:
                del old[at : at + run]
            case 1:
                old[at:at] = words[start : start + run]
            case _:
                old[at : at + run] = words[start : start + run]
        left -= run
    return " ".join(old)


def halves(clause: Clause, dice: random.Random) -> list[str]:
    """Return *clause* in two at the end of a sentence, or nothing."""
    sentences = SENTENCE.split(clause.text)
    cuts = [
        at
        for at in range(1, len(sentences))
        if min(len(" ".join(sentences[:at]).split()), len(" ".join(sentences[at:]).split())) >= 5
    ]
    if not cuts:
        return []
    at = dice.choice(cuts)
    return [" ".join(sentences[:at]), " ".join(sentences[at:])]


def made(
    old: Sequence[Clause], foreign: Sequence[Clause], strength: Strength, dice: random.Random
) -> tuple[list[Unit], list[int]]:
    """Return the units of the new side and what was removed."""
    words = [word for clause in foreign for word in clause.text.split()]
    marks = [*_bounds(strength)]
    counts = Counter(match_key(clause.text) for clause in old)
    known = {*counts}
    units, removed, roaming = list[Unit](), list[int](), list[Unit]()
    at = 0
    while at < len(old):
        clause, size = old[at], len(old[at].text.split())
        chance, rate = dice.random(), dice.choice(RATES)
        unit = Unit(clause, (at,), "same")
        # Of two equal clauses nobody could say which was touched.
        if size < 6 or clause.kind is Kind.HEADING or counts[match_key(clause.text)] > 1:
            units.append(unit)
        elif chance < marks[0]:
            removed.append(at)
        elif chance < marks[1]:
            units.append(_reworded(unit, rate, words, dice))
        elif chance < marks[3]:
            roaming.append(unit if chance < marks[2] else _reworded(unit, rate, words, dice))
        elif chance < marks[4] and (parts := halves(clause, dice)):
            units += _split(unit, parts, rate / 2, words, dice)
        elif chance < marks[5] and _can_join(old, at):
            units.append(_merged(unit, old[at + 1], rate / 2, words, dice))
            at += 1
        else:
            units.append(unit)
        if (not units or units[-1].kind != "split") and dice.random() < strength.come:
            units += _newcomers(foreign, known, dice)
        at += 1
    _scatter(units, roaming, strength, dice)
    return units, removed


def _can_join(old: Sequence[Clause], at: int) -> bool:
    """Say whether the clause at *at* and the next one could be one."""
    return at + 1 < len(old) and old[at + 1].kind is old[at].kind and len(old[at + 1].text.split()) >= 6


def _newcomers(foreign: Sequence[Clause], known: set[str], dice: random.Random) -> list[Unit]:
    """Return a clause of another document, if what is drawn is not *known* yet and says something."""
    new = dice.choice(foreign)
    mark = match_key(new.text)
    if mark in known or len(new.text.split()) <= 2:
        return []
    known.add(mark)
    return [Unit(new, (), "new")]


def _split(unit: Unit, parts: Sequence[str], rate: float, words: Sequence[str], dice: random.Random) -> list[Unit]:
    """Return *unit* in *parts*, every second time worn at *rate*."""
    worn = dice.random() < 0.5
    texts = [edited(part, rate, words, dice) if worn else part for part in parts]
    return [Unit(_with(unit.clause, text), unit.old, "split", rate=rate if worn else 0) for text in texts]


def _merged(unit: Unit, following: Clause, rate: float, words: Sequence[str], dice: random.Random) -> Unit:
    """Return *unit* with the clause *following* it taken in, every second time worn at *rate*."""
    text = f"{unit.clause.text} {following.labelled_text}"
    worn = dice.random() < 0.5
    text = edited(text, rate, words, dice) if worn else text
    return Unit(_with(unit.clause, text), (unit.old[0], unit.old[0] + 1), "merge")


def _scatter(units: list[Unit], roaming: Sequence[Unit], strength: Strength, dice: random.Random) -> None:
    """Put the clauses that are *roaming*, and some whole sections, elsewhere into *units*."""
    for unit in roaming:
        _put(units, [unit._replace(moved=True)], dice)
    for _ in range(dice.randint(0, strength.sections) if len(units) > 60 else 0):
        size = dice.randint(3, 8)
        start = dice.randrange(1, len(units) - size)
        if (
            _is_inside(units, start)
            or _is_inside(units, start + size)
            or any(unit.moved for unit in units[start : start + size])
        ):
            continue
        block = units[start : start + size]
        del units[start : start + size]
        _put(units, [unit._replace(moved=True) if unit.old else unit for unit in block], dice, start)


def _bounds(strength: Strength) -> list[float]:
    shares = (strength.drop, strength.edit, strength.move, strength.both, strength.part, strength.part)
    return [sum(shares[: at + 1]) for at in range(len(shares))]


def _with(clause: Clause, text: str) -> Clause:
    return Clause(clause.kind, text, clause.label, clause.path, clause.level)


def _reworded(unit: Unit, rate: float, words: Sequence[str], dice: random.Random) -> Unit:
    text = edited(unit.clause.text, rate, words, dice)
    if match_key(text) == match_key(unit.clause.text):
        return unit
    return unit._replace(clause=_with(unit.clause, text), kind="mod", rate=rate)


def _put(units: list[Unit], block: Sequence[Unit], dice: random.Random, home: int | None = None) -> None:
    """Insert *block* at a place well away from where it stood, under the headings that stand there."""
    home = (
        home
        if home is not None
        else next((n for n, unit in enumerate(units) if unit.old and unit.old[0] > block[0].old[0]), len(units))
    )
    # Nearer, and it is as true that what lies between has moved.
    far = [n for n in range(len(units)) if abs(n - home) > 3 * len(block) + 5 and not _is_inside(units, n)]
    if not far:
        units[home:home] = [unit._replace(moved=False) for unit in block]
        return
    at = dice.choice(far)
    path = units[at].clause.path
    units[at:at] = [
        unit._replace(clause=Clause(unit.clause.kind, unit.clause.text, unit.clause.label, path, unit.clause.level))
        for unit in block
    ]


def _is_inside(units: Sequence[Unit], at: int) -> bool:
    """Say whether *at* lies between two parts of one clause."""
    return 0 < at < len(units) and bool(units[at].old) and units[at].old == units[at - 1].old


def told(units: Sequence[Unit], removed: Sequence[int]) -> dict[str, object]:
    """Return the truth in the bench's form."""
    links: list[dict[str, object]] = []
    by_old: dict[tuple[int, ...], list[int]] = {}
    for place, unit in enumerate(units):
        if unit.old:
            by_old.setdefault(unit.old, []).append(place)
    for old, new in sorted(by_old.items()):
        unit = units[new[0]]
        links.append({"old": old, "new": new, "kind": unit.kind, "moved": unit.moved, "rate": unit.rate})
    return {"links": links, "removed": removed, "added": [place for place, unit in enumerate(units) if not unit.old]}


def side(found: Sequence[Clause], texts: Sequence[str]) -> list[dict[str, object]]:
    """Return one side of a pair in the bench's form."""
    return [
        {"kind": SHORT[clause.kind], "path": list(clause.path), "number": clause.label, "text": text}
        for clause, text in zip(found, texts, strict=True)
    ]


def pair(
    number: int, name: str, old: Sequence[Clause], foreign: Sequence[Clause], tier: str, seed: str
) -> dict[str, object]:
    """Return the pair of that *number*, alike on every machine."""
    dice = random.Random(f"{name} {tier} {number} {seed}".rstrip())
    units, removed = made(old, foreign, TIERS[tier], dice)
    noise = [name for name in ("typo", "number", "date") if dice.random() < 0.4]
    new = [unit.clause for unit in units]
    texts = noisy([clause.labelled_text for clause in new], [clause.kind for clause in new], noise, dice)
    return {
        "id": number,
        "document": name,
        "tier": tier,
        "noise": noise,
        "old": side(old, [clause.labelled_text for clause in old]),
        "new": side(new, texts),
        "truth": told(units, removed),
    }


def main() -> None:
    """Write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--every", type=int, default=1, help="take each Nth text only")
    parser.add_argument("--seed", default="", help="any word, for other edits of the same texts")
    chosen = parser.parse_args()
    paths = [path for folder in chosen.texts for path in sorted(folder.glob("*.md"))][:: chosen.every]
    texts: dict[str, tuple[Clause, ...]] = {}
    heads: set[frozenset[str]] = set()
    for path in paths:
        found = clauses(path)
        words = frozenset(match_key(clause.text) for clause in found)
        # An earlier or later version of a text that is taken already says nothing new.
        if FEWEST <= len(found) <= MOST and all(len(words & head) < 0.3 * min(len(words), len(head)) for head in heads):
            texts[path.name] = found
            heads.add(words)
    names = sorted(texts)
    with gzip.open(chosen.out, "wt") as out:
        for number, (name, tier) in enumerate((name, tier) for name in names for tier in TIERS):
            at = names.index(name)
            others = [texts[names[(at + step) % len(names)]] for step in (1, 2, 3)]
            foreign = [c for other in others for c in other if c.kind is not Kind.HEADING]
            out.write(json.dumps(pair(number, name, texts[name], foreign, tier, chosen.seed)) + "\n")
    print(f"{3 * len(names)} pairs of {len(names)} texts")


if __name__ == "__main__":
    main()
