"""Bodies that were cut off, recognised by how their markup ends and by their neighbours in time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from clausetrail.pipelines.dom.end_tags import page_ending
from clausetrail.snapshots.history_screening import truncation
from clausetrail.snapshots.history_screening.observation_runs import Texts, Verdicts
from clausetrail.snapshots.history_screening.text_profile import profile_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Observation, Policy
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, add, page

CLOSED, OPEN, CUT = Ending
PAGE = (
    '<!doctype html><html><head><meta name=a><title>A <b></title><script>if (1 < 2) "<div>"</script></head>'
    "<body><!-- <ul> --><div class='>'><ul><li>One<li>Two<br></ul><p>Three<table><tr><td>Four</table></div></body></html>"
)


@pytest.mark.parametrize(
    ("markup", "ending"),
    [
        (PAGE, CLOSED),
        (PAGE.replace("</body></html>", ""), OPEN),
        (PAGE.replace("</body></html>", "<p>a < b"), OPEN),
        ("<p>One<p>Two", OPEN),
        ("<center><table><tr><td><font size=2>One<p>Two", OPEN),
        ("<center><div><font size=2>One<p>Two", CUT),
        ("<p>One<p>Two <", CUT),
        ("<p>One<p>Two<!-- closed? ", CUT),
        ("<p>One<a href='x", CUT),
        ("<p>One<script>var a", CUT),
        ("<div><p>One</div><div><p>Two", CUT),
        ("<div><b>One</div></b><svg><path d='0'/></svg></i>", OPEN),
        ("", OPEN),
    ],
)
def test_a_page_is_whole_open_or_cut(markup: str, ending: Ending) -> None:
    assert page_ending(markup) is ending


def test_a_page_that_is_cut_anywhere_in_its_outermost_element_is_cut() -> None:
    first, last = PAGE.index("<div class"), PAGE.index("</div>") + len("</div>")
    assert {page_ending(PAGE[:place]) for place in range(first + 1, last)} == {CUT}


LINES = [
    f"In part {number} we say that the personal data of rower {number} are kept for {number + 7} days and no longer."
    for number in range(12)
]
CAPTURE = Capture("boats", "a.example", "", "", "http://boats.example/", "text/html", 200, "A")


def clauses(*lines: str, heading: str = "") -> tuple[Clause, ...]:
    paragraphs = tuple(Clause(Kind.PARAGRAPH, line) for line in lines)
    return (*paragraphs, Clause(Kind.HEADING, heading)) if heading else paragraphs


MANY = [f"Of boat {n} and rower {n * 7} we keep {n * 13} notes that {n * 3} people may read." for n in range(300)]
TEXTS = {
    "many": clauses(*MANY),
    "few": clauses(*MANY[:9]),
    "whole": clauses(*LINES[:6], "Your rights", "Write to", *LINES[6:]),
    "later": clauses(*LINES[:6], "Your rights", "Write to", *LINES[6:], "Nothing else is new."),
    "part": clauses(*LINES[:4]),
    "word": clauses(*LINES[:3], LINES[3][:-20]),
    "sentence": clauses(*LINES[:3], LINES[3].rpartition(" days ")[0]),
    "heading": clauses(*LINES[:6], heading="Your rights"),
    "earlier": clauses("Welcome aboard.", *LINES[1:6], heading="Your rights"),
    "begun": clauses(*LINES[:6], heading="Your rig"),
    "moved": clauses(LINES[-1], *LINES[:6], heading="Your rights"),
    "sparse": clauses(*LINES[:2], *LINES[5:6], "Your rights", "Write to", *LINES[6:]),
    "most": clauses(*LINES[:6], "Your rights", "Write to", *LINES[6:10]),
}


def truncated(history: str, *, days: int = 1) -> list[str]:
    """Return which of *history* are truncated: texts, each with a sign of its page's ending where it is not closed."""
    shown = [(name.rstrip("?!"), OPEN if "?" in name else CUT if "!" in name else CLOSED) for name in history.split()]
    times = [
        f"20{10 + n * days // 336:02}{1 + n * days // 28 % 12:02}{1 + n * days % 28:02}000000"
        for n in range(len(shown))
    ]
    assert all(one < other for one, other in pairwise(times))
    seen = [
        Observation(replace(CAPTURE, timestamp=time, id=n), name, name)
        for n, (time, (name, _)) in enumerate(zip(times, shown, strict=True))
    ]
    endings = {name: min(how for other, how in shown if other == name) for name, _ in shown}
    profiles = {name: profile_of("en", TEXTS[name], how) for name, how in endings.items()}
    texts, found = Texts(profiles, TEXTS.__getitem__, lambda _: True), Verdicts()
    for find in (truncation.find_cut_markup, truncation.find_beginnings, truncation.find_pieces):
        found |= find([one for one in seen if one.capture.id not in found], texts)
    return [name for n, name in enumerate(history.split()) if n in found]


