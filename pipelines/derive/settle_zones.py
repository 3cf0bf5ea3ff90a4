"""Settle what of each reading of a policy is certain, with all its captures at hand: only certain text is compared.

The readings keep every clause. Deterministic: the same readings give the same certain texts, in any order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from clausetrail.snapshots.model import Clause, Policy, repair_timestamp
from clausetrail.snapshots.storage.derivations import CertainText, text_key
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.text.fingerprint import fingerprint
from clausetrail.snapshots.zones.certain_part import certain_part
from clausetrail.snapshots.zones.place import Place
from clausetrail.snapshots.zones.settle import PlacedText, settled_doubts


def settled_texts(store: Store, policy: Policy) -> Iterator[tuple[CertainText, tuple[Clause, ...]]]:
    """Yield what is certain of each reading of *policy* that has places, with the certain clauses.

    Texts without places are certain as a whole: of PDF, of plain text, of imports, and of pages read with `select`.
    """
    captures = _captures_by_text(store, policy)
    keys = sorted(captures, key=lambda pair: (min(captures[pair]), pair))
    # Most clauses are in most readings: each is kept once in memory.
    shared: dict[Clause, Clause] = {}
    at: dict[Place, Place] = {}
    history = [
        PlacedText(
            tuple(shared.setdefault(one, one) for one in store.derivations.clauses(text)),
            tuple(at.setdefault(one, one) for one in store.derivations.places(places)),
            len(captures[text, places]),
            min(captures[text, places]),
            max(captures[text, places]),
        )
        for text, places in keys
    ]
    made: dict[tuple[str, tuple[int, ...]], tuple[str, str]] = {}
    for (text, places), placed, doubts in zip(keys, history, settled_doubts(history), strict=True):
        certain, doubtful = certain_part(placed.clauses, doubts)
        key = text, tuple(sorted(place for found in doubtful.values() for place in found))
        if key not in made:
            made[key] = text_key(certain) if doubtful else text, fingerprint(certain)
        yield CertainText(text, places, *made[key], doubtful), certain


def _captures_by_text(store: Store, policy: Policy) -> dict[tuple[str, str], list[str]]:
    """Return the times of the captures that show each text at its places, by the keys of both."""
    readings = store.derivations.readings(policy.name)
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for seen in store.derivations.unscreened_observations(policy.name):
        reading = readings.get(seen.reading or 0)
        if reading and reading.text and reading.places:
            found[reading.text, reading.places].append(repair_timestamp(seen.capture.timestamp))
    # A copy of another capture is no observation of its own, and its reading still needs its certain text.
    for pair, timestamp in store.derivations.placed_texts(policy.name).items():
        found.setdefault(pair, [repair_timestamp(timestamp)])
    return dict(found)
