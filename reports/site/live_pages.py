"""Render the pages of the live web application on demand: those of the site, two dates compared, and search."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from clausetrail.reports.feeds import feed_folder
from clausetrail.reports.feeds.atom import ENTRIES
from clausetrail.reports.lookup import search_results
from clausetrail.reports.policy_view.clause_history_views import build_clause_history_views
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, load_policy_context, memento_of
from clausetrail.reports.publishing import render
from clausetrail.reports.publishing.page_names import ALL_FEED, policy_feed, slug, text_page, version_stems
from clausetrail.reports.site import build, detail_pages, home, overview
from clausetrail.reports.site.home import HomeEntry
from clausetrail.reports.site.policy_pages import PolicyPages
from clausetrail.reports.timeline.timeline_document import Coverage, MementoLink
from clausetrail.reports.wording.redline_pieces import Piece
from clausetrail.reports.wording.version_phrases import NO_READABLE_CAPTURE, transient_phrase
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.errors import PoliciesError, UnknownPolicy, UnusableQuery
from clausetrail.snapshots.history.versions import uncertainty, version_at_time
from clausetrail.snapshots.model import Policy, Version, iso_date
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import usable_bound

CoverageOf = Callable[[Store, Policy], Coverage]

# The site's Content-Security-Policy, with forms that send their values to us.
LIVE_CONTENT_POLICY = render.CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'")
_POLICIES_PER_PAGE = 50
_HITS = 50  # search results on a page
# Entries and feeds that are cached.
_CACHED_ENTRIES = 5_000
_CACHED_FEEDS = 50


class LiveCache:
    """A cache of list entries and feeds, valid while the facts are the same. Holds no store, so requests can share it."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[object, HomeEntry]] = OrderedDict()
        self._feeds: OrderedDict[tuple[str, str], tuple[object, bytes]] = OrderedDict()

    def entry(self, policy: str, mark: object, make: Callable[[], HomeEntry]) -> HomeEntry:
        """Return the entry of *policy*, made again if *mark* differs from the last one."""
        cached = self._entries.get(policy)
        if cached is None or cached[0] != mark:
            cached = mark, make()
        self._entries[policy] = cached
        self._entries.move_to_end(policy)
        if len(self._entries) > _CACHED_ENTRIES:
            self._entries.popitem(last=False)
        return cached[1]

    def feed(self, name: tuple[str, str], mark: object, make: Callable[[], bytes]) -> bytes:
        """Return the feed *name*, made again if *mark* differs from the last one: feed readers ask every hour or so."""
        cached = self._feeds.pop(name, None)
        self._feeds[name] = cached if cached and cached[0] == mark else (mark, make())
        if len(self._feeds) > _CACHED_FEEDS:
            self._feeds.popitem(last=False)
        return self._feeds[name][1]


@dataclass(frozen=True, slots=True)
class _HitDates:
    """A period in which a wording was present, or a transient text that had it: phrases, and captures of both ends."""

    appeared: str
    disappeared: str
    first: Memento
    last: Memento
    page: str


@dataclass(frozen=True, slots=True)
class _HitView:
    """One search result."""

    slug: str
    title: str
    path: tuple[str, ...]
    pieces: tuple[Piece, ...]
    dates: tuple[_HitDates, ...]


