"""Since when something stands, in the only words that captures support: "between", "present", "absent", never "on"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.model import Version, iso_date

_MOST_ABSENCES = 2


def since_phrase(versions: Sequence[Version], number: int) -> str:
    """Return since when what came with version *number* stands: "since between 2001-03-05 and 2002-06-18"."""
    if number == 1:
        return f"since {iso_date(versions[0].first.timestamp)} or before, nothing earlier is held"
    return f"since {appeared_phrase(versions, number)}"


def appeared_phrase(versions: Sequence[Version], number: int) -> str:
    """Return when version *number* came: after the last capture of the text before it, not after its own first one."""
    if number == 1:
        return f"by {iso_date(versions[0].first.timestamp)}, nothing earlier is held"
    return between_dates(versions[number - 2], versions[number - 1])


def appearance_document(versions: Sequence[Version], number: int, link: MementoLink) -> dict[str, Any]:
    """Return the same as plain values; nothing bounds what the first capture shows from below."""
    after = versions[number - 1].first
    before = versions[number - 2].last if number > 1 else None
    return {
        "version": number,
        "not_before": before.timestamp if before else None,
        "not_after": after.timestamp,
        "when": appeared_phrase(versions, number),
        "before_memento": link(before) if before else None,
        "after_memento": link(after),
    }


def absence_phrases(versions: Sequence[Version], life: ClauseHistory, *, full: bool = True) -> list[str]:
    """Return the times that a clause was away, each as a sentence's part; as one, if many and not in *full*."""
    if not full and len(life.absences) > _MOST_ABSENCES:
        first, last = life.absences[0][0], life.absences[-1][1]
        times = f"absent {len(life.absences)} times: first gone {appeared_phrase(versions, first)}, last back {appeared_phrase(versions, last)}"
        return [times]
    told = [
        f"absent from {_numbered(gone, back - 1)}: gone {appeared_phrase(versions, gone)}, back {appeared_phrase(versions, back)}"
        for gone, back in life.absences
    ]
    return [*told, f"absent since {appeared_phrase(versions, life.removed_in)}"] if life.removed_in else told


def _numbered(first: int, last: int) -> str:
    return f"version {first}" if first == last else f"versions {first} to {last}"
