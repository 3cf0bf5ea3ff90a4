"""The dialect of archive files: the Internet Archive's, as the replay server speaks it, with a column for the source of a record.

The source is the field WARC-Source-URI, the memento that a record was copied from. Our own export writes it.
"""

from __future__ import annotations

from dataclasses import replace

from clausetrail.crawler.archives import internet_archive
from clausetrail.crawler.archives.index_row import CdxRow

SOURCE = "source"


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 10_000) -> str:
    """Return the URL of the query for the captures of exactly *url*."""
    query = internet_archive.index_url(endpoint, url, since, until, resume, rows)
    return f"{query}&fl={','.join((*internet_archive.FIELDS, SOURCE))}"


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the rows of an answer with their sources, the lines that are no rows, and the key of the next page or ""."""
    rows, malformed, resume = internet_archive.parse_index(body)
    wrong = set(malformed)
    lines = [line for line in body.split("\n") if line.count(" ") >= len(internet_archive.FIELDS) and line not in wrong]
    sources = [line.split(" ")[len(internet_archive.FIELDS)].strip() for line in lines]
    if len(sources) != len(rows):
        return rows, malformed, resume
    return [replace(row, source=source) for row, source in zip(rows, sources, strict=True)], malformed, resume


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp."""
    return internet_archive.playback(endpoint)
