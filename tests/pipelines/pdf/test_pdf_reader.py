"""A PDF becomes clauses as a page does: lines put together, the paper's own words set aside, hostile files refused."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.pipelines.code_version import reading_code
from clausetrail.pipelines.decoding.body_form import BodyForm, body_form
from clausetrail.pipelines.pdf import layout, pdf_reader
from clausetrail.pipelines.reading import read, read_body
from clausetrail.snapshots.model import Capture, Kind, Policy, Snapshot, Verdict
from tests.support.small_pdfs import Line, assembled, pdf, stream

WORDS = (
    "We keep the address of your parcel for ninety days and then we burn the slip of",
    "paper. The courier sees the name of the street and nothing else. Nobody may sell,",
    "lend or show your address to another house, and no copy of it is made anywhere.",
)


def prose(y: float, x: float = 60) -> list[Line]:
    return [Line(x, y + 12 * at, words) for at, words in enumerate(WORDS)]


def told(*pages: list[Line]) -> list[tuple[Kind, str]]:
    page = pdf_reader.read(pdf(*pages)).page
    assert page
    return [(block.kind, block.text) for block in page.blocks]


def test_lines_of_a_paragraph_come_together_and_headings_by_size_and_weight() -> None:
    page = pdf_reader.read(
        pdf(
            [
                Line(60, 60, "Parcel privacy", 20, bold=True),
                *prose(100),
                Line(60, 160, "1. Who we are", 10, bold=True),
                *prose(180),
                *prose(230),
            ],
            title="Privacy of parcels",
            language="en-GB",
        )
    ).page
    assert page
    assert [(block.kind, block.level, block.text[:14]) for block in page.blocks] == [
        (Kind.HEADING, 1, "Parcel privacy"),
        (Kind.PARAGRAPH, 0, "We keep the ad"),
        (Kind.HEADING, 2, "1. Who we are"),
        (Kind.PARAGRAPH, 0, "We keep the ad"),
        (Kind.PARAGRAPH, 0, "We keep the ad"),
    ]
    assert page.blocks[1].text == " ".join(WORDS)
    assert (page.title, page.language) == ("Privacy of parcels", "en-GB")


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("kept for statistical infor-", "mation only, says the clerk", "statistical information only"),
        ("shared with no third-", "party at all, says the clerk", "no third-party at all"),
        ("the well known post-", "office of Ayr; the post-office", "known post-office of Ayr"),
        ("written by Smith-", "Jones, the clerk of the house", "by Smith-Jones, the"),
        ("between ninety and 90-", "100 days, says the clerk", "90- 100 days"),
    ],
)
def test_a_word_parted_at_the_end_of_a_line_is_whole_again(above: str, below: str, whole: str) -> None:
    ((_, text),) = told([Line(60, 100, above), Line(60, 112, below)])
    assert whole in text


def test_ligatures_are_letters() -> None:
    pieces = [layout.TextPiece(1, "\ufb01rst o\ufb03ce", 60, 90, 160, 100, 10, False)]
    (block,) = layout.paragraph_blocks(layout.group_paragraphs(layout.group_lines(pieces)))
    assert block.text == "first office"


def test_running_heads_and_page_numbers_are_dropped_with_a_reason() -> None:
    pages = [
        [Line(60, 30, "Acme Parcels: privacy"), *prose(90), *prose(140), Line(280, 815, f"Page {number} of 3", 8)]
        for number in (1, 2, 3)
    ]
    page = pdf_reader.read(pdf(*pages)).page
    assert page
    assert {block.text for block in page.blocks} == {" ".join(WORDS)}
    assert [(drop.reason, drop.text) for drop in page.dropped] == [
        ("running head", "Acme Parcels: privacy"),
        ("page number", "Page 1 of 3"),
        ("page number", "Page 2 of 3"),
        ("page number", "Page 3 of 3"),
    ]
    assert {drop.reason for drop in page.dropped} == set(pdf_reader.MEANINGS)


def test_a_numbered_item_at_the_top_of_each_page_is_no_page_number() -> None:
    pages = [
        [Line(60, 60, f"{number}."), Line(90, 60, f"Rule {word}."), *prose(90)] for number, word in ((7, "a"), (9, "b"))
    ]
    assert [text for _, text in told(*pages) if text.startswith(("7", "9"))] == ["7. Rule a.", "9. Rule b."]


def test_a_line_of_the_text_that_each_page_begins_with_is_no_running_head() -> None:
    assert told(prose(60), prose(60), prose(60)) == [(Kind.PARAGRAPH, " ".join(WORDS))] * 3


def test_the_title_that_running_heads_repeat_stays() -> None:
    first = [Line(60, 60, "Parcel privacy", 22), *prose(100)]
    others = [[Line(60, 40, "Parcel privacy", 8), *prose(90)] for _ in range(3)]
    assert [text for kind, text in told(first, *others) if kind is Kind.HEADING] == ["Parcel privacy"]


def test_a_paragraph_continues_over_the_end_of_a_page() -> None:
    first, second = prose(700)[:2], prose(60)[2:]
    first[1] = Line(60, 712, "paper. Nobody may sell,")
    assert len(told(first, second)) == 1


def test_columns_are_read_one_after_the_other_even_when_written_across() -> None:
    left = ["We keep the address of your parcel", "for ninety days and then we burn", "the slip of paper, in the yard of",
            "the house, before the clerk, and", "nobody sees the smoke of it rise."]  # fmt: skip
    right = ["The courier sees the name of the", "street and nothing else. No one", "may sell, lend or show what you",
             "have told us to another house, and", "no copy of it is made anywhere."]  # fmt: skip
    page = [Line(x, 100 + 12 * at, side[at]) for at in range(5) for x, side in ((60, left), (320, right))]
    assert [text for _, text in told(page)] == [" ".join(left), " ".join(right)]


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Name", "Purpose"), ("Address", "The parcel"), ("Telephone", "The courier")]
    page = [Line(x, 100 + 16 * at, cell) for at, row in enumerate(rows) for x, cell in zip((60, 300), row, strict=True)]
    assert told(page) == [(Kind.ROW, " | ".join(row)) for row in rows]


def test_bullets_are_items() -> None:
    page = [
        *prose(60),
        Line(60, 110, "•"),
        Line(80, 110, "your name"),
        Line(60, 124, "•"),
        Line(80, 124, "your street"),
    ]
    assert told(page)[1:] == [(Kind.ITEM, "your name"), (Kind.ITEM, "your street")]


def test_a_pdf_in_an_archive_gives_a_reading() -> None:
    body = pdf([Line(60, 60, "Parcel privacy", 20), *prose(100), *prose(160)], language="de")
    capture = Capture(
        "acme", "a.example", "", "20100101000000", "http://acme.example/p.pdf", "application/pdf", 200, ""
    )
    reading = read(Snapshot(capture, body, "", 200), Policy("acme", ("http://acme.example/p.pdf",)), reading_code())
    assert (reading.verdict, reading.encoding, reading.language) == (Verdict.POLICY, "PDF", "en")
    assert [clause.path for clause in reading.clauses] == [(), ("Parcel privacy",), ("Parcel privacy",)]


def bomb() -> bytes:
    """A page of 300 MB of spaces in 2 kB, packed three times over."""
    packed = zlib.compress(zlib.compress(zlib.compress(b" " * 300_000_000, 9), 9), 9)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    content = stream(packed, "/FlateDecode /FlateDecode /FlateDecode")
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, content, b"<< >>"])


def many_pages() -> bytes:
    tree = b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, b"<< >>", b"<< >>"])


def turning_tree() -> bytes:
    """A tree of pages that is its own child."""
    tree = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 3 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, b"<< >>", b"<< >>", b"<< >>"])


def nested_forms() -> bytes:
    """A page that draws a form ten times, which draws another one ten times, and so on: 10^10 letters in some 2 kB (ISO 32000-1, 8.10)."""
    depth = 10
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        b"/Resources << /XObject << /N 7 0 R >> >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, font, b"<< >>", stream(b"/N Do " * 10, "")]
    for level in range(depth):
        drawn = b"BT /F 9 Tf 20 20 Td (o) Tj ET" if level == depth - 1 else b"/N Do " * 10
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> /XObject << /N %d 0 R >> >>"
        parts.append(stream(drawn, "").replace(b"<<", head % (8 + level), 1))
    return assembled(parts)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (pdf([]), "holds no text"),
        (pdf(prose(60))[:-300], "cut off"),
        (b"%PDF-1.4 \n" + b"nonsense " * 50 + b"%%EOF", "damaged"),
        (bomb(), ""),
        (many_pages(), "too long"),
        (turning_tree(), ""),
        (nested_forms(), "more memory than reading may (512 MiB)"),
    ],
    ids=["scan", "truncated", "damaged", "bomb", "pages", "circle", "forms"],
)
def test_what_cannot_be_read_has_a_reason_and_no_clause(body: bytes, said: str) -> None:
    sight = read_body(body, "application/pdf")
    assert (sight.form, sight.verdict, sight.clauses) == (BodyForm.PDF, Verdict.NOT_TEXT, ())
    assert said in sight.reason != ""


@settings(max_examples=12)
@given(st.integers(20, 700), st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_never_crashes(at: int, damage: bytes) -> None:
    body = pdf(prose(60))
    assert read_body(body[:at] + damage + body[at + len(damage) :], "application/pdf").verdict in Verdict


@pytest.mark.parametrize("body", [b"\n\n%PDF-1.4 x", b"%PDF-1.7"])
def test_a_pdf_shows_by_its_mark_near_the_beginning(body: bytes) -> None:
    assert body_form(body, "text/html") is BodyForm.PDF


def test_a_page_about_pdf_is_html() -> None:
    assert body_form(b"<html><p>A file begins with %PDF-1.4.</p>", "") is BodyForm.HTML


def test_a_pdf_that_is_not_read_in_time_has_that_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "_CPU_SECONDS", 1)
    page = [Line(40, 40 + 12 * at, "letters " * 10) for at in range(60)]
    assert pdf_reader.read(pdf(*[page] * 60)).reason == "the PDF takes more than 1 s of CPU time to read"
