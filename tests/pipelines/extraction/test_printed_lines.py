"""Printed lines are joined to their paragraphs, and divided words to words."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.extraction.printed_lines import line_groups
from clausetrail.pipelines.page import Drop, read

CAVE = (
    "The keeper lends a lantern to each guest of the cave for one day and one night, and writes the number of the lantern into "
    "the book of the cave. Whoever breaks a lantern pays half of its price. A rope is lent to two guests at most, who sign for it "
    "and give it back before the bell of the village rings at six."
)
HOEHLE = (
    "Der Wärter leiht jedem Gast der Höhle eine Laterne für einen Tag und eine Nacht und schreibt ihre Nummer in das Buch der "
    "Höhle. Wer eine Laterne zerbricht, zahlt die Hälfte ihres Preises. Ein Seil wird höchstens zwei Gästen geliehen, die dafür "
    "unterschreiben und es zurückgeben, bevor die Glocke des Dorfes um sechs Uhr läutet."
)


def printed(*paragraphs: str, width: int, tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for text in paragraphs for line in textwrap.wrap(text, width))


@pytest.mark.parametrize("width", [50, 72, 95])
@pytest.mark.parametrize("tag", ["p", "div"])
def test_lines_that_are_set_as_paragraphs_are_joined(width: int, tag: str) -> None:
    page = read(printed("RULES OF THE CAVE", "1. Lanterns", CAVE, "2. Seile", HOEHLE, width=width, tag=tag))
    assert [block.text for block in page.blocks] == ["RULES OF THE CAVE", "1. Lanterns", CAVE, "2. Seile", HOEHLE]


def test_a_word_more_at_the_beginning_changes_one_paragraph() -> None:
    old, new = (read(printed(text, HOEHLE, width=58)) for text in (CAVE, f"From today on: {CAVE}"))
    assert [block.text for block in old.blocks[1:]] == [block.text for block in new.blocks[1:]] == [HOEHLE]


def test_headings_links_and_drops_keep_their_places() -> None:
    html = f"<h2>A</h2>{printed(CAVE, width=60)}<nav><a href=/>Home</a></nav><h2>B</h2>{printed(HOEHLE, width=60)}"
    pieces = [piece.text for piece in read(html).pieces]
    assert pieces == ["A", CAVE, "Home", "B", HOEHLE]
    assert isinstance(read(html).pieces[2], Drop)


@pytest.mark.parametrize(
    "lines",
    [
        ["your name and the address of the place where you live", "your telephone number", "the number of your card and the date",
         "your visits to the club and all of its other houses", "letters that you have sent to us in the last year",
         "the records of your guests, and of all their goats", "your wishes"],
        ["We lend lanterns to guests.", "We lend ropes to two guests.", "We close the cave at six.", "We write a book.", "We count.",
         "We tell nobody who was in the cave.", "We open again at nine."],
    ],
)  # fmt: skip
def test_short_paragraphs_of_a_list_stay_apart(lines: list[str]) -> None:
    assert [block.text for block in read("".join(f"<p>{line}</p>" for line in lines)).blocks] == lines


@given(st.lists(st.text(alphabet="ab -.\n", max_size=30), max_size=12))
def test_no_letter_is_lost(lines: list[str]) -> None:
    html = "".join(f"<p>{line}</p>" for line in lines)
    kept = "".join(block.text for block in read(html, select=["p"]).blocks)
    assert [letter for letter in kept if letter.isalpha()] == [letter for letter in "".join(lines) if letter.isalpha()]


def test_passages_that_are_no_lines_keep_their_numbers() -> None:
    assert line_groups([]) == []
    assert line_groups([CAVE, None, "Rules", "of the cave"]) == [0, 1, 2, 3]
    lines = textwrap.wrap(CAVE, 50)
    assert line_groups([None, *lines, None, "2. Ropes"]) == [0, *[1] * len(lines), 2, 3]
