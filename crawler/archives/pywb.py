"""pywb's dialect: its own index server, and playback below the name of a collection.

Without `allowFuzzy=false` it answers a query without matches with looser matches. It prints no column for a missing
status, so its fields are named in the query, and it has no resume key. This module holds only what differs from the
Internet Archive's dialect.
"""

from __future__ import annotations

from urllib.parse import urlencode

from clausetrail.crawler.archives.index_page import IndexPage, read_lines
from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.errors import MalformedRow

FIELDS = "urlkey,timestamp,url,mime,status,digest,length"
# A server may set a lower limit than the query's, and does not say so: such a limit is a round number, or a large one.
_LARGE, _ROUND = 1_000, 50


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 100_000) -> str:
    """Return the URL of the query for the captures of exactly *url*. pywb has no *resume* key."""
    fields = {"fl": FIELDS, "fields": FIELDS}  # the second is the name in the documentation of Arquivo.pt
    query = {"url": url, "output": "text", **fields, "allowFuzzy": "false", "limit": str(rows)}
    bounds = {"from": since, "to": until}
    return f"{endpoint.rstrip('/')}/cdx?{urlencode(query | {name: value for name, value in bounds.items() if value})}"


def parse_index(body: str) -> IndexPage:
    """Return the page that an answer holds. It never names a next one."""
    return read_lines(body, parse_row, has_keys=False)


def is_full(page: IndexPage, rows: int) -> bool:
    """Return whether *page* may end only because of a limit, the query's or the server's own."""
    count = len(page.rows) + len(page.malformed)
    return count >= min(rows, _LARGE) or (count > 0 and count % _ROUND == 0)


def parse_row(line: str) -> CdxRow:
    """Return one line of the index as a validated row. Raises MalformedRow."""
    columns = line.split(" ")
    if len(columns) != 7:
        raise MalformedRow(f"{len(columns)} columns instead of 7: {line[:200]!r}")
    urlkey, timestamp, original, mimetype, statuscode, digest, length = columns
    return validated(CdxRow(urlkey, timestamp, original, mimetype, statuscode, digest.removeprefix("sha1:"), length))


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp: the URL of the collection."""
    return endpoint.rstrip("/")
