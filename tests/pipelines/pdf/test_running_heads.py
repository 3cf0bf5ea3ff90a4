"""Running heads and page numbers of a PDF are set aside; the text beside them stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.pdf.layout import TextPiece
from clausetrail.pipelines.pdf.running_heads import DroppedText, drop_running_heads

HEIGHT = 800.0


def piece(page: int, text: str, top: float, size: float = 10) -> TextPiece:
    return TextPiece(page, text, 60, top, 300, top + size, size, bold=False)


def page(number: int, head: str, size: float = 10) -> list[TextPiece]:
    body = [piece(number, f"Clause {number}.{at} is here.", 120 + 12 * at) for at in range(5)]
    return [piece(number, head, 30, size), *body, piece(number, f"Page {number} of 3", 770)]


def dropped(pages: list[list[TextPiece]]) -> list[DroppedText]:
    return drop_running_heads(pages, [HEIGHT] * len(pages))[1]


def test_a_head_and_the_numbers_of_the_pages_are_dropped_once_each() -> None:
    pages = [page(number, "Acme Policy") for number in (1, 2, 3)]
    kept, found = drop_running_heads(pages, [HEIGHT] * 3)
    assert found == [
        DroppedText("running head", "Acme Policy"),
        DroppedText("page number", "Page 1 of 3"),
        DroppedText("page number", "Page 2 of 3"),
        DroppedText("page number", "Page 3 of 3"),
    ]
    assert [len(pieces) for pieces in kept] == [5, 5, 5]


def test_a_larger_piece_is_the_title_that_the_heads_repeat() -> None:
    pages = [page(1, "Acme Policy", 12), page(2, "Acme Policy"), page(3, "Acme Policy")]
    assert drop_running_heads(pages, [HEIGHT] * 3)[0][0][0].text == "Acme Policy"


def test_numbers_that_do_not_count_the_pages_stay() -> None:
    pages = [[piece(number, f"{label}.", 30), piece(number, "text", 120)] for number, label in ((1, 4), (2, 9), (3, 2))]
    assert dropped(pages) == []


def test_a_line_close_to_the_text_stays() -> None:
    pages = [[piece(number, "The", 80), piece(number, "text", 92)] for number in (1, 2, 3)]
    assert dropped(pages) == []


def test_the_number_of_the_only_page_is_dropped() -> None:
    assert dropped([[piece(1, "We keep it.", 120), piece(1, "1", 770)]]) == [DroppedText("page number", "1")]


@given(st.lists(st.tuples(st.integers(0, 780), st.sampled_from(["Acme", "1", "2", "We keep it."])), max_size=12))
def test_every_piece_is_kept_or_dropped(places: list[tuple[int, str]]) -> None:
    pages = [[piece(number, text, top) for top, text in places] for number in (1, 2)]
    kept, found = drop_running_heads(pages, [HEIGHT] * 2)
    texts = {text for _, text in found}
    for before, after in zip(pages, kept, strict=True):
        assert all(piece in after or piece.text in texts for piece in before)
