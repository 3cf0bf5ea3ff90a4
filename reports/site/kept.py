"""What a run keeps beside the pages of one policy, to know next time which pages are current."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clausetrail.reports.policy_view.kept_figures import KeptFigures
from clausetrail.reports.publishing.page_cache import KEPT
from clausetrail.reports.site.home import Entry


class Kept(KeptFigures, kw_only=True):
    """What is known of the pages of one policy as they lie in the folder."""

    entry: Entry
    facts: str = ""
    asked: str = ""
    pages: dict[str, str] = msgspec.field(default_factory=dict)


def read(folder: Path) -> Kept | None:
    """Return what is known of the pages in *folder*; what cannot be read, or is of another release, is not known."""
    try:
        return msgspec.json.decode((folder / KEPT).read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError):
        return None
