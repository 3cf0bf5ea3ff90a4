"""The live reading room: the pages of the site made on demand, two dates compared, and search. The store in, pages out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from clausetrail.reports.feeds import feed_folder
from clausetrail.reports.feeds.atom import ENTRIES
from clausetrail.reports.lookup import search_results as findings
from clausetrail.reports.policy_view.clause_lifelines import followed
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import Memento, PolicyContext, load_policy_context, memento_of
from clausetrail.reports.publishing import render
from clausetrail.reports.publishing.page_names import ALL_FEED, policy_feed, slug, text_page, version_stems
from clausetrail.reports.site import build, detail_pages, home, overview
from clausetrail.reports.site.home import HomeEntry
from clausetrail.reports.site.policy_pages import PolicyPages
from clausetrail.reports.timeline.timeline_document import Coverage, MementoLink
from clausetrail.reports.wording.redline_pieces import Piece
from clausetrail.reports.wording.version_phrases import transient_phrase
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.errors import PoliciesError, UnknownPolicy, UnusableQuery
from clausetrail.snapshots.history.versions import uncertainty, version_at_time
from clausetrail.snapshots.model import Policy, Version, iso_date
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import usable_bound

KnowledgeOf = Callable[[Store, Policy], Coverage]

# The site's own policy for what a page may load, and forms that ask us.
CONTENT_POLICY = render.CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'")
_ON_A_PAGE = 50
_HITS = 50
_REMEMBERED = 5_000
_FEEDS = 50


class LiveCache:
    """What the first page says of each policy, and feeds, remembered while the facts stand. Holds no store."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[object, HomeEntry]] = OrderedDict()
        self._feeds: OrderedDict[tuple[str, str], tuple[object, bytes]] = OrderedDict()

    def entry(self, policy: str, mark: object, told: Callable[[], HomeEntry]) -> HomeEntry:
        """Return the entry of *policy*, told again if *mark* is another than the last one."""
        held = self._entries.get(policy)
        if held is None or held[0] != mark:
            held = mark, told()
        self._entries[policy] = held
        self._entries.move_to_end(policy)
        if len(self._entries) > _REMEMBERED:
            self._entries.popitem(last=False)
        return held[1]

    def feed(self, name: tuple[str, str], mark: object, told: Callable[[], bytes]) -> bytes:
        """Return the feed *name*, told again if *mark* is another than the last one: readers ask every hour or so."""
        held = self._feeds.pop(name, None)
        self._feeds[name] = held if held and held[0] == mark else (mark, told())
        if len(self._feeds) > _FEEDS:
            self._feeds.popitem(last=False)
        return self._feeds[name][1]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A time in which a wording stood, or came and went."""

    came: str
    went: str
    first: Memento
    last: Memento
    page: str


@dataclass(frozen=True, slots=True)
class _Found:
    """One answer of a search."""

    slug: str
    title: str
    path: tuple[str, ...]
    pieces: tuple[Piece, ...]
    stays: tuple[_Stay, ...]


class LivePages:
    """The pages of *store*. Each method raises UnknownPolicy where there is no such page."""

    def __init__(self, store: Store, shelf: LiveCache, link: MementoLink, knowledge: KnowledgeOf) -> None:
        self._store = store
        self._shelf = shelf
        self._knowledge = knowledge
        self._link = link

    def home(self, number: int, *, sql: bool) -> str:
        """Return the page *number*, from 1, of the list of all policies."""
        policies = sorted(self._store.facts.policies(), key=lambda one: ((one.title or one.name).casefold(), one.name))
        last = max(1, -(-len(policies) // _ON_A_PAGE))
        if not 1 <= number <= last:
            raise UnknownPolicy(f"the list has {last} pages")
        shown = policies[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
        entries = [self._entry(policy) for policy in shown]
        every = home.totals(entries)
        values = every | home.table_rows(entries, every) | home.neighbour_links(number, last, "?page={}".format)
        return _page("live_home", values | {"root": "", "sql": sql, "feed": ALL_FEED})

    def policy(self, folder: str) -> str:
        """Return the page of the policy whose pages lie in *folder*."""
        one = self._known(folder)
        values = overview.values(one, Figures())
        feed = policy_feed(one.policy.name)
        return _page("live_policy", values | {"root": "../../", "policy": one.policy, "title": one.title, "feed": feed})

    def detail_page(self, folder: str, name: str) -> str:
        """Return any other page of the static site, by its file's name."""
        site = PolicyPages(self._known(folder), Figures())
        for leaf in site.leaves():
            if leaf.name == name:
                return leaf.render()
        raise UnknownPolicy(f"{folder} has no page {name}")

    def compare(self, folder: str, since: str, until: str) -> str:
        """Return what changed of a policy between what stood at two dates, with the form that asks for them."""
        one = self._known(folder)
        versions = one.timeline.versions
        if not versions:
            raise UnknownPolicy(f"nothing readable is held of {folder}")
        values: dict[str, Any] = {
            "title": one.title,
            "asked": (since, until),
            "first": iso_date(versions[0].first.timestamp),
            "last": iso_date(versions[-1].last.timestamp),
            "notes": [],
            "rows": None,
        }
        if since and until:
            try:
                values |= _compared(one, *sorted((_at(since), _at(until))))
            except PoliciesError as error:
                values["notes"] = [str(error)]
        values |= {"root": "../../", "policy": one.policy, "feed": policy_feed(one.policy.name)}
        return _page("live_compare", values)

    def search(self, query: str, policy: str, at: str) -> str:
        """Return the wordings that match *query*, with the form that asks for them."""
        values: dict[str, Any] = {"query": query, "policy": policy, "at": at, "hits": [], "found": None, "trouble": ""}
        if query.strip():
            try:
                asked = query, policy and self._store.facts.policy(policy).name, last_second(_at(at)) if at else ""
                values["found"] = self._store.search.count(*asked)
                values["hits"] = [self._hit(hit) for hit in self._store.search.find(*asked, limit=_HITS)]
            except (PoliciesError, UnknownPolicy, UnusableQuery) as error:
                values["trouble"] = str(error)
        return _page("live_search", values | {"root": "", "title": "Search"})

    def feed(self, name: str, site: str) -> bytes:
        """Return the feed of all policies, or of one, for the room at the address *site*."""
        named = {ALL_FEED: None} | {policy_feed(policy.name): policy for policy in self._store.facts.policies()}
        if name not in named:
            raise UnknownPolicy(f"no feed is called {name}")
        policy = named[name]
        mark = [*self._store.outbox.newest(ENTRIES, policy.name if policy else "")]
        return self._shelf.feed(
            (name, site), mark, lambda: feed_folder.render_live_feed(self._store, policy, site, self._link)
        )

    def file(self, name: str) -> bytes:
        """Return one of the files that all pages share."""
        if name not in (held := build.assets()):
            raise UnknownPolicy(f"no file is called {name}")
        return held[name]

    def folder(self, name: str) -> str:
        """Return the folder of the policy *name*."""
        return slug(self._store.facts.policy(name).name)

    def _known(self, folder: str) -> PolicyContext:
        for policy in self._store.facts.policies():
            if slug(policy.name) == folder:
                return load_policy_context(self._store, policy, self._knowledge(self._store, policy), self._link)
        raise UnknownPolicy(f"no policy has the folder {folder}")

    def _entry(self, policy: Policy) -> HomeEntry:
        store, name = self._store, policy.name
        mark = store.facts.state_token(name), store.derivations.derived_from(name), store.addresses.last_checked(policy)

        def told() -> HomeEntry:
            one = load_policy_context(store, policy, self._knowledge(store, policy), self._link)
            return home.home_entry(one, Figures(), slug(name))

        return self._shelf.entry(name, mark, told)

    def _hit(self, hit: Hit) -> _Found:
        policy = self._store.facts.policy(hit.policy)
        names = version_stems(self._store.derivations.versions(hit.policy))
        stays = [
            _Stay(
                findings.appeared_phrase(stay), findings.disappeared_phrase(stay), memento_of(stay.first.first, self._link),
                memento_of(stay.last.last, self._link), text_page(names[stay.last.number]),
            )
            for stay in hit.runs
        ]  # fmt: skip
        stays += [
            _Stay(
                "beside another text", transient_phrase(face), memento_of(face.first, self._link),
                memento_of(face.last, self._link), "",
            )
            for face in hit.transient_texts
        ]  # fmt: skip
        path = (*hit.path, hit.label) if hit.label else hit.path
        title = policy.title or policy.name
        return _Found(slug(policy.name), title, path, tuple(findings.highlighted_pieces(hit)), tuple(stays))


