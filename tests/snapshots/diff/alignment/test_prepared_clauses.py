"""How clauses are prepared: keys, names and titles, encoded words and weights."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.alignment.prepared_clauses import character, prepare, with_weights
from clausetrail.snapshots.model import Clause, Kind


def paragraphs(*texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


@pytest.mark.parametrize("number", [0, 0xD7FE, 0xD7FF, 0xD800, 1_000_000, 5_000_000])
def test_no_character_is_half_of_a_surrogate_pair(number):
    assert character(number).encode()


def test_numbers_near_the_surrogates_keep_characters_of_their_own():
    assert len({character(number) for number in range(0xD000, 0xE000)}) == 0x1000


def test_in_longer_readings_only_shorter_clauses_are_compared_in_order():
    short, long = (prepare(paragraphs(*["fee " * size] * 2), paragraphs("fee " * size)) for size in (9, 300_000))
    assert long.order_limit < short.order_limit


@pytest.mark.parametrize(
    ("clause", "name", "title", "is_row"),
    [
        (Clause(Kind.ROW, "Acme Ltd. | hosting"), "acme ltd", "", True),
        (Clause(Kind.ROW, "Acme Ltd."), "", "", False),
        (Clause(Kind.ITEM, "Acme: hosting of pages"), "acme", "acme", False),
        (Clause(Kind.PARAGRAPH, "Cookies. We use small files."), "", "cookies", False),
        (Clause(Kind.HEADING, "Cookies. We use small files."), "", "", False),
    ],
)
def test_names_of_rows_and_items_and_run_in_titles_of_texts(clause, name, title, is_row):
    (found,) = prepare([clause], []).before
    assert (found.name, found.title, found.is_row, found.is_heading) == (
        name,
        title,
        is_row,
        clause.kind is Kind.HEADING,
    )


def test_a_title_that_occurs_twice_is_none():
    readings = prepare(
        paragraphs("Cookies. We use files.", "Cookies. We use more."), paragraphs("Cookies. We use files.")
    )
    assert [clause.title for clause in (*readings.before, *readings.after)] == ["", "", "cookies"]


def test_rare_words_weigh_more_and_repetitions_are_counted_apart():
    readings = prepare(paragraphs("fee fee parcel", "fee post", "fee law"), paragraphs("fee parcel"))
    readings = with_weights(readings, readings.before, readings.after)
    first, fee, parcel = readings.before[0], *(readings.after[0].encoded)
    assert readings.weights[parcel] > readings.weights[fee]
    assert first.weight == 2 * readings.weights[fee] + readings.weights[parcel]
    assert first.repeated_weight == readings.weights[fee]
    assert first.word_set == {fee, parcel}


def test_words_with_the_same_first_letters_may_count_as_one_but_numbers_do_not():
    readings = prepare(paragraphs("notified 1234567"), paragraphs("notification 1234568"))
    with_weights(readings, readings.before, readings.after, letters=6)
    old, new = readings.before[0].encoded, readings.after[0].encoded
    assert (old[0] == new[0], old[1] == new[1]) == (True, False)
