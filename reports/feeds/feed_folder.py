"""Write all feeds of a store into a folder: of all policies, of each policy, of each kind of change, where one changed.

A policy's feed of the last run holds its entries: an entry with the same inputs is taken from there, not made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from clausetrail.reports.feeds import atom as feed
from clausetrail.reports.feeds.atom import ENTRIES, Entry, atom, has_feed_inputs
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
# The feed of a kind of change is selected from so many of the newest changes of all kinds.
_MAX_SEARCHED = 300
# Bytes. The digest of a feed's inputs follows its title; a feed with a longer title than that is written in each run.
_HEAD = 16_384


class EntryBuilder:
    """Makes feed entries of recorded changes. *page* returns the URL of a page of the site, or "" where there is none."""

    def __init__(
        self, store: Store, link: MementoLink, page: Callable[[str], str], figures: Callable[[str], Figures | None]
    ) -> None:
        self._store = store
        self._link = link
        self._page = page
        self._figures = figures
        self._timeline = lru_cache(maxsize=8)(self._timeline_of)

    def entry(self, event: RecordedChange, inputs: str = "") -> Element:
        """Return the entry of *event*; it is one of a withdrawn change where today's timeline does not have the change."""
        timeline = self._timeline(event.policy)
        policy = timeline.policy
        found = [
            revision
            for revision in timeline.revisions
            if revision.after.number == event.version and not event.withdrawn_at
        ]
        summary, page = None, ""
        if found:
            figures, clauses_of = self._figures(event.policy), self._store.derivations.clauses
            summary = summarize_change(found[0], policy, clauses_of, self._link, figures)
            stem = version_stems(timeline.versions)[event.version]
            page = self._page(f"p/{slug(event.policy)}/{change_page(stem)}")
        return feed.entry_element(Entry(event, policy_title(policy), summary, page, inputs))

    def _timeline_of(self, policy: str) -> Timeline:
        return self._store.timeline(self._store.facts.policy(policy))


