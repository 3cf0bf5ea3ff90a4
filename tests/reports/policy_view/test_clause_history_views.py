"""Histories of clauses for pages: dates, events, and links from a redline and back."""

from __future__ import annotations

import re
from pathlib import Path

from clausetrail.reports.policy_view import clause_history_views
from clausetrail.reports.policy_view.clause_history_views import (
    ClauseDates,
    ClauseHistoryViews,
    DatedWords,
    build_clause_history_views,
)
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron


def views(store: Store) -> ClauseHistoryViews:
    timeline = store.timeline(heron(store))
    return build_clause_history_views("heron", timeline.versions, timeline.revisions, store.derivations.clauses)


def test_every_clause_of_every_version_has_dates_that_name_a_history(store: Store) -> None:
    found = views(store)
    suffixes = {one.suffix for one in found.histories}
    for version in store.timeline(store.facts.policy("heron")).versions:
        dates = found.dates[version.number]
        assert len(dates) == len(store.derivations.clauses(version.text))
        assert {one.suffix for one in dates} <= suffixes
        assert all(1 <= one.added_in <= one.wording_since <= version.number for one in dates)


def test_a_removed_clause_ends_with_an_event_that_its_redline_shows(store: Store) -> None:
    (removed,) = (one for one in views(store).histories if one.removed_in == 3)
    last = removed.entries[-1]
    assert (last.version, last.label, last.anchor) == (3, "Removed", "")
    assert re.fullmatch(r"d\d+", last.redline_anchor)


def test_the_date_of_most_words_is_the_newer_one_of_two_equals() -> None:
    phrases = (DatedWords(3, 1), DatedWords(5, 2), DatedWords(2, 1))
    assert ClauseDates("k", 1, 2, phrases).mostly_since == 2
    assert ClauseDates("k", 1, 2).mostly_since == 2
    assert ClauseDates("k", 1, 2, phrases[:1]).mostly_since == 1


def test_a_clause_keeps_its_life_through_a_rewording(store: Store) -> None:
    told = store.timeline(heron(store))
    lines = clause_history_views.build_clause_history_views(
        "heron", told.versions, told.revisions, store.derivations.clauses
    )
    reworded = next(life for life in lines.histories if len(life.entries) > 1 and life.entries[1].label == "Reworded")
    assert [station.version for station in reworded.entries][:2] == [1, 2]
    assert any(run.style == "insert" and run.text == "90" for run in reworded.entries[1].runs)
    since = next(one for one in lines.dates[3] if one.suffix == reworded.suffix)
    assert (since.added_in, since.wording_since) == (1, 2)


def test_a_clause_whose_words_came_together_is_one_piece(store: Store) -> None:
    told = store.timeline(heron(store))
    lines = build_clause_history_views("heron", told.versions, told.revisions, store.derivations.clauses)
    assert all(not since.phrases for since in lines.dates[1])
    (parted,) = (since for since in lines.dates[2] if since.phrases)
    assert (parted.mostly_since, parted.wording_since) == (1, 2)


def test_a_clause_leads_from_its_redline_to_its_life_and_back(site: Path) -> None:
    folder = site / "p" / "heron"
    for path in folder.glob("change-*.html"):
        redline = path.read_text("utf-8")
        entries = re.findall(r'<article class="entry [^"]+" id="([cd]\d+)">(.*?)</article>', redline, re.DOTALL)
        assert entries
        for anchor, entry in entries:
            file, life = re.findall(r'<a href="(clauses-\d+\.html)#(k[0-9a-f]+)">Its history', entry)[0]
            told = (folder / file).read_text("utf-8").split(f'id="{life}"')[1].split("</section>")[0]
            assert f'href="{path.name}#{anchor}"' in told
