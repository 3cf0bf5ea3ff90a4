"""List all pages of one policy: the name of each, a digest of its inputs, and a function that renders it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from clausetrail.reports.policy_view.clause_history_views import ClauseHistoryViews, build_clause_history_views
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import PolicyContext
from clausetrail.reports.publishing import page_cache
from clausetrail.reports.publishing.page_names import ENDS_PAGE, change_page, clauses_page, policy_feed, text_page
from clausetrail.reports.publishing.render import render_page
from clausetrail.reports.site import detail_pages, overview
from clausetrail.reports.site.texts_script import TEXTS_FILE, texts_script
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Version


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file name, the digest of its *inputs*, and the function that renders it."""

    name: str
    inputs: str
    render: Callable[[], str]


class PolicyPages:
    """The pages of one policy, each rendered only on demand."""

    def __init__(self, context: PolicyContext, figures: Figures) -> None:
        self._context = context
        self._figures = figures

    def index(self) -> Page:
        """Return the page of the policy itself."""
        context, timeline = self._context, self._context.timeline
        changed = [revision.changes for revision in timeline.revisions]
        inputs = timeline, changed, context.coverage, context.seen
        return self._page("index.html", "policy", inputs, lambda: overview.policy_values(context, self._figures))

    def pages(self) -> Iterator[Page]:
        """Yield every page, that of the policy last: the figures that the others compute are known by then."""
        yield from self._change_pages()
        yield from self._text_pages()
        yield from self._clause_pages()
        yield from self._first_to_last_page()
        yield from self._texts_script()
        yield self.index()

    @cached_property
    def _histories(self) -> ClauseHistoryViews:
        timeline = self._context.timeline
        return build_clause_history_views(
            timeline.policy.name, timeline.versions, timeline.revisions, self._context.clauses_of
        )

    def _change_pages(self) -> Iterator[Page]:
        context, histories = self._context, self._histories
        for revision in context.timeline.revisions:
            silences = context.unreadable.between.get(revision.after.number)
            surroundings = self._surroundings(revision.after), self._surroundings(revision.before)
            links = [*detail_pages.history_links(context, revision.changes, revision.older, revision.after, histories)]
            inputs = (revision, revision.changes, silences, surroundings, links)
            values = partial(detail_pages.change_values, context, self._figures, revision, histories)
            yield self._page(change_page(context.stems[revision.after.number]), "change", inputs, values)

    def _text_pages(self) -> Iterator[Page]:
        context, histories = self._context, self._histories
        for version in context.timeline.versions:
            transient = [
                one.changes for one in context.timeline.transient_revisions if one.version.number == version.number
            ]
            older = [
                (context.stems[other.number], context.first_seen[other.number])
                for other in context.timeline.versions[: version.number]
            ]
            dates, elsewhere = histories.dates.get(version.number), context.elsewhere_of(version.first)
            inputs = (version, transient, older, dates, elsewhere, self._surroundings(version))
            values = partial(detail_pages.text_values, context, version, histories)
            yield self._page(text_page(context.stems[version.number]), "text", inputs, values)

    def _clause_pages(self) -> Iterator[Page]:
        context = self._context
        for version in context.timeline.versions:
            added = [one for one in self._histories.histories if one.added_in == version.number]
            if not added:
                continue
            linked = {entry.version for one in added for entry in one.entries}
            linked |= {added_in for one in added for entry in one.entries for _, added_in in entry.related}
            inputs = (version.first, added, [(number, context.stems[number]) for number in sorted(linked)])
            values = partial(detail_pages.clauses_values, context, version, added)
            yield self._page(clauses_page(context.stems[version.number]), "clauses", inputs, values)

    def _first_to_last_page(self) -> Iterator[Page]:
        """Yield the page of first to last, where that is more than one step."""
        versions = self._context.timeline.versions
        if len(versions) > 2:
            ends = 1, len(versions)
            identities = [(one.suffix, one.added_in) for end in ends for one in self._histories.dates[end]]
            stems = [self._context.stems[added_in] for _, added_in in identities]
            first, last = versions[0], versions[-1]
            inputs = (first, last, self._surroundings(first), self._surroundings(last), identities, stems)
            yield self._page(ENDS_PAGE, "change", inputs, self._first_to_last_values)

    def _texts_script(self) -> Iterator[Page]:
        """Yield the script with all texts, where there are two to compare."""
        context = self._context
        if len(context.timeline.versions) > 1:
            inputs = (
                context.timeline.versions,
                sorted(context.stems.items()),
                sorted(context.earlier_occurrence.items()),
            )
            yield Page(TEXTS_FILE, page_cache.digest(TEXTS_FILE, inputs), lambda: texts_script(context))

    def _first_to_last_values(self) -> dict[str, Any]:
        context, versions = self._context, self._context.timeline.versions
        ends = context.clauses_of(versions[0].text), context.clauses_of(versions[-1].text)
        return detail_pages.first_to_last_values(context, changes(*ends), self._histories)

    def _surroundings(self, version: Version) -> tuple[object, ...]:
        """Return what a page of *version* shows of its neighbours and captures, as a part of the inputs of the page."""
        context = self._context
        stems = tuple(context.stems.get(version.number + step) for step in (-1, 0, 1))
        repeated = context.earlier_occurrence.get(version.number)
        notes = context.digest_note(version.first), context.digest_note(version.last)
        links = context.link(version.first), context.link(version.last)
        silent = context.unreadable.inside.get(version.number)
        return stems, repeated, *links, notes, silent, context.languages.get(version.number)

    def _page(self, name: str, template: str, inputs: object, values: Callable[[], dict[str, Any]]) -> Page:
        policy, title = self._context.policy, self._context.title

        def render() -> str:
            common = {"root": "../../", "policy": policy, "title": title, "feed": policy_feed(policy.name)}
            return render_page(template, values() | common)

        return Page(name, page_cache.digest(name, template, inputs, policy, title), render)
