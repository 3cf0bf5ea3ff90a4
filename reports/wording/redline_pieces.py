"""Make the redline of a revision, change by change, with struck and inserted words.

Pure: changes and clauses in, pieces out. A piece is a style and a text; a terminal colours it, plain text
marks it as [-struck-] and {+inserted+}, and moved words as [>moved away>] and {<moved here<}, so that no meaning depends
on colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from clausetrail.reports.wording.escaping import PATH_SEPARATOR, first_words, quoted, visible
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Change, Clause, Event, Revision
from clausetrail.snapshots.significance.switch_phrases import switch_summary
from clausetrail.snapshots.text.normalize import normal_form

Clauses = Sequence[Clause]

CONTEXT_WORDS = 12  # words of unchanged text that are shown on each side of a change; the rest is folded
# Unchanged words that are shown rather than replaced by an ellipsis: folding fewer saves nothing.
_LEAST_FOLDED = 4
_HEADING_WORDS = 12  # of each heading in a path
_NEIGHBOUR_WORDS = 8  # of the clause that names the place of a moved one
_LONGEST_TARGETS = 160  # characters of the links of a clause
_FAR_PARTS = 4  # clauses between the parts of a split or merge from which on their places are named

_MARKS = {
    Event.ADDED: "+",
    Event.REMOVED: "-",
    Event.REWORDED: "~",
    Event.SPLIT: "<",
    Event.MERGED: ">",
    Event.RELOCATED: "=",
    Event.RENUMBERED: "#",
    Event.COSMETIC: ".",
    Event.RELINKED: "@",
    Event.SAME: "^",
}
_EVENT_ORDER = (
    "added",
    "removed",
    "reworded",
    "split",
    "merged",
    "relocated",
    "moved",
    "renumbered",
    "relinked",
    "cosmetic",
)
_STYLE_OF_SPAN = {
    "equal": "plain",
    "delete": "delete",
    "insert": "insert",
    "moved away": "moved-away",
    "moved here": "moved-here",
}
_PLAIN_MARKS = {
    "delete": ("[-", "-]"),
    "insert": ("{+", "+}"),
    "moved-away": ("[>", ">]"),
    "moved-here": ("{<", "<}"),
}
_END_OF_CLAUSE = " \N{PILCROW SIGN} "


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style: "plain", "insert", "delete", "moved-away", "moved-here", "note", "heading", "title"."""

    style: str
    text: str


Line = tuple[Piece, ...]


def count_changes(changes: Iterable[Change]) -> str:
    """Return the number of changes of each kind: "2 added, 1 removed, 3 reworded, 1 moved, 2 passages moved".

    A passage is a run of words that moved from one clause to another, or inside one; those of relocated clauses are counted
    with these.
    """
    listed = [*changes]
    counts = Counter(_event_name(change) for change in listed)
    parts = [f"{counts[name]} {name}" for name in _EVENT_ORDER if counts[name]]
    passages = {kept for change in listed for kept in change.kept}
    passages.difference_update(kept for change in listed if change.event is Event.RELOCATED for kept in change.kept)
    if passages:
        parts.append(f"{len(passages)} passage{'s' * (len(passages) != 1)} moved")
    return ", ".join(parts) or "no clause changed"


def count_revision(revision: Revision) -> str:
    """Return the number of changes of each kind in *revision*; of a switch, first to what the page switches."""
    if revision.switch is None:
        return count_changes(revision.changes)
    summary = switch_summary(revision.switch)
    return f"{summary}: {count_changes(revision.changes)}" if revision.switch.base else summary


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
        yield from ((Piece("note", f"  {note}"),) for note in change_notes(change, before, after))
        if change.moved:
            yield _move_line(change, before, after, moved_pairs)


def to_plain_text(line: Line) -> str:
    """Return *line* without colour: struck words as [-...-], inserted ones as {+...+}, moved ones as [>...>] and {<...<}."""
    return "".join(_with_plain_marks(piece) for piece in line)


def change_pieces(change: Change, before: Clauses, after: Clauses) -> list[Piece]:
    """Return the words of one change: struck, inserted and unchanged ones, in reading order.

    The clauses of one side are joined by a pilcrow. Differences of typography alone are not marked. Words that moved are
    "moved-away" at their old place and "moved-here" at their new one.
    """
    old, old_starts = _joined_text(before, change.before)
    new, new_starts = _joined_text(after, change.after)
    if not change.kept and not change.before:
        return [Piece("insert", visible(new))]
    if not change.kept and not change.after:
        return [Piece("delete", visible(old))]
    found = spans(old, new, *moved_ranges(change, old_starts, new_starts))
    pieces = [Piece(_STYLE_OF_SPAN[span.op], visible(span.text)) for span in found]
    return _move_spaces_out(_without_typography(pieces))


