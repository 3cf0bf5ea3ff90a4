"""Write the page of an evidence pack: what is known of one change and what is not, in plain words, to attach and to print.

The page is one file that loads nothing: no script, no font, no picture. Archived words are escaped by the template, and
their control characters are shown, never obeyed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from clausetrail.reports.templating import Templates, web_link
from clausetrail.reports.wording import digest_phrases
from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.reports.wording.redline_pieces import (
    Piece,
    change_notes,
    change_pieces,
    changes_only_paragraphs,
    count_revision,
)
from clausetrail.reports.wording.significance import finding_documents, flag_documents, stated_date_documents
from clausetrail.reports.wording.version_phrases import last_checked_sentence
from clausetrail.snapshots.evidence.evidence_record import (
    EARLIER,
    LATER,
    OTHER,
    UNFETCHED,
    Evidence,
    ObservedCapture,
    Side,
)
from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, cautions
from clausetrail.snapshots.model import Capture, Change, Clause, Event, iso_date, parse_timestamp

# What the page shows at most; evidence.json has the rest.
_MOST_BETWEEN = 60  # captures between the two
_MOST_AROUND = 5  # captures of the earlier and of the later text, each
_MOST_FINDINGS = 4  # of one change
_MOST_ELSEWHERE = 40  # clauses elsewhere on a page
_MOST_LISTINGS = 20  # answers of archives' indexes
_MOST_QUOTED_WORDS = 8  # of a finding, on each side
_LONGEST_HEADER = 300  # characters of an HTTP header
_LEAST_WEIGHT = 50  # of a finding about an added or removed clause, 0 to 100; the same bound as in the timeline
_NAMES = {Event.SAME: "moved"}
_WHERE = "in this pack"


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change as the page shows it: its number in the revision, name, headings, redline and findings."""

    number: int
    name: str
    path: tuple[str, ...]
    how: str
    pieces: tuple[Piece, ...]
    about: tuple[str, ...]
    moves: tuple[str, ...] = ()  # where the words that moved were, or are


def evidence_page(evidence: Evidence) -> str:
    """Return the page as HTML: a pure function of *evidence*."""
    revision, before, after = evidence.revision, evidence.before, evidence.after
    shown = [*_shown_changes(evidence)]
    highlighted = [change for change in shown if change.number == evidence.highlight]
    values = {
        "title": evidence.policy.title or after.title or evidence.policy.name,
        "highlighted": highlighted,
        "changes": [change for change in shown if change not in highlighted],
        "summary": count_revision(revision),
        "moves": any(change.kept for change in revision.changes),
        "flags": flag_documents(revision, before.clauses, after.clauses),
        "single": [sentence for sentence in limitations(evidence) if sentence.startswith(SINGLE_CAPTURE)],
        "limits": [sentence for sentence in limitations(evidence) if not sentence.startswith(SINGLE_CAPTURE)],
        "apart": _span(before.capture, after.capture),
        "sides": [_side(evidence, name) for name in ("before", "after")],
        "seen": _captures(evidence),
        "last_checked": last_checked_sentence(evidence.asked_at) if evidence.asked_at else "",
        "listings": _newest(evidence.listings),
        "absences": sorted(Counter(absence.answer for absence in evidence.absences).items()),
    }
    return _templates().render("evidence.html", values | {"evidence": evidence})


def limitations(evidence: Evidence) -> Iterator[str]:
    """Yield what this evidence does not show, or what weakens it, a sentence each."""
    before, after = evidence.before, evidence.after
    yield from cautions(evidence.revision, (before.collection, after.collection))
    yield from _byte_limitations(evidence)
    yield from _gap_limitations(evidence.between())
    for side in (before, after):
        if not stated_date_documents(side.clauses):
            yield f"In the text of {iso_date(side.capture.timestamp)} no date was found that the text states of itself."


def _gap_limitations(between: Sequence[ObservedCapture]) -> Iterator[str]:
    """Yield what is not known about the time between the two captures."""
    if not between:
        yield "No capture is listed between the two: nothing is known of the page in that time."
    reasons = Counter(one.shows for one in between)
    if others := sum(reasons.pop(shows, 0) for shows in (EARLIER, LATER, OTHER)):
        yield f"{_many(others, 'capture')} between the two showed a text of this policy that appeared and disappeared."
    if unfetched := reasons.pop(UNFETCHED, 0):
        yield f"{_many(unfetched, 'capture')} listed between the two had not been looked at: the interval may be narrower."
    if unreadable := reasons.total():
        verb = "shows" if unreadable == 1 else "show"
        yield f"{_many(unreadable, 'capture')} between the two {verb} nothing of the policy; the change may have happened at any of them."


def _byte_limitations(evidence: Evidence) -> Iterator[str]:
    for word, side in (("earlier", evidence.before), ("later", evidence.after)):
        if not side.is_exact:
            yield f"The {word} capture itself {digest_phrases.same_digest_sentence(_minute(side.held), _WHERE)}"
        if not side.proof.startswith("equal") and not side.capture.is_imported:
            yield f"The bytes of the {word} capture could not be compared with the hash in the archive's index ({side.proof or 'not tried'})."


