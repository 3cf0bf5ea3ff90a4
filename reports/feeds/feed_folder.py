"""All feeds of a store in a folder: of everything, of each policy, of each kind of change. Written again where there is news.

What a policy's feed told in the last run stands in it: an entry that is no news is taken from there, not told again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from clausetrail.reports.feeds import atom as feed
from clausetrail.reports.feeds.atom import ENTRIES, Entry, atom, is_made_of
from clausetrail.reports.feeds.change_summary import summarize_change
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.recorded_figures import load_figures
from clausetrail.reports.publishing import page_cache
from clausetrail.reports.publishing.page_cache import WriteCounts
from clausetrail.reports.publishing.page_names import ALL_FEED, change_page, kind_feed, policy_feed, slug, version_stems
from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.errors import UnusableURL
from clausetrail.snapshots.model import Policy, Timeline
from clausetrail.snapshots.significance.finding import Matter
from clausetrail.snapshots.storage.outbox import RecordedChange
from clausetrail.snapshots.store import Store

FOLDER = "feeds"
TITLE = "What changed in policies"
# The feed of a kind of change is drawn from so many of the newest changes of all kinds.
_SEARCHED = 300
# What a feed was made of stands behind its title; a title of more signs than that is told again each time.
_HEAD = 16_384


class EntryBuilder:
    """Tells events as entries of feeds. *page* says where a page of the site is, or "" where there is none."""

    def __init__(
        self, store: Store, link: MementoLink, page: Callable[[str], str], figures: Callable[[str], Figures | None]
    ) -> None:
        self._store = store
        self._link = link
        self._page = page
        self._figures = figures
        self._timeline = lru_cache(maxsize=8)(self._timeline_of)

    def node(self, event: RecordedChange, made_of: str = "") -> Element:
        """Return *event* as an entry."""
        timeline = self._timeline(event.policy)
        policy = timeline.policy
        found = [one for one in timeline.revisions if one.after.number == event.version and not event.withdrawn_at]
        known = self._figures(event.policy)
        told = summarize_change(found[0], policy, self._store.derivations.clauses, self._link, known) if found else None
        page = (
            self._page(f"p/{slug(event.policy)}/{change_page(version_stems(timeline.versions)[event.version])}")
            if told
            else ""
        )
        return feed.node(Entry(event, titled(policy), told, page, made_of))

    def _timeline_of(self, policy: str) -> Timeline:
        return self._store.timeline(self._store.facts.policy(policy))


class FeedFolder:
    """The feeds of *store*, to be published under the address *site*, or read where they lie if that is ""."""

    def __init__(self, store: Store, folder: Path, site: str, link: MementoLink) -> None:
        self._store = store
        self._folder = folder
        self._site = site.rstrip("/")
        self._teller = EntryBuilder(store, link, self._page, lru_cache(maxsize=8)(self._figures))
        self._before = lru_cache(maxsize=8)(self._told_before)
        self._known = lru_cache(maxsize=_SEARCHED)(self._telling)
        self._maker = page_cache.digest(self._site, self._has_site(), store.facts.archives())

    def write(self, policies: Iterable[Policy]) -> WriteCounts:
        """Bring the feeds of all, of each kind and of *policies* up to date, and return what was done. Raises OSError."""
        tally, outbox = WriteCounts(), self._store.outbox
        for policy in policies:
            self._one(policy_feed(policy.name), title_of(policy), [*outbox.newest(ENTRIES, policy.name)], tally)
        self._one(ALL_FEED, TITLE, [*outbox.newest(ENTRIES)], tally)
        self._kinds([*outbox.newest(_SEARCHED)], tally)
        self._forget(tally)
        return tally

    def _forget(self, tally: WriteCounts) -> None:
        """Remove the feeds that we wrote of policies which are no more."""
        declared = {policy_feed(policy.name) for policy in self._store.facts.policies()}
        for old in sorted((self._folder / FOLDER).glob("policy-*.atom")):
            if old.name not in declared and feed.is_ours(_content(old, _HEAD)):
                old.unlink()
                tally.removed += 1

    def _one(self, name: str, title: str, events: Sequence[RecordedChange], tally: WriteCounts) -> None:
        made_of = page_cache.digest(title, [self._made_of(event) for event in events])
        if not self._is_current(name, made_of, tally):
            self._write(name, title, [*self._nodes(events).values()], made_of, tally)
            self._before.cache_clear()

    def _kinds(self, events: Sequence[RecordedChange], tally: WriteCounts) -> None:
        made_of = page_cache.digest("kinds", [self._made_of(event) for event in events])
        if self._is_current(kind_feed(Matter.RIGHT), made_of, tally):
            tally.kept += len(Matter) - 1
            return
        by_kind: dict[str, list[Element]] = {str(matter): [] for matter in Matter}
        for node in self._nodes(events).values():
            for name in feed.matters(node):
                if name in by_kind and len(held := by_kind[name]) < ENTRIES:
                    held.append(node)
        for kind, nodes in by_kind.items():
            self._write(kind_feed(kind), f"{TITLE}: {kind}", nodes, made_of, tally)

    def _nodes(self, events: Sequence[RecordedChange]) -> dict[str, Element]:
        """Return the entries of *events* by name, in their order; each policy is opened once for all of its own."""
        told = {event.name: self._node(event) for event in sorted(events, key=lambda event: event.policy)}
        return {event.name: told[event.name] for event in events}

    def _node(self, event: RecordedChange) -> Element:
        before, made_of = self._before(event.policy).get(event.name), self._made_of(event)
        if before is not None and feed.is_made_alike(before, made_of):
            return before
        return self._teller.node(event, made_of)

    def _made_of(self, event: RecordedChange) -> str:
        return page_cache.digest(self._maker, event, self._known(event.policy))[:12]

    def _telling(self, policy: str) -> tuple[str, str, bool]:
        """Return what all entries of *policy* depend on: what it is called, the code that told it, whether it has pages."""
        has_pages = (self._folder / "p" / slug(policy) / "index.html").is_file()
        return titled(self._store.facts.policy(policy)), self._store.derivations.derived_from(policy)[1], has_pages

    def _told_before(self, policy: str) -> dict[str, Element]:
        """Return the entries that the feed of *policy* holds, by the names of their events."""
        return feed.entries(_content(self._folder / FOLDER / policy_feed(policy)))

    def _figures(self, policy: str) -> Figures | None:
        """Return what the site keeps of *policy*, if today's code told it."""
        return load_figures(self._folder / "p" / slug(policy))

    def _page(self, page: str) -> str:
        if self._site:
            return f"{self._site}/{page}"
        return f"../{page}" if (self._folder / page).is_file() else ""

    def _has_site(self) -> bool:
        return (self._folder / "index.html").is_file()

    def _is_current(self, name: str, made_of: str, tally: WriteCounts) -> bool:
        current = is_made_of(_content(self._folder / FOLDER / name, _HEAD), made_of)
        tally.kept += current
        return current

    def _write(self, name: str, title: str, nodes: Sequence[Element], made_of: str, tally: WriteCounts) -> None:
        page_cache.write_file(self._folder / FOLDER / name, atom(title, name, self._site, nodes, made_of), tally)