def moved_ranges(
    change: Change, old_starts: Mapping[int, int], new_starts: Mapping[int, int]
) -> tuple[list[range], list[range]]:
    """Return the ranges of characters that moved away from the joined texts before *change*, and here in those after it.

    *old_starts* and *new_starts* hold by position where the text of each clause begins, behind its label.
    """
    away = [range(old_starts[x.before] + x.before_start, old_starts[x.before] + x.before_end)
            for x in change.kept if x.before in old_starts]  # fmt: skip
    here = [range(new_starts[x.after] + x.after_start, new_starts[x.after] + x.after_end)
            for x in change.kept if x.after in new_starts]  # fmt: skip
    return sorted(away, key=attrgetter("start")), sorted(here, key=attrgetter("start"))


def _joined_text(clauses: Clauses, places: Sequence[int]) -> tuple[str, dict[int, int]]:
    """Return the clauses at *places* joined by pilcrows, and by place where the text of each begins, behind its label."""
    starts, end, texts = dict[int, int](), 0, list[str]()
    for place in places:
        text = clauses[place].labelled_text
        starts[place] = end + len(text) - len(clauses[place].text)
        texts.append(text)
        end += len(text) + len(_END_OF_CLAUSE)
    return _END_OF_CLAUSE.join(texts), starts


def change_notes(change: Change, before: Clauses, after: Clauses) -> list[str]:
    """Return where the moved words of *change* were or are, "12 words moved to clause 9, under "3. Returns"", or where its link leads.

    Clauses are counted from 1 in their text. Parts of a split or merge that do not follow each other are named, too.
    """
    if change.event is Event.RELINKED:
        sides = before[change.before[0]], after[change.after[0]]
        return [" \N{RIGHTWARDS ARROW} ".join(_targets(clause) for clause in sides)]
    counts: Counter[str] = Counter()
    for kept in change.kept:
        is_old, is_new = kept.before in change.before, kept.after in change.after
        if is_old and is_new:
            phrase = (
                "moved within the change" if len(change.before) + len(change.after) > 2 else "moved within the clause"
            )
        elif is_old:
            phrase = f"moved to {_clause_phrase(kept.after, after)}"
        else:
            phrase = f"moved from {_clause_phrase(kept.before, before)}"
        counts[phrase] += len(before[kept.before].text[kept.before_start : kept.before_end].split())
    notes = [f"{count} words {phrase}" for phrase, count in counts.items()]
    for places, clauses, text in ((change.before, before, "older"), (change.after, after, "newer")):
        if len(places) > 1 and places[-1] - places[0] >= len(places) + _FAR_PARTS:
            notes.append(f"parts in the {text} text: {'; '.join(_run_phrases(places, clauses))}")
    return notes


def _targets(clause: Clause) -> str:
    text = visible(" ".join(clause.links))
    return text if len(text) <= _LONGEST_TARGETS else f"{text[:_LONGEST_TARGETS]}…"


def _run_phrases(places: Sequence[int], clauses: Clauses) -> Iterator[str]:
    """Yield each run of neighbouring *places*: "clauses 3 to 9, under "3. Returns""."""
    for _, run in groupby(enumerate(places), lambda numbered: numbered[1] - numbered[0]):
        found = [place for _, place in run]
        first = _clause_phrase(found[0], clauses)
        yield (
            first.replace(f"clause {found[0] + 1}", f"clauses {found[0] + 1} to {found[-1] + 1}", 1)
            if found[1:]
            else first
        )


def _clause_phrase(place: int, clauses: Clauses) -> str:
    """Return the number of a clause and the heading above it."""
    path = clauses[place].path
    under = f", under {quoted(first_words(visible(path[-1]), _HEADING_WORDS))}" if path else ""
    return f"clause {place + 1}{under}"


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
    elif change.event is Event.RELINKED or change.event is Event.SAME:
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
    """Return *pieces* with long unchanged stretches folded to CONTEXT_WORDS words beside each change.

    Where nothing changed, the first words remain: an ellipsis alone names no clause.
    """
    if all(piece.style == "plain" for piece in pieces):
        return [Piece("plain", first_words("".join(piece.text for piece in pieces), 2 * CONTEXT_WORDS))]
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
    opening, closing = _PLAIN_MARKS.get(piece.style, ("", ""))
    return f"{opening}{piece.text}{closing}"
