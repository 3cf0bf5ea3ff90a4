"""Collect the wordings elsewhere on the pages of a policy: they can be found, and no date of a change is said of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from clausetrail.snapshots.model import Capture, Clause, repair_timestamp
from clausetrail.snapshots.storage.derivations import Derivations


@dataclass(frozen=True, slots=True)
class ElsewhereWording:
    """A clause elsewhere on the page in *sightings* captures, from *first* to *last*, with the *reason* in the first."""

    clause: Clause
    reason: str
    first: Capture
    last: Capture
    sightings: int


def find_elsewhere(derivations: Derivations, policy: str) -> list[ElsewhereWording]:
    """Return each wording with its label and headings once, in the order of the captures that first show them."""
    known, readings = derivations.certain_texts(policy), derivations.readings(policy)
    seen: defaultdict[tuple[str, str], list[Capture]] = defaultdict(list)
    for one in derivations.observations(policy):
        reading = readings.get(one.reading or 0)
        if one.fingerprint and reading and reading.text and reading.places:
            seen[reading.text, reading.places].append(one.capture)
    shown: defaultdict[tuple[str, str, tuple[str, ...]], list[tuple[Clause, str, Capture]]] = defaultdict(list)
    for key, captures in seen.items():
        if key in known:
            for doubtful in derivations.doubtful_clauses(known[key]):
                clause = doubtful.clause
                entry = clause.text, clause.label, clause.path
                shown[entry] += [(clause, doubtful.reason, capture) for capture in captures]
    return sorted(map(_wording, shown.values()), key=lambda one: (_time(one.first), one.clause.text, one.clause.label))


def _wording(shown: list[tuple[Clause, str, Capture]]) -> ElsewhereWording:
    ordered = sorted(shown, key=lambda one: _time(one[2]))
    (clause, reason, first), last = ordered[0], ordered[-1][2]
    return ElsewhereWording(clause, reason, first, last, len({capture.id for _, _, capture in shown}))


def _time(capture: Capture) -> tuple[str, int]:
    return repair_timestamp(capture.timestamp), capture.id or 0
