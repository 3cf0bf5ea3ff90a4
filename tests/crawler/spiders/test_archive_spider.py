"""The spider's part in a policy's crawl, with requests and answers that are only counted."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from clausetrail.crawler import settings as defaults
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.policy_crawl.state import FetchPlan, Phase, PolicyCrawl, PolicyResult
from clausetrail.crawler.spiders.archive_spider import (
    ArchiveSpider,
    capture_settled,
    concurrent_policies,
    policy_done,
)
from clausetrail.crawler.spiders.watch import WatchSpider
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from tests.support.small_warcs import Page, policy, write

URL = "http://kites.example/privacy"


def ours(**changed: int) -> Settings:
    found = Settings()
    found.setmodule(defaults, priority="project")
    found.setdict(changed, priority="cmdline")
    return found


@pytest.mark.parametrize(
    ("changed", "policies"),
    [
        ({}, 8),
        ({"CONCURRENT_POLICIES": 3}, 3),
        ({"POLICIES_IN_HAND": 2}, 2),
        ({"POLICIES_IN_HAND": 2, "CONCURRENT_POLICIES": 3}, 3),
    ],
)
def test_the_old_name_of_the_setting_counts_where_the_new_one_is_not_set(
    changed: dict[str, int], policies: int
) -> None:
    assert concurrent_policies(ours(**changed)) == policies


def test_the_old_name_counts_in_a_settings_module_too() -> None:
    settings = ours()
    settings.set("POLICIES_IN_HAND", 5, priority="project")
    assert concurrent_policies(settings) == 5


class Index:
    """Stands for the requests to an index: one address at first, and those in *found*, one at a time."""

    def __init__(self, *found: str) -> None:
        self.found = list(found)

    def new_address_requests(self, crawl: PolicyCrawl) -> Iterator[Request]:
        if self.found:
            crawl.query_sent()
            yield Request(self.found.pop(0))


class Captures:
    """Stands for the requests for captures: one plan after another, None for one that our own code fails on."""

    def __init__(self, *plans: FetchPlan | None) -> None:
        self.plans = list(plans)

    def plan(self, crawl: PolicyCrawl) -> FetchPlan:
        plan = self.plans.pop(0)
        if plan is None:
            raise ZeroDivisionError
        return plan

    def next_requests(self, crawl: PolicyCrawl) -> list[Request]:
        return [Request(f"http://a.example/{capture.id}") for capture in crawl.request_captures(2)]

    def unplayable(self, policy: str) -> set[int]:
        return set()


class Run:
    """A spider with one policy whose first query is open, and what it sent and signalled."""

    def __init__(
        self, index: Index, captures: Captures, *, policy: Policy | None = None, outcome: Any = "told"
    ) -> None:
        self.sent: list[Request] = []
        self.signals: list[object] = []
        self.completed: list[bool] = []
        self.results: list[PolicyResult] = []
        self.spider = spider = ArchiveSpider((), Archive("a", "http://127.0.0.1:1", "ia"), ours(), name="test")
        pipeline = SimpleNamespace(finish=self._finish)
        spider.crawler = SimpleNamespace(  # type: ignore[assignment]
            signals=SimpleNamespace(send_catch_log=self._signal),
            get_item_pipeline=lambda kind: pipeline,
            engine=SimpleNamespace(crawl=self.sent.append),
        )
        spider._index, spider._captures = index, captures  # type: ignore[assignment]
        spider._store = SimpleNamespace(  # type: ignore[assignment]
            addresses=SimpleNamespace(set_complete=self._set_complete),
            runs=SimpleNamespace(release_claims=lambda holder, policy="": None),
        )
        spider._slots = asyncio.Semaphore(0)
        self.outcome = outcome
        self.crawl = spider._crawls["kites"] = PolicyCrawl(policy or Policy("kites", (URL,)))
        self.crawl.query_sent()

    def close_query(self) -> list[str]:
        self.crawl.query_closed()
        return [request.url for request in self.spider._advance(self.crawl)]

    def settle_capture(self) -> list[str]:
        return [request.url for request in self.spider._capture_settled(self.crawl)]

    def _finish(self, name: str) -> Any:
        if self.outcome is None:
            raise ZeroDivisionError
        return self.outcome

    def _set_complete(self, name: str, *, complete: bool) -> None:
        self.completed.append(complete)

    def _signal(self, signal: object, **what: Any) -> None:
        self.signals.append(signal)
        if signal is policy_done:
            self.results.append(what["result"])


def plan(*numbers: int, **more: Any) -> FetchPlan:
    return FetchPlan(
        [Capture("kites", "a", "k", "20100101000000", URL, "", 200, f"D{n}", None, n) for n in numbers], **more
    )


def test_a_crawl_goes_from_the_index_through_its_captures_to_a_new_address_and_ends_once() -> None:
    run = Run(Index(f"{URL}/new"), Captures(plan(1, 2, 3, replan=True), plan(4), plan()))
    assert run.close_query() == ["http://a.example/1", "http://a.example/2"]
    assert run.settle_capture() == ["http://a.example/3"]
    assert run.settle_capture() == []
    run.crawl.capture_received(truncated=False)
    assert run.settle_capture() == ["http://a.example/4"]
    assert run.settle_capture() == [f"{URL}/new"]
    assert (run.crawl.phase, run.results) == (Phase.LISTING, [])
    assert run.close_query() == []
    assert run.signals == [capture_settled] * 4 + [policy_done]
    assert [(result.crawl.phase, result.outcome) for result in run.results] == [(Phase.DONE, "told")]
    assert (run.completed, run.spider._crawls, run.spider._slots.locked()) == ([True], {}, False)


def test_where_nothing_was_fetched_no_new_address_is_looked_for() -> None:
    run = Run(Index(f"{URL}/new"), Captures(plan()))
    assert run.close_query() == []
    assert (run.crawl.phase, run.completed) == (Phase.DONE, [True])


@pytest.mark.parametrize(
    ("made", "policy"),
    [
        (plan(budget_cut=True), None),
        (plan(unplayable={7}), None),
        (plan(), Policy("kites", (URL,), since="20100101000000")),
    ],
    ids=["budget", "tried once only", "bounds"],
)
def test_a_policy_with_something_left_is_not_complete(made: FetchPlan, policy: Policy | None) -> None:
    run = Run(Index(), Captures(made), policy=policy)
    run.close_query()
    assert run.completed == [False]


def test_a_failed_plan_ends_the_policy_and_the_error_goes_on() -> None:
    run = Run(Index(), Captures(None))
    with pytest.raises(ZeroDivisionError):
        run.close_query()
    assert (run.crawl.phase, run.signals, run.spider._slots.locked()) == (Phase.FAILED, [policy_done], False)
    assert (run.completed, [result.failed for result in run.results]) == ([False], [True])  # the next run plans again


def test_where_our_own_code_fails_on_a_timeline_the_policy_has_no_outcome() -> None:
    run = Run(Index(), Captures(plan()), outcome=None)
    with pytest.raises(ZeroDivisionError):
        run.close_query()
    assert [result.outcome for result in run.results] == [None]
    assert (run.completed, run.spider._slots.locked()) == ([], False)


def test_after_a_fatal_error_of_the_store_nothing_is_requested() -> None:
    run = Run(Index(), Captures(plan(1)))
    run.spider.fatal = StoreError("disk full")
    assert run.close_query() == []
    assert (run.crawl.phase, run.signals) == (Phase.PLANNING, [])


def test_an_item_of_a_policy_that_is_over_is_ignored() -> None:
    run = Run(Index(), Captures(plan()))
    run.close_query()
    capture = Capture("kites", "a", "k", "20100101000000", URL, "", 200, "D", None, 1)
    run.spider._item_settled(Snapshot(capture, b"", URL, 200, (), ()))
    assert run.signals == [policy_done]


def failed_callback(run: Run, error: Exception) -> None:
    """Signal an error in the callback of a request of the policy, as Scrapy does."""
    request = Request(URL, cb_kwargs={"crawl": run.crawl})
    run.spider._callback_failed(Failure(error), Response(URL, request=request))


def test_an_error_of_our_own_in_a_callback_is_counted_and_the_policy_goes_on() -> None:
    run = Run(Index(), Captures(plan(1, 2, 3)))
    run.close_query()
    run.crawl.capture_settled()  # as the callback does before its error is signalled
    failed_callback(run, ZeroDivisionError())
    assert [request.url for request in run.sent] == ["http://a.example/3"]
    run.settle_capture()
    run.settle_capture()
    assert (run.crawl.phase, run.completed, run.spider._slots.locked()) == (Phase.DONE, [False], False)
    assert [result.failed for result in run.results] == [True]


def test_an_error_of_our_own_that_leaves_nothing_open_ends_the_policy() -> None:
    run = Run(Index(), Captures(plan(1)))
    run.spider._captures.next_requests = lambda crawl: [1 / 0]  # type: ignore[method-assign, assignment, list-item, return-value]
    with pytest.raises(ZeroDivisionError):
        run.close_query()
    with pytest.raises(ZeroDivisionError):
        failed_callback(run, ZeroDivisionError())
    assert (run.crawl.phase, run.crawl.own_errors, run.spider._slots.locked()) == (Phase.FAILED, 2, False)
    assert (run.completed, run.signals) == ([False], [policy_done])


def test_an_error_after_the_last_item_ends_the_policy_too() -> None:
    run = Run(Index(), Captures(plan(1)))
    run.close_query()
    run.crawl.capture_received(truncated=False)
    run.spider._index.new_address_requests = lambda crawl: [1 / 0]  # type: ignore[method-assign, assignment, list-item, return-value]
    with pytest.raises(ZeroDivisionError):
        run.spider._item_settled(Snapshot(plan(1).captures[0], b"", URL, 200, (), ()))
    assert (run.crawl.phase, run.completed, run.spider._slots.locked()) == (Phase.FAILED, [False], False)


def test_a_body_that_a_pipeline_fails_on_is_not_requested_by_the_next_plan_of_the_run() -> None:
    run = Run(Index(), Captures(plan(1, replan=True), plan()))
    run.close_query()
    run.spider._item_failed(Snapshot(plan(1).captures[0], b"", URL, 200, (), ()), Failure(ZeroDivisionError()))
    assert (run.crawl.phase, run.crawl.unplayable, run.completed) == (Phase.DONE, {1}, [False])


@pytest.mark.parametrize(
    ("error", "ours"), [(ZeroDivisionError(), 1), (AttributeError("x"), 1), (DownloadFailedError("cut"), 0)]
)
def test_an_error_of_our_own_while_an_answer_is_judged_is_no_fault_of_the_archive(error: Exception, ours: int) -> None:
    run = Run(Index(), Captures(plan()))
    run.spider._index.record_absence = lambda *_: None  # type: ignore[method-assign]
    failure = Failure(error)
    failure.request = Request(URL, cb_kwargs={"crawl": run.crawl})  # type: ignore[attr-defined]
    assert list(run.spider._failed(failure)) == []
    assert (run.crawl.own_errors, run.crawl.phase) == (ours, Phase.DONE)


@pytest.mark.parametrize("only", ["kites,kites", f"kites,{URL}", "kites,,kites,"])
def test_a_policy_that_is_named_twice_is_crawled_once(only: str, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n[policies.gulls]\nurl = "{URL}/gulls"\n')
    policies, _ = WatchSpider.select(ours(), policies=str(tmp_path / "p.toml"), only=only, archive="http://127.0.0.1:1")
    assert [policy.name for policy in policies] == ["kites"]


BROKEN = """
import sys
from clausetrail.crawler.archives import {module}
{patch}
from clausetrail.crawler.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("module", "patch"),
    [
        ("digest_proof", "digest_proof.check_digest = lambda *_: 1 / 0"),
        ("archive", "archive.Archive.parse_index = lambda *_: 1 / 0"),
        ("answers", "answers.judge_playback = lambda *_: 1 / 0"),
        ("archive", "archive.Archive.raw_url = lambda *_: 1 / 0"),
    ],
)
def test_a_run_in_which_our_own_code_fails_ends_with_4_and_says_so(module: str, patch: str, tmp_path: Path) -> None:
    warc = write(tmp_path / "k.warc.gz", [Page("20100101000000", policy()), Page("20110101000000", policy("New."))])
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n[policies.more]\nurl = "{URL}"\n')
    code = BROKEN.format(module=module, patch=patch)
    options = ["--data", "d", "--policies", "p.toml", "--archive", str(warc), "-s", "CONCURRENT_POLICIES=1"]
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "track", *options],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"CLAUSETRAIL_GATES": str(tmp_path / "gates.sqlite")},
    )  # fmt: skip
    assert (done.returncode, "2 policies failed in our own code" in done.stdout) == (4, True), done.stderr[-2000:]
    assert "0 of 2 policies read" in done.stdout
