"""Read texts that others have cleaned: Markdown files of a corpus, with a line that names the capture of each.

The form is that of the Princeton-Leuven corpus, and of our own export.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from clausetrail.pipelines.extraction.corpus_markdown import PROVENANCE
from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import UnusableImport
from clausetrail.snapshots.model import Capture, Snapshot, parse_timestamp
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.watchlist.policies import usable_url

# Bytes of one text; a larger file is refused.
_MAX_BYTES = 16 * 1024 * 1024


def read_provenance(path: Path) -> tuple[str, str, str]:
    """Return the provenance of the text at *path*: memento URL, timestamp of 14 digits, original URL.

    Raises UnusableImport where the file cannot be read, or names no capture, and UnusableURL where its URL is none of the web.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4_000).decode("utf-8", "replace")
    except OSError as error:
        raise UnusableImport(f"{path} cannot be read: {error.strerror}") from error
    found = PROVENANCE.search(head)
    if not found:
        raise UnusableImport(
            f"{path} does not name the capture of its text: its first lines need a quote with a memento's URL, "
            "like > https://web.archive.org/web/20121023065019/http://example.com/privacy"
        )
    memento, timestamp, original = found.groups()
    try:
        parse_timestamp(timestamp)
    except ValueError as error:
        raise UnusableImport(f"{path}: {timestamp} is not a valid timestamp") from error
    # The corpus percent-encodes the URL once more than the archive does: http%3A//..., %2520 for %20.
    return memento, timestamp, usable_url(unquote(original) if "%3A" in original[:10].upper() else original)


def imported_snapshot(path: Path, policy: str) -> Snapshot:
    """Return the text at *path* as a snapshot of *policy*, with a capture that is marked as imported. Raises UnusableImport."""
    memento, timestamp, original = read_provenance(path)
    if path.stat().st_size > _MAX_BYTES:
        raise UnusableImport(f"{path} is larger than {_MAX_BYTES // 2**20} MiB")
    body = path.read_bytes()
    archive = urlsplit(memento).hostname or ""
    capture = Capture(policy, archive, "", timestamp, original, "text/markdown", 200, payload_digest(body))
    origin = (("Content-Type", "text/markdown; charset=utf-8"),)
    return Snapshot(capture, body, memento, 200, (), origin, clock.now())
