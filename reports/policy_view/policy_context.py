"""Everything that the pages of one policy are made of, taken from the store at once; and what its pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

from clausetrail.reports.plots.history_plot import Gap
from clausetrail.reports.publishing.page_names import version_stems
from clausetrail.reports.publishing.render import language_subtag
from clausetrail.reports.templating import web_link
from clausetrail.reports.timeline.timeline_document import ClausesOf, Coverage, MementoLink
from clausetrail.reports.wording import digest_phrases as bearing
from clausetrail.snapshots.history import same_digest, unreadable_captures
from clausetrail.snapshots.history.versions import earlier_occurrences
from clausetrail.snapshots.model import Capture, Policy, Timeline, iso_date, parse_timestamp, repair_timestamp
from clausetrail.snapshots.store import Store

# A stretch without a capture of the text is worth an outline from here on, if it is a twelfth of the whole, and three times
# as long as is usual for the policy: of one that was seen every other year, no single year is a gap.
_GAP_DAYS = 300
_WHERE = "held here"


@dataclass(frozen=True, slots=True)
class PolicyContext:
    """One policy as the store knows it today."""

    timeline: Timeline
    knowledge: Coverage
    seen: tuple[str, ...]
    stems: dict[int, str]
    languages: dict[int, str]
    link: MementoLink
    clauses_of: ClausesOf
    dates: Mapping[int, str]  # when each version was first seen
    again: Mapping[int, int]  # which version each that returned reads like
    bearing: Callable[[Capture], str]  # how the bytes behind a capture stand to what the archive's index says of them

    @property
    def policy(self) -> Policy:
        """The policy as declared."""
        return self.timeline.policy

    @property
    def title(self) -> str:
        """What people call the policy."""
        return self.policy.title or self.policy.name


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture as a page names it, with the way to the archive where that is on the web."""

    day: str
    time: str
    original: str
    href: str


def memento_of(capture: Capture, link: MementoLink) -> Memento:
    """Return *capture* for a page."""
    second = _second(capture)
    return Memento(second[:10], second, capture.original, web_link(link(capture)))


def _second(capture: Capture) -> str:
    return f"{parse_timestamp(capture.timestamp):%Y-%m-%d %H:%M:%S} UTC"


def load_policy_context(store: Store, policy: Policy, knowledge: Coverage, link: MementoLink) -> PolicyContext:
    """Return what *store* knows of *policy*."""
    timeline = store.timeline(policy)
    sightings = store.derivations.observations(policy.name)
    seen = tuple(sorted(repair_timestamp(one.capture.timestamp) for one in sightings if one.fingerprint))
    readings = store.derivations.readings(policy.name)
    languages = {
        version.number: language_subtag(told.language)
        for version in timeline.versions
        if (told := readings.get(version.first.id or 0))
    }
    return PolicyContext(
        timeline, knowledge, seen, version_stems(timeline.versions), languages, cache(link), store.derivations.clauses,
        {version.number: iso_date(version.first.timestamp) for version in timeline.versions}, earlier_occurrences(timeline.versions),
        digest_notes(store.facts.proofs(policy.name), store.facts.fetched_captures(policy.name)),
    )  # fmt: skip


def digest_notes(proofs: Mapping[int, str], fetched: Iterable[Capture]) -> Callable[[Capture], str]:
    """Return what says how the bytes behind a capture of the policy stand to what the archive's index says of them.

    *proofs* are known of those that were *fetched*, by their number.
    """
    held: dict[str, list[Capture]] = {}
    for capture in fetched:
        held.setdefault(capture.digest, []).append(capture)

    @cache
    def told(capture: Capture) -> str:
        alike = [one for one in held.get(capture.digest, ()) if same_digest.has_same_bytes(one, capture)]
        if capture.id in proofs or capture.is_imported or not alike:
            return bearing.digest_sentence(proofs.get(capture.id or 0, ""), _WHERE, imported=capture.is_imported)
        other = same_digest.nearest_in_time(alike, capture)
        proof = bearing.digest_sentence(proofs.get(other.id or 0, ""), _WHERE, imported=False)
        return f"This capture itself {bearing.same_digest_sentence(_second(other), _WHERE)} {proof}"

    return told


def find_gaps(one: PolicyContext) -> tuple[Gap, ...]:
    """Return the long stretches of time in which no capture shows the text, each with the reason as far as it is known."""
    if len(one.seen) < 2:
        return ()
    steps = [(parse_timestamp(after) - parse_timestamp(before)).days for before, after in pairwise(one.seen)]
    least = max(_GAP_DAYS, sum(steps) / 12, 3 * median(steps))
    return tuple(
        Gap(
            before,
            after,
            unreadable_captures.reasons_between(one.knowledge.unreadable, before, after) or "no capture is known",
        )
        for before, after in pairwise(one.seen)
        if (parse_timestamp(after) - parse_timestamp(before)).days >= least
    )
