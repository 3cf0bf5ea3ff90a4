"""Make the redline of a revision, change by change, with struck and inserted words.

Pure: changes and clauses in, pieces out. A piece is a style and a text; a terminal colours it, plain text
marks it as [-struck-] and {+inserted+}, so that no meaning depends on colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clausetrail.reports.wording.escaping import PATH_SEPARATOR, first_words, quoted, visible
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, Event
from clausetrail.snapshots.text.normalize import normal_form

Clauses = Sequence[Clause]

CONTEXT_WORDS = 12  # words of unchanged text that are shown on each side of a change; the rest is folded
# Unchanged words that are shown rather than replaced by an ellipsis: folding fewer saves nothing.
_LEAST_FOLDED = 4
_HEADING_WORDS = 12  # of each heading in a path
_NEIGHBOUR_WORDS = 8  # of the clause that names the place of a moved one

_MARKS = {
    Event.ADDED: "+",
    Event.REMOVED: "-",
    Event.REWORDED: "~",
    Event.SPLIT: "<",
    Event.MERGED: ">",
    Event.RENUMBERED: "#",
    Event.COSMETIC: ".",
    Event.SAME: "^",
}
_EVENT_ORDER = ("added", "removed", "reworded", "split", "merged", "moved", "renumbered", "cosmetic")
_STYLE_OF_SPAN = {"equal": "plain", "delete": "delete", "insert": "insert"}
_END_OF_CLAUSE = " \N{PILCROW SIGN} "


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style: "plain", "insert", "delete", "note", "heading", "title"."""

    style: str
    text: str


Line = tuple[Piece, ...]


def count_changes(changes: Iterable[Change]) -> str:
    """Return the number of changes of each kind: "2 added, 1 removed, 3 reworded, 1 moved"."""
    counts = Counter(_event_name(change) for change in changes)
    return ", ".join(f"{counts[name]} {name}" for name in _EVENT_ORDER if counts[name]) or "no clause changed"


def changes_only_paragraphs(change: Change, before: Clauses, after: Clauses) -> bool:
    """Return whether *change* splits or merges clauses without changing a word."""
    if change.event not in {Event.SPLIT, Event.MERGED} or change.moved:
        return False
    sides = (
        " ".join(clauses[place].labelled_text for place in places)
        for clauses, places in ((before, change.before), (after, change.after))
    )
    old, new = (normal_form(side) for side in sides)
    return old.split() == new.split()


def redline_lines(changes: Iterable[Change], before: Clauses, after: Clauses, *, full: bool = False) -> Iterator[Line]:
    """Yield the redline of *changes* line by line; if *full*, without folding unchanged words."""
    listed = [*changes]
    moved_pairs = {(i, j) for change in listed if change.moved for i in change.before for j in change.after}
    for change in listed:
        yield _heading_line(change, before, after)
        yield from _text_lines(change, before, after, full=full)
        if change.moved:
            yield _move_line(change, before, after, moved_pairs)


def to_plain_text(line: Line) -> str:
    """Return *line* without colour: struck words as [-...-], inserted ones as {+...+}."""
    return "".join(_with_plain_marks(piece) for piece in line)


def change_pieces(change: Change, before: Clauses, after: Clauses) -> list[Piece]:
    """Return the words of one change: struck, inserted and unchanged ones, in reading order.

    The clauses of one side are joined by a pilcrow. Differences of typography alone are not marked.
    """
    old = _END_OF_CLAUSE.join(before[place].labelled_text for place in change.before)
    new = _END_OF_CLAUSE.join(after[place].labelled_text for place in change.after)
    if not change.before:
        return [Piece("insert", visible(new))]
    if not change.after:
        return [Piece("delete", visible(old))]
    pieces = [Piece(_STYLE_OF_SPAN[span.op], visible(span.text)) for span in spans(old, new)]
    return _move_spaces_out(_without_typography(pieces))


