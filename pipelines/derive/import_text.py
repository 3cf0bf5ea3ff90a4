"""Texts that others have cleaned, as corpora keep them: Markdown with a line that says which capture it came from.

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

_LARGEST = 16 * 1024 * 1024


def read_provenance(path: Path) -> tuple[str, str, str]:
    """Return the memento, the timestamp and the original that the text at *path* came from. Raises UnusableImport."""
    try:
        with path.open("rb") as file:
            head = file.read(4_000).decode("utf-8", "replace")
    except OSError as error:
        raise UnusableImport(f"{path} cannot be read: {error.strerror}") from error
    found = PROVENANCE.search(head)
    if not found:
        raise UnusableImport(
            f"{path} does not say which capture it came from: its first lines need a quote with a memento's URL, "
            "like > https://web.archive.org/web/20121023065019/http://example.com/privacy"
        )
    memento, timestamp, original = found.groups()
    try:
        parse_timestamp(timestamp)
    except ValueError as error:
        raise UnusableImport(f"{path}: {timestamp} is no time of a capture") from error
    # The corpus quotes the URL once more than the archive does: http%3A//..., %2520 for %20.
    return memento, timestamp, usable_url(unquote(original) if "%3A" in original[:10].upper() else original)


def imported_snapshot(path: Path, policy: str) -> Snapshot:
    """Return the text at *path* as a snapshot of *policy*, marked as imported. Raises UnusableImport."""
    memento, timestamp, original = read_provenance(path)
    if path.stat().st_size > _LARGEST:
        raise UnusableImport(f"{path} is larger than {_LARGEST // 2**20} MiB")
    body = path.read_bytes()
    archive = urlsplit(memento).hostname or ""
    capture = Capture(policy, archive, "", timestamp, original, "text/markdown", 200, payload_digest(body))
    origin = (("Content-Type", "text/markdown; charset=utf-8"),)
    return Snapshot(capture, body, memento, 200, (), origin, clock.now())
