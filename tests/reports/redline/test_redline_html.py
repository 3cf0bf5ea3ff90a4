"""The redline as HTML and as Markdown: archived words are escaped, and every change is shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from clausetrail.reports.redline.redline_html import to_html, to_markdown
from clausetrail.reports.redline.side_by_side import Comparison, Side
from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Change, Clause, Event, Kind

HOSTILE = "<script>alert(1)</script> <b>*x*</b> [a](javascript:b) \u202egnp.exe & ~~z~~ `q`"


def compared(old: str, new: str) -> Comparison:
    before, after = ((Clause(Kind.PARAGRAPH, text),) for text in (old, new))
    changes = (Change(Event.REWORDED, (0,), (0,), how="similar .80"),)
    return Comparison(Side(HOSTILE, HOSTILE, "", before), Side("new", "", "", after), changes)


def test_archived_words_are_letters_on_the_page() -> None:
    page = to_html(compared(f"kept {HOSTILE}", f"kept {HOSTILE} and more"))
    assert not re.search(
        r"<(?!/?(?:!DOCTYPE|html|head|meta|title|style|body|h1|h2|dl|dt|dd|p|section|small|ins|del)\b)", page
    )
    assert "\u202e" not in page
    assert "<ins>" in page


@given(st.text(max_size=60), st.text(max_size=60))
def test_markdown_shows_archived_words_letter_by_letter(old: str, new: str) -> None:
    told = "\n".join(to_markdown(compared(old, new), full=True))
    page = MarkdownIt("commonmark", {"html": True}).render(told)
    assert not re.search(r"<(?!/?(?:h1|h2|p|em|ins|del)\b)", page)


FEES = Clause(Kind.PARAGRAPH, "You pay the yearly fee before the first day of the term.", "", ("Fees", "When"))
LAW = Clause(Kind.ITEM, "Disputes go to the courts of the town.", "2.", ())


def test_unchanged_clauses_are_shown_only_in_full() -> None:
    after = (FEES, LAW.__class__(Kind.ITEM, "Disputes go to the courts of the county.", "2.", ()))
    comparison = Comparison(Side("old", "", "", (FEES, LAW)), Side("new", "", "", after), compare((FEES, LAW), after))
    for write in (to_html, lambda compared, full: "\n".join(to_markdown(compared, full=full))):
        assert "yearly fee" not in write(comparison, full=False)
        assert "yearly fee" in write(comparison, full=True)
        assert "<del>town</del>" in write(comparison, full=False)


def test_the_path_and_the_kind_of_a_change_are_its_heading() -> None:
    comparison = Comparison(Side("old", "", "", (FEES,)), Side("new", "", "", ()), compare((FEES,), ()))
    assert "## removed\n\n*Fees \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} When*" in "\n".join(
        to_markdown(comparison)
    )
    assert '<h2>removed</h2><p class="where">Fees' in to_html(comparison)


def test_a_line_of_markdown_opens_no_list_and_no_heading() -> None:
    for text in ("1. one", "# two", "- three", "=== four"):
        clause = (Clause(Kind.PARAGRAPH, text),)
        written = "\n".join(
            to_markdown(Comparison(Side("a", "", "", ()), Side("b", "", "", clause), compare((), clause)))
        )
        page = MarkdownIt("commonmark", {"html": True}).render(written)
        assert "<li>" not in page
        assert page.count("<h1>") == 1
