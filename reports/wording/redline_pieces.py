"""The redline: a revision told clause by clause, with struck and inserted words.

Pure: revisions and clauses in, pieces out. A piece is a style and a text; a terminal colours it, plain text
marks it as [-struck-] and {+inserted+}, so that no meaning hangs on colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clausetrail.reports.wording.escaping import PATH_SEPARATOR, first_words, visible
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, Event
from clausetrail.snapshots.text.normalize import normal_form

Clauses = Sequence[Clause]

# Words of unchanged text that are shown on each side of a change; the rest is folded.
CONTEXT_WORDS = 12

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


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style: "plain", "insert", "delete", "note", "heading"."""

    style: str
    text: str


Line = tuple[Piece, ...]


def count_changes(changes: Iterable[Change]) -> str:
    """Return the changes by kind: "2 added, 1 removed, 3 reworded, 1 moved"."""
    counts = Counter(_name(change) for change in changes)
    order = ["added", "removed", "reworded", "split", "merged", "moved", "renumbered", "cosmetic"]
    return ", ".join(f"{counts[name]} {name}" for name in order if counts[name]) or "no clause changed"


def changes_only_paragraphs(change: Change, before: Clauses, after: Clauses) -> bool:
    """Return whether *change* splits or merges clauses without changing a word."""
    if change.event not in {Event.SPLIT, Event.MERGED} or change.moved:
        return False
    sides = (
        " ".join(clauses[place].words for place in places)
        for clauses, places in ((before, change.before), (after, change.after))
    )
    old, new = (normal_form(side) for side in sides)
    return old.split() == new.split()


def redline_lines(changes: Iterable[Change], before: Clauses, after: Clauses, *, full: bool = False) -> Iterator[Line]:
    """Yield the redline of *changes* line by line, quiet events in one line each. *full* folds nothing."""
    told = [*changes]
    roaming = {(i, j) for change in told if change.moved for i in change.before for j in change.after}
    for change in told:
        yield _head(change, before, after)
        yield from _body(change, before, after, full=full)
        if change.moved:
            yield _from_to(change, before, after, roaming)


def to_plain_text(line: Line) -> str:
    """Return *line* without colour: struck words as [-...-], inserted ones as {+...+}."""
    return "".join(_marked(piece) for piece in line)


def change_pieces(change: Change, before: Clauses, after: Clauses) -> list[Piece]:
    """Return the words of one change: what was struck, what was inserted, what stayed."""
    old = " \N{PILCROW SIGN} ".join(before[place].words for place in change.before)
    new = " \N{PILCROW SIGN} ".join(after[place].words for place in change.after)
    if not change.before:
        return [Piece("insert", visible(new))]
    if not change.after:
        return [Piece("delete", visible(old))]
    styles = {"equal": "plain", "delete": "delete", "insert": "insert"}
    return _hugging(_without_typography([Piece(styles[span.op], visible(span.text)) for span in spans(old, new)]))


def _without_typography(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* without marks on what only looks otherwise: a curved quote, a no-break space."""
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
    """Return whether *old* and *new* are the same words in other letters: a curved quote, a no-break space."""
    return _form(old) == _form(new)


def _form(text: str) -> str:
    """Return *text* in normal form, its edges kept apart: "a" and "a " are not alike to a redline."""
    edges = f"{text[:1].isspace()} {text[-1:].isspace()} "
    return edges + normal_form(text)


def _hugging(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with the space before a struck or inserted word outside its mark: "for [-30-]{+90+} days"."""
    found: list[Piece] = []
    runs = [list(run) for _, run in groupby(pieces, lambda piece: piece.style == "plain")]
    for number, run in enumerate(runs):
        follows = runs[number + 1][0].text if number + 1 < len(runs) else " "
        spaced = all(piece.text[:1].isspace() and piece.text.strip() for piece in run)
        # "a[- x-]." must not become "a [-x-].": of a lone mark the space moves only where another one follows.
        if run[0].style != "plain" and spaced and (len(run) > 1 or follows[:1].isspace()):
            found += [Piece("plain", " "), *(Piece(piece.style, piece.text[1:]) for piece in run)]
        else:
            found += run
    return _joined(found)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with neighbours of one style as one."""
    return [
        Piece(style, "".join(piece.text for piece in run)) for style, run in groupby(pieces, lambda piece: piece.style)
    ]


def _name(change: Change) -> str:
    return "moved" if change.event is Event.SAME else str(change.event)


def _head(change: Change, before: Clauses, after: Clauses) -> Line:
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    name = _name(change)
    moved = " and moved" if change.moved and name != "moved" else ""
    where = PATH_SEPARATOR.join(first_words(visible(part), 12) for part in clause.path)
    note = f"  ({change.how})" if change.how and change.event not in {Event.ADDED, Event.REMOVED} else ""
    return (
        Piece("heading", f"{_MARKS[change.event]} {name}{moved}"),
        Piece("note", f"  {where}{note}".rstrip()),
    )


def _body(change: Change, before: Clauses, after: Clauses, *, full: bool) -> Iterator[Line]:
    if change.event is Event.RENUMBERED:
        old, new = before[change.before[0]], after[change.after[0]]
        labels = f"  {visible(old.label) or 'no number'} \N{RIGHTWARDS ARROW} {visible(new.label) or 'no number'}: "
        yield (Piece("note", labels), Piece("plain", first_words(visible(new.text), CONTEXT_WORDS)))
        return
    if change.event is Event.SAME:
        clause = after[change.after[0]]
        yield (
            Piece(
                "plain",
                "  " + (visible(clause.words) if full else first_words(visible(clause.words), 2 * CONTEXT_WORDS)),
            ),
        )
    else:
        told = change_pieces(change, before, after)
        yield (Piece("plain", "  "), *(told if full else fold_unchanged(told)))


def _from_to(change: Change, before: Clauses, after: Clauses, roaming: set[tuple[int, int]]) -> Line:
    """Return where *change* stood and stands; of a section that moved as one, this is said of its first clause alone."""
    i, j = change.before[0], change.after[0]
    if (i - 1, j - 1) in roaming:
        return (Piece("note", "  moved with the clause before it"),)
    return (Piece("note", f"  stood {_after(i, before)}; stands {_after(j, after)}"),)


def _after(place: int, clauses: Clauses) -> str:
    if place == 0:
        return "first"
    return f"after \N{LEFT DOUBLE QUOTATION MARK}{first_words(visible(clauses[place - 1].words), 8)}\N{RIGHT DOUBLE QUOTATION MARK}"


def fold_unchanged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with long unchanged stretches folded to CONTEXT words beside each change."""
    last = len(pieces) - 1
    return [
        Piece(piece.style, _fold(piece.text, start=number == 0, end=number == last))
        if piece.style == "plain"
        else piece
        for number, piece in enumerate(pieces)
    ]


def _fold(text: str, *, start: bool, end: bool) -> str:
    parts = text.split(" ")
    head, tail = (0 if start else CONTEXT_WORDS), (0 if end else CONTEXT_WORDS)
    if len(parts) <= head + tail + 4:
        return text
    ellipsis = "\N{HORIZONTAL ELLIPSIS}"
    return " ".join([*parts[:head], ellipsis, *(parts[-tail:] if tail else [])])


def _marked(piece: Piece) -> str:
    if piece.style == "delete":
        return f"[-{piece.text}-]"
    return f"{{+{piece.text}+}}" if piece.style == "insert" else piece.text
