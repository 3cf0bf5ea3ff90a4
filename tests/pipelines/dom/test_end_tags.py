"""How the markup of a page ends: closed, left open, or cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.dom.end_tags import page_ending
from clausetrail.snapshots.page_ending import Ending


@pytest.mark.parametrize(
    ("markup", "ending"),
    [
        ("<html><body><p>We keep it.</body></html>", Ending.CLOSED),
        ("<html><body><p>We keep it.</BODY>", Ending.CLOSED),
        ("<p>We keep it.<p>We sell it.", Ending.OPEN),
        ("<ul><li>one<li>two", Ending.OPEN),
        ("<font><center><p>We keep it.", Ending.OPEN),
        ('<p>We keep it.<img src="a>b"><br>', Ending.OPEN),
        ("<div><p>We keep it.", Ending.CUT),
        ("<p>We keep it.<!-- begin", Ending.CUT),
        ("<p>We keep it.<script>if (a < b)", Ending.CUT),
        ('<p>We keep it.<a href="/ter', Ending.CUT),
        ("<p>We keep it.<", Ending.CUT),
        ("<p>We keep it.</p", Ending.CUT),
        ("<div/><p>We keep it.", Ending.OPEN),
        ("<script>'</div><div>'</script><p>We keep it.", Ending.OPEN),
    ],
)
def test_the_ending_follows_from_the_elements_that_are_open(markup: str, ending: Ending) -> None:
    assert page_ending(markup) is ending


@given(st.text(alphabet=st.sampled_from("<>/!-abdipv =\"'"), max_size=80))
def test_a_closing_body_tag_at_the_end_closes_any_page(markup: str) -> None:
    assert page_ending(markup + "</body>") is Ending.CLOSED
