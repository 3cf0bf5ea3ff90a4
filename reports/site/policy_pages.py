"""All pages of one policy: what each is called, what it is made of, and how it is made when it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from clausetrail.reports.policy_view.clause_lifelines import Lifelines, followed
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import PolicyContext
from clausetrail.reports.publishing import page_cache
from clausetrail.reports.publishing.page_names import ENDS_PAGE, change_page, clauses_page, policy_feed, text_page
from clausetrail.reports.publishing.render import render_page
from clausetrail.reports.site import detail_pages as leaves
from clausetrail.reports.site import overview
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.unreadable_captures import reasons_between
from clausetrail.snapshots.model import Version


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it is called, the digest of what it is made of, and how it is made."""

    name: str
    made_of: str
    render: Callable[[], str]


class PolicyPages:
    """The pages of one policy, each made only when it is asked for."""

    def __init__(self, one: PolicyContext, figures: Figures) -> None:
        self._one = one
        self._figures = figures

    def index(self) -> Page:
        """Return the page of the policy itself."""
        one = self._one
        made_of = (one.timeline, [revision.changes for revision in one.timeline.revisions], one.knowledge, one.seen)
        return self._leaf("index.html", "policy", made_of, lambda: overview.values(one, self._figures))

    def leaves(self) -> Iterator[Page]:
        """Yield every page, that of the policy last: what the others told is known by then."""
        yield from self._changes()
        yield from self._texts()
        yield from self._clauses()
        yield from self._ends()
        yield self.index()

    @cached_property
    def _lines(self) -> Lifelines:
        told = self._one.timeline
        return followed(told.policy.name, told.versions, told.revisions, self._one.clauses_of)

    def _changes(self) -> Iterator[Page]:
        one, lines = self._one, self._lines
        for revision in one.timeline.revisions:
            silent = reasons_between(
                one.knowledge.unreadable, revision.before.last.timestamp, revision.after.first.timestamp
            )
            around = self._around(revision.after), self._around(revision.before)
            lives = [*leaves.lives(one, revision.changes, revision.before, revision.after, lines)]
            made_of = (revision, revision.changes, silent, around, lives)
            name = change_page(one.stems[revision.after.number])
            yield self._leaf(name, "change", made_of, partial(leaves.change, one, self._figures, revision, lines))

    def _texts(self) -> Iterator[Page]:
        one, lines = self._one, self._lines
        for version in one.timeline.versions:
            asides = [
                aside.changes for aside in one.timeline.transient_revisions if aside.version.number == version.number
            ]
            older = [
                (one.stems[other.number], one.dates[other.number]) for other in one.timeline.versions[: version.number]
            ]
            made_of = (version, asides, older, lines.sinces.get(version.number), self._around(version))
            yield self._leaf(
                text_page(one.stems[version.number]), "text", made_of, partial(leaves.text, one, version, lines)
            )

    def _clauses(self) -> Iterator[Page]:
        one, lives = self._one, self._lines.lives
        for version in one.timeline.versions:
            if born := [life for life in lives if life.born == version.number]:
                told = {station.version for life in born for station in life.stations}
                told |= {birth for life in born for station in life.stations for _, birth in station.kin}
                made_of = (version.first, born, [(number, one.stems[number]) for number in sorted(told)])
                yield self._leaf(
                    clauses_page(one.stems[version.number]),
                    "clauses",
                    made_of,
                    partial(leaves.clauses, one, version, born),
                )

    def _ends(self) -> Iterator[Page]:
        """Yield the page of first to last, where that is more than one step."""
        versions = self._one.timeline.versions
        if len(versions) > 2:
            lives = [(since.life, since.born) for end in (1, len(versions)) for since in self._lines.sinces[end]]
            stems = [self._one.stems[born] for _, born in lives]
            made_of = (versions[0], versions[-1], self._around(versions[0]), self._around(versions[-1]), lives, stems)
            yield self._leaf(ENDS_PAGE, "change", made_of, self._first_to_last)

    def _first_to_last(self) -> dict[str, Any]:
        one, versions = self._one, self._one.timeline.versions
        ends = one.clauses_of(versions[0].text), one.clauses_of(versions[-1].text)
        return leaves.first_to_last(one, changes(*ends), self._lines)

    def _around(self, version: Version) -> tuple[object, ...]:
        """Return what a page of *version* says of its neighbours, so that it is made again where that is news."""
        one = self._one
        near = tuple(one.stems.get(version.number + step) for step in (-1, 0, 1))
        again = one.again.get(version.number)
        bearing = one.bearing(version.first), one.bearing(version.last)
        return near, again, one.link(version.first), one.link(version.last), bearing, one.languages.get(version.number)

    def _leaf(self, name: str, template: str, made_of: object, values: Callable[[], dict[str, Any]]) -> Page:
        one = self._one

        def render() -> str:
            feed = policy_feed(one.policy.name)
            return render_page(
                template, values() | {"root": "../../", "policy": one.policy, "title": one.title, "feed": feed}
            )

        return Page(name, page_cache.digest(name, template, made_of, one.policy), render)
