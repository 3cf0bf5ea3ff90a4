"""The figures of a policy that a run keeps beside its pages, for whatever else shows the same policy."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.publishing import page_cache


class RecordedFigures(msgspec.Struct, kw_only=True):
    """The figures in a page cache's record, and the digest of the code that made them."""

    code: str = ""
    figures: Figures = msgspec.field(default_factory=Figures)


def load_figures(folder: Path) -> Figures | None:
    """Return the figures kept in *folder*, or None where there are none or other code made them."""
    try:
        kept = msgspec.json.decode((folder / page_cache.RECORD_FILE).read_bytes(), type=RecordedFigures)
    except (OSError, msgspec.MsgspecError):
        return None
    return kept.figures if kept.code == page_cache.digest() else None
