"""The record beside the pages of one policy, from which the next run knows which pages are current."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clausetrail.reports.policy_view.recorded_figures import RecordedFigures
from clausetrail.reports.publishing.page_cache import RECORD_FILE
from clausetrail.reports.site.home import HomeEntry


class PageRecord(RecordedFigures, kw_only=True):
    """The pages of one policy as they lie in the folder, with the digests of their inputs.

    *facts* is a digest of the stored facts and derivations, *asked* one of the archives' last answers.
    """

    entry: HomeEntry
    facts: str = ""
    asked: str = ""
    pages: dict[str, str] = msgspec.field(default_factory=dict)


def read_record(folder: Path) -> PageRecord | None:
    """Return the record in *folder*, or None where there is none, or it cannot be read, or another release wrote its form."""
    try:
        return msgspec.json.decode((folder / RECORD_FILE).read_bytes(), type=PageRecord)
    except (OSError, msgspec.MsgspecError):
        return None
