"""A copy of a section is dropped where it is hidden or for another device, and never where another heading is above it."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.boilerplate.second_copies import COPY, OTHER_WORDING, copied_blocks
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import measure
from clausetrail.pipelines.extraction.blocks import extract_blocks
from clausetrail.pipelines.page import Page, read

RULES = (
    "<h3>Lanterns</h3><p>The keeper lends a lantern to each guest of the cave for one day and one night.</p>"
    "<p>Whoever breaks a lantern pays half of its price to the keeper.</p>"
    "<h3>Ropes</h3><p>A rope is lent to two guests at most, who sign for it in the book of the cave.</p>"
    "<p>The keeper inspects every rope before the first visit of the morning.</p>"
)
OLDER = RULES.replace("half of its price", "the whole price")
OWN = "<p>This cave has a second entrance, and the keeper locks it when the river is high.</p>"


def kept(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


def count(page: Page, text: str) -> int:
    return sum(text in found for found in kept(page))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("class='hidden-xs'", "class='visible-xs'"),
        ("class='d-none d-md-block'", "class='d-md-none'"),
        ("class='hidden md:block'", "class='md:hidden'"),
        ("class='desktop'", "class='mobile'"),
        ("class='DesktopOnly_x1'", "class='text-mobile'"),
        ("class='elementor-hidden-phone'", "class='elementor-hidden-desktop'"),
        ("class='hide-for-small-only'", "class='show-for-small-only'"),
        ("class='pc'", "class='sp'"),
        ("", "class='print-only'"),
        ("", "class='print' style='display:none'"),
        ("", "hidden"),
        ("", "style='DISPLAY: none'"),
        ("", "class='sr-only'"),
        ("style='display:none'", ""),
    ],
)
def test_a_copy_for_another_view_is_read_once(first: str, second: str) -> None:
    page = read(f"<h1>Cave</h1><div {first}>{RULES}</div><div {second}>{RULES}</div>")
    assert kept(page) == ["Cave", *kept(read(RULES))]
    assert {drop.reason for drop in page.dropped} == {COPY}


@pytest.mark.parametrize(
    "html",
    [
        f"<h2>North cave</h2>{RULES}<h2>South cave</h2>{RULES}",
        f"<h2>North cave</h2><div>{RULES}</div><h2>South cave</h2><div class='mobile'>{RULES}</div>",
        f"<p>North cave</p><div>{RULES}</div><p>South cave</p><div style='display:none'>{RULES}</div>",
        f"<div>{RULES}</div><div id=s hidden>{RULES}</div><button aria-controls=s>South cave and its rules</button>",
        f"<div class=pane>{RULES}</div><div class='tab-pane d-none'>{RULES}</div>",
        f"<div>{RULES}</div><div style='display:none' data-region=south>{RULES}</div>",
        f"<div>{RULES}</div><div>{RULES}</div>",
        f"<div>{RULES}</div><div style='display:none'>{RULES}{OWN}</div>",
    ],
    ids=["headings", "product", "titles", "control", "tab", "choice", "not marked", "excerpt"],
)
def test_the_same_words_for_something_else_are_kept(html: str) -> None:
    page = read(html)
    assert count(page, "lends a lantern") == 2
    assert count(page, "inspects every rope") == 2


def test_in_every_region_the_copy_for_a_device_is_dropped() -> None:
    views = f"<div class=desktop>{RULES}</div><div class=mobile>{RULES}</div>"
    page = read(f"<h2>North cave</h2>{views}<h2>South cave</h2>{views}")
    assert count(page, "lends a lantern") == 2


def test_an_older_wording_in_a_hidden_copy_is_dropped_and_named() -> None:
    for box in ("class='print-version'", "style='display:none'", "hidden"):
        page = read(f"<div>{RULES}{OWN}</div><div {box}><p>Last updated 3 May 1999</p>{OLDER}{OWN}</div>")
        assert count(page, "whole price") == 0
        assert [drop.text for drop in page.dropped if drop.reason == OTHER_WORDING] == [
            "Last updated 3 May 1999",
            "Whoever breaks a lantern pays the whole price to the keeper.",
        ]


def test_a_style_sheet_of_the_page_is_evidence_too() -> None:
    for rule in (
        ".paper{display:none}",
        "@media screen {.paper{display:none}}",
        "@media screen, all{#p{display:none}}",
    ):
        sheet = f"<style>{rule}@media print{{.view{{display:none}}}}</style>"
        page = read(f"{sheet}<div class=view>{RULES}</div><div class=paper id=p>{OLDER}</div>")
        assert (count(page, "whole price"), count(page, "lends a lantern")) == (0, 1)


def test_another_wording_for_a_device_is_shown_to_somebody_and_stays() -> None:
    page = read(f"<div class=desktop>{RULES}</div><div class=mobile>{OLDER}</div>")
    assert (count(page, "whole price"), count(page, "half of its price"), count(page, "lends a lantern")) == (1, 1, 1)


def test_a_page_without_boxes_for_one_view_has_no_copies() -> None:
    root = build_tree(f"<div>{RULES}</div><div>{RULES}</div>").root
    measure(root)
    found = extract_blocks(root)
    assert copied_blocks(found.blocks, found.views, range(len(found.blocks))) == []
