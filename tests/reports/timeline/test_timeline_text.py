from __future__ import annotations

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.timeline.timeline_document import Coverage, timeline_document
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.redline_pieces import (
    to_plain_text,
)
from clausetrail.snapshots.addresses.address_links import Link
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Revision, Timeline, Version
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store
from tests.support.small_histories import WALL, add, heron_with_silence, link

BEFORE = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 30 days and may share them.", "1.", ("Keeping",)),
    Clause(Kind.ITEM, "We burn what is older than that on midsummer night.", "2.", ("Keeping",)),
)
AFTER = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 90 days and will share them.", "1.", ("Keeping",)),
)


def capture(timestamp: str) -> Capture:
    return Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def test_a_timeline_says_between_and_never_on() -> None:
    one = Version(1, "1", "before", capture("20121023000000"), capture("20121024000000"), 2)
    two = Version(2, "2", "after", capture("20140619000000"), capture("20140619000000"), 1)
    timeline = Timeline(
        Policy("acme", ("http://acme.example/",)), (one, two), (Revision(one, two, changes(BEFORE, AFTER)),)
    )
    clauses = {"before": BEFORE, "after": AFTER}
    absences = (FailedRequest("acme", "x", "throttled"), FailedRequest("acme", "y", "throttled"))
    silent = tuple(UnreadableCapture(capture(f"{year}0101000000"), "archived error 404") for year in (2013, 2014, 2020))
    moved = (
        Link("http://acme.example/a", "http://acme.example/b", "20130101000000", "20140101000000"),
        Link("http://acme.example/a", "http://sold.example/", "20200101000000", "20200101000000", "another site"),
    )
    known = Coverage(absences, moved, silent, "2026-11-20T03:17:00Z")
    text = "\n".join(
        to_plain_text(line)
        for line in timeline_lines(timeline, clauses.__getitem__, lambda seen: f"<{seen.timestamp}>", known)
    )
    assert "Changed between 2012-10-24 and 2014-06-19: 1 removed, 1 reworded" in text
    assert "  before: <20121024000000>" in text
    assert "  after:  <20140619000000>" in text
    assert "Version 1: present on 2012-10-23 and 2012-10-24, 2 captures" in text
    assert "Captures between the two that show nothing: archived error 404 (2x)" in text
    assert "Captures after the last version that show nothing: archived error 404" in text
    assert "Redirect from http://acme.example/a to http://acme.example/b, seen from 2013-01-01 to 2014-01-01" in text
    assert (
        "Redirect from http://acme.example/a to http://sold.example/, seen on 2020-01-01; not followed: another site"
        in text
    )
    assert "Could not be fetched: throttled (2x)" in text
    assert "The archive was last checked for new captures on 2026-11-20." in text
    assert "changed on" not in text.lower()


def test_silent_captures_are_told_wherever_they_lie(store: Store) -> None:
    policy = heron_with_silence(store)
    timeline, known = store.timeline(policy), load_coverage(store, policy)
    text = "\n".join(to_plain_text(line) for line in timeline_lines(timeline, store.derivations.clauses, link, known))
    assert "3 versions in 6 captures, seen from 2005-03-10 to 2015-06-13" in text
    assert "11 captures are listed: 6 show a version, 5 nothing" in text
    assert "Captures before the first version that show nothing: wall" in text
    assert (
        "Version 1: present on 2005-03-10 and 2006-04-11, 2 captures; 2 captures between show nothing: wall (2x)"
        in text
    )
    assert "wall (2x) [says 'enable JavaScript'" in text
    assert ": 2005-08-10, 2006-01-10" in text
    assert "Captures between the two that show nothing: wall" in text
    assert "Captures after the last version that show nothing: wall" in text
    document = timeline_document(timeline, store.derivations.clauses, link, known)
    assert document["captures"] == {"listed": 11, "version": 6, "transient": 0, "nothing": 5, "not_fetched": 0}
    assert [one["captures"] for one in document["versions"][0]["silent"]] == [2]
    assert [one["first"] for one in document["silent_before"]] == ["20040310080000"]
    assert [one["first"] for one in document["revisions"][0]["silent"]] == ["20080411080000"]
    assert [one["first"] for one in document["silent_after"]] == ["20160101080000"]
    assert len(document["silent_captures"]) == 5


def test_a_policy_of_walls_says_why_nothing_was_read_and_what_to_do(store: Store) -> None:
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, {"20100310080000": WALL, "20120310080000": WALL})
    timeline, known = store.timeline(policy), load_coverage(store, policy)
    text = "\n".join(to_plain_text(line) for line in timeline_lines(timeline, store.derivations.clauses, link, known))
    assert "No readable capture is stored. Nothing was read, so nothing can be said of changes." in text
    assert "a wall that needs JavaScript" in text
    assert "Next: open the capture in a browser" in text
    assert "2010-03-10, 2012-03-10" in text
    assert timeline_document(timeline, store.derivations.clauses, link, known)["nothing_read"]
