"""Parse the URL of a memento, of any archive."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# The original has its scheme: "/2019/privacy" alone is a path of some site, no memento.
_MEMENTO = re.compile(r"/(\d{1,14})(?:[a-z]{2}_)?/(https?:.+)", re.IGNORECASE | re.DOTALL)


def original_url(url: str) -> str:
    """Return the original URL if *url* is that of a memento, else *url* itself."""
    memento = split_memento_url(url)
    return memento[1] if memento else url


def split_memento_url(url: str) -> tuple[str, str] | None:
    """Return the timestamp and the original URL of a memento, or None if *url* is not that of a memento."""
    found = _MEMENTO.search(url)
    return (found[1], found[2]) if found else None


def memento_archive(url: str) -> str:
    """Return the name of the archive that the memento *url* is of: its host, with the path of its collection if it has one."""
    found = _MEMENTO.search(url)
    parts = urlsplit(url[: found.start()] if found else url)
    return f"{parts.hostname or ''}{parts.path.rstrip('/').removesuffix('/web')}"
