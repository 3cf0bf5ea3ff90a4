"""Which pairs are proposed as candidates."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment import candidates
from clausetrail.snapshots.diff.alignment.candidates import propose_pairs, propose_wholes
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare, with_weights
from clausetrail.snapshots.model import Clause, Kind


def weighted(before, after):
    readings = prepare(*([Clause(Kind.PARAGRAPH, text) for text in side] for side in (before, after)))
    return with_weights(readings, readings.before, readings.after)


def test_clauses_that_share_a_word_are_proposed_and_others_are_not():
    readings = weighted(["the ferry sails", "geese cross"], ["a ferry waits", "ropes are coiled", "many geese"])
    assert sorted(propose_pairs(readings.before, readings.after, readings.weights)) == [(0, 0), (1, 2)]


def test_the_best_by_share_and_by_overlap_are_proposed_of_many():
    others = [f"ferry {n} sails on days like day{n}" for n in range(40)]
    full = "ferry sails to heron island on sundays " + " ".join(f"word{n}" for n in range(60))
    readings = weighted(["ferry sails to heron island"], [*others, "heron island", full])
    found = {j for _, j in propose_pairs(readings.before, readings.after, readings.weights)}
    assert {40, 41} <= found
    assert len(candidates._proposed(readings.before, readings.after, readings.weights)) <= (
        candidates._BEST_BY_SHARE + candidates._BEST_BY_OVERLAP
    )


def test_rare_words_are_read_first_within_the_budget(monkeypatch):
    monkeypatch.setattr(candidates, "_MAX_POSTINGS", 5)
    readings = weighted(["common heron"], [f"common word{n}" for n in range(20)] + ["the heron"])
    assert (0, 20) in propose_pairs(readings.before, readings.after, readings.weights)


def test_the_whole_of_a_part_is_proposed():
    readings = weighted(["the ferry sails on even days and geese cross the yard", "ropes are coiled"], ["geese cross"])
    assert propose_wholes(readings.after, readings.before, readings.weights) == [(0, 0)]
