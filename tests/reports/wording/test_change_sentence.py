"""A revision in one sentence: heaviest first, every part with words that a reader finds in the redline."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording.change_sentence import MOST_CHARACTERS, change_sentence, revision_sentence
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Capture, Clause, Kind, Revision, Switch, SwitchKind, Version

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
    assert said == "New clause under “Who else sees it”: “Twice a year we print a catalogue and send it …”."


def test_the_heaviest_part_is_first():
    shorter = with_text(KEEP, KEEP.text.replace("30 days", "20 days"))
    said = sentence([KEEP, CARRIER, SALE], [shorter, CARRIER])
    assert said.index("30 days became 20 days") > 0
    assert "emoved clause on sale" in said
    assert said.endswith(".")


def test_what_is_left_is_counted():
    before = [
        Clause(Kind.PARAGRAPH, f"Paragraph {name} names one thing about apples and another.", path=(f"Part {name}",))
        for name in "ABCDEFG"
    ]
    assert sentence(before, []).endswith("; 4 more changes.")
    assert sentence(before[:4], []).endswith("; 1 more change.")
    together = [with_text(CARRIER, one.text) for one in before]
    assert sentence(together, []) == (
        "Removed clause under “Who else sees it”: “Paragraph A names one thing about apples and another.” and 6 more changes there."
    )


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
    assert said.endswith("; Privacy: date “4 May 2016” became “9 June 2017”.")


def test_where_no_rule_speaks_the_largest_edit_is_quoted():
    said = sentence([CARRIER], [with_text(CARRIER, CARRIER.text.replace("the address on your parcel", "a number"))])
    assert said == "Who else sees it: “the address on your parcel” became “a number”."


def test_the_words_that_a_rule_matched_are_shown_even_deep_in_a_long_edit():
    long = (
        f"{CARRIER.text[:-1]}, and on days with much to send, when the van is full before noon and the second one is away, we "
        "sell your personal data to advertisers who ask for it."
    )
    said = sentence([CARRIER], [with_text(CARRIER, long)])
    assert "sell your personal data" in said
    assert said.endswith("added (sale).")


def test_a_long_rewrite_is_bounded_and_said_to_be_one():
    before = [
        Clause(Kind.PARAGRAPH, f"Apples {at} " + "longwordwithoutspaces" * 20, path=(f"{at} " * 30,))
        for at in range(40)
    ]
    after = [
        Clause(Kind.PARAGRAPH, f"Pears {at} " + "verydifferentcharacters" * 20, path=(f"{at} " * 30,))
        for at in range(40)
    ]
    said = sentence(before, after)
    assert said.startswith("More than half of the clauses changed; ")
    assert len(said) < MOST_CHARACTERS + 60


def test_quotation_marks_of_a_text_do_not_end_the_quotation():
    quoting = with_text(CATALOGUE, "The word “catalogue” means what we print, no page.")
    assert sentence([KEEP], [KEEP, quoting]).endswith("“The word ‘catalogue’ means what we print, no page.”.")


def test_a_name_that_begins_small_keeps_its_letter():
    before = Clause(Kind.PARAGRAPH, KEEP.text, path=("npm keeps forms",))
    assert sentence([before], [with_text(before, KEEP.text.replace("30", "60"))]).startswith("npm keeps forms: 30 days")


def version(number: int, day: str, **values: bool) -> Version:
    capture = Capture("shop", "archive.example", "k", f"{day}000000", "https://shop.example/", "text/html", 200, "D")
    return Version(number, f"f{number}", f"t{number}", capture, capture, 1, **values)


def revision(
    newer_day: str, switch: Switch | None = None, *, candidate: bool = False
) -> tuple[Revision, list[Clause], list[Clause]]:
    before, after = [KEEP], [with_text(KEEP, KEEP.text.replace("30 days", "90 days"))]
    found = tuple(changes(before, after)) if switch is None or switch.base else ()
    older, newer = version(1, "20200301"), version(2, newer_day, candidate=candidate)
    return Revision(older, newer, found, switch=switch), before, after


def test_a_long_interval_is_named_in_the_sentence_itself():
    assert revision_sentence(*revision("20200401")) == "How long we keep it: 30 days became 90 days."
    assert revision_sentence(*revision("20210601")).endswith("became 90 days (at some time in 15 months).")


def test_a_text_that_may_not_last_is_marked():
    said = revision_sentence(*revision("20200401", candidate=True))
    assert said == "Provisional: How long we keep it: 30 days became 90 days."


def test_a_switch_is_no_edit():
    switch = Switch(SwitchKind.LANGUAGE, "en", "fr", 0.1)
    said = revision_sentence(*revision("20200401", switch))
    assert "French" in said
    assert "30 days" not in said


def test_a_switch_back_is_compared_with_the_version_that_it_returns_to():
    switch = Switch(SwitchKind.LANGUAGE, "fr", "en", 0.1, base=version(1, "20200301"))
    said = revision_sentence(*revision("20200401", switch))
    assert ", compared with version 1: How long we keep it: 30 days became 90 days." in said
