"""The dialect of any archive that implements Memento: its TimeMap in link format (RFC 7089, section 5), page by page.

A TimeMap holds times only, without status and digest. So every capture has to be fetched, and equal bytes are recognised
only after that. Where an archive has a CDX index, that is preferable.
"""

from __future__ import annotations

import re
from dataclasses import replace

from clausetrail.crawler.archives.answers import memento_time
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.errors import MalformedRow

# RFC 8288, 3: a target, then parameters, whose values are tokens or quoted. Archives also quote them singly, or not at all.
# Dates hold commas, so links are found by their form, never by splitting.
_NAME = r"[\w!#$&+.^`|~*-]++"
_DATE = r"[A-Za-z]{3,9}, \d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4} [\d:]{8} [A-Z]{1,5}"
_VALUE = rf"""(?:"(?:[^"\\]|\\.)*+"|'[^']*+'|{_DATE}|[^\s"',;<>][^"',;<>]*+)"""
_LINK = re.compile(rf"<([^<>]*+)>((?:\s*+;\s*+(?:{_NAME}(?:\s*+=\s*+{_VALUE})?+)?+)*+)\s*+(?=,|<|\Z)")
_PARAMETER = re.compile(rf";\s*+({_NAME})\s*+=\s*+({_VALUE})")
_BETWEEN = re.compile(r"[\s,]*")
_OTHER_FORMAT = re.compile(r"/timemap/(?:json|cdxj?|html|rss|atom)/", re.IGNORECASE)
_NEXT_LINK = re.compile(r"[\n,]\s*<")


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 0) -> str:
    """Return the URL of the TimeMap of *url*, or *resume*, which is its next page. The protocol has no bounds."""
    return resume or f"{endpoint.rstrip('/')}/timemap/link/{url}"


def parse_index(body: str) -> IndexPage:
    """Return the mementos of a TimeMap, the links to malformed mementos, and the URLs of the other TimeMaps that it names.

    These are the pages of a long list, or the parts of an index of TimeMaps (RFC 7089, 5.1.1). An answer is incomplete where
    it ends within a link, holds anything that is no link, or lacks the last memento that it states itself.
    """
    rows: list[CdxRow] = []
    malformed, pages, own, fault, until = [], [], "", "", ""
    text = body.removeprefix("\ufeff")
    position, is_closed = _after(_BETWEEN, text, 0), True
    while position < len(text):
        link = _LINK.match(text, position)
        if link is None:
            following = _NEXT_LINK.search(text, position)
            end = following.start() if following else len(text)
            fault = fault or f"it holds {text[position : min(end, position + 100)].strip()!r}, which is no link"
        else:
            end, target = link.end(), link[1].strip()
            values = _values(link[2])
            relations = values.get("rel", "").lower().split()
            is_closed = bool(relations) and ("memento" not in relations or "datetime" in values)
            if "memento" in relations:
                try:
                    rows.append(_row(target, values.get("datetime", "")))
                except MalformedRow:
                    malformed.append(target)
            elif "self" in relations:
                own, until = target, values.get("until", "")
            elif "timemap" in relations and _is_link_format(target, values.get("type", "")):
                pages.append(target)
        position = _after(_BETWEEN, text, end)
    if not is_closed:
        fault = fault or "it ends in the middle of a link"
    page = IndexPage(
        tuple(rows), tuple(malformed), tuple(dict.fromkeys(url for url in pages if url != own)), fault, own
    )
    last = memento_time({"memento-datetime": until})
    if rows and last and not (fault or pages) and page.newest < f"{last:%Y%m%d%H%M%S}":
        stated = f"{last:%Y%m%d%H%M%S}"
        return replace(
            page, fault=f"it lists captures up to {page.newest}, and states that it lists them up to {stated}"
        )
    return page


def is_full(page: IndexPage, rows: int) -> bool:
    """Return False: a TimeMap names its next page, and no query limits it."""
    return False


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return the position after what *pattern* matches at *position*."""
    found = pattern.match(text, position)
    return found.end() if found else position


def _values(parameters: str) -> dict[str, str]:
    """Return the parameters of a link by their names in lower case; of two of one name the first counts (RFC 8288, 3)."""
    found: dict[str, str] = {}
    for name, written in _PARAMETER.findall(parameters):
        quoted = re.sub(r"\\(.)", r"\1", written[1:-1]) if written[0] == '"' else written.strip("'")
        found.setdefault(name.lower(), quoted.strip())
    return found


def _is_link_format(url: str, media_type: str) -> bool:
    """Return whether the TimeMap at *url* can be read here; without a type it has that of the list (RFC 7089, 5)."""
    named = media_type.partition(";")[0].strip().lower()
    return named == "application/link-format" or (not named and not _OTHER_FORMAT.search(url))


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp."""
    return endpoint.rstrip("/")


def _row(target: str, written: str) -> CdxRow:
    """Return a memento as a row without the columns that a TimeMap lacks. Raises MalformedRow.

    Where its time is not written as RFC 7089 has it, the 14 digits in its URL are its time.
    """
    time, memento = memento_time({"memento-datetime": written}), split_memento_url(target)
    if memento is None or (time is None and len(memento[0]) != 14):
        raise MalformedRow(f"{target!r} at {written!r} is no memento with a time in its URL")
    return validated(CdxRow("", f"{time:%Y%m%d%H%M%S}" if time else memento[0], memento[1], "unk", "-", "-", "-"))
