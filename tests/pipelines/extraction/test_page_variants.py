"""Which boxes a page holds for one view of it only."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.extraction.page_variants import View, view_of


def box(**attrs: str) -> Node:
    written = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    return Node("div", written, id_and_class=f"{written.get('id', '')} {written.get('class', '')}".lower())


@pytest.mark.parametrize(
    ("node", "view"),
    [
        (box(hidden=""), View.HIDDEN),
        (box(aria_hidden="true"), View.HIDDEN),
        (box(style="color:red;display : none"), View.HIDDEN),
        (box(class_="hidden"), View.HIDDEN),
        (box(class_="hidden md:block"), View.DEVICE),
        (box(class_="d-none d-lg-flex"), View.DEVICE),
        (box(class_="Footer_mobile-only"), View.DEVICE),
        (box(class_="show-for-small"), View.DEVICE),
        (box(class_="visible-print-block"), View.PRINT),
        (box(class_="print", hidden=""), View.PRINT),
        (box(class_="print"), None),
        (box(class_="footprint automobile"), None),
        (box(id="terms"), None),
    ],
)
def test_a_box_tells_its_view_by_its_attributes(node: Node, view: View | None) -> None:
    assert view_of(node) == view
