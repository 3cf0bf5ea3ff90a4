"""Explain why nothing was read of a policy, and what to do next. Pure.

Nothing can be said of the changes of such a policy: neither that there were some nor that there were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from clausetrail.reports.wording.listing_phrases import NEVER_ASKED, nothing_archived
from clausetrail.reports.wording.version_phrases import capture_count, reason_and_detail
from clausetrail.snapshots.history.unreadable_captures import (
    NOT_FETCHED,
    ReasonGroup,
    UnreadableCapture,
    group_by_reason,
)
from clausetrail.snapshots.storage.facts import Listing

# Of a policy without a version, in place of what changed.
NO_STATEMENT = "Nothing was read, so nothing can be said of changes"

# Answers of an archive after which the same question may succeed later.
LATER = frozenset({"throttled", "refused", "archive fault"})
_SCRIPT = re.compile("javascript", re.IGNORECASE)
_BROWSER = (
    "open the capture in a browser, save the page and print its text with `clausetrail read FILE`; "
    "`clausetrail import` adds a text to the timeline"
)
_ELSEWHERE = "the policy may have another address: `clausetrail find URL` lists the policies that a page links"
_AGAIN = "run the same command again later"
# What to do next, by the reason for which captures show nothing.
_ADVICE = {
    "wall": _BROWSER,
    "empty": f"the text may be shown by scripts only: {_BROWSER}",
    "frameset": "the frames may be archived at addresses of their own, which `clausetrail history URL` reads",
    "error page": _ELSEWHERE,
    "redirect elsewhere": _ELSEWHERE,
    "archived redirect": _ELSEWHERE,
    "archived error": _ELSEWHERE,
    "other document": _ELSEWHERE,
    "other language": "give the address of the text in the language that is wanted",
    "not text": "open the capture in a browser to see which kind of file it is",
    "undecodable": _AGAIN,
    "truncated": _AGAIN,
    "not archived": "another archive may have the bytes (--archive)",
    "too large": "fetch the capture by other means; `clausetrail read FILE` reads it",
    "excluded": "another archive may have the address (--archive)",
    "not permitted to know": "another archive may have the address (--archive)",
    NOT_FETCHED: _AGAIN,
} | dict.fromkeys(LATER, _AGAIN)


def asked_period(listings: Iterable[Listing]) -> str:
    """Return the period that the *listings* of a policy are limited to, "from 2025 on, up to 2026-03-01", or "" if to none."""
    listed = [one for one in listings if one.outcome == "listed"]
    since = min((one.since for one in listed), default="")
    newest = max(listed, key=lambda one: one.reached, default=None)
    # An index that is read without a bound is read up to the day of the question.
    is_cut = newest is not None and newest.reached[:8] < newest.asked_at[:10].replace("-", "")
    parts = [f"from {_day(since)} on"] if since else []
    return ", ".join([*parts, f"up to {_day(newest.reached)}"] if newest and is_cut else parts)


def period_sentence(period: str) -> str:
    """Return that the index was read for a *period* only, as `asked_period` names it, or "" where it was read as a whole."""
    return f"The index was read for captures {period} only." if period else ""


def _day(digits: str) -> str:
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:8]) if part)


def nothing_read_sentences(
    unreadable: Sequence[UnreadableCapture], answers: Sequence[str], asked_at: str, period: str = ""
) -> Iterator[str]:
    """Yield why no text of a policy is known, each reason with what to do next.

    *unreadable* are all of its captures, *answers* what archives answered to requests that failed, *asked_at* is the time
    at which an index was last read to its end, or "", *period* what `asked_period` returns.
    """
    for group in group_by_reason(unreadable):
        yield _sentence(group)
    # A failed request for a capture is among the reasons above, unless it was for an index or for an address.
    given = {one.reason for one in unreadable}
    for answer in dict.fromkeys(answers):
        if answer not in given:
            yield f"The archive answered: {answer}. {_next_step(answer)}"
    if period:
        yield f"{period_sentence(period)} Next: `clausetrail history URL` without --since and --until asks for all captures."
    if not unreadable and not answers:
        if period:
            yield "In that period the archive lists no capture."
        elif asked_at:
            yield nothing_archived(())
        else:
            yield NEVER_ASKED


def _sentence(group: ReasonGroup) -> str:
    number = len(group.times)
    if group.reason == NOT_FETCHED:
        return f"{capture_count(number)} {'was' if number == 1 else 'were'} not fetched. {_next_step(group.reason)}"
    if group.reason in LATER:
        return f"{capture_count(number)} could not be fetched: {group.reason}. {_next_step(group.reason)}"
    return f"{capture_count(number)} {'shows' if number == 1 else 'show'} nothing: {_kind(group)}. {_next_step(group.reason)}"


def _kind(group: ReasonGroup) -> str:
    """Return the reason of a group in the words of its evidence."""
    if group.reason == "wall" and _SCRIPT.search(group.detail):
        return f"a wall that needs JavaScript, and so a browser ({group.detail})"
    if group.reason == "wall":
        return f"a wall, which needs a browser{f' ({group.detail})' if group.detail else ''}"
    reason, detail = reason_and_detail(group.reason, group.detail)
    return f"{reason}{f' ({detail})' if detail else ''}"


def _next_step(reason: str) -> str:
    advice = _ADVICE.get(re.sub(r" \d+$", "", reason), "open a capture in a browser to see what it shows")
    return f"Next: {advice}."
