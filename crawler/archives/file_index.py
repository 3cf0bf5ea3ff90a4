"""The dialect of archive files: the Internet Archive's, as the replay server speaks it, with a column for the source of a record.

The source is the field WARC-Source-URI, the memento that a record was copied from. Our own export writes it.
"""

from __future__ import annotations

from dataclasses import replace

from clausetrail.crawler.archives import internet_archive
from clausetrail.crawler.archives.index_page import IndexPage, read_lines
from clausetrail.crawler.archives.index_row import CdxRow

SOURCE = "source"


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 10_000) -> str:
    """Return the URL of the query for the captures of exactly *url*."""
    query = internet_archive.index_url(endpoint, url, since, until, resume, rows)
    return f"{query}&fl={','.join((*internet_archive.FIELDS, SOURCE))}"


def parse_index(body: str) -> IndexPage:
    """Return the page that an answer holds, its rows with their sources."""
    return read_lines(body, parse_row, has_keys=True)


def parse_row(line: str) -> CdxRow:
    """Return one line of the index as a validated row with its source. Raises MalformedRow."""
    columns = line.split(" ")
    source = columns[len(internet_archive.FIELDS)] if len(columns) > len(internet_archive.FIELDS) else ""
    return replace(internet_archive.parse_row(line), source=source)


def is_full(page: IndexPage, rows: int) -> bool:
    """Return whether *page* may lack rows because of the limit: the replay server names the next page then."""
    return internet_archive.is_full(page, rows)


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp."""
    return internet_archive.playback(endpoint)