class FeedFolder:
    """The feeds of *store* in *folder*, to be published at the URL *site*, or to be read from disk if that is ""."""

    def __init__(self, store: Store, folder: Path, site: str, link: MementoLink) -> None:
        self._store = store
        self._folder = folder
        self._site = site.rstrip("/")
        self._builder = EntryBuilder(store, link, self._page, lru_cache(maxsize=8)(self._figures))
        self._recorded = lru_cache(maxsize=8)(self._recorded_entries)
        self._policy_inputs = lru_cache(maxsize=_MAX_SEARCHED)(self._inputs_of_policy)
        self._common_inputs = page_cache.digest(self._site, self._has_site(), store.facts.archives())

    def write(self, policies: Iterable[Policy]) -> WriteCounts:
        """Bring the feeds of all, of each kind and of *policies* up to date, and return how many changed. Raises OSError."""
        counts, outbox = WriteCounts(), self._store.outbox
        for policy in policies:
            self._update_feed(
                policy_feed(policy.name), feed_title(policy), [*outbox.newest(ENTRIES, policy.name)], counts
            )
        self._update_feed(ALL_FEED, TITLE, [*outbox.newest(ENTRIES)], counts)
        self._update_kind_feeds([*outbox.newest(_MAX_SEARCHED)], counts)
        self._remove_undeclared(counts)
        return counts

    def _remove_undeclared(self, counts: WriteCounts) -> None:
        """Remove our feeds of policies that are no longer declared."""
        declared = {policy_feed(policy.name) for policy in self._store.facts.policies()}
        for old in sorted((self._folder / FOLDER).glob("policy-*.atom")):
            if old.name not in declared and feed.is_ours(_content(old, _HEAD)):
                old.unlink()
                counts.removed += 1

    def _update_feed(self, name: str, title: str, events: Sequence[RecordedChange], counts: WriteCounts) -> None:
        inputs = page_cache.digest(title, [self._entry_inputs(event) for event in events])
        if not self._is_current(name, inputs, counts):
            self._write_feed(name, title, [*self._entries(events).values()], inputs, counts)
            self._recorded.cache_clear()

    def _update_kind_feeds(self, events: Sequence[RecordedChange], counts: WriteCounts) -> None:
        inputs = page_cache.digest("kinds", [self._entry_inputs(event) for event in events])
        if self._is_current(kind_feed(Matter.RIGHT), inputs, counts):
            counts.kept += len(Matter) - 1
            return
        by_kind: dict[str, list[Element]] = {str(matter): [] for matter in Matter}
        for node in self._entries(events).values():
            for name in feed.matters(node):
                if name in by_kind and len(of_kind := by_kind[name]) < ENTRIES:
                    of_kind.append(node)
        for kind, nodes in by_kind.items():
            self._write_feed(kind_feed(kind), f"{TITLE}: {kind}", nodes, inputs, counts)

    def _entries(self, events: Sequence[RecordedChange]) -> dict[str, Element]:
        """Return the entries of *events* by name, in their order; each policy is loaded once for all of its own."""
        made = {event.name: self._entry(event) for event in sorted(events, key=lambda event: event.policy)}
        return {event.name: made[event.name] for event in events}

    def _entry(self, event: RecordedChange) -> Element:
        recorded, inputs = self._recorded(event.policy).get(event.name), self._entry_inputs(event)
        if recorded is not None and feed.has_entry_inputs(recorded, inputs):
            return recorded
        return self._builder.entry(event, inputs)

    def _entry_inputs(self, event: RecordedChange) -> str:
        return page_cache.digest(self._common_inputs, event, self._policy_inputs(event.policy))[:12]

    def _inputs_of_policy(self, policy: str) -> tuple[str, str, bool]:
        """Return the inputs that all entries of *policy* share: its title, the code of its timeline, whether it has pages."""
        has_pages = (self._folder / "p" / slug(policy) / "index.html").is_file()
        return (
            policy_title(self._store.facts.policy(policy)),
            self._store.derivations.derived_from(policy)[1],
            has_pages,
        )

    def _recorded_entries(self, policy: str) -> dict[str, Element]:
        """Return the entries in the feed of *policy* from the last run, by the names of their changes."""
        return feed.entries(_content(self._folder / FOLDER / policy_feed(policy)))

    def _figures(self, policy: str) -> Figures | None:
        """Return the figures that the site recorded for *policy*, if today's code computed them."""
        return load_figures(self._folder / "p" / slug(policy))

    def _page(self, page: str) -> str:
        if self._site:
            return f"{self._site}/{page}"
        return f"../{page}" if (self._folder / page).is_file() else ""

    def _has_site(self) -> bool:
        return (self._folder / "index.html").is_file()

    def _is_current(self, name: str, inputs: str, counts: WriteCounts) -> bool:
        current = has_feed_inputs(_content(self._folder / FOLDER / name, _HEAD), inputs)
        counts.kept += current
        return current

    def _write_feed(self, name: str, title: str, nodes: Sequence[Element], inputs: str, counts: WriteCounts) -> None:
        page_cache.write_file(self._folder / FOLDER / name, atom(title, name, self._site, nodes, inputs), counts)


def published_address(requested: str | None, folder: Path) -> str:
    """Return the URL of the site in *folder*: the *requested* one, or if that is None the one of the last run.

    Raises UnusableURL.
    """
    if requested is None:
        return feed.address(_content(folder / FOLDER / ALL_FEED))
    if requested and (urlsplit(requested).scheme not in {"http", "https"} or not requested.isprintable()):
        raise UnusableURL(f"--site {requested!r} is no address of the web. Give one like https://example.org/policies")
    return requested.rstrip("/")


def render_live_feed(store: Store, policy: Policy | None, site: str, link: MementoLink) -> bytes:
    """Return the feed of *policy*, or of all, for the live web application at the URL *site*, which has every page."""
    name, title = (policy_feed(policy.name), feed_title(policy)) if policy else (ALL_FEED, TITLE)
    builder = EntryBuilder(store, link, lambda page: f"{site}/{page}", lambda _: None)
    nodes = [builder.entry(event) for event in store.outbox.newest(ENTRIES, policy.name if policy else "")]
    return atom(title, name, site, nodes, page_cache.digest())


def policy_title(policy: Policy) -> str:
    """Return the title of *policy*, or its name, as its entries begin."""
    return visible(policy.title or policy.name)


def feed_title(policy: Policy) -> str:
    """Return the title of the feed of *policy*."""
    return f"What changed: {policy_title(policy)}"


def _content(path: Path, size: int = -1) -> bytes:
    """Return the bytes of *path*, or the first *size* of them; nothing where there is no such file."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except (FileNotFoundError, NotADirectoryError):
        return b""
