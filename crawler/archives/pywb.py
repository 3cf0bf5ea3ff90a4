"""pywb's dialect: its own index server, and playback below the name of a collection.

It answers the question for a URL with looser matches where it has none (`allowFuzzy`), prints no column for a
missing status, and gives no resume key; its rows are asked for by field. Only what differs from the Internet
Archive's dialect is here.
"""

from __future__ import annotations

from urllib.parse import urlencode

from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.errors import MalformedRow

FIELDS = "urlkey,timestamp,url,mime,status,digest,length"


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = 100_000) -> str:
    """Return the question for the captures of exactly *url*. pywb knows no *resume* key: one answer holds all rows."""
    question = {"url": url, "output": "text", "fl": FIELDS, "allowFuzzy": "false", "limit": str(rows)}
    bounds = {"from": since, "to": until}
    return (
        f"{endpoint.rstrip('/')}/cdx?{urlencode(question | {name: value for name, value in bounds.items() if value})}"
    )


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the rows of an answer, the lines that are none, and no key."""
    rows, malformed = [], []
    for line in body.split("\n"):
        if line.strip():
            try:
                rows.append(parse_row(line))
            except MalformedRow:
                malformed.append(line)
    return rows, malformed, ""


def parse_row(line: str) -> CdxRow:
    """Return one line of the index, checked strictly. Raises MalformedRow."""
    columns = line.split(" ")
    if len(columns) != 7:
        raise MalformedRow(f"{len(columns)} columns instead of 7: {line[:200]!r}")
    urlkey, timestamp, original, mimetype, statuscode, digest, length = columns
    return validated(CdxRow(urlkey, timestamp, original, mimetype, statuscode, digest.removeprefix("sha1:"), length))


def playback(endpoint: str) -> str:
    """Return the root of the memento URLs: the collection itself."""
    return endpoint.rstrip("/")
