"""From blocks to clauses."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.differ import compare
from snapshots.model import Block, Event, Kind
from snapshots.segmentation import clauses

H, P, LI = Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM


def test_a_clause_knows_the_headings_above_it():
    told = clauses([Block(H, "Terms", 1), Block(H, "1. Fees", 2), Block(P, "You pay."), Block(H, "Data", 2)])
    assert [clause.path for clause in told] == [(), ("Terms",), ("Terms", "Fees"), ("Terms",)]


def test_a_heading_without_level_stands_below_those_with_one():
    told = clauses([Block(H, "Fees", 6), Block(H, "Late fees"), Block(P, "You pay."), Block(H, "Data", 2)])
    assert [clause.path for clause in told] == [(), ("Fees",), ("Fees", "Late fees"), ()]


def test_a_lone_number_is_the_label_of_the_next_clause():
    told = clauses([Block(P, "8.2"), Block(P, "(a)"), Block(P, "You pay.")])
    assert [(clause.label, clause.text) for clause in told] == [("8.2 (a)", "You pay.")]


def test_a_lone_number_at_the_end_is_kept_as_text():
    assert [clause.text for clause in clauses([Block(P, "You pay."), Block(P, "8.3")])] == ["You pay.", "8.3"]


def test_a_written_label_wins_over_a_generated_one():
    told = clauses([Block(LI, "(a) pay", 1, "1."), Block(LI, "go", 1, "2.")])
    assert [clause.label for clause in told] == ["(a)", "2."]


def test_empty_blocks_are_dropped():
    assert clauses([Block(P, ""), Block(LI, " \u200b", 1, "1."), Block(P, "\u00a0")]) == ()


def test_kind_level_and_links_are_handed_on():
    (clause,) = clauses([Block(LI, "see here", 3, "•", ("https://example.org/a",))])
    assert (clause.kind, clause.level, clause.links) == (LI, 3, ("https://example.org/a",))


def test_twenty_thousand_headings_do_not_overflow():
    told = clauses([Block(H, "deeper", level % 7) for level in range(20_000)])
    assert max(len(clause.path) for clause in told) <= 7


TEXTS = st.text(alphabet="ab1.(• \n\u00a0A2", max_size=12)


@given(st.lists(st.builds(Block, st.sampled_from(Kind), TEXTS, st.integers(0, 9), st.sampled_from(["", "1."]))))
def test_no_letter_of_a_block_is_lost(blocks):
    written = Counter("".join(block.text for block in blocks if block.text.strip()))
    told = Counter("".join(clause.label + clause.text for clause in clauses(blocks)))
    assert all(told[mark] >= count for mark, count in written.items() if mark.isalnum())


def headings(*texts):
    return [(clause.label, clause.text) for clause in clauses([Block(H, text, 2) for text in texts])]


def test_bare_numbers_that_count_the_headings_are_labels():
    told = headings("1 Fees", "2 Data", "3 Law")
    assert told == [("1", "Fees"), ("2", "Data"), ("3", "Law")]


@pytest.mark.parametrize(
    "texts",
    [
        ("5 Seats",),
        ("Fees", "10 Seats", "Data"),
        ("1 Seat", "5 Seats", "10 Seats"),
        ("1 Seat", "2 Seats", "3 Seats"),
        ("7 Fees", "8 Data"),
    ],
)
def test_in_doubt_a_bare_number_stays_in_the_words(texts):
    assert headings(*texts) == [("", text) for text in texts]


def test_a_number_that_is_meant_is_not_told_as_a_renumbering():
    before, after = (clauses([Block(H, f"{seats} Seats", 2), Block(P, "You pay.")]) for seats in (5, 10))
    assert Event.RENUMBERED not in {change.event for change in compare(before, after)}
