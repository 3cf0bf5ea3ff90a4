"""Pieces of text become lines, paragraphs and blocks."""

from __future__ import annotations

from clausetrail.pipelines.pdf.layout import TextPiece, group_lines, group_paragraphs, paragraph_blocks
from clausetrail.snapshots.model import Block, Kind


def piece(
    text: str, top: float, left: float = 60, right: float = 300, size: float = 10, bold: bool = False
) -> TextPiece:
    return TextPiece(1, text, left, top, right, top + size, size, bold)


def blocks(*pieces: TextPiece) -> list[Block]:
    return list(paragraph_blocks(group_paragraphs(group_lines(pieces))))


def texts(*pieces: TextPiece) -> list[str]:
    return [block.text for block in blocks(*pieces)]


def test_lines_at_the_usual_distance_are_one_paragraph() -> None:
    assert texts(piece("We keep your letters", 100), piece("in a drawer.", 112)) == [
        "We keep your letters in a drawer."
    ]


def test_a_larger_distance_ends_a_paragraph() -> None:
    lines = [piece("We keep", 100), piece("your letters", 112), piece("in a drawer", 136)]
    assert texts(*lines) == ["We keep your letters", "in a drawer"]


def test_larger_and_bold_lines_are_headings_of_their_levels() -> None:
    body = [piece("word " * 12, 200 + 12 * at) for at in range(4)]
    found = blocks(piece("Privacy", 100, size=20), piece("Data", 140, size=14), piece("Why", 170, bold=True), *body)
    assert [(block.kind, block.level) for block in found[:3]] == [
        (Kind.HEADING, 1),
        (Kind.HEADING, 2),
        (Kind.HEADING, 3),
    ]


def test_a_bullet_of_its_own_is_joined_to_its_text() -> None:
    (block,) = blocks(piece("•", 100, right=65), piece("cookies", 100, left=80))
    assert (block.kind, block.text) == (Kind.ITEM, "cookies")


def test_cells_on_one_line_are_a_row() -> None:
    found = blocks(piece("Mail", 100, right=120), piece("Consent", 100, left=200))
    assert [(block.kind, block.text) for block in found] == [(Kind.ROW, "Mail | Consent")]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    lines = [
        piece(f"{side} column with line {at}", 100 + 12 * at, left, left + 200)
        for at in range(5)
        for side, left in (("left", 60), ("right", 300))
    ]
    assert [line[0].text[:5].strip() for line in group_lines(lines)] == ["left"] * 5 + ["right"] * 5


def test_a_divided_word_is_joined_with_the_hyphen_that_it_has_elsewhere() -> None:
    assert texts(piece("We process infor-", 100), piece("mation", 112)) == ["We process information"]
    assert texts(piece("A third-", 100), piece("party", 112)) == ["A third-party"]
    assert texts(piece("web-site web-", 100), piece("site", 112)) == ["web-site web-site"]


def test_a_script_without_spaces_gets_none_between_lines() -> None:
    assert texts(piece("個人情報", 100), piece("保護", 112)) == ["個人情報保護"]
