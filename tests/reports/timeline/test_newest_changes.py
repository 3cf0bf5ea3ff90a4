"""The newest changes first, and only those of one kind, without a different statement about the revision."""

from __future__ import annotations

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.timeline.newest_changes import KINDS, newest_change_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST as BASE
from tests.support.small_histories import add, link, page

POLICY = Policy("acme", ("http://acme.example/",))
PAGES = {
    "20100101000000": page("Effective 1 May 2009", *BASE, "We keep orders of tea for 30 days."),
    "20110101000000": page("Effective 1 May 2009", *BASE, "We keep orders of tea for 90 days."),
    "20120101000000": page(
        "Effective 1 June 2011", *BASE, "We keep orders of tea for 90 days.", "Cats are welcome on board."
    ),
}


def printed(store: Store, *, last: int = 0, only: str = "") -> list[str]:
    add(store, POLICY, PAGES)
    timeline, clauses_of = store.timeline(POLICY), store.derivations.clauses
    known = load_coverage(store, POLICY)
    lines = newest_change_lines(timeline, clauses_of, link, known, last=last, only=only, full=False)
    return [to_plain_text(line) for line in lines]


def changed(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("Changed ")]


def test_the_newest_revision_is_first_and_the_rest_is_counted(store: Store) -> None:
    lines = printed(store, last=1)
    assert changed(lines) == ["Changed between 2011-01-01 and 2012-01-01: 1 added, 1 reworded"]
    assert lines[-1].startswith("1 of 2 revisions shown, the newest first; 1 older revision left out by --last.")
    assert [line[16:26] for line in changed(printed(store))] == ["2011-01-01", "2010-01-01"]


@pytest.mark.parametrize(
    ("only", "days"),
    [("added", ["2011-01-01"]), ("rights", ["2010-01-01"]), ("dates", ["2011-01-01"]), ("removed", []), ("moved", [])],
)
def test_one_kind_of_change(store: Store, only: str, days: list[str]) -> None:
    lines = printed(store, only=only)
    assert [line[16:26] for line in changed(lines)] == days
    assert f"without a change of the kind “{only}”" in lines[-1]


def test_what_is_left_out_of_the_redline_is_counted_and_no_flag_changes(store: Store) -> None:
    lines = printed(store, only="dates")
    assert "  Shown: 1 of 2 changes" in lines
    assert not any("{+Cats" in line for line in lines)
    assert not any("date bump" in line.lower() for line in lines)  # the revision has another change too


def test_every_kind_is_a_function_of_one_change() -> None:
    assert [*KINDS] == ["rights", "dates", "links", "added", "removed", "reworded", "moved"]
