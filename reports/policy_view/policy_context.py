"""Load everything that the pages of one policy show from the store, and name captures as pages do."""

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
from clausetrail.reports.timeline.timeline_document import (
    ClausesOf,
    Coverage,
    ElsewhereOf,
    MementoLink,
    nothing_elsewhere,
)
from clausetrail.reports.wording.digest_phrases import digest_sentence, same_digest_sentence
from clausetrail.snapshots.history import same_digest, unreadable_captures
from clausetrail.snapshots.history.unreadable_captures import CaptureCounts, UnreadableByVersion
from clausetrail.snapshots.history.versions import earlier_occurrences
from clausetrail.snapshots.model import Capture, Policy, Timeline, iso_date, parse_timestamp, repair_timestamp
from clausetrail.snapshots.store import Store

# A period without a capture of the text is a gap from this many days on, if it is a twelfth of the whole, and three times
# as long as is usual for the policy: for one that was seen every other year, no single year is a gap.
_GAP_DAYS = 300
_MAX_PAGE_TITLE = 100  # characters; some pages repeat their whole site description in the title
_WHERE = "stored here"  # where the bytes of captures are, in sentences on digests


@dataclass(frozen=True, slots=True)
class PolicyContext:
    """One policy as the store has it today, with what its pages need in common.

    *seen* are the timestamps of all captures that show the text. The mappings are by the number of a version: *stems* of
    page names, *languages*, *first_seen* as dates, and *earlier_occurrence*, the earlier version with the same text.
    *unreadable* are the captures that show nothing, by their place among the versions, *counts* those of all captures.
    *elsewhere_of* returns what is elsewhere on the page of a capture, and no part of any comparison.
    *digest_note* returns a sentence on whether the bytes of a capture match the digest in the archive's index.
    *page_title* is the title of the page that first shows the newest version, or "".
    """

    timeline: Timeline
    coverage: Coverage
    seen: tuple[str, ...]
    stems: dict[int, str]
    languages: dict[int, str]
    link: MementoLink
    clauses_of: ClausesOf
    first_seen: Mapping[int, str]
    earlier_occurrence: Mapping[int, int]
    digest_note: Callable[[Capture], str]
    unreadable: UnreadableByVersion
    counts: CaptureCounts
    elsewhere_of: ElsewhereOf = nothing_elsewhere
    page_title: str = ""

    @property
    def policy(self) -> Policy:
        """The policy as declared."""
        return self.timeline.policy

    @property
    def title(self) -> str:
        """The title in the watchlist, else the title and the site of the newest page, else the name of the policy."""
        versions = self.timeline.versions
        derived = titled_by_page(self.page_title, versions[-1].first.original) if versions else ""
        return self.policy.title or derived or self.policy.name


def titled_by_page(page_title: str, url: str) -> str:
    """Return *page_title* with the host of *url*, as "Privacy Policy (shop.example)", or "" where the page has no title."""
    words = " ".join(page_title.split())
    if len(words) > _MAX_PAGE_TITLE:
        words = f"{words[:_MAX_PAGE_TITLE].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    host = url.partition("://")[2].partition("/")[0].partition(":")[0].casefold().removeprefix("www.")
    return f"{words} ({host})" if words and host else words


@dataclass(frozen=True, slots=True)
class Memento:
    """A capture as a page names it: its day, its time in UTC, its URL, and a link to the archive, or "" if that is not on the web."""

    day: str
    time: str
    original: str
    href: str


def memento_of(capture: Capture, link: MementoLink) -> Memento:
    """Return *capture* as a page names it; *link* gives its URL in the archive."""
    time = _time(capture)
    return Memento(time[:10], time, capture.original, web_link(link(capture)))


def _time(capture: Capture) -> str:
    return f"{parse_timestamp(capture.timestamp):%Y-%m-%d %H:%M:%S} UTC"


def load_policy_context(store: Store, policy: Policy, coverage: Coverage, link: MementoLink) -> PolicyContext:
    """Return the context of *policy* from *store*."""
    timeline = store.timeline(policy)
    sightings = store.derivations.observations(policy.name)
    seen = tuple(sorted(repair_timestamp(sighting.capture.timestamp) for sighting in sightings if sighting.fingerprint))
    readings = store.derivations.readings(policy.name)
    languages = {
        version.number: language_subtag(reading.language)
        for version in timeline.versions
        if (reading := readings.get(version.first.id or 0))
    }
    return PolicyContext(
        timeline, coverage, seen, version_stems(timeline.versions), languages, cache(link), store.derivations.clauses,
        {version.number: iso_date(version.first.timestamp) for version in timeline.versions}, earlier_occurrences(timeline.versions),
        digest_notes(store.facts.proofs(policy.name), store.facts.fetched_captures(policy.name)),
        unreadable_captures.arrange_by_version(coverage.unreadable, timeline.versions),
        unreadable_captures.count_captures(timeline.versions, coverage.unreadable),
        store.derivations.elsewhere(policy.name),
        store.derivations.title(policy.name, timeline.versions[-1]) if timeline.versions and not policy.title else "",
    )  # fmt: skip


def digest_notes(proofs: Mapping[int, str], fetched: Iterable[Capture]) -> Callable[[Capture], str]:
    """Return a function that gives a sentence on a capture: whether its bytes match the digest in the archive's index.

    *proofs* are the results for the captures that were *fetched*, by their number. A capture that was not fetched has the
    bytes of the nearest one in time with the same digest, which the sentence names.
    """
    by_digest: dict[str, list[Capture]] = {}
    for capture in fetched:
        by_digest.setdefault(capture.digest, []).append(capture)

    @cache
    def note(capture: Capture) -> str:
        alike = [one for one in by_digest.get(capture.digest, ()) if same_digest.has_same_bytes(one, capture)]
        if capture.id in proofs or capture.is_imported or not alike:
            return digest_sentence(proofs.get(capture.id or 0, ""), _WHERE, imported=capture.is_imported)
        other = same_digest.nearest_in_time(alike, capture)
        proof = digest_sentence(proofs.get(other.id or 0, ""), _WHERE, imported=False)
        return f"This capture itself {same_digest_sentence(_time(other), _WHERE)} {proof}"

    return note


def find_gaps(context: PolicyContext) -> tuple[Gap, ...]:
    """Return the long periods in which no capture shows the text, each with its reason as far as it is known."""
    if len(context.seen) < 2:
        return ()
    days = [(parse_timestamp(after) - parse_timestamp(before)).days for before, after in pairwise(context.seen)]
    least = max(_GAP_DAYS, sum(days) / 12, 3 * median(days))
    return tuple(
        Gap(
            before,
            after,
            unreadable_captures.reasons_between(context.coverage.unreadable, before, after) or "no capture is known",
        )
        for before, after in pairwise(context.seen)
        if (parse_timestamp(after) - parse_timestamp(before)).days >= least
    )
