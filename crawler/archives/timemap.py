"""The dialect of any archive that implements Memento: its TimeMap in link format (RFC 7089, section 5), page by page.

A TimeMap holds times only, without status and digest. So every capture has to be fetched, and equal bytes are recognised
only after that. Where an archive has a CDX index, that is preferable.
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
    """Return the URL of the TimeMap of *url*, or *resume*, which is its next page. The protocol has no bounds."""
    return resume or f"{endpoint.rstrip('/')}/timemap/link/{url}"


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the mementos of a TimeMap, the links to malformed mementos, and the URL of the next page or ""."""
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
    """Return the part of memento URLs before the timestamp."""
    return endpoint.rstrip("/")


def _row(target: str, datetime: str) -> CdxRow:
    """Return a memento as a row without the columns that a TimeMap lacks. Raises MalformedRow."""
    time, memento = memento_time({"memento-datetime": datetime}), split_memento_url(target)
    if time is None or memento is None:
        raise MalformedRow(f"{target!r} at {datetime!r} is no memento with a time in its URL")
    return validated(CdxRow("", f"{time:%Y%m%d%H%M%S}", memento[1], "unk", "-", "-", "-"))
