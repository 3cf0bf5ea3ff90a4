"""Printed lines are joined to their paragraphs, and divided words to words."""

from __future__ import annotations

import textwrap
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.extraction.printed_lines import count_words, hyphen, is_divided
from clausetrail.pipelines.page import Drop, read
from clausetrail.pipelines.reading import read_body

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


def test_plain_text_joins_the_words_that_its_line_ends_divide() -> None:
    text = (
        "Rules\n\nWe keep your infor-\nmation for seven years and share it with third-\nparty carriers on a day-\nto-day basis. The "
        "gate-\nkeeper and the log-\nbook are of the cave. This Informa-\ntion is not sold; the Ely-\nRye road is."
    )
    found = read_body(text.encode(), "text/plain")
    assert found.clauses[-1].text == (
        "We keep your information for seven years and share it with third-party carriers on a day-to-day basis. The gatekeeper and "
        "the log-book are of the cave. This Information is not sold; the Ely-Rye road is."
    )


def test_a_compound_of_the_document_keeps_its_hyphen() -> None:
    words = count_words(["The cave-keeper has a lamp-house. A lamp is in the house, and the gatekeeper (too)."])
    assert hyphen("cave", "keeper", words) == "-"
    assert hyphen("gate", "keeper", words) == ""
    assert hyphen("lamp", "house.", Counter({"lamp": 1, "house": 1})) == "-"
    assert hyphen("Infor", "mation", Counter()) == ""
    assert is_divided("infor-", "mation")
    assert not is_divided("pages 3-", "4")


@given(st.lists(st.text(alphabet="ab -.\n", max_size=30), max_size=12))
def test_no_letter_is_lost(lines: list[str]) -> None:
    html = "".join(f"<p>{line}</p>" for line in lines)
    kept = "".join(block.text for block in read(html, select=["p"]).blocks)
    assert [letter for letter in kept if letter.isalpha()] == [letter for letter in "".join(lines) if letter.isalpha()]
