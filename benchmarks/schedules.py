"""Invented schedules whose rows hardly differ, with known edits: partners, cookies, prices, numbered terms.

In such a table half of the words of two rows are alike by nature, so likeness alone marries strangers. The truth of
each edit is kept, and the table gives precision, recall and F1 per family.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from clausetrail.snapshots.model import Change, Clause, Event, Kind

SIZES = (12, 40, 120)
SEEDS = range(10)
CLASSES = ("added", "removed", "modified", "moved", "links")


class Row(NamedTuple):
    """A row: what it goes by, which stays, and the cells beside it."""

    number: int  # of the row it comes from; -1 if it is new
    name: str
    cells: tuple[str, ...]


def _name(dice: random.Random) -> str:
    return "".join(
        dice.choice("BDFGKLMNPRSTVZ") + dice.choice("aeiou") + dice.choice(["", "n", "r", "l"])
        for _ in range(dice.randint(2, 3))
    ).title()


def partners(dice: random.Random) -> tuple[str, tuple[str, ...]]:
    """Return a processor of data, where it sits and what for."""
    purpose = dice.choice(["Cloud hosting", "Payment processing", "Customer support", "Analytics", "Email delivery"])
    seat = dice.choice(["United States", "Ireland", "Germany", "India", "Singapore"])
    return f"{_name(dice)} {dice.choice(['Inc.', 'Ltd.', 'GmbH', 'S.A.'])}", (
        purpose,
        seat,
        "Standard contractual clauses",
    )


def cookies(dice: random.Random) -> tuple[str, tuple[str, ...]]:
    """Return a cookie, who sets it and how long it lives."""
    life = f"{dice.choice([1, 2, 7, 13, 30, 90, 365])} {dice.choice(['days', 'months'])}"
    what = dice.choice(
        ["Used to distinguish users", "Stores the consent state of the visitor", "Used to limit the request rate"]
    )
    return f"_{_name(dice).lower()}_{dice.choice(['id', 'sid', 'gat', 'tmp'])}", (
        what,
        life,
        dice.choice(["First party", "Third party"]),
    )


def prices(dice: random.Random) -> tuple[str, tuple[str, ...]]:
    """Return a service and its price."""
    service = f"{_name(dice)} {dice.choice(['transfer', 'withdrawal', 'deposit', 'exchange'])}"
    return service, (
        f"{dice.randint(1, 60)}.{dice.randint(0, 99):02} EUR",
        f"{dice.randint(1, 9)} business days",
        "per transaction",
    )


def terms(dice: random.Random) -> tuple[str, tuple[str, ...]]:
    """Return a numbered sentence about a name that many others are about, too."""
    return _name(dice), (
        f"may receive your address for at most {dice.randint(2, 99)} days after the last order was placed",
    )


FAMILIES = {"partners": partners, "cookies": cookies, "prices": prices, "terms": terms}


def reworded(row: Row, other: Row) -> Row:
    """Return *row* with one cell of *other* that differs, its name kept."""
    for at, (mine, theirs) in enumerate(zip(row.cells, other.cells, strict=True)):
        if mine != theirs:
            return row._replace(cells=(*row.cells[:at], theirs, *row.cells[at + 1 :]))
    return row


def edited(
    rows: Sequence[Row], make: Callable[[random.Random], tuple[str, tuple[str, ...]]], dice: random.Random
) -> list[Row]:
    """Return *rows* with some dropped, added, changed in one cell, and moved."""
    names = {row.name for row in rows}
    after: list[Row] = []
    for row in rows:
        chance = dice.random()
        if chance < 0.08:
            continue
        after.append(reworded(row, Row(-1, *make(dice))) if chance < 0.25 else row)
        if dice.random() < 0.08 and (new := Row(-1, *make(dice))).name not in names:
            names.add(new.name)
            after.append(new)
    for _ in range(max(1, len(rows) // 40)):
        at = dice.randrange(len(after))
        row = after.pop(at)
        far = [n for n in range(len(after) + 1) if abs(n - at) >= min(5, len(after) // 2)]
        after.insert(dice.choice(far), row)
    return after


def clauses(rows: Sequence[Row], family: str) -> list[Clause]:
    """Return *rows* as they would be read: of a table, or numbered."""
    if family == "terms":
        return [Clause(Kind.ITEM, f"{row.name} {row.cells[0]}.", f"{at}.") for at, row in enumerate(rows, 1)]
    return [Clause(Kind.ROW, " | ".join((row.name, *row.cells))) for row in rows]


def truth(before: Sequence[Row], after: Sequence[Row], moved: set[int]) -> dict[str, set[Any]]:
    """Return what happened, by class."""
    found = {row.number: at for at, row in enumerate(after) if row.number >= 0}
    links = set(found.items())
    return {
        "added": {at for at, row in enumerate(after) if row.number < 0},
        "removed": {i for i in range(len(before)) if i not in found},
        "modified": {(i, j) for i, j in links if before[i].cells != after[j].cells},
        "moved": {(i, j) for i, j in links if i in moved},
        "links": links,
    }


def told(changes: Sequence[Change]) -> dict[str, set[Any]]:
    """Return *changes* by class."""
    pairs = [(change, (i, j)) for change in changes for i in change.before for j in change.after]
    return {
        "added": {place for change in changes if not change.before for place in change.after},
        "removed": {place for change in changes if not change.after for place in change.before},
        "modified": {pair for change, pair in pairs if change.event is Event.REWORDED},
        "moved": {pair for change, pair in pairs if change.moved},
        "links": {pair for _, pair in pairs},
    }


def crossing(after: Sequence[Row]) -> set[int]:
    """Return the rows outside a longest run of rows that kept their order."""
    numbers = [row.number for row in after if row.number >= 0]
    best: list[tuple[int, ...]] = []
    for number in numbers:
        head = max((run for run in best if run[-1] < number), key=len, default=())
        best.append((*head, number))
    return {*numbers} - {*max(best, key=len, default=())}


def table(compare: Callable[[Sequence[Clause], Sequence[Clause]], Sequence[Change]]) -> None:
    """Print precision, recall and F1 of *compare* per family."""
    print(f"{'family':>10}  " + "  ".join(f"{name:>16}" for name in CLASSES) + "   (precision/recall/F1)")
    total: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for family, make in FAMILIES.items():
        for size in SIZES:
            for seed in SEEDS:
                _count(total, family, make, random.Random(f"{family} {size} {seed}"), size, compare)
    for family in (*FAMILIES, "all"):
        cells = []
        for name in CLASSES:
            hit, found, real = total[family, name]
            cells.append(f"{hit / max(found, 1):.3f}/{hit / max(real, 1):.3f}/{2 * hit / max(found + real, 1):.3f}")
        print(f"{family:>10}  " + "  ".join(cells))


def _count(
    total: defaultdict[tuple[str, str], list[int]],
    family: str,
    make: Callable[[random.Random], tuple[str, tuple[str, ...]]],
    dice: random.Random,
    size: int,
    compare: Callable[[Sequence[Clause], Sequence[Clause]], Sequence[Change]],
) -> None:
    made = dict(make(dice) for _ in range(size))
    before = [Row(at, name, cells) for at, (name, cells) in enumerate(made.items())]
    after = edited(before, make, dice)
    real = truth(before, after, crossing(after))
    found = told(compare(clauses(before, family), clauses(after, family)))
    for name in CLASSES:
        for key in (family, "all"):
            counts = total[key, name]
            counts[0] += len(real[name] & found[name])
            counts[1] += len(found[name])
            counts[2] += len(real[name])
