"""What a search found, for readers: since when, until when, in whose policies; as lines, and as plain values for programs.

Pure. The dates are of a wording: the clause may have stood before, and may stand after, in other words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece, fold_unchanged
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Capture, Policy, TransientText, iso_date
from clausetrail.snapshots.search.full_text import Hit, Reach, Stay

# Letters from which on a clause is folded around its matches: some 100 words, what a person takes in at a glance.
_LONG = 600
_MOST_SHARED = 6
# Of the newest text as long as it was hardly seen: nothing rests on it yet.
_DOUBT = "which may turn out to have come and gone"


def appeared_phrase(stay: Stay) -> str:
    """Return when a wording came: "present on" the first capture of all, or "came between" two."""
    if stay.before is None:
        return f"present on {iso_date(stay.first.first.timestamp)}, the first capture"
    doubt = f", {_DOUBT}" if stay.first.candidate else ""
    return f"came {between_dates(stay.before, stay.first)}{doubt}"


def disappeared_phrase(stay: Stay) -> str:
    """Return when a wording went: "still present on" the last capture of all, or "gone between" two."""
    if stay.after is None:
        return f"still present on {iso_date(stay.last.last.timestamp)}"
    if stay.after.candidate:
        newest = iso_date(stay.after.first.timestamp)
        return f"still present on {iso_date(stay.last.last.timestamp)}; not in the text of {newest}, {_DOUBT}"
    return f"gone {between_dates(stay.last, stay.after)}"


def transient_phrase(face: TransientText) -> str:
    """Return when a wording was seen that never stood alone: it came and went while another text stood."""
    first, last = iso_date(face.first.timestamp), iso_date(face.last.timestamp)
    spell = f"on {first}" if first == last else f"between {first} and {last}"
    return f"came and went, seen {spell} in {face.sightings} capture{'s' * (face.sightings > 1)}"


def highlighted_pieces(hit: Hit) -> list[Piece]:
    """Return the words of *hit*, the matches in a style of their own and long stretches between them folded."""
    pieces = [Piece("match" if place % 2 else "plain", visible(part)) for place, part in enumerate(hit.parts) if part]
    return fold_unchanged(pieces) if sum(len(part) for part in hit.parts) > _LONG else pieces


def hit_heading(hit: Hit, policy: Policy) -> str:
    """Return whose clause it is, and where in the text it stands."""
    place = [*map(visible, hit.path), *([f"no. {visible(hit.label)}"] if hit.label else [])]
    return PATH_SEPARATOR.join([policy.title or policy.name, *place])


def hit_lines(hit: Hit, policy: Policy, link: MementoLink) -> Iterator[Line]:
    """Yield *hit* line by line; a match stands between asterisks, so that no meaning hangs on colour."""
    named = f"  ({hit.policy})" if policy.title else ""
    yield Piece("heading", hit_heading(hit, policy)), Piece("note", named)
    words = (
        Piece(piece.style, f"*{piece.text}*" if piece.style == "match" else piece.text)
        for piece in highlighted_pieces(hit)
    )
    yield Piece("plain", "  "), *words
    for stay in hit.stays:
        yield (Piece("note", f"  {appeared_phrase(stay)}; {disappeared_phrase(stay)}"),)
        yield (Piece("note", f"    first: {link(stay.first.first)}"),)
        yield (Piece("note", f"    last:  {link(stay.last.last)}"),)
    for face in hit.faces:
        yield (Piece("note", f"  {transient_phrase(face)}"),)
        yield (Piece("note", f"    first: {link(face.first)}"),)
        yield (Piece("note", f"    last:  {link(face.last)}"),)


def shared_wording_lines(hits: Sequence[Hit], own: str, link: MementoLink) -> Iterator[Line]:
    """Yield where else than in the policy *own* the words of *hits* stand, and since when, line by line.

    A capture bounds when it was seen, not who wrote it first.
    """
    others = [hit for hit in hits if hit.policy != own]
    if not others:
        return
    many = f"{len(others):,} other {'policy' if len(others) == 1 else 'policies'}"
    first = " (no older capture shows them than those of this policy)" if hits[0].policy == own else ""
    yield (Piece("plain", f"The same words, letter for letter, in {many} of this store{first}:"),)
    for hit in others[:_MOST_SHARED]:
        yield (Piece("heading", f"  {visible(hit.policy)}"),)
        for told, capture in _spells(hit):
            yield (Piece("note", f"    {told}"),)
            yield (Piece("note", f"    {link(capture)}"),)
    if len(others) > _MOST_SHARED:
        yield (Piece("note", f"  and {len(others) - _MOST_SHARED:,} more (all of them: --json)"),)


def _spells(hit: Hit) -> Iterator[tuple[str, Capture]]:
    for stay in hit.stays:
        yield f"{appeared_phrase(stay)}; {disappeared_phrase(stay)}", stay.first.first
    for face in hit.faces:
        yield transient_phrase(face), face.first


def hit_document(hit: Hit, policy: Policy, link: MementoLink) -> dict[str, Any]:
    """Return *hit* as plain values. *matches* are characters of *text*, from and to; times are 14 archive digits."""
    return {
        "policy": policy.name,
        "title": policy.title,
        "path": list(hit.path),
        "label": hit.label,
        "text": "".join(hit.parts),
        "matches": [list(span) for span in _spans(hit.parts)],
        "stood": [_stay_document(stay, link) for stay in hit.stays],
        "came_and_went": [_face_document(face, link) for face in hit.faces],
    }


def _spans(parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, part in enumerate(parts):
        if place % 2:
            yield start, start + len(part)
        start += len(part)


def _stay_document(stay: Stay, link: MementoLink) -> dict[str, Any]:
    return {
        "since": appeared_phrase(stay),
        "until": disappeared_phrase(stay),
        "last_without": stay.before.last.timestamp if stay.before else None,
        "first_seen": stay.first.first.timestamp,
        "last_seen": stay.last.last.timestamp,
        "first_without": stay.after.first.timestamp if stay.after else None,
        "first_memento": link(stay.first.first),
        "last_memento": link(stay.last.last),
        "versions": [stay.first.number, stay.last.number],
    }


def _face_document(face: TransientText, link: MementoLink) -> dict[str, Any]:
    return {
        "first_seen": face.first.timestamp,
        "last_seen": face.last.timestamp,
        "captures": face.sightings,
        "first_memento": link(face.first),
        "last_memento": link(face.last),
    }


def no_matches_message(reach: Reach, span: str, elsewhere: int) -> str:
    """Return what was searched in vain: *span* is what a clause had to be, like "in force on 2015-12-31", or "".

    *elsewhere* is how many wordings match in other policies or at other times.
    """
    if not reach.wordings:
        return "no clause was ever read there: nothing was searched"
    wordings = f"{reach.wordings:,} wording{'' if reach.wordings == 1 else 's'}"
    policies = f"{reach.policies:,} {'policy' if reach.policies == 1 else 'policies'}"
    told = (
        f"no clause {span or 'of any time'} has that; searched were {wordings} of {policies}, "
        f"on captures from {iso_date(reach.first)} to {iso_date(reach.last)}"
    )
    return f"{told}; elsewhere or at other times: {elsewhere:,}" if elsewhere else told


def time_condition(at: str, since: str, until: str) -> str:
    """Return what 14 digits each, or "", ask of a clause: "in force on 2015-12-31", or "" if nothing."""
    if at:
        return f"in force on {iso_date(at)}"
    if since and until:
        return f"that stood at some time from {iso_date(since)} to {iso_date(until)}"
    if since or until:
        return f"that stood {f'on {iso_date(since)} or later' if since else f'on {iso_date(until)} or earlier'}"
    return ""
