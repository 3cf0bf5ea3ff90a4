"""Phrases about versions and captures that terminal, pages, feeds and evidence packs share: one phrase for one fact."""

from __future__ import annotations

from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Capture, TransientText, Version, iso_date

IMPORTED_TEXT = "imported, cleaned by others"
# Of the newest version as long as it was seen once, or for a short time only: see `Version.candidate`.
MAY_BE_TRANSIENT = "it may turn out to be temporary"
NO_READABLE_CAPTURE = "no readable capture is stored"
NO_EARLIER_CAPTURE = "no earlier capture is stored"


def reason_and_detail(reason: str, detail: str) -> tuple[str, str]:
    """Return a *reason* and its *detail* without repeating the first in the second: "undecodable (gzip)" is a more exact reason."""
    if not detail.startswith(f"{reason} ("):
        return reason, detail
    exact, _, rest = detail.partition(": ")
    return exact, rest


def capture_count(number: int) -> str:
    """Return *number* of captures: "1 capture", "12 captures"."""
    return counted(number, "capture")


def seen_days(first: Capture, last: Capture) -> str:
    """Return the days of a first and a last capture: "on 2005-06-15", or "between 2005-06-15 and 2005-07-01"."""
    first_day, last_day = iso_date(first.timestamp), iso_date(last.timestamp)
    return f"on {first_day}" if first_day == last_day else f"between {first_day} and {last_day}"


def transient_phrase(text: TransientText) -> str:
    """Return when a transient text was seen: "appeared and disappeared, seen on 2005-06-15 in 1 capture"."""
    return f"appeared and disappeared, seen {seen_days(text.first, text.last)} in {capture_count(text.sightings)}"


def same_words_phrase(number: int) -> str:
    """Return that a version has the words of an earlier one: "same words as version 1"."""
    return f"same words as version {number}"


def candidate_phrase(version: Version) -> str:
    """Return why *version*, a candidate, does not count as a change yet: "seen once, waits for a second capture"."""
    if version.sightings == 1:
        return "seen once, waits for a second capture"
    return "it alternated with the text before it until recently, waits until it lasts"


def last_checked_sentence(asked_at: str) -> str:
    """Return when the archive's index was last read for new captures; *asked_at* is a day or a time in ISO 8601."""
    return f"The archive was last checked for new captures on {asked_at}."


def not_fetched_line(reasons: str) -> str:
    """Return the line that counts what the archive did not deliver, by *reasons*: "Could not be fetched: throttled (2x)"."""
    return f"Could not be fetched: {reasons}"
