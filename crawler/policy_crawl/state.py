"""The progress of one policy within a crawl, as a state machine over its open requests. Sends no request itself."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from clausetrail.crawler.archives.answers import Answer
from clausetrail.pipelines.derive.derive_timeline import DerivationResult
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.model import Capture, Policy

# No URL has more pages of an index than this; a longer listing is a loop.
_MOST_INDEX_PAGES = 1_000
# Nor has it more captures: one every five minutes for thirty years.
_MOST_ROWS = 3_000_000
# After the first pages, each page must have brought this many rows on average that no page before it held. An index that
# names a new key with every page, and lists nothing new, would else be read for hours.
_FIRST_PAGES, _NEW_ROWS_OF_A_PAGE = 20, 2


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """One query for the captures of a URL, or one page of it: *resume* is the key of the page, "" for the first one.

    *waiting* are the keys of pages that were named and not queried yet. *continues* is true where *since* is the time of the
    newest row so far, after a page that may have been limited. *is_fallback* means the archive's other index service,
    *redirects* counts the redirects of this page. *rows* holds the hashes of the rows of all pages so far.

    An index that is cut between two rows, under its own length, is a shorter index: nothing in it shows the loss. So the
    newest memento is requested first. *playback* is the result, *stated* the time of the newest memento within the bounds, or
    "" where the archive states none; *listed* is the time of the newest row of all pages so far, *is_repeated* true where the
    end of the index is queried once more because it lacks that memento. *is_due* is true where the index is queried whatever
    the newest memento is.
    """

    url: str
    since: str
    until: str
    resume: str = ""
    resume_keys: frozenset[str] = frozenset()
    pages: int = 0
    waiting: tuple[str, ...] = ()
    continues: bool = False
    is_fallback: bool = False
    redirects: int = 0
    is_due: bool = False
    playback: Answer = Answer.NOT_ARCHIVED
    stated: str = ""
    listed: str = ""
    is_repeated: bool = False
    rows: set[int] = field(default_factory=set, compare=False, repr=False)

    @property
    def is_endless(self) -> bool:
        """Whether the pages so far are a loop: there are too many, or they bring too few rows that are new."""
        few = len(self.rows) < (self.pages - _FIRST_PAGES) * _NEW_ROWS_OF_A_PAGE
        return self.pages >= _MOST_INDEX_PAGES or len(self.rows) > _MOST_ROWS or few

    @property
    def lacks_newest(self) -> bool:
        """Whether the pages so far lack the newest memento that the archive states within the bounds of the query."""
        return self.stated > self.listed and self.stated >= self.since

    def end_again(self, *, is_whole: bool) -> Self:
        """Return the query for the rows from the newest one so far on, or with *is_whole* for all of them, once more."""
        since = self.since if is_whole else max(self.since, self.listed)
        return replace(
            self, since=since, resume="", resume_keys=frozenset(), waiting=(), continues=False, redirects=0,
            pages=self.pages + 1, is_repeated=True,
        )  # fmt: skip

    def next_page(self, *keys: str, own: str = "") -> Self | None:
        """Return the query for the next page, from *keys* and those that wait, or None where there is none.

        A key that was used before is a loop (observed in 2026), and a listing without end is one (`is_endless`). *own* is the
        key of the page that named *keys*: other pages may name it again.
        """
        known = self.resume_keys | ({own} if own else set())
        waiting = tuple(dict.fromkeys(key for key in (*self.waiting, *keys) if key and key not in known))
        if not waiting or self.is_endless:
            return None
        resume, *rest = waiting
        return replace(
            self, resume=resume, resume_keys=known | {resume}, pages=self.pages + 1, waiting=tuple(rest), redirects=0
        )

    def next_rows(self, newest: str) -> Self | None:
        """Return the query for the rows from *newest* on, the time of the last row so far, or None where that is a loop."""
        if newest <= self.since or self.is_endless:
            return None
        return replace(self, since=newest, resume="", continues=True, pages=self.pages + 1, redirects=0)


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """The captures to fetch next, and what is known about the captures that are left out.

    *unplayable* are numbers of captures that are not requested, *unexplained* the intervals in which captures stay
    unseen, the widest first. *budget_cut* says that the budget leaves out a capture that would be requested without it,
    *replan* that the texts of these captures decide which captures to fetch after them.
    """

    captures: Sequence[Capture] = ()
    unplayable: Set[int] = frozenset()
    unexplained: tuple[CoverageGap, ...] = ()
    budget_cut: bool = False
    replan: bool = False


class Phase(StrEnum):
    """What a policy's crawl waits for."""

    LISTING = "listing"
    PLANNING = "planning"
    FETCHING = "fetching"
    FOLLOWING = "following"
    DONE = "done"
    FAILED = "failed"


