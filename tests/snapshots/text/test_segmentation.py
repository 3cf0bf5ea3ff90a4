"""How blocks become clauses with labels and headings."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Block, Event, Kind
from clausetrail.snapshots.text.segmentation import segment, segment_with_positions

H, P, LI = Kind.HEADING, Kind.PARAGRAPH, Kind.ITEM


def test_the_path_of_a_clause_holds_the_headings_above_it():
    found = segment([Block(H, "Terms", 1), Block(H, "1. Fees", 2), Block(P, "You pay."), Block(H, "Data", 2)])
    assert [clause.path for clause in found] == [(), ("Terms",), ("Terms", "Fees"), ("Terms",)]


def test_a_heading_without_level_is_below_those_with_one():
    found = segment([Block(H, "Fees", 6), Block(H, "Late fees"), Block(P, "You pay."), Block(H, "Data", 2)])
    assert [clause.path for clause in found] == [(), ("Fees",), ("Fees", "Late fees"), ()]


def headed(*found):
    """Return the paths of a clause under each of the headings *found*, a text and a level each."""
    blocks = [block for text, level in found for block in (Block(H, text, level), Block(P, "You pay."))]
    return [clause.path for clause in segment(blocks) if clause.kind is P]


def test_a_number_that_extends_another_is_below_it_at_any_level():
    fees = ("Fees", "Late", "Very late")
    assert headed(("8. Fees", 0), ("8.2 Late", 0), ("8.2.1 Very late", 0)) == [fees[:1], fees[:2], fees]
    assert headed(("8. Fees", 3), ("8.2 Late", 2), ("8.3 Lost", 2), ("9. Data", 3)) == [
        ("Fees",),
        ("Fees", "Late"),
        ("Fees", "Lost"),
        ("Data",),
    ]
    assert headed(("Article 8: Fees", 0), ("8.2 Late", 0))[-1] == fees[:2]


def test_a_number_that_extends_none_is_at_its_level():
    assert headed(("7. Fees", 0), ("8.2 Late", 0)) == [("Fees",), ("Late",)]
    assert headed(("82. Fees", 0), ("8.2 Late", 0), ("8.21 Lost", 0)) == [("Fees",), ("Late",), ("Lost",)]
    assert headed(("Terms", 1), ("8. Fees", 2), ("8.2 Late", 3))[-1] == ("Terms", "Fees", "Late")


def test_a_number_that_continues_another_is_no_deeper():
    assert headed(("1. Fees", 2), ("2. Data", 3), ("4. Law", 0)) == [("Fees",), ("Data",), ("Law",)]
    assert headed(("2. Data", 2), ("2.5 Use", 3), ("2.6 Sale", 4))[-1] == ("Data", "Sale")


def test_a_count_that_starts_again_stays_below():
    found = headed(("Article 2: Use", 2), ("3. Fees", 3), ("4. Data", 3), ("Article 3: Law", 2))
    assert found == [("Use",), ("Use", "Fees"), ("Use", "Data"), ("Law",)]
    assert headed(("2. Data", 2), ("1. Use", 3), ("3. Sale", 3))[-1] == ("Data", "Sale")


def test_a_heading_without_number_closes_the_numbered_ones_of_its_level():
    assert headed(("8. Fees", 0), ("8.2 Late", 0), ("Data", 0))[-1] == ("Data",)


@pytest.mark.parametrize("text", ["24/7 Support", "2020 in review", "2.50 EUR a month", "1.2.24 Update", "Release 2.1"])
def test_a_heading_without_label_is_never_below_a_number(text):
    (number,) = [digit for digit in text if digit.isdigit()][:1]
    assert headed((f"{number}. Fees", 0), (text, 0))[-1] == (text,)


def test_a_lone_number_is_the_label_of_the_next_clause():
    found = segment([Block(P, "8.2"), Block(P, "(a)"), Block(P, "You pay.")])
    assert [(clause.label, clause.text) for clause in found] == [("8.2 (a)", "You pay.")]


def test_a_lone_number_at_the_end_is_kept_as_text():
    assert [clause.text for clause in segment([Block(P, "You pay."), Block(P, "8.3")])] == ["You pay.", "8.3"]


def test_a_label_in_the_text_has_priority_over_a_generated_one():
    found = segment([Block(LI, "(a) pay", 1, "1."), Block(LI, "go", 1, "2.")])
    assert [clause.label for clause in found] == ["(a)", "2."]


def test_empty_blocks_are_dropped():
    assert segment([Block(P, ""), Block(LI, " \u200b", 1, "1."), Block(P, "\u00a0")]) == ()


def test_kind_level_and_links_are_kept():
    (clause,) = segment([Block(LI, "see here", 3, "•", ("https://example.org/a",))])
    assert (clause.kind, clause.level, clause.links) == (LI, 3, ("https://example.org/a",))


def test_twenty_thousand_headings_do_not_overflow():
    found = segment([Block(H, "deeper", level % 7) for level in range(20_000)])
    assert max(len(clause.path) for clause in found) <= 7


TEXTS = st.text(alphabet="ab1.(• \n\u00a0A2", max_size=12)


@given(st.lists(st.builds(Block, st.sampled_from(Kind), TEXTS, st.integers(0, 9), st.sampled_from(["", "1."]))))
def test_no_letter_of_a_block_is_lost(blocks):
    written = Counter("".join(block.text for block in blocks if block.text.strip()))
    found = Counter("".join(clause.label + clause.text for clause in segment(blocks)))
    assert all(found[mark] >= count for mark, count in written.items() if mark.isalnum())


def headings(*texts):
    return [(clause.label, clause.text) for clause in segment([Block(H, text, 2) for text in texts])]


def test_bare_numbers_that_count_the_headings_are_labels():
    found = headings("1 Fees", "2 Data", "3 Law")
    assert found == [("1", "Fees"), ("2", "Data"), ("3", "Law")]


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
def test_in_doubt_a_bare_number_stays_in_the_text(texts):
    assert headings(*texts) == [("", text) for text in texts]


def test_a_changed_number_in_the_text_is_no_renumbering():
    before, after = (segment([Block(H, f"{seats} Seats", 2), Block(P, "You pay.")]) for seats in (5, 10))
    assert Event.RENUMBERED not in {change.event for change in compare(before, after)}


def test_each_clause_names_the_block_that_holds_its_text():
    blocks = [Block(H, "Terms", 1), Block(P, " "), Block(P, "8.2"), Block(P, "You pay."), Block(P, "8.3")]
    found, positions = segment_with_positions(blocks)
    assert [clause.text for clause in found] == ["Terms", "You pay.", "8.3"]
    assert positions == (0, 3, 4)
