"""What is elsewhere on a page is shown apart, with its reason, in every output, and never as a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.export.jsonl_rows import capture_rows, change_rows
from clausetrail.reports.export.table_rows import policy_rows
from clausetrail.reports.lookup.version_text import version_lines, version_text_document
from clausetrail.reports.timeline.timeline_document import timeline_document
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, add, built, page
from tests.support.small_zones import simple_zones

__all__ = ["simple_zones"]
POLICY = Policy("heron", ("https://heron.example/privacy",))
PAGES = {
    "20050310080000": page(*FIRST, "Today <b>&lt;only&gt;</b> a crossing costs half"),
    "20050610080000": page(*FIRST, "Request 4711 of our server"),
    "20060910080000": page(*SECOND, "Request 4712 of our server"),
    "20061210080000": page(*SECOND, "Request 4713 of our server"),
}


@pytest.fixture
def store(tmp_path: Path, simple_zones: None) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store")
    add(opened, POLICY, PAGES)
    yield opened
    opened.close()


def test_the_timeline_has_one_line_for_it(store: Store) -> None:
    timeline, clauses_of, link = store.timeline(POLICY), store.derivations.clauses, view_link_of(store)
    known, elsewhere_of = load_coverage(store, POLICY), store.derivations.elsewhere(POLICY.name)
    lines = [to_plain_text(line) for line in timeline_lines(timeline, clauses_of, link, known, elsewhere_of)]
    told = [line for line in lines if "elsewhere" in line]
    assert told == [
        "  1 clause elsewhere on the page, not part of the comparison: “Today <only> a crossing costs half”",
        "  1 clause elsewhere on the page, not part of the comparison: “Request 4712 of our server”",
    ]
    document = timeline_document(timeline, clauses_of, link, known, elsewhere_of)
    assert [[one["reason"] for one in version["elsewhere"]] for version in document["versions"]] == [
        ["in a banner"],
        ["hidden from readers"],
    ]
    assert "4712" not in str(document["revisions"])


def test_a_shown_version_ends_with_it(store: Store) -> None:
    (version, _), link = store.derivations.versions(POLICY.name), view_link_of(store)
    clauses, elsewhere = (
        store.derivations.clauses(version.text),
        store.derivations.elsewhere(POLICY.name)(version.first),
    )
    lines = [*version_lines(version, 2, "Heron", clauses, link, elsewhere=elsewhere)]
    assert lines[-2:] == [
        "On 2005-03-10: 1 clause elsewhere on the page, not part of the comparison:",
        "    Today <only> a crossing costs half (in a banner)",
    ]
    document = version_text_document(version, 2, "Heron", clauses, link, elsewhere=elsewhere)
    assert [one["text"] for one in document["elsewhere"]] == ["Today <only> a crossing costs half"]
    assert "half" not in document["text"]


def test_the_site_folds_it_below_the_text(store: Store, tmp_path: Path) -> None:
    built(store, tmp_path / "site")
    files = {path: path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html")}
    (text,) = (text for text in files.values() if "Elsewhere on the page" in text and "a crossing costs half" in text)
    assert "Today &lt;only&gt; a crossing costs half</span> (in a banner)" in text
    assert "1 clause of the page of 2005-03-10, not part of the comparison" in text


def test_exports_mark_it(store: Store) -> None:
    link = view_link_of(store)
    captures = [*capture_rows(store, POLICY)]
    assert [[one["text"] for one in row["elsewhere"]] for row in captures][1] == ["Request 4711 of our server"]
    assert not any("Request" in row["text"] for row in captures)
    assert captures[0]["text"] == captures[1]["text"]
    assert "Request" not in str([*change_rows(store, POLICY, link)])
    rows = [row for table, row in policy_rows(store, POLICY, link) if table == "clauses" and row["version"] == 1]
    assert [row["place"] for row in rows] == [*range(len(rows))]
    assert {row["zone"] for row in rows[:-1]} == {"certain"}
    last = rows[-1]
    assert (last["zone"], last["zone_reason"], last["clause"]) == ("elsewhere", "in a banner", "")
