"""Memento URLs: where an archive plays a capture, and what a playback URL says about itself."""

from __future__ import annotations

import re

from snapshots.model import Capture

_PLAYBACK = re.compile(r"/(\d{1,14})([a-z]{2}_)?/(.+)$")


def raw_url(endpoint: str, capture: Capture) -> str:
    """Return the URL of the bytes as they were received (`id_`): without toolbar, rewritten links and scripts."""
    return f"{endpoint}/{capture.timestamp}id_/{capture.original}"


def view_url(endpoint: str, capture: Capture) -> str:
    """Return the URL at which a person can look at *capture* in the archive."""
    return f"{endpoint}/{capture.timestamp}/{capture.original}"


def split(url: str) -> tuple[str, str] | None:
    """Return the timestamp and the original of a playback URL, or None where *url* is none."""
    found = _PLAYBACK.search(url)
    return (found[1], found[3]) if found else None