@pytest.mark.parametrize(
    "history", ["part! whole whole", "whole part! whole", "whole whole part!", "whole later! whole"]
)
def test_a_body_that_was_cut_off_is_truncated_at_any_position(history: str) -> None:
    assert truncated(history) == [name for name in history.split() if "!" in name]


def test_a_text_that_a_whole_page_also_shows_is_whole() -> None:
    assert truncated("whole! whole whole later") == []


def test_pages_without_end_tags_are_read_where_all_are_so_or_for_a_month() -> None:
    assert truncated("whole! later! whole! later!") == []
    assert truncated("whole later! later!", days=30) == ["later!", "later!"]
    assert truncated("whole later! later! later!", days=30) == []
    assert truncated("whole part! part! part!", days=30) == ["part!", "part!", "part!"]


def test_a_page_that_may_be_whole_is_truncated_where_it_has_only_a_part() -> None:
    assert truncated("whole whole part?") == ["part?"]
    assert truncated("whole whole later?") == []
    assert truncated("sparse? whole whole") == truncated("whole whole sparse?") == []
    assert truncated("whole whole part") == []
    assert truncated("later whole? part? part?", days=30) == []


@pytest.mark.parametrize("name", ["word", "sentence", "heading", "begun"])
def test_a_text_that_ends_inside_a_sentence_or_heading_is_truncated_even_if_its_page_closes(name: str) -> None:
    assert truncated(f"whole whole {name}") == [name]
    assert truncated(f"{name} whole whole") == [name]
    assert truncated(f"whole {name} {name}", days=60) == []


def test_a_text_that_has_what_follows_its_end_in_the_neighbour_is_not_truncated() -> None:
    assert truncated("whole whole moved") == []


def test_a_text_shortened_at_the_end_of_a_sentence_passes_unless_the_rest_is_soon_present_again() -> None:
    assert truncated("whole whole most") == truncated("whole most most whole", days=60) == []
    assert truncated("whole part whole") == ["part"]


def test_a_text_that_ends_as_the_neighbour_on_its_other_side_is_not_truncated() -> None:
    """A page that closes and ends in a heading; the next version continues there."""
    assert truncated("earlier heading whole") == []
    assert truncated("earlier heading! whole") == ["heading!"]


def test_a_text_of_a_page_that_closes_and_lasts_at_another_time_is_whole() -> None:
    assert truncated("whole heading whole heading heading heading", days=20) == []
    assert truncated("whole part part whole part part part", days=14) == []
    assert truncated("whole part? part? whole part? part? part?", days=5) != []


def test_a_small_part_of_a_long_text_is_recognised_by_its_words_and_not_by_a_sketch() -> None:
    assert truncated("many many few?") == ["few?"]


def test_a_text_of_a_cut_and_of_a_whole_page_is_whole_in_whatever_order_they_were_stored(
    store: Store,
) -> None:
    whole = page(*FIRST)
    cut = whole.partition("</body>")[0].replace("<body>", "<body><div>")
    pages = {"20100101000000": whole, "20110101000000": cut, "20120101000000": whole + "\n"}
    for name, order in (("heron", sorted(pages)), ("egret", sorted(pages, reverse=True))):
        policy = Policy(name, (f"http://{name}.example/privacy",))
        add(store, policy, {timestamp: pages[timestamp] for timestamp in order})
        (version,) = store.timeline(policy).versions
        assert version.sightings == 3
