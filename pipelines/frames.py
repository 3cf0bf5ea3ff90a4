"""What the frames of a policy's pages show: their addresses, and how much of a policy stands in one that was played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin

from bs4 import Tag

from pipelines import payload, shells, soup
from pipelines.code import code_for
from pipelines.decode import decode
from pipelines.reading import look
from snapshots.errors import DamagedBody, UnusableURL
from snapshots.lineage import address
from snapshots.mementos import split
from snapshots.model import Policy, Snapshot, Verdict
from snapshots.policies import selectors, usable_url
from snapshots.store import Store

# More frames than a page is made of: the framesets of the time have two to four.
_MOST = 12
_LONGEST = 2_000  # characters of an address: what browsers of the time took


@dataclass(frozen=True, slots=True)
class Framed:
    """How many words of a policy a page has, or which originals it shows in frames where it has none."""

    words: int = 0
    frames: tuple[str, ...] = ()


def keep_shells(store: Store, policy: Policy) -> None:
    """Keep what the shells of *policy* show in frames, as far as today's code has not looked at them.

    A body that is damaged shows nothing; `clausetrail verify` tells of it.
    """
    code = code_for(policy)
    for number in store.frames.unlooked(policy.name, shells.OPENING, code):
        try:
            found = framed(store.facts.snapshot(store.facts.capture(number)), policy)
        except DamagedBody:
            continue
        store.frames.keep_shell(policy.name, number, code, found.frames)


def framed(snapshot: Snapshot, policy: Policy) -> Framed:
    """Return what *snapshot* has of *policy*, itself or in frames."""
    content_type = snapshot.content_type or snapshot.capture.mimetype
    sight = look(snapshot.body, content_type, *selectors(policy, snapshot.capture.timestamp))
    if sight.verdict is Verdict.POLICY:
        text = "\n".join(clause.text for clause in sight.clauses)
        return Framed(shells.words_of_policy(text, sight.language))
    if not sight.page or not sight.reason.startswith(shells.OPENING):
        return Framed()
    markup = decode(payload.unpacked(snapshot.body), content_type).text
    return Framed(frames=originals(markup, sight.page.frames, snapshot.capture.original))


def originals(markup: str, frames: Iterable[str], original: str) -> tuple[str, ...]:
    """Return the addresses of *frames*, as a page at *original* writes them, without those that are none or the page's own."""
    base = _base(markup, original)
    found: dict[str, str] = {}
    for url in _resolved(base, frames):
        if address(url) != address(original):
            found.setdefault(address(url), url)
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _base(markup: str, original: str) -> str:
    """Return what the addresses of a page are relative to: its own, or the first <base href> (HTML Standard, 4.2.3)."""
    if "<base" not in markup.lower():
        return original
    tag = soup.parse(markup.replace("\x00", "")).find("base", href=True)
    return next(_resolved(original, [str(tag["href"])] if isinstance(tag, Tag) else []), original)


def _resolved(base: str, urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        memento = split(url)
        try:
            found = usable_url(urldefrag(urljoin(base, memento[1] if memento else url)).url)
        except (ValueError, UnusableURL):
            continue
        if len(found) <= _LONGEST:
            yield found
