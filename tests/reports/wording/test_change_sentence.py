"""A revision in one sentence: heaviest first, every part with words that a reader finds in the redline."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording.change_sentence import change_sentence
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Kind

KEEP = Clause(
    Kind.PARAGRAPH,
    "Order forms are kept for 30 days after the parcel has arrived, and are then shredded.",
    path=("How long we keep it",),
)
CARRIER = Clause(
    Kind.PARAGRAPH, "The carrier sees the address on your parcel and nothing else.", path=("Who else sees it",)
)
CATALOGUE = Clause(
    Kind.PARAGRAPH,
    "Twice a year we print a catalogue and send it by post to everybody who has ordered.",
    path=("Who else sees it",),
)
SALE = Clause(Kind.PARAGRAPH, "We may sell your personal data to advertisers.", path=("Who else sees it",))


def with_text(clause: Clause, text: str) -> Clause:
    return Clause(clause.kind, text, clause.label, clause.path, clause.level, clause.links)


def sentence(before: list[Clause], after: list[Clause]) -> str:
    return change_sentence(changes(before, after), before, after)


def test_an_exchanged_period_is_named_under_its_heading():
    longer = with_text(KEEP, KEEP.text.replace("30 days", "90 days"))
    assert sentence([KEEP, CARRIER], [longer, CARRIER]) == "How long we keep it: 30 days became 90 days."


def test_a_new_clause_is_named_by_its_heading_and_first_words():
    said = sentence([KEEP, CARRIER], [KEEP, CARRIER, CATALOGUE])
    assert said == "New under “Who else sees it”: “Twice a year we print a catalogue and send it …”."


def test_the_heaviest_part_is_first():
    shorter = with_text(KEEP, KEEP.text.replace("30 days", "20 days"))
    said = sentence([KEEP, CARRIER, SALE], [shorter, CARRIER])
    assert said.index("30 days became 20 days") > 0
    assert "emoved on sale" in said
    assert said.endswith(".")


def test_what_is_left_is_counted():
    before = [
        with_text(CARRIER, f"Paragraph {name} names one thing about apples and another about pears.")
        for name in "ABCDEFG"
    ]
    assert sentence(before, []).endswith("; 4 more changes.")
    assert sentence(before[:4], []).endswith("; 1 more change.")


def test_typography_alone_is_said_to_be_that():
    assert sentence([KEEP], [with_text(KEEP, KEEP.text.replace(",", ";"))]) == (
        "Only numbering, typography or paragraph breaks changed."
    )
    assert sentence([KEEP], [KEEP]) == "No clause changed."


def test_control_characters_of_a_page_are_shown():
    hostile = with_text(CATALOGUE, "\x1b[31mred\x07 words that would colour a terminal for everybody who reads them")
    assert "\x1b" not in sentence([KEEP], [KEEP, hostile])


@pytest.mark.parametrize(
    "heading", ["", "A heading that has so many words that nobody would want to read all of them here"]
)
def test_a_clause_without_heading_and_one_under_a_long_heading(heading):
    clause = Clause(KEEP.kind, KEEP.text, path=(heading,) if heading else ())
    said = sentence([clause], [with_text(clause, KEEP.text.replace("30", "60"))])
    assert "30 days became 60 days" in said
    assert len(said) < 140


def test_a_clause_that_moved_and_got_another_number_is_no_typography():
    numbered = [
        Clause(Kind.PARAGRAPH, f"Rule {name} names one thing about apples and another about pears.", f"{at}.")
        for at, name in enumerate("ABCDEFG", 1)
    ]
    order = [*numbered[1:], numbered[0]]
    renumbered = [Clause(one.kind, one.text, f"{at}.") for at, one in enumerate(order, 1)]
    assert sentence(numbered, renumbered).startswith("Moved: “Rule A names")


def test_a_new_date_is_named_last():
    dated = Clause(Kind.PARAGRAPH, "Last updated: 4 May 2016", path=("Privacy",))
    said = sentence(
        [dated, KEEP],
        [
            with_text(dated, "Last updated: 9 June 2017"),
            with_text(KEEP, KEEP.text.replace("carrier", "x").replace("shredded", "burnt")),
        ],
    )
    assert said.endswith("; Privacy: date changed.")
