"""Read the figures of a policy that a run of the site recorded beside its pages, for feeds and later runs."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.publishing import page_cache


class RecordedFigures(msgspec.Struct, kw_only=True):
    """The part of a page record that holds figures, and the digest of the code that computed them."""

    code: str = ""
    figures: Figures = msgspec.field(default_factory=Figures)


def load_figures(folder: Path) -> Figures | None:
    """Return the figures recorded in *folder*, or None where there are none or other code computed them."""
    try:
        record = msgspec.json.decode((folder / page_cache.RECORD_FILE).read_bytes(), type=RecordedFigures)
    except (OSError, msgspec.MsgspecError):
        return None
    return record.figures if record.code == page_cache.digest() else None
