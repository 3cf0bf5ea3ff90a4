"""Sentences about what an archive's index says of a policy: six cases that are not the same, each with its own words. Pure.

An index that was not read to its end, or only between two dates, supports no statement about the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausetrail.reports.wording.version_phrases import capture_count

NEVER_ASKED = (
    "No archive was asked yet. Next: `clausetrail track` asks for the policies of the watchlist, "
    "`clausetrail history URL` for one."
)
SOME_EXCLUDED = "Some captures are excluded from the archive; what they show is not known."
RUN_AGAIN = "Run the same command again later to continue."


def nothing_archived(urls: Sequence[str]) -> str:
    """Return the sentence for *urls* (none: those of the policy) of which a whole index lists nothing."""
    return f"The archive lists no capture{_of(urls)}. It may be archived under another address."


def excluded(urls: Sequence[str]) -> str:
    """Return the sentence for *urls* that the archive excludes."""
    verb = "is" if len(urls) == 1 else "are"
    return (
        f"{', '.join(urls)} {verb} excluded from the archive; since when is not known. What it had, and whether anything "
        "changed, cannot be said. Another archive may have captures (--archive)."
    )


def unanswered(urls: Sequence[str], answers: str) -> str:
    """Return the sentence for *urls* about which the archive gave no answer but *answers*, like "throttled (2x)"."""
    return (
        f"The archive did not answer for {', '.join(urls)} ({answers}), so nothing can be said of captures. {RUN_AGAIN}"
    )


def cut_short(urls: Sequence[str], bound: str) -> str:
    """Return the sentence for a run that ended before it had read *urls*; *bound* is the setting that ended it, or ""."""
    when = f"when {bound} was reached, " if bound else ""
    return f"The run ended early, {when}before everything of {', '.join(urls)} was read. {RUN_AGAIN}"


def bounds_phrase(since: str, until: str) -> str:
    """Return a period of archive digits: "from 2010 to 2016-06", "from 2010 on", "up to 2016-06"."""
    if since and until:
        return f"from {_day(since)} to {_day(until)}"
    return f"from {_day(since)} on" if since else f"up to {_day(until)}"


def nothing_within(urls: Sequence[str], since: str, until: str, outside: int = 0) -> str:
    """Return the sentence for *urls* (none: those of the policy) of which the index lists nothing between two bounds; *outside* are known elsewhere."""
    known = (
        f"{capture_count(outside)} outside of that {'is' if outside == 1 else 'are'} known"
        if outside
        else "captures outside of that were not asked for"
    )
    return f"The archive lists none{_of(urls)} {bounds_phrase(since, until)}; {known}."


def _of(urls: Sequence[str]) -> str:
    return f" of {', '.join(urls)}" if urls else ""


def _day(digits: str) -> str:
    """Return 4 to 14 archive digits as a year, a month or a day."""
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:8]) if part)
