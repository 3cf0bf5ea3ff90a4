"""The first page: every policy in a line, the latest changes of all, and where there is trouble. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clausetrail.reports.plots import strip
from clausetrail.reports.policy_view.figures import Figures, Matter
from clausetrail.reports.policy_view.policy_context import Known
from clausetrail.reports.site.overview import ChangeLine, change_line
from clausetrail.reports.templating import picture
from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.model import date

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


class Entry(msgspec.Struct, frozen=True):
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

    entry: Entry
    change: Latest

    @property
    def halves(self) -> tuple[str, ...]:
        """When it happened, in two halves that a narrow page breaks it into."""
        return _parted(self.change.when)


def entry(one: Known, figures: Figures, slug: str) -> Entry:
    """Return what the first page says of a policy."""
    policy, timeline = one.policy, one.timeline
    held = Entry(one.title, policy.name, slug, policy.urls[0] if policy.urls else "", trouble=trouble(one))
    if not timeline.versions:
        return held
    newest = [change_line(one, figures, revision) for revision in timeline.revisions[-_LATEST:]]
    return msgspec.structs.replace(
        held,
        versions=len(timeline.versions),
        captures=len(one.seen),
        first=date(timeline.versions[0].first.timestamp),
        last=date(timeline.versions[-1].last.timestamp),
        changed=_parted(newest[-1].when) if newest else (),
        changes=tuple(sorted({date(one.after.first.timestamp)[:7] for one in timeline.revisions})),
        latest=tuple(_latest(line, slug) for line in newest),
    )


def _parted(when: str) -> tuple[str, ...]:
    """Return "between A and B" in the two halves that a narrow column breaks it into."""
    earliest, _, latest = when.partition(" and ")
    return earliest, f"and {latest}"


def _latest(line: ChangeLine, slug: str) -> Latest:
    return Latest(line.latest, f"p/{slug}/{line.href}", line.when, line.summary, line.matters)


def trouble(one: Known) -> str:
    """Return what stands between us and the policy as it is now, or ""."""
    told = []
    if not one.timeline.versions:
        told.append("nothing readable is held")
    else:
        after = unreadable_captures.reasons_between(
            one.knowledge.silences, one.timeline.versions[-1].last.timestamp, "9"
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


def sheets(entries: Sequence[Entry]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each page of the list of all policies with what its template needs: the first is the site's first."""
    ordered, every = sorted(entries, key=order), overall(entries)
    last = max(1, -(-len(ordered) // _ON_A_PAGE))
    for number in range(1, last + 1):
        shown = ordered[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
        newest = {} if number == 1 else {"recent": [], "title": f"Policies, page {number} of {last}"}
        yield sheet(number), every | lines(shown, every) | ways(number, last, sheet) | newest


def ways(number: int, last: int, address: Callable[[int], str]) -> dict[str, Any]:
    """Return what leads from page *number* of *last* to those beside it, each at its *address*."""
    return {
        "earlier": address(number - 1) if number > 1 else "",
        "later": address(number + 1) if number < last else "",
        "last_page": last,
    }


def sheet(number: int) -> str:
    """Return the file of a page of the list, from 1."""
    return "index.html" if number == 1 else f"policies-{number}.html"


def order(one: Entry) -> tuple[str, str]:
    """Return where a policy stands in the list."""
    return one.title.casefold(), one.name


def lines(shown: Iterable[Entry], every: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lines of the policies *shown*, their strips drawn over the time of *every* one."""
    drawn = [
        (one, strip.picture(one.first, one.last, one.changes, every["first"], every["last"], _STRIP)) for one in shown
    ]
    return {"entries": [(one, picture(svg)) for one, svg in drawn]}


def overall(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return what the first page says of all policies together."""
    held = [one for one in entries if one.first]
    first, last = min((one.first for one in held), default=""), max((one.last for one in held), default="")
    return {
        "title": "Policies",
        "policies": len(entries),
        "recent": recent(entries),
        "versions": sum(one.versions for one in entries),
        "captures": sum(one.captures for one in entries),
        "troubled": sum(bool(one.trouble) for one in entries),
        "first": first,
        "last": last,
    }


def recent(entries: Iterable[Entry]) -> list[Recent]:
    """Return the latest changes of all policies, newest first."""
    every = (Recent(one, change) for one in entries for change in one.latest)
    return heapq.nlargest(_LATEST, every, key=lambda found: (found.change.latest, found.entry.name, found.change.href))
