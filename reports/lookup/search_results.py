"""Print search results: each wording with when it appeared and disappeared; as lines, and as plain values for programs.

Pure. The dates are those of a wording: before and after, the clause may have been present in other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.elsewhere_phrases import NOT_COMPARED
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, fold_unchanged
from clausetrail.reports.wording.version_phrases import MAY_BE_TRANSIENT, capture_count, seen_days, transient_phrase
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Capture, Policy, TransientText, iso_date
from clausetrail.snapshots.search.full_text import ElsewhereSpan, Hit, SearchScope, VersionRun

# Characters above which a clause is folded around its matches: some 100 words, what a person takes in at a glance.
_LONGEST_UNFOLDED = 600
_MOST_SHARED = 6  # other policies with the same words that are listed


def appeared_phrase(run: VersionRun) -> str:
    """Return when the words of a wording appeared: "present on" the first capture of all, or "appeared between" two.

    A paragraph that was only split or joined is as old as its words: since when it is one paragraph is stated beside.
    """
    first, before = (run.words_first, run.words_before) if run.words_first else (run.first, run.before)
    doubt = f" ({MAY_BE_TRANSIENT})" if run.first.candidate else ""
    appeared = (
        f"appeared {between_dates(before, first)}"
        if before
        else f"present on {iso_date(first.first.timestamp)}, the first capture"
    )
    if run.words_first and run.before:
        return f"{appeared}; as this paragraph since {between_dates(run.before, run.first)}{doubt}"
    return f"{appeared}{doubt if before else ''}"


def disappeared_phrase(run: VersionRun) -> str:
    """Return when a wording disappeared: "still present on" the last capture of all, or "disappeared between" two.

    A newest text that may be temporary does not end a wording: its absence there is stated beside. A paragraph that was only
    split or joined has not disappeared.
    """
    still_present = f"still present on {iso_date(run.last.last.timestamp)}"
    if run.after is None:
        return still_present
    if run.words_remain:
        return f"divided into other paragraphs {between_dates(run.last, run.after)}, with the same words"
    if run.after.candidate:
        newest = iso_date(run.after.first.timestamp)
        return f"{still_present}; not in the text of {newest} ({MAY_BE_TRANSIENT})"
    return f"disappeared {between_dates(run.last, run.after)}"


def highlighted_pieces(hit: Hit) -> list[Piece]:
    """Return the words of *hit*, the matches in a style of their own and long stretches between them folded."""
    pieces = [Piece("match" if place % 2 else "plain", visible(part)) for place, part in enumerate(hit.parts) if part]
    return fold_unchanged(pieces) if sum(len(part) for part in hit.parts) > _LONGEST_UNFOLDED else pieces


def hit_heading(hit: Hit, policy: Policy) -> str:
    """Return the policy of *hit*, and the headings and the number of the clause in it."""
    place = [*map(visible, hit.path), *([f"no. {visible(hit.label)}"] if hit.label else [])]
    return PATH_SEPARATOR.join([policy.title or policy.name, *place])


def hit_lines(hit: Hit, policy: Policy, link: MementoLink) -> Iterator[Line]:
    """Yield *hit* line by line, each match between asterisks, so that no meaning depends on colour."""
    name = f"  ({hit.policy})" if policy.title else ""
    yield Piece("heading", hit_heading(hit, policy)), Piece("note", name)
    words = (
        Piece(piece.style, f"*{piece.text}*" if piece.style == "match" else piece.text)
        for piece in highlighted_pieces(hit)
    )
    yield Piece("plain", "  "), *words
    for run in hit.runs:
        yield (Piece("note", f"  {appeared_phrase(run)}; {disappeared_phrase(run)}"),)
        yield (Piece("note", f"    first: {link((run.words_first or run.first).first)}"),)
        yield (Piece("note", f"    last:  {link(run.last.last)}"),)
    for transient in hit.transient_texts:
        yield (Piece("note", f"  {transient_phrase(transient)}"),)
        yield (Piece("note", f"    first: {link(transient.first)}"),)
        yield (Piece("note", f"    last:  {link(transient.last)}"),)
    for span in hit.elsewhere:
        yield (Piece("note", f"  {elsewhere_phrase(span)}"),)
        yield (Piece("note", f"    first: {link(span.first)}"),)
        yield (Piece("note", f"    last:  {link(span.last)}"),)


def elsewhere_phrase(span: ElsewhereSpan) -> str:
    """Return that a wording is elsewhere on the page, and in which captures: no change is dated by it."""
    captures = f"in {capture_count(span.sightings)}, {seen_days(span.first, span.last)}"
    return f"elsewhere on the page ({span.reason}), {NOT_COMPARED}: seen {captures}"


def shared_wording_lines(hits: Sequence[Hit], own: str, link: MementoLink) -> Iterator[Line]:
    """Yield line by line in which policies other than *own* the words of *hits* are present, and since when.

    A capture bounds when the words were seen; it does not show where they were written first.
    """
    others = [hit for hit in hits if hit.policy != own]
    if not others:
        return
    many = f"{len(others):,} other {'policy' if len(others) == 1 else 'policies'}"
    first = " (no older capture shows them than those of this policy)" if hits[0].policy == own else ""
    yield (Piece("plain", f"The same words, letter for letter, in {many} of this store{first}:"),)
    for hit in others[:_MOST_SHARED]:
        yield (Piece("heading", f"  {visible(hit.policy)}"),)
        for phrase, capture in _dates_with_first_capture(hit):
            yield (Piece("note", f"    {phrase}"),)
            yield (Piece("note", f"    {link(capture)}"),)
    if len(others) > _MOST_SHARED:
        yield (Piece("note", f"  and {len(others) - _MOST_SHARED:,} more (all of them: --json)"),)


def _dates_with_first_capture(hit: Hit) -> Iterator[tuple[str, Capture]]:
    for run in hit.runs:
        yield f"{appeared_phrase(run)}; {disappeared_phrase(run)}", (run.words_first or run.first).first
    for transient in hit.transient_texts:
        yield transient_phrase(transient), transient.first


def hit_document(hit: Hit, policy: Policy, link: MementoLink) -> dict[str, Any]:
    """Return *hit* as plain values. *matches* are characters of *text*, from and to; times are 14 archive digits."""
    return {
        "policy": policy.name,
        "title": policy.title,
        "path": list(hit.path),
        "label": hit.label,
        "text": "".join(hit.parts),
        "matches": [list(span) for span in _match_spans(hit.parts)],
        "stood": [_run_document(run, link) for run in hit.runs],
        "elsewhere": [_elsewhere_document(span, link) for span in hit.elsewhere],
        "came_and_went": [_transient_document(transient, link) for transient in hit.transient_texts],
    }


def _match_spans(parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, part in enumerate(parts):
        if place % 2:
            yield start, start + len(part)
        start += len(part)


def _run_document(run: VersionRun, link: MementoLink) -> dict[str, Any]:
    return {
        "since": appeared_phrase(run),
        "until": disappeared_phrase(run),
        "last_without": run.before.last.timestamp if run.before else None,
        "first_seen": run.first.first.timestamp,
        "last_seen": run.last.last.timestamp,
        "first_without": run.after.first.timestamp if run.after else None,
        "first_memento": link(run.first.first),
        "last_memento": link(run.last.last),
        "versions": [run.first.number, run.last.number],
        "words_first_seen": (run.words_first or run.first).first.timestamp,
        "words_remain": run.words_remain,
    }


def _elsewhere_document(span: ElsewhereSpan, link: MementoLink) -> dict[str, Any]:
    return {
        "reason": span.reason,
        "first_seen": span.first.timestamp,
        "last_seen": span.last.timestamp,
        "captures": span.sightings,
        "first_memento": link(span.first),
        "last_memento": link(span.last),
    }


def _transient_document(transient: TransientText, link: MementoLink) -> dict[str, Any]:
    return {
        "first_seen": transient.first.timestamp,
        "last_seen": transient.last.timestamp,
        "captures": transient.sightings,
        "first_memento": link(transient.first),
        "last_memento": link(transient.last),
    }


def no_matches_message(scope: SearchScope, span: str, elsewhere: int) -> str:
    """Return what a search without matches looked through.

    *span* is the time condition, like "in force on 2015-12-31", or ""; *elsewhere* is the number of wordings that match in
    other policies or at other times.
    """
    if not scope.wordings:
        return "no matches: no clause of that policy was ever read"
    wordings = f"{scope.wordings:,} wording{'' if scope.wordings == 1 else 's'}"
    policies = f"{scope.policies:,} {'policy' if scope.policies == 1 else 'policies'}"
    message = (
        f"no matches{f' {span}' if span else ''}; searched {wordings} of {policies}, "
        f"on captures from {iso_date(scope.first)} to {iso_date(scope.last)}"
    )
    return f"{message}; elsewhere or at other times: {elsewhere:,}" if elsewhere else message


def time_condition(at: str, since: str, until: str) -> str:
    """Return the condition that 14 digits each, or "", put on a clause: "in force on 2015-12-31", or "" if none."""
    if at:
        return f"in force on {iso_date(at)}"
    if since and until:
        return f"present at some time from {iso_date(since)} to {iso_date(until)}"
    if since:
        return f"present on {iso_date(since)} or later"
    return f"present on {iso_date(until)} or earlier" if until else ""
