"""What the URL of a memento says about itself, whichever archive it is of."""

from __future__ import annotations

import re

# An original is named with its scheme: "/2019/privacy" is a path of somebody's site, no memento.
_MEMENTO = re.compile(r"/(\d{1,14})(?:[a-z]{2}_)?/(https?:.+)", re.IGNORECASE | re.DOTALL)


def original_url(url: str) -> str:
    """Return the original where *url* is a memento's, else *url* itself."""
    memento = split_memento_url(url)
    return memento[1] if memento else url


def split_memento_url(url: str) -> tuple[str, str] | None:
    """Return the timestamp and the original of a memento's URL, or None where *url* is none."""
    found = _MEMENTO.search(url)
    return (found[1], found[2]) if found else None
