"""Labels that are neighbours without a space are two, and the parts of one word are not."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom.soup_tree import build_tree
from clausetrail.pipelines.dom.tree import measure, walk
from clausetrail.pipelines.extraction.label_pairs import is_pair
from clausetrail.pipelines.page import read

PROSE = "<p>The keeper lends a lantern to each guest of the cave for one day and one night.</p>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span class=long>Data we collect</span><span class=short>Data</span>", "Data we collect Data"),
        ("<span>Données que nous gardons</span><span>Données</span>", "Données que nous gardons Données"),
        ("<span>Controller</span><span>Cave Trust</span>", "Controller Cave Trust"),
        ("<b>Stand der Regeln</b><span>Gültig ab heute</span>", "Stand der Regeln Gültig ab heute"),
        ("<span class=xs>daten</span><span class=lg>informationen</span>", "daten informationen"),
        ("<span>infor</span><span>mation</span>", "information"),
        ("<span>Pay</span><span>Pal</span>", "PayPal"),
        ("<b>T</b><span>he keeper</span>", "The keeper"),
        ("<span>You</span><span>Tube Music</span>", "YouTube Music"),
        ("<span>Version 2</span><sup>nd</sup>", "Version 2nd"),
        ("<span>of one</span> <span>kind</span>", "of one kind"),
    ],
)
def test_a_pair_is_parted_by_a_space(markup: str, text: str) -> None:
    assert read(f"<h2>{markup}</h2>{PROSE}").blocks[0].text == text


def test_elements_without_words_are_no_pair() -> None:
    root = build_tree("<p><span>Cave rules</span><span></span></p>").root
    measure(root)
    first, second = (node for node in walk(root) if node.tag == "span")
    assert not is_pair(first, second)
