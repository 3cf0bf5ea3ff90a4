"""Each tab title is read over its panel, whatever connects the two."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.boilerplate.tab_titles import move_tab_titles
from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import node_text
from clausetrail.pipelines.page import read

TITLES = ("Lanterns", "Seile", "Your visit")
PANELS = (
    "<p>The keeper lends a lantern to each guest of the cave for one day and one night.</p>",
    "<p>A rope is lent to two guests at most, who sign for it in the book of the cave.</p>",
    "<p>A guest leaves the cave at the latest when the bell of the village rings at six.</p>",
)
EXPECTED = [text for title, panel in zip(TITLES, PANELS, strict=True) for text in (title, panel[3:-4])]


def page(tab: str, panel: str, wrap: str = "{tabs}{panels}") -> str:
    """Return a page with the tabs and panels of the templates *tab* and *panel*."""
    tabs = "".join(tab.format(n=number, title=title) for number, title in enumerate(TITLES))
    panels = "".join(panel.format(n=number, text=text) for number, text in enumerate(PANELS))
    return f"<h1>Cave</h1>{wrap.format(tabs=tabs, panels=panels)}"


PAGES = {
    "ARIA": page(
        "<button role=tab aria-controls=p{n}>{title}</button>",
        "<div role=tabpanel id=p{n} hidden>{text}</div>",
        "<div role=tablist>{tabs}</div>{panels}",
    ),
    "roles only": page(
        "<button role=tab>{title}</button>", "<section role=tabpanel>{text}</section>", "<div role=tablist>{tabs}</div>{panels}"
    ),
    "jQuery UI": page(
        "<li><a href='#tabs-{n}'>{title}</a></li>", "<div id='tabs-{n}'>{text}</div>", "<div id=tabs><ul>{tabs}</ul>{panels}</div>"
    ),
    "Bootstrap 3": page(
        "<li role=presentation><a href='#c{n}' data-toggle=tab>{title}</a></li>",
        "<div class=tab-pane id=c{n}>{text}</div>",
        "<ul class='nav nav-tabs'>{tabs}</ul><div class=tab-content>{panels}</div>",
    ),
    "Bootstrap 5": page(
        "<li><button data-bs-toggle=pill data-bs-target='#c{n}'>{title}</button></li>",
        "<div class=tab-pane id=c{n}>{text}</div>",
        "<ul class='nav nav-pills'>{tabs}</ul><div class=tab-content>{panels}</div>",
    ),
    "Webflow": page(
        "<a data-w-tab='Tab {n}' class=w-tab-link><div>{title}</div></a>",
        "<div data-w-tab='Tab {n}' class=w-tab-pane>{text}</div>",
        "<div class=w-tabs><div class=w-tab-menu>{tabs}</div><div class=w-tab-content>{panels}</div></div>",
    ),
    "keys": page("<li data-tab=t{n}>{title}</li>", "<div class=tab-content id=t{n}>{text}</div>", "<ul class=tabs>{tabs}</ul>{panels}"),
}  # fmt: skip


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_a_title_is_read_over_its_panel(html: str) -> None:
    assert [block.text for block in read(html).blocks] == ["Cave", *EXPECTED]
    assert read(html, quick=True) == read(html)


def test_a_title_that_the_panel_has_itself_is_read_once() -> None:
    html = page(
        "<a href='#p{n}' role=tab>{title}</a>", "<div id=p{n}>{text}</div>", "<div role=tablist>{tabs}</div>{panels}"
    )
    for title, text in zip(TITLES, PANELS, strict=True):
        html = html.replace(text, f"<h3>{title}</h3>{text}")
    assert [block.text for block in read(html).blocks] == ["Cave", *EXPECTED]


def test_regions_in_tabs_have_their_titles_and_both_stay() -> None:
    text = "".join(PANELS)
    tabs = "<div role=tablist><a role=tab href='#n'>North</a><a role=tab href='#s'>South</a></div>"
    page = read(f"{tabs}<div id=n>{text}</div><div id=s style='display:none'>{text}</div>")
    plain = [panel[3:-4] for panel in PANELS]
    assert [block.text for block in page.blocks] == ["North", *plain, "South", *plain]


@pytest.mark.parametrize(
    "html",
    [
        "<div role=tablist><h4 role=tab><a href='#d'>Part D</a></h4><div id=d>{}</div>"
        "<h4 role=tab><a href='#e'>Part E</a></h4><div id=e>{}</div></div>".format(*PANELS),
        f"<ul><li><a href='#a'>Lanterns</a><li><a href='#b'>Ropes</a></ul><div id=a>{PANELS[0]}</div><div id=b>{PANELS[1]}</div>",
        f"<ul class=tabs><li><a href='#x'>Shop</a><li><a href='#y'>Map</a></ul>{PANELS[0]}",
        f"<div class=tabs><a href='#a'>1</a><a href='#b'>2</a></div><div id=a>{PANELS[0]}</div><div id=b>{PANELS[1]}</div>",
    ],
    ids=["accordion", "contents", "no panels", "numbers"],
)  # fmt: skip
def test_other_titles_stay_where_they_are(html: str) -> None:
    root = build_tree(html).root
    before = node_text(root)
    move_tab_titles(root)
    assert node_text(root) == before