def _at(asked: str) -> str:
    return last_second(usable_bound(asked.strip(), "the date"))


def _compared(one: PolicyContext, since: str, until: str) -> dict[str, Any]:
    """Return what the page needs of the versions that stood at two times, 14 digits each."""
    versions = one.timeline.versions
    older, newer = version_at_time(versions, since), version_at_time(versions, until)
    notes = [note for at, version in ((since, older), (until, newer)) if (note := _unseen(versions, version, at))]
    if older is None or newer is None:
        return {"notes": notes}
    if older.number == newer.number:
        return {"notes": [*notes, f"The same text stood at both: version {older.number}."]}
    told = changes(one.clauses_of(older.text), one.clauses_of(newer.text))
    ends = replace(one, timeline=replace(one.timeline, versions=(older, newer), revisions=(), transient_revisions=()))
    lines = followed(one.policy.name, versions, one.timeline.revisions, one.clauses_of)
    return detail_pages.first_to_last(ends, told, lines) | {"notes": notes}


def _unseen(versions: tuple[Version, ...], version: Version | None, at: str) -> str:
    """Return what is not known of which text stood *at* a time, or ""."""
    if version is None:
        return f"Of {iso_date(at)} nothing is known: the first capture is of {iso_date(versions[0].first.timestamp)}."
    unsure = uncertainty(versions, version, at)
    return f"{unsure} Version {version.number} is shown." if unsure else ""


def _page(template: str, values: dict[str, Any]) -> str:
    return render.render_page(template, values | {"csp": CONTENT_POLICY})
