"""Show the progress of a crawl, and count what its summary reports.

A bar on a terminal, plain lines otherwise, so that a mail of cron stays readable.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import (
    Progress as Bar,
)
from scrapy import signals
from scrapy.crawler import Crawler

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.commandline.exit_codes import bound_reached
from clausetrail.crawler.policy_crawl.state import PolicyCrawl, PolicyResult
from clausetrail.crawler.spiders.archive_spider import ArchiveSpider, capture_settled, policy_claimed, policy_done
from clausetrail.pipelines.derive.derive_timeline import DerivationResult
from clausetrail.pipelines.item_pipelines.open_store import store_of
from clausetrail.reports.timeline.timeline_document import ClausesOf
from clausetrail.reports.wording.change_sentence import revision_sentence
from clausetrail.reports.wording.redline_pieces import count_revision
from clausetrail.reports.wording.version_phrases import candidate_phrase
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Policy, Revision

_MOST_NAMED = 10  # policies in the line about those that another run is reading
_LINE_EVERY = 500  # policies between two progress lines, where there is no terminal


@dataclass(slots=True)
class CrawlTally:
    """The counts of a crawl. Their memory does not grow with the policies."""

    policies: int = 0
    unread: int = 0
    excluded: int = 0
    truncated: int = 0
    failed: int = 0
    new_captures: int = 0
    fetched: int = 0
    malformed: int = 0
    not_delivered: int = 0
    changed: int = 0
    recomputed: int = 0
    revisions: int = 0
    unfetched: int = 0
    widest: tuple[str, CoverageGap] | None = None  # the policy and the interval
    left_out: int = 0  # places in local files that were passed over
    may_lack: bool = False  # whether captures of these policies may be missing by that
    left: int = 0  # policies of the run that it did not finish
    bound: str = ""  # the setting that ended the run early
    claimed: int = 0  # policies that another run was reading
    claimed_names: list[str] = field(default_factory=list)  # the first of them
    nothing: int = 0  # policies that were read to their end, and of which no text is known
    nothing_names: list[str] = field(default_factory=list)  # the first of them
    seen_once: int = 0  # new texts that one capture shows
    alternating: int = 0  # new texts that alternated with the text before them until recently
    answers: Counter[Answer] = field(default_factory=Counter)  # of requests that brought nothing

    @property
    def not_read(self) -> int:
        """How many policies of the run were not read to their end, for whatever reason outside our own code."""
        return self.unread + self.excluded + self.left + self.claimed

    @property
    def answers_phrase(self) -> str:
        """The answers that brought nothing, in a few words: "throttled (2x), archive fault"."""
        return ", ".join(f"{answer} ({count}x)" if count > 1 else str(answer) for answer, count in self.answers.items())

    def add(self, result: PolicyResult) -> None:
        """Count one policy that is done."""
        crawl, outcome = result.crawl, result.outcome
        self.policies += 1
        self.failed += result.failed
        self.unread += crawl.unread and not result.failed
        self.excluded += not (crawl.unread or result.failed) and Answer.EXCLUDED in crawl.failures
        self.new_captures += crawl.new_captures
        self.fetched += crawl.fetched
        self.malformed += crawl.malformed
        self.truncated += crawl.truncated
        self.not_delivered += sum(count for answer, count in crawl.failures.items() if not answer.is_transient)
        self.unfetched += sum(gap.captures for gap in crawl.unexplained)
        for gap in crawl.unexplained[:1]:
            if self.widest is None or gap.days > self.widest[1].days:
                self.widest = crawl.policy.name, gap
        self.answers.update(crawl.failures)
        if outcome and not (outcome.versions or crawl.unread or Answer.EXCLUDED in crawl.failures):
            self.nothing += 1
            self.nothing_names += [crawl.policy.name] if len(self.nothing_names) < _MOST_NAMED else []
        if outcome:
            self.seen_once += _is_seen_once(outcome)
            self.alternating += _is_alternating(outcome)
            self.recomputed += outcome.code_changed
            self.changed += bool(outcome.new_revisions)
            self.revisions += len(outcome.new_revisions)

    @classmethod
    def of(cls, crawler: Crawler) -> CrawlTally:
        """Return the tally of a crawl that has run, the policies that it left included."""
        progress, spider = crawler.get_extension(Progress), crawler.spider
        assert progress is not None
        assert crawler.stats is not None
        assert isinstance(spider, ArchiveSpider)
        tally = progress.tally
        tally.left, tally.bound = (
            spider.asked_for - tally.policies - tally.claimed,
            bound_reached(crawler.stats.get_stats()),
        )
        return tally


class Progress:
    """Scrapy extension that counts and shows the progress. Lines about changed and unread policies are printed at once."""

    def __init__(self, shown: bool, crawler: Crawler | None = None) -> None:
        self.tally = CrawlTally()
        self._crawler = crawler
        self._console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._shown = shown
        self._tasks: dict[str, TaskID] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        progress = cls(crawler.settings.getbool("PROGRESS"), crawler)
        crawler.signals.connect(progress.opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.closed, signal=signals.spider_closed)
        crawler.signals.connect(progress.settled, signal=capture_settled)
        crawler.signals.connect(progress.done, signal=policy_done)
        crawler.signals.connect(progress.claimed, signal=policy_claimed)
        return progress

    def opened(self) -> None:
        if self._shown and self._console.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("captures"),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, console=self._console, transient=True)
            self._bar.start()

    def settled(self, crawl: PolicyCrawl) -> None:
        if self._bar is None:
            return
        name = crawl.policy.name
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=crawl.planned)
        self._bar.update(self._tasks[name], completed=crawl.settled_count, total=crawl.planned)

    def done(self, result: PolicyResult) -> None:
        self.tally.add(result)
        if self._bar is not None and result.crawl.policy.name in self._tasks:
            self._bar.remove_task(self._tasks.pop(result.crawl.policy.name))
        if self._shown:
            clauses_of = store_of(self._crawler).derivations.clauses if self._crawler is not None else None
            for line in report_lines(result, clauses_of):
                self._console.print(line, markup=False)
            if self._bar is None and self.tally.policies % _LINE_EVERY == 0:
                self._console.print(
                    f"{counted(self.tally.policies, 'policy', 'policies')}, {self.tally.unread} unread", markup=False
                )

    def claimed(self, policy: Policy, since: str) -> None:
        self.tally.claimed += 1
        if len(self.tally.claimed_names) < _MOST_NAMED:
            self.tally.claimed_names.append(policy.name)
        if self._shown:
            self._console.print(f"! {policy.name}: another run has been reading it since {since}", markup=False)

    def closed(self) -> None:
        if self._bar is not None:
            self._bar.stop()


def nothing_line(tally: CrawlTally) -> str:
    """Return the line about the policies of which no text is known though all was read."""
    number, names = counted(tally.nothing, "policy has", "policies have"), _names(tally.nothing_names, tally.nothing)
    return f"{number} no readable capture: {names}; `clausetrail status` says why"


def claimed_line(tally: CrawlTally) -> str:
    """Return the line about the policies that another run was reading."""
    number, names = counted(tally.claimed, "policy is", "policies are"), _names(tally.claimed_names, tally.claimed)
    return f"{number} being read by another run, and not by this one: {names}"


def _names(first: list[str], number: int) -> str:
    """Return the *first* of so many names, and how many are left out."""
    return ", ".join(first) + (f" and {number - len(first)} more" if number > len(first) else "")


def left_line(tally: CrawlTally) -> str:
    """Return the line about the policies that the run did not finish, and what ended it."""
    by = f" when {tally.bound} was reached" if tally.bound else ""
    which = counted(tally.left, "policy was", "policies were")
    return f"the run ended early{by}: {which} not read to the end, the next run continues"


def report_lines(result: PolicyResult, clauses_of: ClausesOf | None = None) -> list[str]:
    """Return the lines about a finished policy: failures, and what changed, in one sentence where the clauses are known."""
    crawl, outcome = result.crawl, result.outcome
    name = crawl.policy.name
    found = [f"! {name}: our own code failed on it; the log says where"] if result.failed else []
    if outcome is None:
        return found
    if crawl.unread:
        found.append(f"! {name}: unread ({crawl.failure_summary}): {crawl.first_failure}")
    elif crawl.failures:
        found.append(f"  {name}: {crawl.failure_summary}: {crawl.first_failure}")
    if crawl.malformed:
        found.append(
            f"  {name}: {counted(crawl.malformed, 'malformed index line was', 'malformed index lines were')} left out"
        )
    return found + _change_lines(name, outcome, clauses_of) + _candidate_lines(name, outcome)


def _is_seen_once(outcome: DerivationResult) -> bool:
    return outcome.new_candidate is not None and outcome.new_candidate.after.sightings == 1


def _is_alternating(outcome: DerivationResult) -> bool:
    return outcome.new_candidate is not None and outcome.new_candidate.after.sightings > 1


def _candidate_lines(name: str, outcome: DerivationResult) -> list[str]:
    if outcome.new_candidate is None:
        return []
    when = between_dates(outcome.new_candidate.before, outcome.new_candidate.after)
    changes = count_revision(outcome.new_candidate)
    waits = candidate_phrase(outcome.new_candidate.after)
    return [f"? {name}: a new text ({changes}, {when}): {waits}"]


def _extent(revision: Revision) -> str:
    return count_revision(revision) if revision.switch else counted(len(revision.changes), "change")


def _change_lines(name: str, outcome: DerivationResult, clauses_of: ClausesOf | None) -> list[str]:
    recomputed = f"  {name}: recomputed by newer code; differences from the earlier result are caused by the code, not the policy"
    lines = [recomputed] * outcome.code_changed
    for revision in outcome.new_revisions:
        lines.append(f"* {name}: changed {between_dates(revision.before, revision.after)}: {_extent(revision)}")
        if clauses_of is not None and revision.switch is None:
            sentence = revision_sentence(revision, clauses_of(revision.older.text), clauses_of(revision.after.text))
            lines.append(f"    {sentence}")
    return lines
