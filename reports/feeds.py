"""All feeds of a store in a folder: of everything, of each policy, of each kind of change. Written again where there is news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from reports.feed import ENTRIES, Entry, atom, is_made_of
from reports.lettering import visible
from reports.news import news
from reports.site import keeping
from reports.site.keeping import Tally
from reports.site.names import change_page, slug, stems
from reports.timeline import Link
from snapshots.matters import Matter
from snapshots.model import Policy, Timeline
from snapshots.outbox import Event
from snapshots.store import Store

FOLDER = "feeds"
# The feed of a kind of change is drawn from so many of the newest changes of all kinds.
_SEARCHED = 300


class Feeds:
    """The feeds of *store*, to be published under the address *site*, or read where they lie if that is ""."""

    def __init__(self, store: Store, folder: Path, site: str, link: Link) -> None:
        self._store = store
        self._folder = folder
        self._site = site.rstrip("/")
        self._link = link
        self._timeline = lru_cache(maxsize=8)(self._timeline_of)

    def write(self, policies: Iterable[Policy]) -> Tally:
        """Bring every feed up to date, and return what was done. Raises OSError."""
        tally, outbox = Tally(), self._store.outbox
        self._one("all.atom", "What changed in policies", [*outbox.newest(ENTRIES)], tally)
        for policy in policies:
            title = f"What changed: {visible(policy.title or policy.name)}"
            self._one(policy_feed(policy.name), title, [*outbox.newest(ENTRIES, policy.name)], tally)
        self._kinds([*outbox.newest(_SEARCHED)], tally)
        return tally

    def _one(self, name: str, title: str, events: Sequence[Event], tally: Tally) -> None:
        made_of = keeping.digest(title, self._site, events, self._has_site())
        if self._is_current(name, made_of, tally):
            return
        entries = [self._entry(event) for event in events]
        self._write(name, title, entries, made_of, tally)

    def _kinds(self, events: Sequence[Event], tally: Tally) -> None:
        made_of = keeping.digest("kinds", self._site, events, self._has_site())
        if self._is_current(kind_feed(Matter.RIGHT), made_of, tally):
            tally.kept += len(Matter) - 1
            return
        by_kind: dict[str, list[Entry]] = {str(matter): [] for matter in Matter}
        for event in events:
            entry = self._entry(event)
            for matter in entry.news.matters if entry.news else ():
                if len(held := by_kind[matter.name]) < ENTRIES:
                    held.append(entry)
        for kind, entries in by_kind.items():
            self._write(kind_feed(kind), f"What changed in policies: {kind}", entries, made_of, tally)

    def _entry(self, event: Event) -> Entry:
        timeline = self._timeline(event.policy)
        policy, title = timeline.policy, visible(timeline.policy.title or timeline.policy.name)
        found = [one for one in timeline.revisions if one.after.number == event.version and not event.withdrawn_at]
        told = news(found[0], policy, self._store.derivations.clauses, self._link) if found else None
        return Entry(event, title, told, self._page(timeline, event) if told else "")

    def _page(self, timeline: Timeline, event: Event) -> str:
        page = f"p/{slug(event.policy)}/{change_page(stems(timeline.versions)[event.version])}"
        if self._site:
            return f"{self._site}/{page}"
        return f"../{page}" if (self._folder / page).is_file() else ""

    def _timeline_of(self, policy: str) -> Timeline:
        return self._store.timeline(self._store.facts.policy(policy))

    def _has_site(self) -> bool:
        return (self._folder / "index.html").is_file()

    def _is_current(self, name: str, made_of: str, tally: Tally) -> bool:
        path = self._folder / FOLDER / name
        current = path.is_file() and is_made_of(path.read_bytes(), made_of)
        tally.kept += current
        return current

    def _write(self, name: str, title: str, entries: Sequence[Entry], made_of: str, tally: Tally) -> None:
        keeping.write(self._folder / FOLDER / name, atom(title, name, self._site, entries, made_of), tally)


def policy_feed(policy: str) -> str:
    """Return the file of the feed of one policy."""
    return f"policy-{slug(policy)}.atom"


def kind_feed(kind: str) -> str:
    """Return the file of the feed of one kind of change."""
    return f"kind-{re.sub('[^a-z]+', '-', kind)}.atom"
