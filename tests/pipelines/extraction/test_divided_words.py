"""Words that a line end divides are joined, with their hyphen where it is one of the word."""

from __future__ import annotations

from collections import Counter

from clausetrail.pipelines.extraction.divided_words import (
    count_words,
    hyphen,
    is_divided,
    join_divided_words,
    joined_lines,
)
from clausetrail.pipelines.reading import read_body


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


def test_lines_become_one_text_and_its_words_are_joined() -> None:
    text = joined_lines(["We sell no infor-", "mation to third-", "parties of 3-", "4 people"])
    assert join_divided_words([text, "A third-party"]) == [
        "We sell no information to third-parties of 3- 4 people",
        "A third-party",
    ]
