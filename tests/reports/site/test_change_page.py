"""The page of one change: its list by weight, the folds of a long redline, citations, and links that all lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

from clausetrail.reports.policy_view.policy_context import Memento
from clausetrail.reports.policy_view.redline_rows import ChangeRow, Fold, Passage, Row, Run
from clausetrail.reports.site import change_page
from clausetrail.reports.site.change_page import Lighter
from clausetrail.snapshots.significance.finding import Finding, Matter

OLDER = Memento(
    "2020-03-01",
    "2020-03-01 00:00:00 UTC",
    "https://shop.example/",
    "https://archive.example/web/1/https://shop.example/",
)
NEWER = Memento(
    "2020-04-01",
    "2020-04-01 00:00:00 UTC",
    "https://shop.example/",
    "https://archive.example/web/2/https://shop.example/",
)


def row(
    number: int, weight: int = 40, words: int = 30, event: str = "reworded", matter: Matter = Matter.WORDING
) -> ChangeRow:
    runs = (Run("plain", "word " * words), Run("insert", f"inserted {number}"))
    return ChangeRow(
        f"c{number}", event, event.capitalize(), ("Heading",), runs, findings=(Finding(matter, weight, "a rule"),)
    )


def fold(number: int) -> Fold:
    return Fold((Passage(f"c{number}", "", "unchanged words", "paragraph"),), "1 passage unchanged")


def anchors(rows: list[Row | Lighter]) -> list[str]:
    found: list[str] = []
    for one in rows:
        if isinstance(one, Lighter):
            found += anchors([*one.rows])
        elif isinstance(one, Fold):
            found += [passage.anchor for passage in one.passages]
        else:
            found.append(one.anchor)
    return found


def test_the_list_names_the_heaviest_first_and_folds_what_is_beyond() -> None:
    first, rest = change_page.statements([row(number, weight=number) for number in range(1, 31)])
    assert [one.weight for one in first] == [30, 29, 28, 27, 26, 25, 24, 23]
    assert [one.weight for one in rest] == [*range(22, 0, -1)]
    assert (first[0].anchor, first[0].words) == ("c30", "inserted 30")
    assert change_page.statements([row(1), row(2)])[1] == []


def test_a_short_redline_is_not_folded() -> None:
    rows = [row(1), fold(2), row(3)]
    assert change_page.folded_rows(rows) == rows


def test_a_long_redline_keeps_every_row_in_its_order_and_shows_the_heaviest() -> None:
    rows = [one for number in range(0, 400, 2) for one in (row(number, 90 if number == 200 else 40), fold(number + 1))]
    folded = change_page.folded_rows(rows)
    assert anchors(folded) == [f"c{number}" for number in range(400)]
    shown = [one.anchor for one in folded if isinstance(one, ChangeRow)]
    assert "c200" in shown
    assert 3 <= len(shown) <= 12
    assert len(folded) <= 2 * len(shown) + 1
    assert any(
        "more changes: " in one.summary and "reworded" in one.summary for one in folded if isinstance(one, Lighter)
    )


def test_one_change_that_is_longer_than_the_screens_is_folded_too() -> None:
    folded = change_page.folded_rows([row(1, 90, 20_000), row(2, 40)])
    assert [type(one) for one in folded] == [Lighter, ChangeRow]
    assert "1 more change: 1 reworded" in folded[0].summary  # type: ignore[union-attr]


def test_kinds_are_those_of_the_rows() -> None:
    assert change_page.kinds([row(1, event="split"), row(2, event="removed"), fold(3)]) == [
        "removed",
        "reworded",
        "quiet",
    ]


def test_each_citation_names_both_captures() -> None:
    found = change_page.citations("Shop: Privacy", "shop", "between A and B", "30 days became 90 days.", OLDER, NEWER)
    assert [one.name for one in found] == ["Text", "Markdown", "BibTeX", "CSL-JSON"]
    for one in found:
        text = "\n".join(one.lines)
        assert OLDER.href in text
        assert NEWER.href in text
        assert "30 days became 90 days" in text


def test_a_hostile_title_ends_no_field_of_a_citation() -> None:
    title = 'A } @misc{x, "b" [c](javascript:1) & 5 % _d_ \\'
    _, markdown, bibtex, csl = change_page.citations(title, "shop", "between A and B", "x", OLDER, NEWER)
    entry = "\n".join(bibtex.lines)
    assert entry.count("{") - entry.count("\\{") == entry.count("}") - entry.count("\\}")
    assert json.loads("\n".join(csl.lines))[0]["title"].startswith(title)
    assert "\\[c\\]" in markdown.lines[0]


def test_every_link_of_a_page_of_a_change_leads_somewhere(site: Path) -> None:
    pages = [*site.glob("p/*/change-*.html"), *site.glob("p/*/first-to-last.html")]
    assert len(pages) > 1
    for page in pages:
        text = page.read_text("utf-8")
        for href in re.findall(r'(?:href|src)="([^"]*)"', text):
            if href.startswith(("https://archive.example/", "data:")):
                continue
            name, _, anchor = href.partition("#")
            target = page if not name else (page.parent / name).resolve()
            assert target.is_file(), (page.name, href)
            assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), (page.name, href)


def test_a_page_of_a_change_names_no_command_and_no_address_of_this_machine(site: Path) -> None:
    for page in site.glob("p/*/change-*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<code>clausetrail|localhost|127\.0\.0\.1|file://|/tmp/", text)
        assert text.index('id="redline"') < text.index('id="share"')
        assert '<details class="provenance"><summary>Between ' in text
