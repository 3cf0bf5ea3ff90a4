"""The parts of a page."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.tree import Node, measure
from clausetrail.pipelines.places.page_parts import Part, own_part


@pytest.mark.parametrize(
    ("tag", "attributes", "part"),
    [
        ("nav", {}, Part("navigation", is_named=False)),
        ("div", {"role": "dialog"}, Part("dialog", is_named=False)),
        ("div", {"style": "position: sticky"}, Part("fixed bar", is_named=False)),
        ("div", {"class": "site-footer"}, Part("footer", is_named=True)),
        ("div", {"class": "nav_dropdown_wrap"}, Part("navigation", is_named=True)),
        ("div", {"class": "scroll-mt-header-h"}, None),
        ("div", {"class": "promotional-text"}, None),
        ("main", {"class": "footer"}, None),
        ("div", {}, None),
    ],
)
def test_the_part_of_an_element(tag, attributes, part):
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}".lower()
    node = Node(tag, attributes, id_and_class=names, children=["A few words."])
    measure(node)
    assert own_part(node) == part
