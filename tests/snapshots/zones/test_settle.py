"""Which text is doubtful over a history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.zones.place import Place, Region
from clausetrail.snapshots.zones.settle import PlacedText, settled_doubts

CLAUSES = (Clause(Kind.HEADING, "Terms"), Clause(Kind.PARAGRAPH, "You pay each month."))
OUTSIDE = Place(Region.OUTSIDE)


def text(place, captures=1, clauses=CLAUSES):
    return PlacedText(clauses, (Place(),) * (len(clauses) - 1) + (place,), captures)


def test_text_without_places_is_certain():
    assert settled_doubts([PlacedText(CLAUSES)]) == [("", "")]


def test_the_majority_of_captures_decides_for_the_whole_history():
    assert settled_doubts([text(Place(), 3), text(OUTSIDE, 2)]) == [("", ""), ("", "")]
    found = settled_doubts([text(Place(), 2), text(OUTSIDE, 5)])
    assert [doubts[1] for doubts in found] == ["a line outside the text"] * 2


def test_one_text_has_one_zone_whatever_its_markup():
    heading = (CLAUSES[0], Clause(Kind.HEADING, "You pay each month.", level=1))
    found = settled_doubts([text(Place(), 3), text(OUTSIDE, 1, heading)])
    assert found == [("", ""), ("", "")]


def test_one_more_capture_does_not_turn_a_text_back_and_forth():
    shown, moved = text(Place(), 5), text(OUTSIDE, 5)
    assert settled_doubts([shown, moved])[0] == ("", "")
    assert settled_doubts([shown, text(OUTSIDE, 6)])[0] == ("", "")
    assert settled_doubts([moved, shown])[0][1]
    assert settled_doubts([moved, text(Place(), 6)])[0][1]
    assert settled_doubts([moved, text(Place(), 8)])[0] == ("", "")
    assert settled_doubts([shown, text(OUTSIDE, 8)])[0][1]


def test_a_line_that_is_new_at_nearly_every_capture_is_doubtful():
    def history(*lines):
        return [
            PlacedText((*CLAUSES, Clause(Kind.PARAGRAPH, line)), (Place(),) * 3, captures) for line, captures in lines
        ]

    tokens = history(*((f"Request 93f1c07ab{at}", 1) for at in range(6)))
    assert {doubts[2] for doubts in settled_doubts(tokens)} == {"new at nearly every capture"}
    fees = history(*((f"You pay {at} euros.", 3) for at in range(6)))
    assert {doubts[2] for doubts in settled_doubts(fees)} == {""}
    dates = history(*((f"Updated: {at} March 2021", 1) for at in range(1, 8)))
    assert {doubts[2] for doubts in settled_doubts(dates)} == {""}
    assert {doubts[2] for doubts in settled_doubts(tokens[:4])} == {""}


def test_prose_that_is_revised_at_every_capture_is_certain():
    history = [
        PlacedText(
            (Clause(Kind.PARAGRAPH, f"In short: we keep the record for {at} months and then erase all of it."),),
            (Place(Region.NEAR),),
        )
        for at in range(8)
    ]
    assert set(settled_doubts(history)) == {("",)}


EDITION = "We keep the record of each parcel for {} months, and we erase it on the first day of the next."


def edition(months):
    return Clause(Kind.PARAGRAPH, EDITION.format(months))


def test_an_edition_of_certain_text_stays_certain_in_another_place():
    before = PlacedText((edition("eleven"),), (Place(),), 4)
    after = PlacedText((edition("nine"),), (OUTSIDE,), 4)
    assert settled_doubts([before, after]) == [("",), ("",)]
    assert settled_doubts([after])[0] == ("prose outside the text",)


def test_a_second_edition_beside_the_certain_text_is_doubtful():
    both = PlacedText((edition("eleven"), edition("nine")), (Place(), OUTSIDE), 4)
    assert settled_doubts([both]) == [("", "prose outside the text")]
    hidden = PlacedText((edition("nine"),), (Place(hidden="display:none"),), 4)
    assert settled_doubts([PlacedText((edition("eleven"),), (Place(),)), hidden])[1] == ("not shown: display:none",)


@given(st.permutations(range(4)))
def test_the_result_does_not_depend_on_the_order_of_clauses_that_are_alike(order):
    clauses = [Clause(Kind.PARAGRAPH, f"Depot number {at}") for at in range(4)]
    history = [PlacedText(tuple(clauses[at] for at in order), (OUTSIDE, Place(), OUTSIDE, Place()), 2)]
    (doubts,) = settled_doubts(history)
    assert [bool(doubt) for doubt in doubts] == [True, False, True, False]


def dated_history(days: int, *lines: str) -> list[PlacedText]:
    start = datetime(2010, 1, 1, tzinfo=UTC)
    times = [f"{start + timedelta(days=days * number):%Y%m%d}000000" for number in range(len(lines))]
    return [
        PlacedText((*CLAUSES, Clause(Kind.PARAGRAPH, line)), (Place(),) * 3, 1, time, time)
        for line, time in zip(lines, times, strict=True)
    ]


@pytest.mark.parametrize(
    ("days", "line", "is_doubtful"),
    [
        (365, "This was written in the year 20{}.", False),
        (365, "We keep orders for {} months.", False),
        (3, "Read by {} members this week", True),
        (365, "Ticket 7c9ab{}0ff1", True),
        (365, "Ticket 80045{}", True),
    ],
)
def test_numbers_are_no_token_where_captures_are_far_apart_and_identifiers_always(
    days: int, line: str, is_doubtful: bool
) -> None:
    history = dated_history(days, *(line.format(number) for number in range(10, 17)))
    assert all(bool(doubts[2]) == is_doubtful for doubts in settled_doubts(history))


def test_a_table_of_contents_is_doubtful_though_its_words_are_those_of_headings() -> None:
    names = ("Data we use", "Cookies", "Your rights")
    listed = tuple(Clause(Kind.ITEM, name) for name in names)
    headings = tuple(Clause(Kind.HEADING, name, level=2) for name in names)
    history = [
        PlacedText((*listed, *headings), (Place(),) * 6, 3, "2010", "2011"),
        PlacedText(headings, (Place(),) * 3, 9, "2012", "2015"),
    ]
    assert settled_doubts(history) == [("a table of contents",) * 3 + ("",) * 3, ("",) * 3]


@pytest.mark.parametrize(
    ("line", "is_doubtful"),
    [
        ("{:%A, %d %B %Y}", True),
        ("Today is {:%A, %B %d, %Y}", True),
        ("{:%d/%m/%Y}", True),
        ("Last updated: {:%d %B %Y}", False),
    ],
)
def test_the_day_of_the_capture_is_doubtful_and_a_date_of_the_policy_never(line: str, is_doubtful: bool) -> None:
    days = [datetime(2024, 5, 14, tzinfo=UTC) + timedelta(days=80 * number) for number in range(6)]
    history = [
        PlacedText((*CLAUSES, Clause(Kind.PARAGRAPH, line.format(day))), (Place(),) * 3, 1, f"{day:%Y%m%d}090000")
        for day in days
    ]
    history = [PlacedText(one.clauses, one.places, 1, one.first, one.first) for one in history]
    assert all(bool(doubts[2]) == is_doubtful for doubts in settled_doubts(history))


def test_a_bare_date_of_the_policy_beside_the_day_of_the_capture_is_certain() -> None:
    days = [datetime(2024, 5, 14, tzinfo=UTC) + timedelta(days=80 * number) for number in range(6)]
    history = [
        PlacedText(
            (Clause(Kind.PARAGRAPH, "12 March 2024"), Clause(Kind.PARAGRAPH, f"{day:%A, %d %B %Y}")),
            (Place(),) * 2,
            1,
            f"{day:%Y%m%d}090000",
            f"{day:%Y%m%d}090000",
        )
        for day in days
    ]
    assert settled_doubts(history) == [("", "the day of the capture")] * 6


def test_the_time_of_the_captures_counts_and_not_the_order_of_the_history() -> None:
    shown = PlacedText(CLAUSES, (Place(), Place()), 5, "20100101000000", "20110101000000")
    moved = PlacedText(CLAUSES, (Place(), OUTSIDE), 5, "20120101000000", "20130101000000")
    assert settled_doubts([shown, moved]) == [("", "")] * 2
    assert settled_doubts([moved, shown]) == [("", "")] * 2


def test_a_section_with_a_linked_heading_lasts_and_stories_change():
    prose = tuple(Clause(Kind.PARAGRAPH, EDITION.format(number)) for number in range(4))

    def history(head, passage):
        return [
            PlacedText(
                (CLAUSES[0], *prose, *(one for name in ("Children", "Jobs")
                                       for one in (Clause(Kind.HEADING, head.format(name, at), links=(f"/{name}",)),
                                                   Clause(Kind.PARAGRAPH, passage.format(at))))),
                (*(Place(),) * 5, *(Place(linked=True), Place()) * 2),
                2,
                f"20{at + 10}0101000000",
                f"20{at + 10}0201000000",
            )
            for at in range(8)
        ]  # fmt: skip

    sections = settled_doubts(history("{0}", "A person below {0} years orders with a parent."))
    assert set(sections) == {("",) * 9}
    stories = settled_doubts(history("{0} and boat {1}", "A pilot of {0} years tells of one night."))
    assert all(all(doubts[5:]) and not any(doubts[:5]) for doubts in stories[:-1])


def test_a_number_that_is_new_in_eight_captures_is_a_token_however_far_they_are_apart() -> None:
    lines = [f"{number} people are reading this page" for number in range(7, 100, 13)]
    assert len(lines) == 8
    assert all(doubts[2] for doubts in settled_doubts(dated_history(60, *lines)))
    assert not any(doubts[2] for doubts in settled_doubts(dated_history(60, *lines[:6])))
