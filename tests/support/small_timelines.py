"""A small policy whose clauses are added, reworded, removed and restored over four versions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Revision, Timeline, TransientText, Version

ORDERS = "Order forms are kept in a locked cabinet for 30 days after the parcel has arrived."
LETTERS = "Letters to the editor may be quoted in the newsletter unless the writer asks us not to."
CATALOGUE = "Twice a year a printed catalogue goes to everybody who has ordered something since spring."
WORDINGS = (
    (ORDERS, LETTERS),
    (ORDERS.replace("30", "90"), CATALOGUE, LETTERS),
    (ORDERS.replace("30", "90"), CATALOGUE),
    (ORDERS, CATALOGUE, LETTERS),
)


def page(texts: Sequence[str]) -> tuple[Clause, ...]:
    return tuple(Clause(Kind.PARAGRAPH, text, f"{place}.", ("Keeping",)) for place, text in enumerate(texts, start=1))


TEXTS = {str(number): page(texts) for number, texts in enumerate(WORDINGS, start=1)}


def capture(timestamp: str) -> Capture:
    return Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def link(seen: Capture) -> str:
    return f"http://a.example/{seen.timestamp}"


def timeline(faces: tuple[TransientText, ...] = ()) -> Timeline:
    versions = tuple(
        Version(
            n, f"f{n}", str(n), capture(f"200{n}0301000000"), capture(f"200{n}0901000000"), 2, faces if n == 1 else ()
        )
        for n in range(1, 5)
    )
    revisions = tuple(Revision(a, b, changes(TEXTS[a.text], TEXTS[b.text])) for a, b in itertools.pairwise(versions))
    return Timeline(Policy("acme", ("http://acme.example/",), "Acme: Terms"), versions, revisions)
