"""What a crawl counts, and the lines that it prints about a policy and at its end."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from clausetrail.crawler.commandline import progress_bar
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED, UNREAD
from clausetrail.crawler.commandline.progress_bar import CrawlTally, Progress, report_lines
from clausetrail.crawler.commands.track import summary
from clausetrail.crawler.policy_crawl.state import PolicyCrawl, PolicyResult
from clausetrail.pipelines.derive.derive_timeline import DerivationResult
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron


def crawl(name: str = "kites") -> PolicyCrawl:
    return PolicyCrawl(Policy(name, (f"http://{name}.example/privacy",)))


def derived(*, code_changed: bool = False) -> DerivationResult:
    return DerivationResult((), (), (), code_changed=code_changed, readings_made=0)


def test_a_policy_that_our_code_failed_on_is_counted_and_named() -> None:
    result = PolicyResult(crawl(), None)
    tally = CrawlTally()
    tally.add(result)
    assert (tally.policies, tally.failed) == (1, 1)
    assert report_lines(result) == ["! kites: our own code failed on it; the log says where"]


def test_a_quiet_policy_has_no_line_and_newer_code_has_one() -> None:
    assert report_lines(PolicyResult(crawl(), derived())) == []
    (line,) = report_lines(PolicyResult(crawl(), derived(code_changed=True)))
    assert "recomputed by newer code" in line


def test_a_revision_has_its_sentence_where_the_clauses_are_known(store: Store) -> None:
    policy = heron(store)
    revisions = store.derivations.revisions(policy.name)
    result = PolicyResult(crawl(policy.name), replace(derived(), new_revisions=tuple(revisions)))
    lines = report_lines(result, store.derivations.clauses)
    assert lines[0] == "* heron: changed between 2006-04-11 and 2009-05-12: 1 change"
    assert "30 days became 90 days" in lines[1]
    assert report_lines(result) == lines[::2]


def test_a_policy_without_any_text_is_named_in_the_summary() -> None:
    tally = CrawlTally()
    for name in ("ghost", "other", "third", "fourth", "fifth", "sixth", "last"):
        tally.add(PolicyResult(crawl(name), derived()))
    assert tally.nothing == 7
    line = summary(tally, 0).splitlines()[1]
    assert line.startswith("7 policies have no readable capture: ghost, other, ")
    assert line.endswith("`clausetrail status` says why")


def test_lines_are_printed_only_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "_LINE_EVERY", 2)
    for shown, printed in ((False, ""), (True, "! kites: our own code failed on it; the log says where\n")):
        progress, out = Progress(shown), io.StringIO()
        progress._console = Console(file=out, soft_wrap=True)
        progress.opened()
        progress.settled(crawl())
        progress.done(PolicyResult(crawl(), None))
        assert out.getvalue() == printed
        progress.done(PolicyResult(crawl("other"), derived()))
        assert out.getvalue() == printed + "2 policies, 0 unread\n" * shown
        progress.closed()


@given(st.lists(st.booleans(), max_size=20))
def test_each_policy_is_counted_once(failed: list[bool]) -> None:
    tally = CrawlTally()
    for one in failed:
        tally.add(PolicyResult(crawl(), None if one else derived(code_changed=True)))
    assert (tally.policies, tally.failed, tally.recomputed) == (len(failed), sum(failed), len(failed) - sum(failed))


def test_a_summary_names_only_what_happened() -> None:
    assert summary(CrawlTally(), 0) == "0 of 0 policies read: 0 new captures, 0 fetched, 0 revisions in 0 policies"
    gap = CoverageGap(None, None, None, 7, 12.0)
    tally = CrawlTally(9, 1, 1, 1, 1, 8, 7, 6, 5, 1, 1, 3, 7, ("kites", gap))
    lines = summary(tally, INTERRUPTED).splitlines()
    assert lines[0] == "6 of 9 policies read: 8 new captures, 7 fetched, 3 revisions in 1 policy"
    assert [line.partition(" ")[0] for line in lines[1:]] == ["1", "1", "1", "1", "5", "1", "7", "6", "interrupted:"]
    assert "the widest remaining interval is in kites: 12 days, in which nothing readable was seen" in lines[7]


def test_new_texts_that_wait_are_counted_apart_from_revisions() -> None:
    assert summary(CrawlTally(2, seen_once=1), 0).splitlines()[1:] == [
        "1 new text seen once, waits for a second capture"
    ]
    assert summary(CrawlTally(2, seen_once=2, alternating=1), 0).splitlines()[1:] == [
        "2 new texts seen once, wait for a second capture",
        "1 new text alternated with the text before, waits until it lasts",
    ]


def test_policies_that_a_bound_left_are_named_with_the_bound() -> None:
    tally = CrawlTally(1, left=3, bound="CLOSESPIDER_TIMEOUT")
    first, second = summary(tally, UNREAD).splitlines()
    assert first.startswith("1 of 4 policies read, 3 left: ")
    assert second == (
        "the run ended early when CLOSESPIDER_TIMEOUT was reached: 3 policies were not read to the end, the next run continues"
    )
    assert tally.not_read == 3


def test_an_excluded_policy_was_not_read() -> None:
    assert CrawlTally(3, excluded=1, unread=1).not_read == 2
