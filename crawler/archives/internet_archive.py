"""The Internet Archive's dialect: its CDX index and its playback.

waybackpy knows the grammar (which parameters there are, what a row holds); its transport, its paging and its
leniency with error pages are not used: it reads a throttled answer as an empty one.
"""

from __future__ import annotations

from urllib.parse import quote

from clausetrail.crawler.archives.index_row import CdxRow, validated
from clausetrail.snapshots.errors import MalformedRow
from clausetrail.snapshots.model import repair_timestamp

# EDGI's consumer asks 1,000 rows at a time, waybackpy 25,000; the server gives at most 150,000. One question costs
# 20 times a playback, so most policies should take only one.
ROWS = 10_000
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


def index_url(endpoint: str, url: str, since: str = "", until: str = "", resume: str = "", rows: int = ROWS) -> str:
    """Return the question for the captures of exactly *url*, from *since* to *until*, after the key *resume*.

    Exact matching is all that the archive grants without an account (403 otherwise, 2026); collapsing and
    resolving of revisits are left to us, since the server's are partial.
    """
    from waybackpy import WaybackMachineCDXServerAPI  # noqa: PLC0415 (50 ms, for `requests`: only a crawl asks the index)
    from waybackpy.cdx_utils import full_url  # noqa: PLC0415

    # Given any word for gzip, waybackpy adds no gzip=false of its own.
    question = WaybackMachineCDXServerAPI(
        url, start_timestamp=since or None, end_timestamp=until or None, limit=str(rows), gzip="true"
    )
    payload: dict[str, str] = {}
    question.add_payload(payload)
    payload |= {"limit": str(rows), "showResumeKey": "true"}
    asked = full_url(f"{_root(endpoint)}/cdx/search/cdx", payload)
    # The key is opaque, and printed in the form in which it goes into a URL.
    return asked + (f"&resumeKey={quote(resume, safe='%+')}" if resume else "")


def parse_index(body: str) -> tuple[list[CdxRow], list[str], str]:
    """Return the rows of an answer, the lines that are none, and the key for the rest, or "" at the end."""
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
    """Return one line of the index, typed by waybackpy after it was checked strictly. Raises MalformedRow."""
    from waybackpy.cdx_snapshot import CDXSnapshot  # noqa: PLC0415 (as in `index_url`)

    columns = line.split(" ")
    if len(columns) < len(FIELDS):
        raise MalformedRow(f"{len(columns)} columns instead of 7: {line[:200]!r}")
    properties = dict(zip(FIELDS, columns, strict=False))
    written = properties["timestamp"]
    # waybackpy's strptime dies on the months "00" of the year 2000: it is handed the repaired digits.
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
    """Return the root of the memento URLs."""
    return f"{_root(endpoint)}/web"


def _root(endpoint: str) -> str:
    return endpoint.rstrip("/")
