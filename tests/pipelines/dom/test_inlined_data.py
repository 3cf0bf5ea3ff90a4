"""A page that is too large only because of files that are written into it is read as any other one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.dom.inlined_data import without_inlined_data
from clausetrail.pipelines.reading import read_body
from tests.support.small_warcs import policy

BASE = policy().decode()
PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 950_000
PLAIN = "A" * 10_500_000


@pytest.mark.parametrize(
    "bulk",
    [
        f'<img src="{PICTURE}" alt="a seal">',
        f'<i title="{PLAIN}"></i>',
        f"<i title='{PLAIN}'></i>",
        f"<i title={PLAIN}></i>",
        f'<div style="background:url({PICTURE})"></div>',
        f'<svg><image xlink:href="{PICTURE}"/></svg>',
        f'<img src="{PICTURE[:500_000]}">' * 21,
        f'<picture><source srcset="{PICTURE} 2x"><img src="x.png"></picture>',
        f"<style>.x{{background:url({PICTURE})}}</style>",
        f"<script>var x = 1; /* {PLAIN} */</script>",
        f"<STYLE>/* {PLAIN} */</STYLE >",
        f"<!-- {PLAIN} -->",
    ],
    ids=lambda bulk: bulk[:16],
)
def test_what_a_page_has_written_into_it_is_no_reason_not_to_read_it(bulk: str) -> None:
    plain = read_body(BASE.encode(), "text/html")
    for body in (BASE.replace("</body>", f"{bulk}</body>"), BASE.replace("<h1>", f"{bulk}<h1>")):
        found = read_body(body.encode(), "text/html")
        assert (found.verdict, [one.text for one in found.clauses]) == (
            plain.verdict,
            [one.text for one in plain.clauses],
        )


def test_a_page_whose_words_are_too_many_is_still_not_read() -> None:
    body = BASE.replace("</body>", f"<p>{'we keep kites ' * 800_000}</p></body>")
    assert "too large to be read" in read_body(body.encode(), "text/html").reason


@pytest.mark.parametrize(
    "kept",
    [
        '<p>a = "</p>' + "<p>We keep the kites.</p>" * 2_000 + '"',
        "<script>var open = 1;" + "<p>We keep the kites.</p>" * 2_000,
        "<!-- open" + "<p>We keep the kites.</p>" * 2_000,
        "<style>p {}</style><!-- short --><script>1</script><p title='short'>We keep the kites.</p>",
    ],
    ids=["stray quotation mark", "script without end", "comment without end", "short ones"],
)
def test_what_may_be_words_is_kept(kept: str) -> None:
    assert without_inlined_data(kept) == kept


@given(st.text("<>=\"'-!/ ascriptyle;:,", max_size=400))
def test_nothing_short_is_left_out(html: str) -> None:
    assert without_inlined_data(html) == html
