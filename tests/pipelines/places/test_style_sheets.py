"""What the style sheets in a page hide."""

from __future__ import annotations

import time

import pytest

from clausetrail.pipelines.dom.lxml_tree import build_tree
from clausetrail.pipelines.dom.tree import walk
from clausetrail.pipelines.places.style_sheets import hiding_rules
from tests.pipelines.places.pages import TEXT, doubtful, page

MARKUP = '<div class="box"><p id=token class="one two" data-kind=note>Request 93f1c07ab2</p></div>'


def evidence(sheet, markup=MARKUP, head="<style>{}</style>"):
    html = page(markup, head=head.format(sheet))
    node = next(node for node in walk(build_tree(html).root) if node.attrs.get("id") == "token")
    return hiding_rules(html).evidence(node)


@pytest.mark.parametrize(
    "selector",
    [
        ".one",
        "#token",
        "p",
        "p.two",
        ".box .one",
        ".box > .one",
        "body p.one.two",
        ".x, .one",
        "p[data-kind=note]",
        ".one:not(.shown)",
    ],
)
def test_a_selector_that_matches_hides(selector):
    assert evidence(selector + "{color:red;display:none}") == "display:none"


@pytest.mark.parametrize(
    "sheet",
    [
        ".three{display:none}",
        ".box{color:red}",
        ".one:hover{display:none}",
        ".box > div > .one{display:none}",
        "h1 + .one{display:none}",
        ".one::before{display:none}",
        ".one:not(.two){display:none}",
        "@media print{.one{display:none}}",
        "@media (max-width:9em){.one{display:none}}",
        "/* .one{display:none} */",
        ".w-[10px]{display:none}",
        ".one{display:none",
    ],
)
def test_a_rule_that_does_not_apply_hides_nothing(sheet):
    assert evidence(sheet) == ""


@pytest.mark.parametrize(
    "shown",
    [
        ".one{display:block}",
        "p.one{display:block}",
        "@media (min-width:60em){.one{display:flex}}",
    ],
)
def test_a_later_or_stronger_rule_shows_again(shown):
    assert evidence(".one{display:none}" + shown) == ""
    assert evidence("#token{display:none}.one{display:block}") == "display:none"
    assert evidence(".one{display:none !important}p.one{display:block}") == "display:none"


def test_only_sheets_that_apply_are_read():
    rule = ".one{display:none}"
    assert evidence(rule, head="<noscript><style>{}</style></noscript>") == ""
    assert evidence(rule, head="<!-- <style>{}</style> -->") == ""
    assert evidence(rule, head="<style media=print>{}</style>") == ""
    assert evidence("@layer base{" + rule + "}") == "display:none"


def test_an_inline_style_that_shows_has_priority():
    assert evidence(".one{display:none}", MARKUP.replace("id=token", "id=token style='display:block'")) == ""


def test_what_a_sheet_fixes_to_the_window_is_a_bar():
    html = page(
        f"<div class=top>Half the price for every parcel until May</div><div>{TEXT}</div>",
        head="<style>.top{position:fixed;top:0}</style>",
    )
    assert doubtful(html) == {
        "Half the price for every parcel until May": "prose outside the text, in a part called fixed bar"
    }
    assert evidence(".one{position:fixed}") == "fixed"


def test_a_page_of_many_rules_takes_bounded_time():
    sheet = "".join(f".a{at} .b{at}{{display:none}}" for at in range(20_000))
    assert evidence(sheet) == ""


def test_a_font_that_is_written_into_a_sheet_takes_linear_time():
    begun = time.process_time()
    hiding_rules(page(MARKUP, head=f"<style>@font-face src:url(data:font/woff;base64,{'A' * 250_000})</style>"))
    assert time.process_time() - begun < 2
