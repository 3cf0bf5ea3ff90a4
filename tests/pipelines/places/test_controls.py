"""Hidden boxes that a control opens."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.places.controls import control_targets
from tests.pipelines.places.pages import CLAUSES, TEXT, found_places, page

CLAUSE = "We hand the parcel to a neighbour if you are not at home, and we leave a card."


@pytest.mark.parametrize(
    "markup",
    [
        "<h3>Neighbours</h3><div style='display:none'><p>{}</p></div>",
        "<a href='#n'>Neighbours</a><div></div><div id=n style='display:none'><p>{}</p></div>",
        "<div class=accordion__item><div>Neighbours</div><div hidden><p>{}</p></div></div>",
        "<div role=tabpanel hidden><p>{}</p></div>",
        "<div><button>Neighbours</button></div><div hidden><p>{}</p></div>",
        "<details><summary>Neighbours</summary><div aria-hidden=true><p>{}</p></div></details>",
    ],
)
def test_a_control_opens_the_box(markup):
    place = found_places(page(f"<main>{TEXT}{markup.format(CLAUSE)}</main>"))[CLAUSE]
    assert place.opened
    assert not place.hidden


def test_a_hidden_box_without_control_is_hidden():
    place = found_places(page(f"<main>{TEXT}<div class=print style='display:none'><p>{CLAUSE}</p></div></main>"))[
        CLAUSE
    ]
    assert not place.opened
    assert place.hidden == "display:none"
    assert not found_places(page(TEXT))[CLAUSES[0]].hidden


def test_the_targets_of_a_control():
    assert control_targets(Node("a", {"href": "#part"})) == ["part"]
    assert control_targets(Node("button", {"aria-controls": "a b", "data-target": "#c"})) == ["a", "b", "c"]
    assert control_targets(Node("a", {"href": "/other#part"})) == []
