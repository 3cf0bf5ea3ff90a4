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
from tests.support.small_histories import HERON, built, heron, link


def test_notes_on_a_version_name_what_a_reader_should_know(store: Store) -> None:
    version: Version = store.timeline(heron(store)).versions[0]
    assert overview.version_notes(version, None) == ()
    text = TransientText("f", "t", version.first, version.first, 1, 1)
    noted = overview.version_notes(replace(version, candidate=True, faces=(text,)), 2)
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
