"""The report on an upgrade: counts, examples of each kind, captures at which versions begin."""

from __future__ import annotations

from collections import Counter

from clausetrail.reports.lookup.upgrade_report import upgrade_lines, upgrade_summary
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.history.code_upgrade import ClauseDifference, UpgradeEffect
from clausetrail.snapshots.model import Capture, Event
from tests.support.small_clauses import FEES, page


def capture(timestamp: str) -> Capture:
    return Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def test_the_summary_names_versions_only_where_their_number_changes() -> None:
    assert upgrade_summary("acme", UpgradeEffect(readings=3, versions=(2, 2))) == "acme: 0 of 3 readings differ"
    changed = upgrade_summary("acme", UpgradeEffect(readings=3, versions=(2, 1)))
    assert changed.endswith(", 1 version where there were 2")


def test_at_most_three_examples_of_a_kind_are_shown_the_most_frequent_first() -> None:
    lost = [ClauseDifference(Event.REMOVED, False, page(f"Clause {number} {FEES}"), ()) for number in range(5)]
    effect = UpgradeEffect(
        readings=9, clause_differences=Counter({found: number + 1 for number, found in enumerate(lost)})
    )
    lines = [to_plain_text(line) for line in upgrade_lines(effect)]
    assert lines[0] == "  lost in 5 readings"
    assert lines[1].startswith("    [-Clause 4 ")
    assert len(lines) == 6


def test_a_long_lost_clause_is_cut_and_many_captures_are_counted() -> None:
    long = ClauseDifference(Event.ADDED, False, (), page(" ".join(f"word{number}" for number in range(90))))
    effect = UpgradeEffect(
        clause_differences=Counter({long: 1}),
        versions_added=tuple(capture(f"20{year}0101000000") for year in range(10, 17)),
        changed_revisions=2,
    )
    text = "\n".join(to_plain_text(line) for line in upgrade_lines(effect))
    assert "word59 \N{HORIZONTAL ELLIPSIS}" in text
    assert "word60" not in text
    assert "a version would begin with the capture of 2010-01-01, 2011-01-01" in text
    assert "2014-01-01 and 2 more" in text
    assert "2 revisions between the same captures would differ" in text