class LivePages:
    """The pages of *store*. Each method raises UnknownPolicy where there is no such page."""

    def __init__(self, store: Store, cache: LiveCache, link: MementoLink, coverage_of: CoverageOf) -> None:
        self._store = store
        self._cache = cache
        self._coverage_of = coverage_of
        self._link = link

    def home(self, number: int, *, sql: bool) -> str:
        """Return the page *number*, from 1, of the list of all policies, with *sql* a link to the SQL interface."""
        policies = sorted(
            self._store.facts.policies(), key=lambda policy: ((policy.title or policy.name).casefold(), policy.name)
        )
        last = max(1, -(-len(policies) // _POLICIES_PER_PAGE))
        if not 1 <= number <= last:
            raise UnknownPolicy(f"the list has {counted(last, 'page')}")
        shown = policies[(number - 1) * _POLICIES_PER_PAGE : number * _POLICIES_PER_PAGE]
        entries = [self._entry(policy) for policy in shown]
        entries = home.distinct_titles(entries)
        every = home.totals(entries)
        values = every | home.table_rows(entries, every) | home.neighbour_links(number, last, "?page={}".format)
        return _page("live_home", values | {"root": "", "sql": sql, "feed": ALL_FEED})

    def policy(self, folder: str) -> str:
        """Return the page of the policy with the pages in *folder*."""
        context = self._context(folder)
        values = overview.policy_values(context, Figures())
        return _page("live_policy", values | _common_values(context) | {"title": context.title})

    def detail_page(self, folder: str, name: str) -> str:
        """Return any other page of the static site, by its file name."""
        site = PolicyPages(self._context(folder), Figures())
        for page in site.pages():
            if page.name == name:
                return page.render()
        raise UnknownPolicy(f"{folder} has no page {name}")

    def compare(self, folder: str, since: str, until: str) -> str:
        """Return the page that compares the texts of a policy at two dates, with a form for the dates."""
        context = self._context(folder)
        versions = context.timeline.versions
        if not versions:
            raise UnknownPolicy(f"{folder}: {NO_READABLE_CAPTURE}")
        values: dict[str, Any] = {
            "title": context.title,
            "asked": (since, until),
            "first": iso_date(versions[0].first.timestamp),
            "last": iso_date(versions[-1].last.timestamp),
            "notes": [],
            "rows": None,
        }
        if since and until:
            try:
                values |= _comparison_values(context, *sorted((_time(since), _time(until))))
            except PoliciesError as error:
                values["notes"] = [str(error)]
        return _page("live_compare", values | _common_values(context))

    def search(self, query: str, policy: str, at: str) -> str:
        """Return the page of the wordings that match *query*, with a form; *policy* and the date *at* may limit it."""
        values: dict[str, Any] = {"query": query, "policy": policy, "at": at, "hits": [], "found": None, "trouble": ""}
        if query.strip():
            try:
                asked = query, policy and self._store.facts.policy(policy).name, last_second(_time(at)) if at else ""
                values["found"] = self._store.search.count(*asked)
                values["hits"] = [self._hit_view(hit) for hit in self._store.search.find(*asked, limit=_HITS)]
            except (PoliciesError, UnknownPolicy, UnusableQuery) as error:
                values["trouble"] = str(error)
        return _page("live_search", values | {"root": "", "title": "Search"})

    def feed(self, name: str, site: str) -> bytes:
        """Return the feed of all policies, or of one, for the web application at the address *site*."""
        feeds = {ALL_FEED: None} | {policy_feed(policy.name): policy for policy in self._store.facts.policies()}
        if name not in feeds:
            raise UnknownPolicy(f"no feed is called {name}")
        policy = feeds[name]
        mark = [*self._store.outbox.newest(ENTRIES, policy.name if policy else "")]
        return self._cache.feed(
            (name, site), mark, lambda: feed_folder.render_live_feed(self._store, policy, site, self._link)
        )

    def file(self, name: str) -> bytes:
        """Return one of the files that all pages share."""
        if name not in (assets := build.assets()):
            raise UnknownPolicy(f"no file is called {name}")
        return assets[name]

    def folder(self, name: str) -> str:
        """Return the folder of the policy *name*."""
        return slug(self._store.facts.policy(name).name)

    def _context(self, folder: str) -> PolicyContext:
        for policy in self._store.facts.policies():
            if slug(policy.name) == folder:
                return self._load(policy)
        raise UnknownPolicy(f"no policy has the folder {folder}")

    def _load(self, policy: Policy) -> PolicyContext:
        return load_policy_context(self._store, policy, self._coverage_of(self._store, policy), self._link)

    def _entry(self, policy: Policy) -> HomeEntry:
        store, name = self._store, policy.name
        mark = store.facts.state_token(name), store.derivations.derived_from(name), store.addresses.last_checked(policy)
        return self._cache.entry(name, mark, lambda: home.home_entry(self._load(policy), Figures(), slug(name)))

    def _hit_view(self, hit: Hit) -> _HitView:
        policy, link = self._store.facts.policy(hit.policy), self._link
        stems = version_stems(self._store.derivations.versions(hit.policy))
        dates = [
            _HitDates(
                search_results.appeared_phrase(stay), search_results.disappeared_phrase(stay),
                memento_of((stay.words_first or stay.first).first, link), memento_of(stay.last.last, link), text_page(stems[stay.last.number]),
            )
            for stay in hit.runs
        ]  # fmt: skip
        dates += [
            _HitDates(
                "beside another text", transient_phrase(face),
                memento_of(face.first, link), memento_of(face.last, link), "",
            )
            for face in hit.transient_texts
        ]  # fmt: skip
        dates += [
            _HitDates(
                search_results.elsewhere_phrase(span), "in no version of the text",
                memento_of(span.first, link), memento_of(span.last, link), "",
            )
            for span in hit.elsewhere
        ]  # fmt: skip
        path = (*hit.path, hit.label) if hit.label else hit.path
        pieces = tuple(search_results.highlighted_pieces(hit))
        return _HitView(slug(policy.name), policy.title or policy.name, path, pieces, tuple(dates))


def _common_values(context: PolicyContext) -> dict[str, Any]:
    return {"root": "../../", "policy": context.policy, "feed": policy_feed(context.policy.name)}


def _time(date: str) -> str:
    """Return the last second of a day, a month or a year, in 14 digits. Raises PoliciesError."""
    return last_second(usable_bound(date.strip(), "the date"))


def _comparison_values(context: PolicyContext, since: str, until: str) -> dict[str, Any]:
    """Return the values for the comparison of the versions at two times, 14 digits each."""
    versions = context.timeline.versions
    older, newer = version_at_time(versions, since), version_at_time(versions, until)
    notes = [note for at, version in ((since, older), (until, newer)) if (note := _doubt(versions, version, at))]
    if older is None or newer is None:
        return {"notes": notes}
    if older.number == newer.number:
        return {"notes": [*notes, f"The text is the same at both: version {older.number}."]}
    compared = changes(context.clauses_of(older.text), context.clauses_of(newer.text))
    timeline = replace(context.timeline, versions=(older, newer), revisions=(), transient_revisions=())
    histories = build_clause_history_views(
        context.policy.name, versions, context.timeline.revisions, context.clauses_of
    )
    return detail_pages.first_to_last_values(replace(context, timeline=timeline), compared, histories) | {
        "notes": notes
    }


def _doubt(versions: tuple[Version, ...], version: Version | None, at: str) -> str:
    """Return why it is not certain that *version* is the text *at* a time, or ""."""
    if version is None:
        first = iso_date(versions[0].first.timestamp)
        return f"Nothing is known of {iso_date(at)}: the first capture is of {first}."
    reason = uncertainty(versions, version, at)
    return f"{reason} Version {version.number} is shown." if reason else ""


def _page(template: str, values: dict[str, Any]) -> str:
    return render.render_page(template, values | {"csp": LIVE_CONTENT_POLICY})
