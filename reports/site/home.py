"""Collect the values of the list of all policies: a row each, the latest changes of all, and trouble. Pure."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clausetrail.reports.plots import change_strip
from clausetrail.reports.policy_view.figures import Figures, Matter
from clausetrail.reports.policy_view.policy_context import PolicyContext
from clausetrail.reports.site.overview import ChangeLine, change_line
from clausetrail.reports.templating import trusted_svg
from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.history.unreadable_captures import count_captures
from clausetrail.snapshots.model import iso_date

_LATEST = 12  # changes in the list of the latest ones
_MAX_TROUBLES = 50  # rows of the table of trouble; the list of all policies shows the rest
_STRIP_WIDTH = 120  # units
_POLICIES_PER_PAGE = 500  # a page of 10,000 had 7.2 MB


class Latest(msgspec.Struct, frozen=True):
    """One of the latest changes of a policy, for the list of all."""

    latest: str
    href: str
    when: str
    summary: str
    matters: tuple[Matter, ...] = ()
    sentence: str = ""


class HomeEntry(msgspec.Struct, frozen=True):
    """The row of one policy in the list of all."""

    title: str
    name: str
    slug: str
    url: str
    versions: int = 0
    captures: int = 0
    listed: int = 0
    first: str = ""
    last: str = ""
    changed: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    latest: tuple[Latest, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the latest changes of all policies."""

    entry: HomeEntry
    change: Latest

    @property
    def halves(self) -> tuple[str, ...]:
        """The date range of the change, split where a narrow page may break the line."""
        return _split_range(self.change.when)


def home_entry(context: PolicyContext, figures: Figures, slug: str) -> HomeEntry:
    """Return the row of a policy in the list of all; *slug* is its folder."""
    policy, timeline = context.policy, context.timeline
    bare = HomeEntry(
        context.title,
        policy.name,
        slug,
        policy.urls[0] if policy.urls else "",
        listed=count_captures(timeline.versions, context.coverage.unreadable).listed,
        trouble=find_trouble(context),
    )
    if not timeline.versions:
        return bare
    newest = [change_line(context, figures, revision) for revision in timeline.revisions[-_LATEST:]]
    return msgspec.structs.replace(
        bare,
        versions=len(timeline.versions),
        captures=len(context.seen),
        first=iso_date(timeline.versions[0].first.timestamp),
        last=iso_date(timeline.versions[-1].last.timestamp),
        changed=_split_range(newest[-1].when) if newest else (),
        changes=tuple(sorted({iso_date(revision.after.first.timestamp)[:7] for revision in timeline.revisions})),
        latest=tuple(_latest(line, slug) for line in newest),
    )


def _split_range(when: str) -> tuple[str, ...]:
    """Return "between A and B" in two halves, between which a narrow column may break the line."""
    earliest, _, latest = when.partition(" and ")
    return earliest, f"and {latest}"


def _latest(line: ChangeLine, slug: str) -> Latest:
    return Latest(line.latest, f"p/{slug}/{line.href}", line.when, line.summary, line.matters, line.sentence)


def find_trouble(context: PolicyContext) -> str:
    """Return why the policy may be different today from its last version, or ""."""
    coverage = context.coverage
    return trouble_phrase(
        context.timeline.versions, coverage.unreadable, coverage.absences, coverage.asked_at, coverage.period
    )


def list_pages(entries: Sequence[HomeEntry]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the file name and the values of each page of the list of all policies; the first is the first page of the site."""
    entries = distinct_titles(entries)
    ordered, every = sorted(entries, key=sort_key), totals(entries)
    last = max(1, -(-len(ordered) // _POLICIES_PER_PAGE))
    for number in range(1, last + 1):
        shown = ordered[(number - 1) * _POLICIES_PER_PAGE : number * _POLICIES_PER_PAGE]
        newest = {} if number == 1 else {"recent": [], "troubles": [], "title": f"Policies, page {number} of {last}"}
        yield (
            list_page_file(number),
            every | table_rows(shown, every) | neighbour_links(number, last, list_page_file) | newest,
        )


def distinct_titles(entries: Sequence[HomeEntry]) -> list[HomeEntry]:
    """Return *entries* with the name of the policy after each title that several have: pages of a site may share a title."""
    counts = Counter(entry.title for entry in entries)
    return [
        msgspec.structs.replace(entry, title=f"{entry.title}, {entry.name}") if counts[entry.title] > 1 else entry
        for entry in entries
    ]


def neighbour_links(number: int, last: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Return the links from page *number* of *last* to the pages before and after it; *address* gives the address of a page."""
    return {
        "earlier": address(number - 1) if number > 1 else "",
        "later": address(number + 1) if number < last else "",
        "last_page": last,
    }


def list_page_file(number: int) -> str:
    """Return the file name of a page of the list; pages are numbered from 1."""
    return "index.html" if number == 1 else f"policies-{number}.html"


def sort_key(entry: HomeEntry) -> tuple[str, str]:
    """Return the sort key of a policy in the list."""
    return entry.title.casefold(), entry.name


def table_rows(shown: Iterable[HomeEntry], every: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of the policies *shown*; their strips share the time axis of *every* policy."""

    def strip(entry: HomeEntry) -> str:
        return change_strip.render_plot(
            entry.first, entry.last, entry.changes, every["first"], every["last"], _STRIP_WIDTH
        )

    return {"entries": [(entry, trusted_svg(strip(entry))) for entry in shown]}


def totals(entries: Sequence[HomeEntry]) -> dict[str, Any]:
    """Return the counts, the date range and the latest changes of all policies together."""
    seen = [entry for entry in entries if entry.first]
    first, last = min((entry.first for entry in seen), default=""), max((entry.last for entry in seen), default="")
    return {
        "title": "Policies",
        "policies": len(entries),
        "recent": latest_changes(entries),
        "versions": sum(entry.versions for entry in entries),
        "captures": sum(entry.captures for entry in entries),
        "listed": sum(entry.listed for entry in entries),
        "troubled": sum(bool(entry.trouble) for entry in entries),
        "troubles": heapq.nsmallest(_MAX_TROUBLES, (entry for entry in entries if entry.trouble), key=_staleness),
        "first": first,
        "last": last,
    }


def _staleness(entry: HomeEntry) -> tuple[str, str]:
    """Return the sort key of the table of trouble: policies never seen first, then those not seen for longest."""
    return entry.last, entry.name


def latest_changes(entries: Iterable[HomeEntry]) -> list[Recent]:
    """Return the latest changes of all policies, newest first."""
    every = (Recent(entry, change) for entry in entries for change in entry.latest)
    return heapq.nlargest(_LATEST, every, key=lambda found: (found.change.latest, found.entry.name, found.change.href))
