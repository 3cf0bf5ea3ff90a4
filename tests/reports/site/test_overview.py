"""The page of a policy: what every version says, and notes on versions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.site import overview
from clausetrail.snapshots.model import Policy, TransientText, Version
from clausetrail.snapshots.store import Store
from tests.support.small_histories import HERON, WALL, add, built, heron, heron_with_silence, link


def test_notes_on_a_version_name_what_a_reader_should_know(store: Store) -> None:
    policy = heron(store)
    context = load_policy_context(store, policy, load_coverage(store, policy), link)
    version: Version = context.timeline.versions[0]
    assert overview.version_notes(context, version) == ()
    text = TransientText("f", "t", version.first, version.first, 1, 1)
    repeated = replace(context, earlier_occurrence={1: 2})
    noted = overview.version_notes(repeated, replace(version, candidate=True, faces=(text,)))
    assert noted == (
        "same words as version 2",
        "a candidate: it may turn out to be temporary",
        "another text appeared and disappeared, seen on 2005-03-10 in 1 capture",
    )


def test_the_plotted_history_has_a_bar_for_each_version_and_change(store: Store) -> None:
    policy = heron(store)
    history = overview.plotted_history(
        load_policy_context(store, policy, load_coverage(store, policy), link), Figures()
    )
    assert ([one.number for one in history.versions], len(history.changes), len(history.seen)) == ([1, 2, 3], 2, 6)
    assert (history.changes[0].inserted, history.changes[0].deleted) == (1, 1)


def test_what_every_version_says_stands_in_a_table_too(site: Path) -> None:
    text = (site / "p" / "heron" / "index.html").read_text("utf-8")
    assert text.count('<th scope="row"><a href="text-') == 3
    assert f"in {len(HERON)} captures" in text


def test_a_policy_without_a_version_is_told_as_trouble(store: Store, tmp_path: Path) -> None:
    store.facts.declare(Policy("bare", ("https://bare.example/",)))
    built(store, tmp_path / "site")
    assert "no readable capture is stored" in (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "No readable capture is stored" in (tmp_path / "site" / "p" / "bare" / "index.html").read_text("utf-8")
    assert "No archive was asked yet." in (tmp_path / "site" / "p" / "bare" / "index.html").read_text("utf-8")


def test_a_policy_of_walls_never_says_that_no_change_was_seen(store: Store, tmp_path: Path) -> None:
    add(store, Policy("heron", ("https://heron.example/privacy",)), {"20100310080000": WALL, "20120310080000": WALL})
    built(store, tmp_path / "site")
    text = (tmp_path / "site" / "p" / "heron" / "index.html").read_text("utf-8")
    assert "No change was seen" not in text
    assert "Nothing was read, so nothing can be said of changes." in text
    assert "2 captures show nothing: a wall that needs JavaScript, and so a browser" in text


def test_silent_captures_are_noted_at_their_version_and_listed_with_their_place(store: Store, tmp_path: Path) -> None:
    heron_with_silence(store)
    built(store, tmp_path / "site")
    folder = tmp_path / "site" / "p" / "heron"
    index = (folder / "index.html").read_text("utf-8")
    assert "2 captures between show nothing: wall (2x)" in index
    assert "11 captures are listed: 6 show a version, 5 nothing" in index
    for place in ("before the first version", "inside version 1", "between versions 1 and 2", "after the last version"):
        assert place in index
    (first,) = folder.glob("text-2005*.html")
    assert "2005-08-10, 2006-01-10" in first.read_text("utf-8")
    assert "6 of 11" in (tmp_path / "site" / "index.html").read_text("utf-8")
