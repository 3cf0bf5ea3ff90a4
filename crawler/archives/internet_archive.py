"""The Internet Archive's dialect: its CDX index and its playback.

waybackpy supplies the parameters of a query and the columns of a row. Its transport, its paging and its handling of
error pages are not used: it reads a throttled answer as an empty one.
"""

from __future__ import annotations

from urllib.parse import quote

from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.errors import MalformedRow
from clausetrail.snapshots.model import repair_timestamp

# Rows in one answer. EDGI's consumer requests 1,000, waybackpy 25,000; the server sends at most 150,000. A query costs
# 20 times a playback, so one should be enough for most policies.
ROWS = 10_000
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = ROWS) -> str:
    """Return the URL of the query for the captures of exactly *url*, from *since* to *until*, after the key *resume*.

    The archive permits only exact matching without an account (403 otherwise, 2026). The server's collapsing and its
    resolving of revisits are partial and not used.
    """
    from waybackpy import WaybackMachineCDXServerAPI  # noqa: PLC0415 (50 ms, for `requests`: only a crawl asks the index)
    from waybackpy.cdx_utils import full_url  # noqa: PLC0415

    # With any value for gzip, waybackpy adds no gzip=false.
    query = WaybackMachineCDXServerAPI(
        url, start_timestamp=since or None, end_timestamp=until or None, limit=str(rows), gzip="true"
    )
    payload: dict[str, str] = {}
    query.add_payload(payload)
    payload |= {"limit": str(rows), "showResumeKey": "true"}
    url_of_query = full_url(f"{_root(endpoint)}/cdx/search/cdx", payload)
    # The key is opaque, and the index prints it as it is written in a URL.
    return url_of_query + (f"&resumeKey={quote(resume, safe='%+')}" if resume else "")


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the rows of an answer, the lines that are no rows, and the key of the next page or ""."""
    lines = body.rstrip().split("\n")
    resume = ""
    if len(lines) >= 2 and not lines[-2].strip() and lines[-1].strip():
        resume = lines[-1].strip()
        lines = lines[:-2]
    rows, malformed = [], []
    for line in lines:
        if line.strip():
            try:
                rows.append(parse_row(line))
            except MalformedRow:
                malformed.append(line)
    return rows, malformed, resume


def parse_row(line: str) -> CdxRow:
    """Return one line of the index as a validated row, parsed by waybackpy. Raises MalformedRow."""
    from waybackpy.cdx_snapshot import CDXSnapshot  # noqa: PLC0415 (as in `index_url`)

    columns = line.split(" ")
    if len(columns) < len(FIELDS):
        raise MalformedRow(f"{len(columns)} columns instead of 7: {line[:200]!r}")
    properties = dict(zip(FIELDS, columns, strict=False))
    written = properties["timestamp"]
    # waybackpy's strptime raises for the months "00" of the year 2000, so it gets the repaired digits.
    try:
        snapshot = CDXSnapshot(properties | {"timestamp": repair_timestamp(written)})
    except ValueError as error:
        raise MalformedRow(f"timestamp {written!r} is no time") from error
    return validated(
        CdxRow(
            snapshot.urlkey,
            written,
            snapshot.original,
            snapshot.mimetype,
            snapshot.statuscode,
            snapshot.digest,
            snapshot.length,
        )
    )


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp."""
    return f"{_root(endpoint)}/web"


def _root(endpoint: str) -> str:
    return endpoint.rstrip("/")
