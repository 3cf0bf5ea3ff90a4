"""What a browser does not show."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.places.visibility import own_evidence, style_evidence


@pytest.mark.parametrize(
    ("style", "evidence"),
    [
        ("color: red; display:none", "display:none"),
        ("visibility: hidden", "visibility:hidden"),
        ("position:absolute; left:-9999px", "off-screen"),
        ("position:absolute; clip: rect(0 0 0 0)", "for screen readers only"),
        ("font-size:0", "zero size"),
        ("height:0;overflow:hidden", "zero size"),
        ("color:#fff; background-color: white", "same colour"),
        ("opacity:0;pointer-events:none", "transparent"),
        ("opacity:0", ""),
        ("height:0", ""),
        ("opacity:0.5; left:-9999px", ""),
        ("color:#fff; background-color:#000", ""),
    ],
)
def test_styles_that_hide(style, evidence):
    assert style_evidence(style) == evidence


@pytest.mark.parametrize(
    ("attributes", "evidence"),
    [
        ({"hidden": ""}, "hidden"),
        ({"hidden": "until-found"}, ""),
        ({"aria-hidden": "true"}, "aria-hidden"),
        ({"class": "x sr-only"}, "for screen readers only"),
        ({"class": "hidden"}, "hidden by its class"),
        ({"class": "hidden md:block"}, ""),
        ({"class": "d-none d-lg-flex"}, ""),
        ({"class": "overflow-hidden"}, ""),
        ({"aria-live": "polite"}, "announced by a live region"),
        ({"aria-live": "off"}, ""),
    ],
)
def test_attributes_that_hide(attributes, evidence):
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}".lower()
    assert own_evidence(Node("div", attributes, id_and_class=names)) == evidence