def published_address(asked: str | None, folder: Path) -> str:
    """Return the address that the site in *folder* has: the one that is *asked* for, else the one it had. Raises UnusableURL."""
    if asked is None:
        return feed.address(_content(folder / FOLDER / ALL_FEED))
    if asked and (urlsplit(asked).scheme not in {"http", "https"} or not asked.isprintable()):
        raise UnusableURL(f"--site {asked!r} is no address of the web. Give one like https://example.org/policies")
    return asked.rstrip("/")


def render_live_feed(store: Store, policy: Policy | None, site: str, link: MementoLink) -> bytes:
    """Return the feed of *policy*, or of all, made on demand for a reading room at *site*, which shows every page."""
    name, title = (policy_feed(policy.name), title_of(policy)) if policy else (ALL_FEED, TITLE)
    teller = EntryBuilder(store, link, lambda page: f"{site}/{page}", lambda _: None)
    nodes = [teller.node(event) for event in store.outbox.newest(ENTRIES, policy.name if policy else "")]
    return atom(title, name, site, nodes, page_cache.digest())


def titled(policy: Policy) -> str:
    """Return what people call *policy*, as its entries begin."""
    return visible(policy.title or policy.name)


def title_of(policy: Policy) -> str:
    """Return what the feed of *policy* is called."""
    return f"What changed: {titled(policy)}"


def _content(path: Path, most: int = -1) -> bytes:
    """Return what *path* holds, or its first *most* bytes; nothing where there is no such file."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (FileNotFoundError, NotADirectoryError):
        return b""
