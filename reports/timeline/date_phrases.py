"""Say since when something is present, in the only words that captures support: "between", "present", "absent", never "on"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.version_phrases import NO_EARLIER_CAPTURE
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.model import Version, iso_date

_MOST_ABSENCES = 2  # listed one by one, unless all are wanted


def since_phrase(versions: Sequence[Version], number: int) -> str:
    """Return since when what version *number* added is present: "since between 2001-03-05 and 2002-06-18"."""
    if number == 1:
        return f"since {iso_date(versions[0].first.timestamp)} or before ({NO_EARLIER_CAPTURE})"
    return f"since {appeared_phrase(versions, number)}"


def appeared_phrase(versions: Sequence[Version], number: int) -> str:
    """Return when version *number* appeared: after the last capture of the text before it, not after its own first one."""
    if number == 1:
        return f"by {iso_date(versions[0].first.timestamp)} ({NO_EARLIER_CAPTURE})"
    return between_dates(versions[number - 2], versions[number - 1])


def appearance_document(versions: Sequence[Version], number: int, link: MementoLink) -> dict[str, Any]:
    """Return when version *number* appeared as plain values; the first one has no lower bound ("not_before" is None)."""
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


def absence_phrases(versions: Sequence[Version], history: ClauseHistory, *, full: bool = True) -> list[str]:
    """Return the times at which a clause was absent, a phrase each; many of them as one phrase, unless *full*."""
    absences = history.absences
    if not full and len(absences) > _MOST_ABSENCES:
        removed, restored = appeared_phrase(versions, absences[0][0]), appeared_phrase(versions, absences[-1][1])
        return [f"absent {counted(len(absences), 'time')}: first removed {removed}, last restored {restored}"]
    phrases = [
        f"absent from {_version_range(removed, restored - 1)}: removed {appeared_phrase(versions, removed)}, "
        f"restored {appeared_phrase(versions, restored)}"
        for removed, restored in absences
    ]
    return (
        [*phrases, f"absent since {appeared_phrase(versions, history.removed_in)}"] if history.removed_in else phrases
    )


def _version_range(first: int, last: int) -> str:
    return f"version {first}" if first == last else f"versions {first} to {last}"
