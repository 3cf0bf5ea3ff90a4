"""What a run keeps beside the pages of one policy, to know next time which pages are current."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clausetrail.reports.policy_view.recorded_figures import RecordedFigures
from clausetrail.reports.publishing.page_cache import RECORD_FILE
from clausetrail.reports.site.home import HomeEntry


class PageRecord(RecordedFigures, kw_only=True):
    """What is known of the pages of one policy as they lie in the folder."""

    entry: HomeEntry
    facts: str = ""
    asked: str = ""
    pages: dict[str, str] = msgspec.field(default_factory=dict)


def read_record(folder: Path) -> PageRecord | None:
    """Return what is known of the pages in *folder*; what cannot be read, or is of another release, is not known."""
    try:
        return msgspec.json.decode((folder / RECORD_FILE).read_bytes(), type=PageRecord)
    except (OSError, msgspec.MsgspecError):
        return None
