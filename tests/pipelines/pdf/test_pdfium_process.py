"""The program that extracts the pieces of a PDF, called in this process."""

from __future__ import annotations

import pypdfium2
import pytest

from clausetrail.pipelines.pdf import pdfium_process
from tests.support.small_pdfs import Line, pdf


def test_the_pieces_of_a_page_have_text_position_and_weight() -> None:
    extracted = pdfium_process.extract(pdf([Line(60, 100, "We keep your letters.")]))
    (page,) = extracted["pages"]
    (found,) = page["pieces"]
    text, left, top, right, bottom, height, is_bold = found
    assert text == "We keep your letters."
    assert 0 <= left < right <= page["width"]
    assert 0 <= top < bottom <= page["height"]
    assert height > 0
    assert not is_bold


def test_a_document_with_too_many_pages_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium_process, "_MOST_PAGES", 1)
    assert pdfium_process.extract(pdf([], [])) == {"reason": "the PDF is too long to be read: 2 pages"}


def test_a_document_with_too_many_letters_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium_process, "_MOST_CHARACTERS", 5)
    assert "over 5 letters" in pdfium_process.extract(pdf([Line(60, 100, "We keep it.")]))["reason"]


def test_a_document_of_too_many_pieces_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium_process, "_MOST_PIECES", 2)
    page = [Line(60, 100, "We"), Line(300, 100, "keep"), Line(60, 300, "it.")]
    assert "over 2 pieces" in pdfium_process.extract(pdf(page))["reason"]


def test_a_damaged_document_raises() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        pdfium_process.extract(b"%PDF-1.4 torso")
