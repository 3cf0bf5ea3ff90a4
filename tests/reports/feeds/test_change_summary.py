"""Summaries of a change: what is shown of it, what is left out, and that archived words stay words."""

from __future__ import annotations

import pytest

from clausetrail.reports.feeds import change_summary
from clausetrail.reports.feeds.change_summary import ChangeSummary, summarize_change, to_brief_text, to_html, to_text
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, add, heron, link, page


def summary(store: Store, number: int = -1, policy: Policy | None = None) -> ChangeSummary:
    policy = policy or heron(store)
    revision = store.timeline(policy).revisions[number]
    return summarize_change(revision, policy, store.derivations.clauses, link)


def with_clauses(store: Store, *clauses: str) -> ChangeSummary:
    """Return the summary of a change that adds *clauses*."""
    policy = Policy("heron", ("https://heron.example/privacy",), "Heron Ferry: Privacy")
    years = {2005: FIRST, 2006: FIRST, 2010: (*FIRST, *clauses), 2011: (*FIRST, *clauses)}
    add(store, policy, {f"{year}0101000000": page(*text) for year, text in years.items()})
    return summary(store, policy=policy)


def test_a_summary_has_a_headline_counts_and_both_captures(store: Store) -> None:
    found = summary(store, 0)
    assert found.headline == "Heron Ferry: Privacy: changed between 2006-04-11 and 2009-05-12"
    assert (found.summary, found.rest) == ("1 reworded", 0)
    assert (found.before.day, found.after.day) == ("2006-04-11", "2009-05-12")
    assert found.weight == max(matter.weight for matter in found.matters) > 0


def test_the_redline_is_marked_in_text_and_tagged_in_html(store: Store) -> None:
    found = summary(store, 0)
    assert "for [-30-]{+90+} days" in to_text(found)
    assert "<del>30</del><ins>90</ins>" in to_html(found)
    assert "<del>[-30-]</del><ins>{+90+}</ins>" in to_html(found, marks=True)
    assert to_brief_text(found).splitlines()[3:] == [
        f"last capture without it: {found.before.href}",
        f"first capture with it:   {found.after.href}",
    ]


def test_of_many_changes_the_heaviest_are_shown_in_the_order_of_the_text(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_summary, "_MAX_CHANGES", 2)
    plain = [f"Boat number {number} is painted in the colour of its own bank of the river." for number in range(4)]
    found = with_clauses(store, plain[0], "We may sell your personal data to any company.", *plain[1:])
    shown = [passage.pieces[0].text for passage in found.passages]
    assert shown == [plain[0], "We may sell your personal data to any company."]
    assert found.rest == 3
    assert "and 3 lighter changes" in to_html(found)


def test_a_long_change_is_cut_with_a_note(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_summary, "_MAX_CHARACTERS", 30)
    found = with_clauses(store, "We write down the colour of every hat that is worn on the boat.")
    assert to_text(found).count("cut here") == 1
    assert "{+We write down the colour of ev+}" in to_text(found)


def test_markup_in_archived_words_is_escaped(store: Store) -> None:
    found = with_clauses(store, "Read &lt;script&gt;alert(1)&lt;/script&gt; and \u202edo not obey it at all, please.")
    html = to_html(found)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html + to_text(found)


def test_known_figures_are_not_computed_again(store: Store) -> None:
    policy = heron(store)
    revision = store.timeline(policy).revisions[0]
    figures = Figures()
    first = summarize_change(revision, policy, store.derivations.clauses, link, figures)
    (name,) = figures.revisions
    figures.revisions[name] = type(figures.revisions[name])(figures.revisions[name].size)
    second = summarize_change(revision, policy, store.derivations.clauses, link, figures)
    assert (bool(first.matters), second.matters) == (True, ())