def _without_typography(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* without marks on differences of typography: a curved quote, a no-break space."""
    found: list[Piece] = []
    for piece in pieces:
        replaces = bool(found) and (found[-1].style, piece.style) == ("delete", "insert")
        if replaces and is_typographic_change(found[-1].text, piece.text):
            found[-1] = Piece("plain", piece.text)
        elif piece.style == "plain" or piece.text.strip():
            found.append(piece)
        elif piece.style == "insert":
            found.append(Piece("plain", piece.text))
    return found


def is_typographic_change(old: str, new: str) -> bool:
    """Return whether *old* and *new* differ in typography alone: a curved quote, a no-break space."""
    return _normal_form_with_edges(old) == _normal_form_with_edges(new)


def _normal_form_with_edges(text: str) -> str:
    """Return the normal form of *text*, and whether white space begins and ends it: "a" and "a " differ in a redline."""
    edges = f"{text[:1].isspace()} {text[-1:].isspace()} "
    return edges + normal_form(text)


def _move_spaces_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with the space before a struck or inserted word outside its mark: "for [-30-]{+90+} days"."""
    found: list[Piece] = []
    runs = [list(run) for _, run in groupby(pieces, lambda piece: piece.style == "plain")]
    for number, run in enumerate(runs):
        following = runs[number + 1][0].text if number + 1 < len(runs) else " "
        all_spaced = all(piece.text[:1].isspace() and piece.text.strip() for piece in run)
        # "a[- x-]." must not become "a [-x-].": of a single mark the space moves only where another one follows.
        if run[0].style != "plain" and all_spaced and (len(run) > 1 or following[:1].isspace()):
            found += [Piece("plain", " "), *(Piece(piece.style, piece.text[1:]) for piece in run)]
        else:
            found += run
    return _join_equal_styles(found)


def _join_equal_styles(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with neighbours of one style joined."""
    return [
        Piece(style, "".join(piece.text for piece in run)) for style, run in groupby(pieces, lambda piece: piece.style)
    ]


def _event_name(change: Change) -> str:
    return "moved" if change.event is Event.SAME else str(change.event)


def _heading_line(change: Change, before: Clauses, after: Clauses) -> Line:
    """Return the line above a change: its kind, the headings above the clause, and what the alignment rests on."""
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    name = _event_name(change)
    moved = " and moved" if change.moved and name != "moved" else ""
    path = PATH_SEPARATOR.join(first_words(visible(part), _HEADING_WORDS) for part in clause.path)
    how = f"  ({change.how})" if change.how and change.event not in {Event.ADDED, Event.REMOVED} else ""
    return (
        Piece("heading", f"{_MARKS[change.event]} {name}{moved}"),
        Piece("note", f"  {path}{how}".rstrip()),
    )


def _text_lines(change: Change, before: Clauses, after: Clauses, *, full: bool) -> Iterator[Line]:
    """Yield the words of *change*; of a renumbered or moved clause only the first ones, unless *full*."""
    if change.event is Event.RENUMBERED:
        old, new = before[change.before[0]], after[change.after[0]]
        labels = f"  {visible(old.label) or 'no number'} \N{RIGHTWARDS ARROW} {visible(new.label) or 'no number'}: "
        yield (Piece("note", labels), Piece("plain", first_words(visible(new.text), CONTEXT_WORDS)))
    elif change.event is Event.SAME:
        words = visible(after[change.after[0]].labelled_text)
        yield (Piece("plain", "  " + (words if full else first_words(words, 2 * CONTEXT_WORDS))),)
    else:
        pieces = change_pieces(change, before, after)
        yield (Piece("plain", "  "), *(pieces if full else fold_unchanged(pieces)))


def _move_line(change: Change, before: Clauses, after: Clauses, moved_pairs: set[tuple[int, int]]) -> Line:
    """Return the old and the new place of *change*; of a section that moved as one, its first clause alone gets them."""
    i, j = change.before[0], change.after[0]
    if (i - 1, j - 1) in moved_pairs:
        return (Piece("note", "  moved with the clause before it"),)
    return (Piece("note", f"  old place: {_place_phrase(i, before)}; new place: {_place_phrase(j, after)}"),)


def _place_phrase(place: int, clauses: Clauses) -> str:
    """Return where in the text a clause is: "first", or after which clause."""
    if place == 0:
        return "first"
    return f"after {quoted(first_words(visible(clauses[place - 1].labelled_text), _NEIGHBOUR_WORDS))}"


def fold_unchanged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with long unchanged stretches folded to CONTEXT_WORDS words beside each change."""
    last = len(pieces) - 1
    return [
        Piece(piece.style, _fold(piece.text, is_first=number == 0, is_last=number == last))
        if piece.style == "plain"
        else piece
        for number, piece in enumerate(pieces)
    ]


def _fold(text: str, *, is_first: bool, is_last: bool) -> str:
    """Return *text* with an ellipsis for its middle; the first piece keeps only its end, the last one only its beginning."""
    words = text.split(" ")
    head, tail = (0 if is_first else CONTEXT_WORDS), (0 if is_last else CONTEXT_WORDS)
    if len(words) <= head + tail + _LEAST_FOLDED:
        return text
    ellipsis = "\N{HORIZONTAL ELLIPSIS}"
    return " ".join([*words[:head], ellipsis, *(words[-tail:] if tail else [])])


def _with_plain_marks(piece: Piece) -> str:
    if piece.style == "delete":
        return f"[-{piece.text}-]"
    return f"{{+{piece.text}+}}" if piece.style == "insert" else piece.text
