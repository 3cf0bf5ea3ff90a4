"""The dialect of any archive that speaks Memento: its TimeMap in link format (RFC 7089, section 5), page by page.

A TimeMap tells times and nothing else: no status, no digest. So every capture has to be fetched, and equal bytes are seen
only once they are here. Where an archive has an index of its own, that is the better question.
"""

from __future__ import annotations

import re

from clausetrail.crawler.archives.answers import memento_time
from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.errors import MalformedRow

# Values are quoted and dates hold commas, so links are found by their brackets, never by splitting.
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w-]+\s*=\s*"[^"]*")*)')
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*"([^"]*)"')


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 0) -> str:
    """Return where the TimeMap of *url* is, or *resume*, its next page. Bounds are not part of the protocol."""
    return resume or f"{endpoint.rstrip('/')}/timemap/link/{url}"


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the mementos of a TimeMap, the links that should be mementos and are none, and the next page or ""."""
    rows, malformed, pages, own = [], [], [], ""
    for target, parameters in _LINK.findall(body):
        values = dict(_PARAMETER.findall(parameters))
        relations = values.get("rel", "").split()
        if "memento" in relations:
            try:
                rows.append(_row(target, values.get("datetime", "")))
            except MalformedRow:
                malformed.append(target)
        elif "timemap" in relations:
            pages.append(target)
        elif "self" in relations:
            own = target
    return rows, malformed, next((page for page in pages if page != own), "")


def playback(endpoint: str) -> str:
    """Return the root of the memento URLs."""
    return endpoint.rstrip("/")


def _row(target: str, datetime: str) -> CdxRow:
    """Return a memento as a row without what a TimeMap does not tell. Raises MalformedRow."""
    when, where = memento_time({"memento-datetime": datetime}), split_memento_url(target)
    if when is None or where is None:
        raise MalformedRow(f"{target!r} at {datetime!r} is no memento that can be asked for by its time")
    return validated(CdxRow("", f"{when:%Y%m%d%H%M%S}", where[1], "unk", "-", "-", "-"))
