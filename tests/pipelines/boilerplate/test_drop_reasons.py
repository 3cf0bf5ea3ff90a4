"""The pieces of a page in order: what is kept, what is dropped and why, its frames, and its notes."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.pipelines.boilerplate import drop_reasons
from clausetrail.pipelines.extraction import multiple_policies
from clausetrail.pipelines.page import Drop, read
from clausetrail.snapshots.model import Block, Kind
from tests.conftest import ROOT
from tests.pipelines.test_page import LONG, MARKUP, MORE, PROSE

RULES = (
    "boilerplate/pruning.py",
    "boilerplate/side_boxes.py",
    "boilerplate/line_trimming.py",
    "boilerplate/page_edges.py",
    "boilerplate/second_copies.py",
    "boilerplate/struck_text.py",
    "extraction/blocks.py",
    "dom/soup_tree.py",
)
PAGE = f"<nav><a href=/>Home</a></nav><h1>A</h1>{LONG}<div class=promo>{PROSE}</div>{MORE}<footer>Imprint</footer>"


def test_dropped_passages_keep_their_place_in_the_page():
    order = [piece.reason if isinstance(piece, Drop) else piece.kind for piece in read(PAGE, remove=(".promo",)).pieces]
    assert order == [
        "navigation",
        Kind.HEADING,
        *[Kind.PARAGRAPH] * 30,
        "removed by the watchlist",
        Kind.PARAGRAPH,
        "footer",
    ]


def test_a_dropped_box_still_separates_the_text_around_it():
    page = read(f"{LONG}<div>Before it<nav><a href=/>Home</a></nav>after it</div>{MORE}")
    assert [block.text for block in page.blocks[30:32]] == ["Before it", "after it"]


@given(MARKUP)
def test_every_block_and_every_drop_is_listed_once(html):
    page = read(f"{LONG}<div>{html}")
    assert tuple(piece for piece in page.pieces if isinstance(piece, Block)) == page.blocks
    assert tuple(piece for piece in page.pieces if isinstance(piece, Drop)) == page.dropped
    assert all(drop_reasons.meaning(drop.reason) for drop in page.dropped)


def test_every_meaning_is_of_a_reason_that_the_rules_give():
    folder = ROOT / "pipelines"
    rules = "".join((folder / name).read_text("utf-8") for name in RULES)
    strings = [node.value for node in ast.walk(ast.parse(rules)) if isinstance(node, ast.Constant)]
    assert [reason for reason in drop_reasons.MEANINGS if reason not in strings] == []


def test_a_reason_by_name_has_a_meaning_and_other_words_have_none():
    assert drop_reasons.meaning("named footer")
    with pytest.raises(KeyError):
        drop_reasons.meaning("mood")


def test_frames_are_named():
    shell = "<frameset cols='20%,*'><frame src=menu.html><frame src='policy.html?a=1'></frameset><noframes>Get one.</noframes>"
    assert read(shell).frames == ("menu.html", "policy.html?a=1")
    assert read(
        f"{LONG}<iframe src=https://x.example/terms>Old browsers</iframe><iframe src=about:blank></iframe>"
    ).frames == ("https://x.example/terms",)
    assert "Old browsers" not in str(read(f"{LONG}<iframe src=/x>Old browsers</iframe>").blocks)


def test_frames_of_what_was_left_out_are_not_named():
    assert read(f"<nav><iframe src=/ad></iframe><a href=/>Home</a></nav>{LONG}").frames == ()


def document(title: str, words: int = 400) -> str:
    return f"<h2>{title}</h2>" + f"<p>{'word and ' * (words // 2)}end.</p>"


def test_a_page_of_several_documents_has_a_note():
    page = read(f"<h1>Legal</h1>{document('Privacy Policy')}{document('Terms of Use')}{document('History')}")
    assert multiple_policies.document_titles(page.blocks) == ("Privacy Policy", "Terms of Use")
    assert page.notes == (
        'seems to hold 2 documents ("Privacy Policy", "Terms of Use"): `select` in the watchlist names the one that is meant',
    )


@pytest.mark.parametrize(
    "html",
    [
        document("Privacy Policy") + document("Cookie Policy", 100),
        "".join(map(document, ["Privacy Policy", "Who we are", "Our terms", "What we hold", "Children", "Contact"])),
        document("1. Terms of payment") + document("2. Terms of delivery"),
        document("Privacy Policy") + document("Privacy policy"),
    ],
    ids=["a short section", "one of many sections", "numbered sections", "twice the same"],
)
def test_a_document_with_sections_is_one(html):
    assert read(html).notes == ()


def test_what_a_person_selected_is_not_doubted():
    html = f"<div id=p>{document('Privacy Policy')}{document('Terms of Use')}</div>"
    assert read(html, select=("#p",)).notes == ()


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("<>/!-?&;#=\"' abdipltrnvscuoehm\x00\x0c\u200b\udcff中"), max_size=300))
def test_no_text_breaks_the_reading(html):
    page = read(html.encode("utf-8", "replace").decode())
    assert len(page.pieces) == len(page.blocks) + len(page.dropped)


@pytest.mark.parametrize(
    "bomb",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><p>&b;" + "&b;" * 5_000,
        "&#0;" * 20_000,
        "\x00<p>\x00x" * 5_000,
    ],
    ids=["entities", "references to nothing", "null bytes"],
)
def test_bombs_stay_as_small_as_they_are_written(bomb):
    assert sum(len(block.text) for block in read(bomb).blocks) <= len(bomb)
