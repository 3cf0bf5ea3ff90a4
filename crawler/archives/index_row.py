"""A row of an index in any dialect, validated strictly: a line that is no row must neither become a capture nor be ignored."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace

from clausetrail.snapshots.errors import MalformedRow
from clausetrail.snapshots.model import Capture, parse_timestamp

_DIGEST = re.compile(r"[A-Z2-7]{32}")
# A few rows of 2019 carry the SHA-1 in hexadecimal (recorded answers for nasa.gov).
_HEXADECIMAL = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_STATUS = re.compile(r"[1-5]\d\d")
_ORIGINAL = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CdxRow:
    """The seven columns of a CDX line as text, *urlkey* being the SURT of the URL."""

    urlkey: str
    timestamp: str
    original: str
    mimetype: str
    statuscode: str
    digest: str
    length: str

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


def validated(row: CdxRow) -> CdxRow:
    """Return *row*, its digest in base 32, where each column is well-formed. Raises MalformedRow.

    `mailto:` and `data:` originals occur in real indexes (EDGI wayback 0.3.3); they are no web pages.
    """
    if not re.fullmatch(r"\d{14}", row.timestamp):
        raise MalformedRow(f"timestamp {row.timestamp!r} has not 14 digits")
    try:
        parse_timestamp(row.timestamp)
    except ValueError as error:
        raise MalformedRow(f"timestamp {row.timestamp!r} is no time") from error
    if _HEXADECIMAL.fullmatch(row.digest):
        row = replace(row, digest=base64.b32encode(bytes.fromhex(row.digest)).decode("ascii"))
    if not (_DIGEST.fullmatch(row.digest) or row.digest == "-"):
        raise MalformedRow(f"digest {row.digest!r} is no base-32 SHA-1")
    if not (_STATUS.fullmatch(row.statuscode) or row.statuscode == "-"):
        raise MalformedRow(f"status {row.statuscode!r} is none")
    if not _ORIGINAL.match(row.original):
        raise MalformedRow(f"original {row.original[:100]!r} is no page of the web")
    return row
