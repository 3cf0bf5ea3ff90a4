"""Which text of one page is doubtful."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.zones.page_zones import page_doubts
from clausetrail.snapshots.zones.place import READERS_ONLY, Place, Region

PROSE = "We keep the delivery record for eleven months and erase it then."
P, H = Kind.PARAGRAPH, Kind.HEADING


def doubt(text, place, kind=P):
    return page_doubts([Clause(kind, text)], [place])[0]


def test_a_page_without_places_is_certain():
    assert page_doubts([Clause(P, "Merle")], ()) == ("",)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (PROSE, Place(), ""),
        ("Merle", Place(), ""),
        ("Merle", Place(hidden="display:none"), "not shown: display:none"),
        ("Merle", Place(hidden=READERS_ONLY), f"not shown: {READERS_ONLY}"),
        (PROSE * 4, Place(hidden=READERS_ONLY), ""),
        (PROSE, Place(role="dialog"), "in a dialog"),
        (PROSE, Place(role="dialog", named=True), ""),
        (PROSE, Place(role="footer"), ""),
        ("Advertisement", Place(role="advertisement", named=True), "an advertisement label"),
        (PROSE, Place(Region.CONTAINER, "footer"), ""),
        ("Merle", Place(Region.CONTAINER, "footer"), "in a part called footer"),
        ("Merle", Place(Region.CONTAINER), ""),
        ("Merle", Place(Region.CONTAINER, linked=True), "links beside the text"),
        (PROSE, Place(Region.CONTAINER, "navigation"), "in a part called navigation"),
        (PROSE, Place(Region.NEAR), ""),
        ("Merle", Place(Region.NEAR), "a line beside the text"),
        (PROSE, Place(Region.OUTSIDE), "prose outside the text"),
        ("Merle", Place(Region.OUTSIDE), "a line outside the text"),
        ("Merle", Place(Region.OUTSIDE, "footer", named=True), "a line outside the text, in a part called footer"),
        ("Updated: 4 March 2021", Place(Region.OUTSIDE), ""),
        ("Copyright 4 March 2021", Place(Region.OUTSIDE), "a line outside the text"),
        ("Parcel terms", Place(Region.OUTSIDE, titled=True), ""),
        ("Parcel terms", Place(Region.OUTSIDE, "dialog", titled=True), "in a dialog"),
    ],
)
def test_the_reason_follows_from_the_place(text, place, reason):
    assert doubt(text, place) == reason


def test_a_line_near_the_text_is_certain_with_its_prose():
    clauses = [Clause(H, "Depots"), Clause(P, PROSE), Clause(P, "Merle"), Clause(H, "Stamps"), Clause(P, "Buy")]
    near = Place(Region.NEAR)
    assert page_doubts(clauses[:3], [near] * 3) == ("", "", "")
    assert page_doubts(clauses[3:], [near] * 2) == ("a line beside the text",) * 2


def test_what_is_set_like_the_core_is_certain():
    clauses = [Clause(P, PROSE), Clause(P, PROSE), Clause(P, PROSE)]
    places = [Place(slot="a"), Place(Region.OUTSIDE, slot="a"), Place(Region.OUTSIDE, slot="b")]
    assert page_doubts(clauses, places) == ("", "", "prose outside the text")


def test_the_title_of_the_text_is_certain_wherever_it_is_near():
    near, core = Place(Region.NEAR), Place()
    dated = [Clause(P, "Parcels"), Clause(P, "Updated: 4 March 2021"), Clause(P, PROSE)]
    assert page_doubts(dated, [near, near, core]) == ("", "", "")
    for heading in (Clause(H, "Terms", level=1), Clause(H, "Parcel terms", level=3)):
        assert page_doubts([heading, Clause(P, PROSE)], [near, core]) == ("", "")
    assert page_doubts([Clause(P, "Legal"), Clause(P, PROSE)], [near, core]) == ("a line beside the text", "")


def test_a_menu_is_doubtful_in_the_core_too():
    assert doubt(PROSE, Place(role="menu")) == "in a menu"
    assert not doubt(PROSE, Place(role="navigation", named=True))


def contents(*before: str, sections: tuple[str, ...] = ("Data we use", "Cookies", "Your rights")) -> dict[str, str]:
    clauses = [Clause(Kind.PARAGRAPH, text) for text in before]
    clauses += [Clause(Kind.ITEM, name, label=f"{number}.") for number, name in enumerate(sections, start=1)]
    for number, name in enumerate(sections, start=1):
        clauses += [
            Clause(Kind.HEADING, f"{number}. {name}?", level=2),
            Clause(Kind.PARAGRAPH, f"{name} is what we keep."),
        ]
    doubts = page_doubts(clauses, [Place()] * len(clauses))
    return {clause.text: doubt for clause, doubt in zip(clauses, doubts, strict=True) if doubt}


def test_a_list_of_headings_further_down_is_a_table_of_contents() -> None:
    entries = dict.fromkeys(("Data we use", "Cookies", "Your rights"), "a table of contents")
    assert contents("We keep little.") == contents() == entries
    assert contents("We keep data for these purposes:") == {}
    assert contents(sections=("Data we use", "Cookies")) == {}


def all_doubts(*clauses):
    """Return the doubts of clauses in the core; a pair gives a clause its place."""
    pairs = [one if isinstance(one, tuple) else (one, Place()) for one in clauses]
    return page_doubts([one for one, _ in pairs], [place for _, place in pairs])


def card(head, link, teaser):
    return (Clause(H, head, level=3, links=(link,)), Place(linked=True)), Clause(P, teaser)


TEXT = (Clause(H, "Parcel terms", level=1), *(Clause(P, PROSE) for _ in range(5)))
TEASER = "Our designer shows how two lamps change a narrow hallway."


def test_stories_at_the_end_and_the_heading_over_them_are_doubtful():
    stories = (*card("Ten lamps", "/blog/1", TEASER), *card("Meet the makers", "/blog/2", TEASER))
    found = all_doubts(*TEXT, Clause(H, "Read next", level=2), *stories)
    assert not any(found[: len(TEXT)])
    assert found[len(TEXT)] == "a heading over a story at the end of the text"
    assert all(found[len(TEXT) :])


@pytest.mark.parametrize("link", ["#refunds", "/terms#refunds", "https://heron.example/terms#refunds"])
def test_sections_with_a_link_to_themselves_are_certain(link):
    assert not any(all_doubts(*TEXT, *card("Refunds", link, TEASER), *card("Returns", link, TEASER)))


def test_linked_headings_are_certain_where_text_follows_or_where_they_are_most_of_the_page():
    stories = (*card("Refund terms", "/refunds", TEASER), *card("Return terms", "/returns", TEASER))
    assert not any(all_doubts(TEXT[0], *stories, *TEXT[1:]))
    assert not any(all_doubts(TEXT[0], Clause(P, PROSE), *stories, *stories))


@pytest.mark.parametrize(
    ("line", "is_doubtful"),
    [
        ("Home > Legal > Parcel terms", True),
        ("Accueil › Parcel terms", True),
        ("Home > Legal > Other terms", False),
        ("We keep the record of each parcel for ever > Parcel terms", False),
    ],
)
def test_the_path_to_the_page_ends_in_its_title(line, is_doubtful):
    assert bool(all_doubts(Clause(P, PROSE), Clause(P, line), *TEXT)[1]) == is_doubtful


@pytest.mark.parametrize(
    ("line", "is_doubtful"),
    [
        ("© 2026 Heron Ltd. All rights reserved.", True),
        ("Copyright (c) 2011-2026 Heron Ltd", True),
        ("Copyright complaints of 2026 are read by our agent.", False),
        ("© Heron Ltd", False),
        ("Copyright. We own the marks on this site, and since 2019 " + PROSE, False),
    ],
)
def test_a_notice_of_copyright_with_its_year_is_doubtful(line, is_doubtful):
    assert bool(all_doubts(*TEXT, Clause(P, line))[-1]) == is_doubtful


def test_questions_and_sayings_at_the_end_are_doubtful_and_quoted_text_of_the_policy_is_not():
    buttons = [(Clause(P, answer), Place(role="control")) for answer in ("Yes", "No")]
    asked = Clause(P, "Was this page helpful?")
    saying = Clause(P, "“The lamp arrived in two days and it is lovely.” Anna, Leeds")
    found = all_doubts(*TEXT, asked, *buttons, Clause(P, "24 of 31 agree"), saying)
    assert [bool(doubt) for doubt in found[len(TEXT) :]] == [True, True, True, False, True]
    meaning = Clause(P, "“Personal data of a person in the Union” means what the Regulation says.")
    notice = Clause(P, "“You have the right to object to our use of your data.”")
    assert not any(all_doubts(*TEXT, saying, Clause(P, PROSE), meaning, notice))


def test_a_heading_over_certain_text_or_over_nothing_is_certain():
    assert not any(all_doubts(*TEXT, Clause(H, "Contact", level=2)))
    assert not any(all_doubts(*TEXT, Clause(H, "Contact", level=2), (Clause(P, "heron@post.example"), Place())))


@pytest.mark.parametrize(
    ("line", "is_doubtful"),
    [("Shipping to: Japan", True), ("Effective 4 May 2021", False), (PROSE, False)],
)
def test_short_lines_above_the_first_title_are_doubtful_unless_they_date_it(line, is_doubtful):
    assert bool(all_doubts(Clause(P, line), *TEXT)[0]) == is_doubtful


def test_lines_above_a_title_that_prose_stands_above_are_certain():
    assert not any(all_doubts(Clause(H, "In short", level=2), Clause(P, PROSE), Clause(P, "Merle"), *TEXT))
