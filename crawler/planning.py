"""Which captures to fetch, given what is known: pure.

Every payload is fetched at most once: rows of one digest and one status hold the same bytes, and a revisit is
a sighting of bytes that another row has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from itertools import chain, groupby

from snapshots.model import Capture

# What an index says of bytes that cannot be a policy's words; everything else is fetched and looked at.
NEVER_TEXT = ("image/", "video/", "audio/", "font/", "text/css", "application/javascript", "text/javascript")


def payload(capture: Capture) -> tuple[str, int | None]:
    """Return what tells one payload from another: equal digests under different status are not equal pages."""
    return capture.digest, capture.statuscode


def worth_fetching(capture: Capture) -> bool:
    """Return whether the bytes of *capture* may hold the policy, as far as the index tells.

    Redirects and errors stay sightings: the index has told all that matters of them here.
    """
    return capture.statuscode in {200, None} and not capture.mimetype.startswith(NEVER_TEXT)


def redirects(captures: Iterable[Capture], held: Set[int], most: int = 12) -> list[Capture]:
    """Return the archived redirects worth asking for: the first and the last of each run of them, the newest *most*.

    The index does not say where a redirect leads, and all empty bodies share one digest.
    """
    ends: list[Capture] = []
    for _, address in groupby(sorted(captures, key=lambda c: (c.urlkey, c.timestamp)), key=lambda c: c.urlkey):
        for is_redirect, run in groupby(address, key=lambda c: c.statuscode is not None and 300 <= c.statuscode < 400):
            if is_redirect:
                seen = list(run)
                ends += dict.fromkeys((seen[0], seen[-1]))
    newest = sorted(ends, key=lambda c: c.timestamp)[-most:]
    return [capture for capture in newest if capture.id not in held]


def missing(captures: Iterable[Capture], held: Set[int], given_up: Set[int] = frozenset()) -> Iterator[Capture]:
    """Yield one capture for each payload of *captures* whose bytes are not held, oldest first.

    *held* and *given_up* are numbers of captures: of the first, the bytes are there; of the second, the archive
    has said that it cannot play them, so another capture of the same payload is asked for instead.
    """
    candidates = [capture for capture in captures if worth_fetching(capture)]
    known = {payload(capture) for capture in candidates if capture.id in held}
    # A revisit repeats no status: its payload is known where any readable row of its digest is.
    digests = {digest for digest, _ in known}
    originals = (capture for capture in candidates if capture.statuscode is not None)
    revisits = (capture for capture in candidates if capture.statuscode is None)
    for capture in chain(originals, revisits):
        seen = capture.digest in digests if capture.statuscode is None else payload(capture) in known
        if seen or capture.id in given_up:
            continue
        if capture.digest != "-":  # rows without a digest may each hold another page
            known.add(payload(capture))
            digests.add(capture.digest)
        yield capture
