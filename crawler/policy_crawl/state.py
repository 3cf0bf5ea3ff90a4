"""One policy in hand: what of it is still open, what came, what did not. Knows no Scrapy and asks nothing itself."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from clausetrail.crawler.archives.answers import Answer
from clausetrail.pipelines.derive.derive_timeline import DerivationResult
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.model import Capture, Policy


@dataclass(slots=True)
class IndexQuery:
    """One URL's way through an index: page after page, until no key is left."""

    url: str
    since: str
    until: str
    resume: str = ""
    keys: set[str] = field(default_factory=set)
    pages: int = 0
    doubted: bool = False  # the index listed nothing: the playback is asked whether it has something

    def goes_on(self, resume: str) -> bool:
        """Take the key of the next page, and return whether to ask for it.

        A key that was seen before is a loop (observed in 2026), and 1,000 pages are more than any URL has.
        """
        if not resume or resume in self.keys or self.pages >= 1_000:
            return False
        self.keys.add(resume)
        self.resume = resume
        self.pages += 1
        return True


@dataclass(slots=True)
class PolicyCrawl:
    """The state of one policy between its first question and its last reading.

    *questions* counts what the index has still to answer, *open* the requests and items of captures on their
    way. When both have come to nothing and nothing is left in *plan*, the policy is done.
    """

    policy: Policy
    questions: int = 0
    open: int = 0
    # None until the index has answered, and again where a capture that could not be played asks for another one.
    plan: deque[Capture] | None = None
    listed: int = 0
    new_captures: int = 0
    malformed: int = 0
    planned: int = 0
    fetched: int = 0
    addresses: set[str] = field(default_factory=set)  # those that were asked for
    frames: set[str] = field(default_factory=set)  # and those of frames that were looked at
    doubted: dict[str, str] = field(default_factory=dict)  # SHA-256 of bodies that came with the wrong digest
    # More may be worth requests for once this is in: the payload of a capture that could not be played, or the next looks.
    again: bool = False
    budget_cut: bool = False  # the budget left out something that the plan asks for
    unexplained: tuple[CoverageGap, ...] = ()  # where captures were left unseen, the widest interval first
    truncated: int = 0  # bodies that came twice alike and look truncated
    unplayable: set[int] = field(default_factory=set)
    failures: Counter[Answer] = field(default_factory=Counter)
    first_failure: str = ""
    # Of what was asked for, what the archive could not give now but may give later: then the policy is unread.
    unread: bool = False

    @property
    def settled_count(self) -> int:
        """How many of the planned captures have come, or failed to come."""
        return self.planned - self.open - len(self.plan or ())

    def record_failure(self, answer: Answer, detail: str, *, essential: bool = True) -> None:
        """Note an answer that brought nothing. *essential* says that the timeline lacks something for it."""
        self.failures[answer] += 1
        self.first_failure = self.first_failure or detail
        if essential and not answer.is_final:
            self.unread = True

    @property
    def failure_summary(self) -> str:
        """What went wrong, in a few words: "throttled twice, archive fault"."""
        return ", ".join(
            f"{answer} ({count}x)" if count > 1 else str(answer) for answer, count in self.failures.items()
        )


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A crawl that is over, with what telling its policy brought, or None where our own code failed."""

    crawl: PolicyCrawl
    outcome: DerivationResult | None