def _side(evidence: Evidence, name: str) -> dict[str, Any]:
    side: Side = getattr(evidence, name)
    version = getattr(evidence.revision, name)
    return {
        "name": name,
        "side": side,
        "at": _minute(side.capture),
        "held_at": "" if side.is_exact else _minute(side.held),
        "proof": digest_phrases.digest_sentence(side.proof, _WHERE, imported=side.capture.is_imported),
        "version": version,
        "first": _minute(version.first),
        "last": _minute(version.last),
        "stated": [_stated_date(stated) for stated in stated_date_documents(side.clauses)],
        "elsewhere": [(visible(one.clause.labelled_text), one.reason) for one in side.elsewhere[:_MOST_ELSEWHERE]],
        "elsewhere_left_out": len(side.elsewhere[_MOST_ELSEWHERE:]),
    }


def _stated_date(stated: dict[str, Any]) -> str:
    role = "" if stated["role"] == "unsaid" else f" ({stated['role']})"
    return f"{' or '.join(stated['days'])}{role}"


def _shown_changes(evidence: Evidence) -> Iterator[ShownChange]:
    before, after = evidence.before.clauses, evidence.after.clauses
    for number, change in enumerate(evidence.revision.changes, start=1):
        clause = after[change.after[0]] if change.after else before[change.before[0]]
        how = change.how if change.before and change.after else ""
        about = tuple(_about(change, before, after))
        pieces, moves = tuple(_pieces(change, before, after)), tuple(change_notes(change, before, after))
        yield ShownChange(number, _name(change, before, after), clause.path, how, pieces, about, moves)


def _pieces(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> list[Piece]:
    if change.event is Event.SAME:
        return [Piece("plain", visible(after[change.after[0]].labelled_text))]
    return change_pieces(change, before, after)


def _name(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> str:
    name = _NAMES.get(change.event, str(change.event))
    if changes_only_paragraphs(change, before, after):
        name = f"{name} into other paragraphs, not a word changed"
    return f"{name} and moved" if change.moved and change.event is not Event.SAME else name


def _about(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[str]:
    found_all = finding_documents(change, before, after)
    # The heading already says that a clause was added or removed.
    shown = [found for found in found_all if found["weight"] >= _LEAST_WEIGHT or (change.before and change.after)]
    for found in shown[:_MOST_FINDINGS]:
        matched = "; ".join(
            f"{side} {quoted(first_words(', '.join(found[side]), _MOST_QUOTED_WORDS))}"
            for side in ("before", "after")
            if found[side]
        )
        yield f"{found['rule']} ({matched})" if matched else str(found["rule"])


def _captures(evidence: Evidence) -> dict[str, Any]:
    """Return the captures to show (the nearest on both sides and those between), and how many are left out."""
    earlier, later = evidence.around(_MOST_AROUND)
    between = evidence.between()
    shown = between[:_MOST_BETWEEN]
    ends = {evidence.before.capture, evidence.after.capture}
    rows = [(_minute(one.capture), one, one.capture in ends) for one in (*earlier, *shown, *later)]
    return {
        "rows": rows,
        "left_out": len(between) - len(shown),
        "elsewhere": len(evidence.seen) - len(rows) - (len(between) - len(shown)),
        "widest": _widest([*earlier[-1:], *between, *later[:1]]),
        "between": len(between),
    }


def _widest(seen: Sequence[ObservedCapture]) -> str:
    """Return the longest time between two neighbours of *seen*, in words, or "" where there are not two."""
    spans = [
        (parse_timestamp(b.capture.timestamp) - parse_timestamp(a.capture.timestamp), a, b) for a, b in pairwise(seen)
    ]
    if not spans:
        return ""
    length, first, last = max(spans, key=lambda span: span[0])
    return f"{_length(length)}, from {_minute(first.capture)} to {_minute(last.capture)}"


def _newest(listings: Sequence[Any]) -> list[Any]:
    """Return the last answer to each question to an archive's index, oldest first, at most _MOST_LISTINGS.

    A listing of a part of the past does not replace that of the whole.
    """
    asked = (one for one in listings if not (one.since and one.reached and one.since > one.reached))
    last = {(one.archive, one.url, one.outcome, bool(one.since)): one for one in asked}
    return sorted(last.values(), key=lambda one: one.asked_at)[-_MOST_LISTINGS:]


def _span(first: Capture, last: Capture) -> str:
    return _length(parse_timestamp(last.timestamp) - parse_timestamp(first.timestamp))


def _length(span: timedelta) -> str:
    if span >= timedelta(days=2):
        return _many(span.days, "day")
    return (
        _many(round(span / timedelta(hours=1)), "hour")
        if span >= timedelta(hours=2)
        else _many(span.seconds // 60, "minute")
    )


def _many(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _minute(capture: Capture) -> str:
    return f"{parse_timestamp(capture.timestamp):%Y-%m-%d %H:%M:%S} UTC"


def _day(digits: str) -> str:
    """Return the day of archive digits ("2004-02-29", "2004-02", "2004"); anything else is returned as it is."""
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:8]) if part) if digits.isdecimal() else digits


def _short(value: str) -> str:
    """Return *value*, cut after _LONGEST_HEADER characters: lists of links and content policies can be long."""
    return (
        value
        if len(value) <= _LONGEST_HEADER
        else f"{value[:_LONGEST_HEADER]} \N{HORIZONTAL ELLIPSIS} (all of it: evidence.json)"
    )


@cache
def _templates() -> Templates:
    return Templates("clausetrail.reports", {"web": web_link, "day": _day, "short": _short})
