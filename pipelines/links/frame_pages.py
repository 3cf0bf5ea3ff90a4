"""What the frames of a policy's pages show: their addresses, and how much of a policy stands in one that was played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.decoding import body_form
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import page_urls, soup_tree
from clausetrail.pipelines.page_screening import frame_shells
from clausetrail.pipelines.reading import read_body
from clausetrail.snapshots.addresses.lineage import address
from clausetrail.snapshots.errors import DamagedBody, UnusableURL
from clausetrail.snapshots.model import Policy, Snapshot, Verdict
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import selectors, usable_url

# More frames than a page is made of: the framesets of the time have two to four.
_MOST = 12
_LONGEST = 2_000  # characters of an address: what browsers of the time took


@dataclass(frozen=True, slots=True)
class FrameContent:
    """How many words of a policy a page has, or which originals it shows in frames where it has none."""

    words: int = 0
    frames: tuple[str, ...] = ()


def store_shells(store: Store, policy: Policy) -> None:
    """Keep what the shells of *policy* show in frames, as far as today's code has not looked at them.

    A body that is damaged shows nothing; `clausetrail verify` tells of it.
    """
    code = reading_code_for(policy)
    for number in store.frames.unlooked(policy.name, frame_shells.REASON_PREFIX, code):
        try:
            found = frame_content(store.facts.snapshot(store.facts.capture(number)), policy)
        except DamagedBody:
            continue
        store.frames.keep_shell(policy.name, number, code, found.frames)


def frame_content(snapshot: Snapshot, policy: Policy) -> FrameContent:
    """Return what *snapshot* has of *policy*, itself or in frames."""
    content_type = snapshot.content_type or snapshot.capture.mimetype
    sight = read_body(snapshot.body, content_type, *selectors(policy, snapshot.capture.timestamp))
    if sight.verdict is Verdict.POLICY:
        text = "\n".join(clause.text for clause in sight.clauses)
        return FrameContent(frame_shells.policy_word_count(text, sight.language))
    if not sight.page or not sight.reason.startswith(frame_shells.REASON_PREFIX):
        return FrameContent()
    markup = decode(body_form.ungzipped(snapshot.body), content_type).text
    return FrameContent(frames=frame_urls(markup, sight.page.frames, snapshot.capture.original))


def frame_urls(markup: str, frames: Iterable[str], original: str) -> tuple[str, ...]:
    """Return the addresses of *frames*, as a page at *original* writes them, without those that are none or the page's own."""
    base = page_urls.base_url(soup_tree.parse(markup), original) if "<base" in markup.lower() else original
    found: dict[str, str] = {}
    for url in _usable(page_urls.absolute_url(base, frame) for frame in frames):
        if address(url) != address(original):
            found.setdefault(address(url), url)
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _usable(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        try:
            found = usable_url(url)
        except UnusableURL:
            continue
        if len(found) <= _LONGEST:
            yield found
