"""The Internet Archive's dialect: its CDX index and its playback.

waybackpy supplies the parameters of a query and the columns of a row. Its transport, its paging and its handling of
error pages are not used: it reads a throttled answer as an empty one.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from clausetrail.crawler.archives.index_page import IndexPage, read_lines
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


def fallback_url(service: str, url: str, since: str = "", until: str = "", rows: int = ROWS) -> str:
    """Return the URL of the same query to another *service* of the index: `/web/timemap/cdx`, in the Internet Archive.

    Since 2026 both are the same servers, with one limit for both (EDGI wayback #205, #208). It prints eleven columns unless
    the fields are named. A key of the one index is not sent to the other.
    """
    query = {
        "url": url,
        "from": since,
        "to": until,
        "limit": str(rows),
        "showResumeKey": "true",
        "fl": ",".join(FIELDS),
    }
    return f"{service}?{urlencode({name: value for name, value in query.items() if value})}"


def parse_index(body: str) -> IndexPage:
    """Return the page that an answer holds."""
    return read_lines(body, parse_row, has_keys=True)


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


def is_full(page: IndexPage, rows: int) -> bool:
    """Return whether *page* may end only because it holds as many rows as were asked for: it names no next page then.

    The Internet Archive names one. Other servers of this dialect know no keys.
    """
    return not page.keys and len(page.rows) + len(page.malformed) >= rows


def playback(endpoint: str) -> str:
    """Return the part of memento URLs before the timestamp."""
    return f"{_root(endpoint)}/web"


def _root(endpoint: str) -> str:
    return endpoint.rstrip("/")
