"""Memento URLs of a capture."""

from __future__ import annotations

from clausetrail.snapshots.model import Capture


def raw_url(endpoint: str, capture: Capture) -> str:
    """Return the URL of the bytes as they were received (`id_`): without toolbar, rewritten links and scripts."""
    return f"{endpoint}/{capture.timestamp}id_/{capture.original}"


def view_url(endpoint: str, capture: Capture) -> str:
    """Return the URL of *capture* for people, with the archive's toolbar."""
    return f"{endpoint}/{capture.timestamp}/{capture.original}"