class IllegalTransition(RuntimeError):
    """A method of PolicyCrawl was called in a phase that does not allow it: a bug in the caller."""


class PolicyCrawl:
    """The state of one policy between its first request and its last reading.

    ::

         start
           |
           v      last query closed         captures planned
        LISTING --------------------> PLANNING ----------------> FETCHING
           ^                           |  |  ^                     |  |
           |                           |  |  |  all captures       |  |
           |        planning failed    |  |  +--settled, a new-----+  |
           |      FAILED <-------------+  |     plan is needed        |
           |                              | nothing planned           |
           |                              v                           |
           +------ new address ------ FOLLOWING <--all captures-------+
                                          |        settled
                                          | no new address
                                          v
                                        DONE

    ================  ========================================================  =================================
    phase             open                                                      transitions
    ================  ========================================================  =================================
    LISTING           queries: index pages, newest mementos, frames             query_sent, query_closed
    PLANNING          nothing                                                   plan_made, planning_failed
    FETCHING          captures: their requests, then their items in pipelines   request_captures, capture_settled
    FOLLOWING         nothing                                                   query_sent, finished
    DONE, FAILED      nothing                                                   none
    ================  ========================================================  =================================

    In FOLLOWING the redirects and frames that were fetched may lead to addresses that were not queried yet. Queries and
    captures are never open at the same time. A query counts from the moment its request is made: a query that leads to
    another one sends that first and is closed after it, so LISTING ends once.

    An error of our own (a bug, not an answer of the archive) is counted in `own_errors`. It closes its query or capture like
    any other end. Where it leaves a phase without anything that could end it, `abandoned` leads to FAILED from every phase.

    Fields change only in the methods that are named after an event. A method that the phase does not allow raises
    IllegalTransition.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._phase = Phase.LISTING
        self._open_queries = 0
        self._open_captures = 0
        self._waiting: deque[Capture] = deque()  # planned, and not requested yet
        self._replan = False
        self._planned = 0
        self._addresses: set[str] = set()
        self._frames: set[str] = set()
        self._mismatches: dict[str, str] = {}
        self._unplayable: set[int] = set()
        self._unexplained: tuple[CoverageGap, ...] = ()
        self._budget_cut = False
        self._listed = self._new_captures = self._malformed = self._fetched = self._truncated = 0
        self._failures: Counter[Answer] = Counter()
        self._first_failure = ""
        self._unread = False
        self._own_errors = 0

    # What is open ---------------------------------------------------------------------------------------------

    @property
    def phase(self) -> Phase:
        """The state of the machine."""
        return self._phase

    @property
    def open_queries(self) -> int:
        """How many queries have no answer yet."""
        return self._open_queries

    @property
    def open_captures(self) -> int:
        """How many captures were requested and are not settled."""
        return self._open_captures

    @property
    def is_over(self) -> bool:
        """Whether no transition is left."""
        return self._phase in {Phase.DONE, Phase.FAILED}

    # What was found -------------------------------------------------------------------------------------------

    @property
    def planned(self) -> int:
        """How many captures have been planned so far, in all plans."""
        return self._planned

    @property
    def settled_count(self) -> int:
        """How many of the planned captures were received and processed, or failed."""
        return self._planned - self._open_captures - len(self._waiting)

    @property
    def addresses(self) -> Set[str]:
        """The addresses that were queried."""
        return self._addresses

    @property
    def frames(self) -> Set[str]:
        """The addresses of frames that were requested."""
        return self._frames

    @property
    def may_follow(self) -> bool:
        """Whether anything was fetched that can lead to a new address."""
        return bool(self._fetched or self._frames)

    @property
    def unplayable(self) -> Set[int]:
        """The numbers of the captures that were not requested, or failed, because the archive cannot play them."""
        return self._unplayable

    @property
    def unexplained(self) -> tuple[CoverageGap, ...]:
        """The intervals in which the last plan leaves captures unseen, the widest first."""
        return self._unexplained

    @property
    def budget_cut(self) -> bool:
        """Whether the budget left out captures that the last plan would fetch without it."""
        return self._budget_cut

    @property
    def listed(self) -> int:
        """How many rows of the index were captures."""
        return self._listed

    @property
    def new_captures(self) -> int:
        """How many captures were listed for the first time."""
        return self._new_captures

    @property
    def malformed(self) -> int:
        """How many lines of the index were no rows."""
        return self._malformed

    @property
    def fetched(self) -> int:
        """How many captures were received."""
        return self._fetched

    @property
    def truncated(self) -> int:
        """How many of the received bodies are or look truncated."""
        return self._truncated

    @property
    def failures(self) -> Mapping[Answer, int]:
        """How many requests brought nothing, by answer."""
        return self._failures

    @property
    def first_failure(self) -> str:
        """The detail of the first failure, or ""."""
        return self._first_failure

    @property
    def failure_summary(self) -> str:
        """All failures in a few words: "throttled (2x), archive fault"."""
        return ", ".join(
            f"{answer} ({count}x)" if count > 1 else str(answer) for answer, count in self._failures.items()
        )

    @property
    def unread(self) -> bool:
        """Whether the archive failed to give now something requested that it may give later."""
        return self._unread

    @property
    def own_errors(self) -> int:
        """How often our own code failed on something of the policy. Its timeline may lack something because of that."""
        return self._own_errors

    # LISTING --------------------------------------------------------------------------------------------------

    def query_sent(self) -> None:
        """Count one more open query. From FOLLOWING, this is the first query for a new address."""
        self._require("query_sent", Phase.LISTING, Phase.FOLLOWING)
        self._phase = Phase.LISTING
        self._open_queries += 1

    def query_closed(self) -> None:
        """Count one open query less. The last one ends LISTING."""
        self._require("query_closed", Phase.LISTING, holds=self._open_queries > 0)
        self._open_queries -= 1
        if not self._open_queries:
            self._phase = Phase.PLANNING

    def address_queried(self, address: str) -> None:
        """Record that *address* is queried, so that no redirect or frame leads to it again."""
        self._require("address_queried", Phase.LISTING, Phase.FOLLOWING)
        self._addresses.add(address)

    def frame_requested(self, address: str) -> None:
        """Record that the frame at *address* is requested, so that it is requested once."""
        self._require("frame_requested", Phase.LISTING, Phase.FOLLOWING)
        self._frames.add(address)

    def captures_listed(self, rows: int, new: int, malformed: int) -> None:
        """Count one page of an index: its rows, the captures among them that are new, and the lines that are no rows."""
        self._require("captures_listed", Phase.LISTING)
        self._listed += rows
        self._new_captures += new
        self._malformed += malformed

    # PLANNING -------------------------------------------------------------------------------------------------

    def plan_made(self, plan: FetchPlan) -> None:
        """Start fetching the captures of *plan*; where it has none, go on to the addresses that may be new."""
        self._require("plan_made", Phase.PLANNING)
        self._waiting.extend(plan.captures)
        self._planned += len(plan.captures)
        self._unplayable |= plan.unplayable
        self._unexplained = plan.unexplained
        self._budget_cut = plan.budget_cut
        self._replan = plan.replan
        self._phase = Phase.FETCHING if plan.captures else Phase.FOLLOWING

    def planning_failed(self) -> None:
        """End the crawl of the policy because our own code failed on what is stored of it."""
        self._require("planning_failed", Phase.PLANNING)
        self._own_errors += 1
        self._phase = Phase.FAILED

    # FETCHING -------------------------------------------------------------------------------------------------

    def request_captures(self, most: int) -> list[Capture]:
        """Return the next planned captures, so many that *most* are open with them, and count them as open."""
        self._require("request_captures", Phase.FETCHING)
        count = min(len(self._waiting), max(0, most - self._open_captures))
        self._open_captures += count
        return [self._waiting.popleft() for _ in range(count)]

    def capture_received(self, *, truncated: bool) -> None:
        """Count a body that was received. Its capture stays open until the pipelines have processed it."""
        self._require("capture_received", Phase.FETCHING, holds=self._open_captures > 0)
        self._fetched += 1
        self._truncated += truncated

    def capture_failed(self, number: int | None, *, is_transient: bool) -> None:
        """Record that the capture with *number* brought nothing. Its payload is left to another capture of the same bytes.

        Where the failure is not transient, a new plan is needed to choose that capture.
        """
        self._require("capture_failed", Phase.FETCHING, holds=self._open_captures > 0)
        if number:
            self._unplayable.add(number)
            self._replan = self._replan or not is_transient

    def digest_mismatched(self, capture: Capture, sha256: str) -> str:
        """Return the SHA-256 of an earlier body of *capture* with the wrong digest, or "" where this is the first one.

        The first one is remembered, and forgotten after the second.
        """
        self._require("digest_mismatched", Phase.FETCHING, holds=self._open_captures > 0)
        key = capture.timestamp + capture.original
        earlier = self._mismatches.pop(key, "")
        if not earlier:
            self._mismatches[key] = sha256
        return earlier

    def capture_settled(self) -> None:
        """Count one open capture less. The last one of a plan ends FETCHING."""
        self._require("capture_settled", Phase.FETCHING, holds=self._open_captures > 0)
        self._open_captures -= 1
        if not self._open_captures and not self._waiting:
            self._phase = Phase.PLANNING if self._replan else Phase.FOLLOWING
            self._replan = False

    # The end --------------------------------------------------------------------------------------------------

    def finished(self) -> None:
        """End the crawl of the policy: nothing is open, and no new address was found."""
        self._require("finished", Phase.FOLLOWING)
        self._phase = Phase.DONE

    def abandoned(self) -> None:
        """End the crawl of the policy because our own code failed and nothing is open that could end its phase."""
        self._require("abandoned", Phase.LISTING, Phase.PLANNING, Phase.FETCHING, Phase.FOLLOWING)
        self._phase = Phase.FAILED

    def record_own_error(self) -> None:
        """Count an error of our own code on an answer, an item or the next requests of the policy."""
        self._own_errors += 1

    def record_failure(self, answer: Answer, detail: str, *, essential: bool = True) -> None:
        """Count an answer that brought nothing. *essential* says that the timeline lacks something because of it."""
        self._require("record_failure", Phase.LISTING, Phase.FETCHING)
        self._failures[answer] += 1
        self._first_failure = self._first_failure or detail
        if essential and not answer.is_final:
            self._unread = True

    def _require(self, event: str, *phases: Phase, holds: bool = True) -> None:
        """Raise IllegalTransition unless the machine is in one of *phases* and the event's own condition *holds*."""
        if self._phase not in phases or not holds:
            is_open = (
                f"{counted(self._open_queries, 'query', 'queries')} and {counted(self._open_captures, 'capture')} open"
            )
            raise IllegalTransition(f"{self.policy.name}: {event} in phase {self._phase}, with {is_open}")


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """A crawl of a policy that is over, with its derived timeline, or None where our own code failed to derive it."""

    crawl: PolicyCrawl
    outcome: DerivationResult | None

    @property
    def failed(self) -> bool:
        """Whether our own code failed on anything of the policy."""
        return self.outcome is None or self.crawl.own_errors > 0
