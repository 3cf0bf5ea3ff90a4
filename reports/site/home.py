"""The first page: every policy in a line, the latest changes of all, and where there is trouble. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clausetrail.reports.plots import change_strip
from clausetrail.reports.policy_view.figures import Figures, Matter
from clausetrail.reports.policy_view.policy_context import PolicyContext
from clausetrail.reports.site.overview import ChangeLine, change_line
from clausetrail.reports.templating import trusted_svg
from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.model import iso_date

_LATEST = 12
_STRIP = 120
_ON_A_PAGE = 500  # a page of 10,000 had 7.2 MB
# Answers that say the archive would not, or could not: what was asked is still not known.
_REFUSALS = frozenset({"throttled", "refused", "archive fault"})


class Latest(msgspec.Struct, frozen=True):
    """One of a policy's last changes, for the list of all."""

    latest: str
    href: str
    when: str
    summary: str
    matters: tuple[Matter, ...] = ()


class HomeEntry(msgspec.Struct, frozen=True):
    """What the first page says of one policy."""

    title: str
    name: str
    slug: str
    url: str
    versions: int = 0
    captures: int = 0
    first: str = ""
    last: str = ""
    changed: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    latest: tuple[Latest, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the latest changes of all."""

    entry: HomeEntry
    change: Latest

    @property
    def halves(self) -> tuple[str, ...]:
        """When it happened, in two halves that a narrow page breaks it into."""
        return _parted(self.change.when)


def home_entry(one: PolicyContext, figures: Figures, slug: str) -> HomeEntry:
    """Return what the first page says of a policy."""
    policy, timeline = one.policy, one.timeline
    held = HomeEntry(one.title, policy.name, slug, policy.urls[0] if policy.urls else "", trouble=find_trouble(one))
    if not timeline.versions:
        return held
    newest = [change_line(one, figures, revision) for revision in timeline.revisions[-_LATEST:]]
    return msgspec.structs.replace(
        held,
        versions=len(timeline.versions),
        captures=len(one.seen),
        first=iso_date(timeline.versions[0].first.timestamp),
        last=iso_date(timeline.versions[-1].last.timestamp),
        changed=_parted(newest[-1].when) if newest else (),
        changes=tuple(sorted({iso_date(one.after.first.timestamp)[:7] for one in timeline.revisions})),
        latest=tuple(_latest(line, slug) for line in newest),
    )


def _parted(when: str) -> tuple[str, ...]:
    """Return "between A and B" in the two halves that a narrow column breaks it into."""
    earliest, _, latest = when.partition(" and ")
    return earliest, f"and {latest}"


def _latest(line: ChangeLine, slug: str) -> Latest:
    return Latest(line.latest, f"p/{slug}/{line.href}", line.when, line.summary, line.matters)


def find_trouble(one: PolicyContext) -> str:
    """Return what stands between us and the policy as it is now, or ""."""
    told = []
    if not one.timeline.versions:
        told.append("nothing readable is held")
    else:
        after = unreadable_captures.reasons_between(
            one.knowledge.unreadable, one.timeline.versions[-1].last.timestamp, "9"
        )
        told += [f"since the last version only: {after}"] if after else []
    asked = one.knowledge.asked_at
    if refused := sorted(
        {one.answer for one in one.knowledge.absences if one.answer in _REFUSALS and one.asked_at > asked}
    ):
        told.append(f"unread: {', '.join(refused)}")
    if not asked and not (one.timeline.versions and one.timeline.versions[-1].is_imported):
        told.append("no archive was asked yet")
    return "; ".join(told)


def list_pages(entries: Sequence[HomeEntry]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each page of the list of all policies with what its template needs: the first is the site's first."""
    ordered, every = sorted(entries, key=sort_key), totals(entries)
    last = max(1, -(-len(ordered) // _ON_A_PAGE))
    for number in range(1, last + 1):
        shown = ordered[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
        newest = {} if number == 1 else {"recent": [], "title": f"Policies, page {number} of {last}"}
        yield (
            list_page_file(number),
            every | table_rows(shown, every) | neighbour_links(number, last, list_page_file) | newest,
        )


def neighbour_links(number: int, last: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Return what leads from page *number* of *last* to those beside it, each at its *address*."""
    return {
        "earlier": address(number - 1) if number > 1 else "",
        "later": address(number + 1) if number < last else "",
        "last_page": last,
    }


def list_page_file(number: int) -> str:
    """Return the file of a page of the list, from 1."""
    return "index.html" if number == 1 else f"policies-{number}.html"


def sort_key(one: HomeEntry) -> tuple[str, str]:
    """Return where a policy stands in the list."""
    return one.title.casefold(), one.name


def table_rows(shown: Iterable[HomeEntry], every: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines of the policies *shown*, their strips drawn over the time of *every* one."""
    drawn = [
        (one, change_strip.render_plot(one.first, one.last, one.changes, every["first"], every["last"], _STRIP))
        for one in shown
    ]
    return {"entries": [(one, trusted_svg(svg)) for one, svg in drawn]}


def totals(entries: Sequence[HomeEntry]) -> dict[str, Any]:
    """Return what the first page says of all policies together."""
    held = [one for one in entries if one.first]
    first, last = min((one.first for one in held), default=""), max((one.last for one in held), default="")
    return {
        "title": "Policies",
        "policies": len(entries),
        "recent": latest_changes(entries),
        "versions": sum(one.versions for one in entries),
        "captures": sum(one.captures for one in entries),
        "troubled": sum(bool(one.trouble) for one in entries),
        "first": first,
        "last": last,
    }


def latest_changes(entries: Iterable[HomeEntry]) -> list[Recent]:
    """Return the latest changes of all policies, newest first."""
    every = (Recent(one, change) for one in entries for change in one.latest)
    return heapq.nlargest(_LATEST, every, key=lambda found: (found.change.latest, found.entry.name, found.change.href))
