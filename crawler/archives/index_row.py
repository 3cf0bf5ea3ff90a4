"""A row of an index in any dialect, validated strictly: a line that is no row must neither become a capture nor be ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.errors import MalformedRow
from clausetrail.snapshots.model import Capture, parse_timestamp
from clausetrail.snapshots.payload.digests import parse_digest

_STATUS = re.compile(r"[1-5]\d\d")
_ORIGINAL = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CdxRow:
    """The seven columns of a CDX line as text, *urlkey* being the SURT of the URL.

    *source* is the URL that a record in an archive file was copied from, "" or "-" where none is known.
    """

    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str
    length: str
    source: str = ""

    def capture(self, policy: str, archive: str) -> Capture:
        """Return the row as a capture of *policy*."""
        status = None if self.statuscode == "-" else int(self.statuscode)
        length = int(self.length) if self.length.isdigit() else None
        return Capture(
            policy,
            archive,
            self.urlkey,
            self.timestamp,
            self.original,
            self.mimetype,
            status,
            self.digest,
            length,
        )

    @property
    def memento(self) -> str:
        """The memento of a web archive that holds the same capture, or "": *source* where its URL has the same time and page."""
        found = split_memento_url(self.source) if self.source.startswith(("http://", "https://")) else None
        is_same = found and found[0] == self.timestamp and address_key(found[1]) == address_key(self.original)
        return self.source if is_same else ""


def validated(row: CdxRow) -> CdxRow:
    """Return *row*, its digest in its one form, where each column is well-formed. Raises MalformedRow.

    A few rows of 2019 carry the SHA-1 in hexadecimal (recorded answers for nasa.gov), and pywb lists whatever digest a WARC
    record has: SHA-256, MD5, or none.

    `mailto:` and `data:` originals occur in real indexes (EDGI wayback 0.3.3); they are no web pages.
    """
    if not re.fullmatch(r"\d{14}", row.timestamp):
        raise MalformedRow(f"timestamp {row.timestamp!r} has not 14 digits")
    try:
        parse_timestamp(row.timestamp)
    except ValueError as error:
        raise MalformedRow(f"timestamp {row.timestamp!r} is no time") from error
    try:
        row = replace(row, digest=parse_digest(row.digest))
    except ValueError as error:
        raise MalformedRow(str(error)) from error
    if not (_STATUS.fullmatch(row.statuscode) or row.statuscode == "-"):
        raise MalformedRow(f"status {row.statuscode!r} is none")
    if not _ORIGINAL.match(row.original):
        raise MalformedRow(f"original {row.original[:100]!r} is no page of the web")
    return row
