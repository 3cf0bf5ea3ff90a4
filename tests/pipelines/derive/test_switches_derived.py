"""Switches to another document or language, from captures to the timeline, the site, the feeds and the alerts."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.crawler.notify.delivery import is_wanted
from clausetrail.pipelines.derive.derive_timeline import compared_pairs, derive, paired_words
from clausetrail.pipelines.derive.verify_store import derivation_differences
from clausetrail.reports.feeds.change_summary import summarize_change, to_text
from clausetrail.reports.timeline.timeline_document import timeline_document
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule
from tests.support.small_histories import built, link
from tests.support.switching_histories import switching


def flags(store: Store, shown: str) -> list[tuple[int, str, int]]:
    """Return of each revision the number of its later version, its only flag, and how many changes it has."""
    policy = switching(store, shown)
    document = timeline_document(store.timeline(policy), store.derivations.clauses, link, load_coverage(store, policy))
    return [
        (one["number"], ", ".join(flag["flag"] for flag in one["flags"]), len(one["changes"]))
        for one in document["revisions"]
    ]


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("aaabbb", [(2, "silent edit", 1)]),
        ("aaagggg", [(2, "another language", 0)]),
        ("aaaggggaaa", [(2, "another language", 0), (3, "another language", 0)]),
        ("aaaggggbbb", [(2, "another language", 0), (3, "another language", 1)]),
        ("aaaoooo", [(2, "another document", 0)]),
        ("ooooaaa", [(2, "another document", 0)]),
        ("aaaoooobbb", [(2, "another document", 0), (3, "another document", 1)]),
    ],
)
def test_a_switch_is_no_edit_and_a_return_is_compared_with_the_last_version(
    store: Store, shown: str, found: list[tuple[int, str, int]]
) -> None:
    assert flags(store, shown) == found


def test_the_timeline_says_what_the_page_shows(store: Store) -> None:
    policy = switching(store, "aaaggggbbb")
    lines = timeline_lines(store.timeline(policy), store.derivations.clauses, link, load_coverage(store, policy))
    text = "\n".join(map(to_plain_text, lines))
    assert "another language: English to German\n" in text
    assert "English again, compared with version 1: 1 reworded\n" in text
    assert "Silent edit" not in text
    assert "[-30-]{+90+} days" in text


def test_the_document_for_programs_names_the_switch(store: Store) -> None:
    policy = switching(store, "aaaggggbbb")
    timeline = store.timeline(policy)
    document = timeline_document(timeline, store.derivations.clauses, link, load_coverage(store, policy))
    first, second = (one["switch"] for one in document["revisions"])
    assert (first["kind"], first["old_language"], first["new_language"], first["base"]) == (
        "language",
        "en",
        "de",
        None,
    )
    assert second["base"] == 1
    assert (
        timeline_document(
            store.timeline(switching(store, "aaabbb", "egret")),
            store.derivations.clauses,
            link,
            load_coverage(store, policy),
        )["revisions"][0]["switch"]
        is None
    )


def test_the_site_shows_the_switch_and_no_redline_of_two_languages(store: Store, tmp_path: Path) -> None:
    switching(store, "aaaggggbbb")
    built(store, tmp_path / "site")
    texts = [path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html")]
    switched = [text for text in texts if "<b>another language</b>" in text]
    assert len(switched) >= 2
    assert any("are not compared clause by clause" in text for text in switched)
    assert any("English again" in text and "</del>" in text for text in switched)


def test_an_alert_says_the_switch_whatever_the_rule_asks_for(store: Store) -> None:
    policy = switching(store, "aaagggg")
    (revision,) = store.timeline(policy).revisions
    summary = summarize_change(revision, policy, store.derivations.clauses, link)
    assert (summary.summary, summary.passages, summary.matters) == ("another language: English to German", (), ())
    assert is_wanted(summary, NotifyRule(from_weight=100, matters=frozenset({"sale"})))
    assert "in German since" in to_text(summary)
    (edit,) = store.timeline(switching(store, "aaabbb", "egret")).revisions
    assert not is_wanted(summarize_change(edit, policy, store.derivations.clauses, link), NotifyRule(from_weight=100))


def test_what_is_left_out_is_named_with_its_share(store: Store, tmp_path: Path) -> None:
    policy = switching(store, "aaagbbb")
    coverage = load_coverage(store, policy)
    document = timeline_document(store.timeline(policy), store.derivations.clauses, link, coverage)
    assert [(one["reason"], one["captures"], one["share"]) for one in document["left_out"]] == [
        ("other language", 1, 0.143)
    ]
    lines = timeline_lines(store.timeline(policy), store.derivations.clauses, link, coverage)
    sentence = "Left out beside their neighbours: other language, 1 of 7 readable captures (14%)"
    assert sentence in "\n".join(map(to_plain_text, lines))
    built(store, tmp_path / "site")
    assert any(sentence in path.read_text("utf-8") for path in (tmp_path / "site").rglob("index.html"))


def test_a_clause_that_is_shown_again_keeps_its_identity(store: Store) -> None:
    timeline = store.timeline(switching(store, "aaaggggbbb"))
    _, (first, german, last) = track_clauses(timeline, store.derivations.clauses)
    assert first.identities == last.identities
    assert not {*first.identities} & {*german.identities}
    assert {event.event_type for event in last.events} <= {EventType.RESTORED, EventType.REMOVED}


def test_a_store_with_switches_is_verified_and_derived_again_alike(store: Store) -> None:
    policy = switching(store, "aaaggggbbbooooo")
    before = store.timeline(policy)
    assert [one.switch is not None for one in before.revisions] == [True, True, True]
    assert [*derivation_differences(store, policy)] == []
    derive(store, policy, again=True)
    assert store.timeline(policy) == before


def test_the_pairs_to_compare_include_the_base_of_a_switch(store: Store) -> None:
    revisions = store.timeline(switching(store, "aaaggggbbb")).revisions
    versions = (revisions[0].before, *(one.after for one in revisions))
    switches = {one.after.number: one.switch for one in revisions if one.switch}
    pairs = dict(compared_pairs(versions, switches))
    assert pairs[versions[0].text, versions[2].text] == "the return to version 1"
    assert len(pairs) == len(dict(compared_pairs(versions, {}))) + 1


def test_the_words_that_a_comparison_pairs_count_by_similarity() -> None:
    before, after = (
        [Clause(Kind.PARAGRAPH, words) for words in side] for side in (["a b c d", "e f"], ["a b c x", "g h", "i"])
    )
    found = (
        Change(Event.REWORDED, (0,), (0,), similarity=0.75),
        Change(Event.REMOVED, (1,), ()),
        Change(Event.ADDED, (), (1,)),
        Change(Event.ADDED, (), (2,)),
    )
    assert paired_words(before, after, found) == pytest.approx(0.5)
    assert paired_words(before, before, ()) == 1.0
    assert paired_words((), (), ()) == 0.0
