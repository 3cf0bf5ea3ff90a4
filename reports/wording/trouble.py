"""State in a few words why a policy may be different today from its last version, or why nothing was read of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clausetrail.reports.wording.nothing_read import LATER
from clausetrail.reports.wording.version_phrases import NO_READABLE_CAPTURE
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture, arrange_by_version, reason_counts
from clausetrail.snapshots.model import Version
from clausetrail.snapshots.storage.facts import FailedRequest


def trouble_phrase(
    versions: Sequence[Version],
    unreadable: Sequence[UnreadableCapture],
    failed: Iterable[FailedRequest],
    asked_at: str,
    period: str = "",
) -> str:
    """Return why the policy may be different today from its last version, why nothing was read of it, or "".

    *unreadable* are its captures that show nothing, *failed* the requests that archives did not fulfil, *asked_at* is the
    time at which an index was last read to its end, or "". *period* is what `asked_period` returns.
    """
    reasons, why, after = [], reason_counts(unreadable), reason_counts(arrange_by_version(unreadable, versions).after)
    if not versions:
        reasons.append(f"{NO_READABLE_CAPTURE}: {why}" if why else NO_READABLE_CAPTURE)
    elif after:
        reasons.append(f"since the last version only: {after}")
    final = {"excluded", "not permitted to know"}
    answers = {
        one.answer for one in failed if one.answer in (LATER if versions else LATER | final) and one.asked_at > asked_at
    }
    if answers:
        reasons.append(f"unread: {', '.join(sorted(answers))}")
    if period and not versions:
        reasons.append(f"the archive was asked for captures {period} only")
    elif asked_at and not versions and not why and not answers:
        reasons.append("the archive lists no capture")
    elif not asked_at and not answers and not (versions and versions[-1].is_imported):
        reasons.append("no archive was checked yet")
    return "; ".join(reasons)
