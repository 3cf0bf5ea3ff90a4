"""How similar two clauses must be, by length, position, name and title; and which are lookalikes."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.alignment.match_criteria import (
    are_lookalikes,
    match_score,
    share_title,
    threshold,
    with_title_bonus,
)
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare, with_weights
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."


def weighted(before, after):
    readings = prepare(before, after)
    return with_weights(readings, readings.before, readings.after)


def score(before, after, *, in_gap=True):
    readings = weighted([before], [after])
    return match_score(readings.before[0], readings.after[0], readings, in_gap=in_gap)


@pytest.mark.parametrize(
    ("words", "in_gap", "near", "least"),
    [
        (20, True, False, 0.42),
        (20, False, False, 0.56),
        (20, False, True, 0.51),
        (8, False, False, 0.66),
        (8, True, False, 0.42),
        (3, True, False, 0.60),
        (3, False, True, 0.95),
    ],
)
def test_the_threshold_depends_on_length_and_position(words, in_gap, near, least):
    text = " ".join(f"word{n}" for n in range(words))
    readings = weighted([Clause(Kind.PARAGRAPH, text)], [Clause(Kind.PARAGRAPH, f"{text} {FEES}")])
    assert threshold(readings.before[0], readings.after[0], in_gap=in_gap, near=near) == pytest.approx(least)


def test_a_heading_scores_with_a_text_only_in_one_gap_and_for_the_same_words():
    heading, line = Clause(Kind.HEADING, "How long we keep it"), Clause(Kind.PARAGRAPH, "How long we keep it")
    assert score(heading, line) == 0.75
    assert score(heading, line, in_gap=False) == 0.0
    assert score(heading, Clause(Kind.PARAGRAPH, "How long we may want to store it")) == 0.0


def test_a_name_raises_the_score_and_another_name_lowers_it():
    def row(name):
        return Clause(Kind.ROW, f"{name} | {FEES} {FEES}")

    same, other = score(row("Acme"), row("Acme")), score(row("Acme"), row("Bellweather"))
    assert same == 1.0
    assert 0.0 < other < 0.85


def test_clauses_share_a_title_also_where_it_became_a_heading():
    run_in = Clause(Kind.PARAGRAPH, f"Cookies. {FEES}")
    readings = weighted([run_in], [Clause(Kind.PARAGRAPH, "We use files.", path=("Cookies",))])
    x, y = readings.before[0], readings.after[0]
    assert share_title(x, y)
    assert share_title(y, x)
    assert with_title_bonus(x, y, 0.5) == pytest.approx(0.65)
    assert not share_title(y, y)


def test_rows_of_one_form_with_different_names_are_lookalikes():
    def table(*names):
        return [Clause(Kind.ROW, f"{name} Ltd. | Cloud hosting | Ireland") for name in names]

    readings = weighted(table("Ada", "Bor", "Cid"), table("Ada", "Eve", "Cid"))
    assert are_lookalikes(readings.before[1], readings.after[1], readings)
    assert not are_lookalikes(readings.before[0], readings.after[0], readings)


def test_sentences_of_one_form_are_lookalikes_only_among_others_of_that_form():
    def sentence(name):
        return Clause(Kind.PARAGRAPH, f"We share your address with {name} so that parcels reach you in time.")

    names = ["Ada", "Bor", "Cid", "Dun", "Eve", "Fin"]
    family = weighted([sentence(name) for name in names[:4]], [sentence(name) for name in (*names[:3], "Gil")])
    assert are_lookalikes(family.before[3], family.after[3], family)
    alone = weighted([sentence("Dun")], [sentence("Gil")])
    assert not are_lookalikes(alone.before[0], alone.after[0], alone)
