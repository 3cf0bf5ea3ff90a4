"""Find the URLs of the frames in a policy's pages, and count the words of the policy in the content of a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import page_urls, soup_tree
from clausetrail.pipelines.page_screening import frame_shells
from clausetrail.pipelines.reading import read_body
from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.errors import DamagedBody, UnusableURL
from clausetrail.snapshots.model import Policy, Snapshot, Verdict
from clausetrail.snapshots.payload.content_coding import declared_codings, decode_content
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import selectors, usable_url

_MOST_FRAMES = 12  # of one page: framesets of the time have two to four
_LONGEST_URL = 2_000  # characters: the longest URL that browsers of the time accepted


@dataclass(frozen=True, slots=True)
class FrameContent:
    """The number of words of a policy in a page, or the URLs of its frames where it has no words of the policy."""

    words: int = 0
    frames: tuple[str, ...] = ()


def store_shells(store: Store, policy: Policy) -> None:
    """Store the frames of the shells of *policy* that the current code has not read yet.

    A damaged body is skipped; `clausetrail verify` reports it.
    """
    code = reading_code_for(policy)
    for number in store.frames.captures_to_check(policy.name, frame_shells.REASON_PREFIX, code):
        try:
            found = frame_content(store.facts.snapshot(store.facts.capture(number)), policy)
        except DamagedBody:
            continue
        store.frames.add_shell(policy.name, number, code, found.frames)


def frame_content(snapshot: Snapshot, policy: Policy) -> FrameContent:
    """Return the number of words of *policy* in *snapshot*, or the URLs of its frames."""
    content_type = snapshot.content_type or snapshot.capture.mimetype
    declared = declared_codings(snapshot)
    page_reading = read_body(
        snapshot.body, content_type, *selectors(policy, snapshot.capture.timestamp), declared=declared
    )
    if page_reading.verdict is Verdict.POLICY:
        text = "\n".join(clause.text for clause in page_reading.clauses)
        return FrameContent(frame_shells.policy_word_count(text, page_reading.language))
    if not page_reading.page or not page_reading.reason.startswith(frame_shells.REASON_PREFIX):
        return FrameContent()
    markup = decode(decode_content(snapshot.body, declared).body, content_type).text
    return FrameContent(frames=frame_urls(markup, page_reading.page.frames, snapshot.capture.original))


def frame_urls(markup: str, frames: Iterable[str], original: str) -> tuple[str, ...]:
    """Return the absolute URLs of *frames*, as written in a page at *original*, without unusable ones and the page's own."""
    base = page_urls.base_url(soup_tree.parse(markup), original) if "<base" in markup.lower() else original
    found: dict[str, str] = {}
    for url in _usable(page_urls.absolute_url(base, frame) for frame in frames):
        if address_key(url) != address_key(original):
            found.setdefault(address_key(url), url)
        if len(found) == _MOST_FRAMES:
            break
    return tuple(found.values())


def _usable(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        try:
            found = usable_url(url)
        except UnusableURL:
            continue
        if len(found) <= _LONGEST_URL:
            yield found
