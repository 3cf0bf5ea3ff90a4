"""pywb's dialect: its own index server, and playback below the name of a collection.

Without `allowFuzzy=false` it answers a query without matches with looser matches. It prints no column for a missing
status, so its fields are named in the query, and it has no resume key. This module holds only what differs from the
Internet Archive's dialect.
"""

from __future__ import annotations

from urllib.parse import urlencode

from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.errors import MalformedRow

FIELDS = "urlkey,timestamp,url,mime,status,digest,length"


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 100_000) -> str:
    """Return the URL of the query for the captures of exactly *url*. pywb has no *resume* key: one answer holds all rows."""
    query = {"url": url, "output": "text", "fl": FIELDS, "allowFuzzy": "false", "limit": str(rows)}
    bounds = {"from": since, "to": until}
    return f"{endpoint.rstrip('/')}/cdx?{urlencode(query | {name: value for name, value in bounds.items() if value})}"


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the rows of an answer, the lines that are no rows, and no key."""
    rows, malformed = [], []
    for line in body.split("\n"):
        if line.strip():
            try:
                rows.append(parse_row(line))
            except MalformedRow:
                malformed.append(line)
    return rows, malformed, ""


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
