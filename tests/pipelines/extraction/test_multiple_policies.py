"""Pages that seem to hold several documents."""

from __future__ import annotations

from clausetrail.pipelines.extraction.multiple_policies import document_titles
from clausetrail.snapshots.model import Block, Kind


def part(title: str, words: int = 300, level: int = 1) -> list[Block]:
    return [Block(Kind.HEADING, title, level), Block(Kind.PARAGRAPH, "word " * words)]


def test_two_long_parts_with_titles_of_documents_are_two_documents() -> None:
    assert document_titles([*part("Terms of Use"), *part("Privacy Policy")]) == ("Terms of Use", "Privacy Policy")


def test_a_short_part_is_a_section() -> None:
    assert document_titles([*part("Terms of Use"), *part("Cookies and privacy", 299)]) == ()


def test_numbered_titles_and_titles_of_sections_are_none_of_documents() -> None:
    assert document_titles([*part("1 Privacy"), *part("2 Terms")]) == ()
    assert document_titles([*part("Privacy Policy"), *part("Terms"), *part("We"), *part("You"), *part("They")]) == ()


def test_the_words_of_deeper_sections_count_for_their_document() -> None:
    nested = [*part("Terms", 10), *part("More", 300, 2), *part("Privacy", 10), *part("More", 300, 2)]
    assert document_titles(nested) == ("Terms", "Privacy")


def test_a_title_that_is_repeated_is_one_document() -> None:
    assert document_titles([*part("Terms"), *part("TERMS")]) == ()
