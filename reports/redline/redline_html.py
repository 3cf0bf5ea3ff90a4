"""Write the redline of two texts as one HTML page, and as Markdown.

The page loads nothing: no script, no style sheet, no font, no picture; on paper it looks as on a screen. Archived
words are escaped, and their control characters are shown, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from clausetrail.reports.redline.side_by_side import Comparison, elsewhere_lines, is_unchanged
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, visible
from clausetrail.reports.wording.redline_pieces import (
    Piece,
    change_notes,
    change_pieces,
    count_changes,
    fold_unchanged,
)
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Change, Clause, Event

_STYLE = """
body { font: 1rem/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin: 1.6rem 0 .2rem }
h2 small, p.where, dl { font: .8rem/1.4 system-ui, sans-serif; color: #555 }
p { margin: .2rem 0; overflow-wrap: anywhere } p.same { color: #444 } dt { float: left; clear: left; width: 4rem }
ins { background: #dcf5dc; text-decoration: underline } del { background: #fbe1e1; text-decoration: line-through }
@media print { body { margin: 0; max-width: none } section { break-inside: avoid-page } }
"""
_STYLE_OF_MOVES = """.moved-away { background: #fdf3cf; text-decoration: line-through dotted }
.moved-here { background: #fdf3cf; text-decoration: underline dotted } p.moves { font: .8rem/1.4 system-ui, sans-serif; color: #555 }
"""
_LEGEND_OF_MOVES = (
    ' Words that only moved are dotted: <span class="moved-away">struck</span> at their old place, '
    '<span class="moved-here">underlined</span> at the new one.'
)
_NAMES = {Event.SAME: "moved"}
# What CommonMark could read as markup anywhere in a line, and what it reads so at the beginning of one.
_SPECIAL = re.compile(r"([\\`*_\[\]~|])")
_OPENING = re.compile(r"^(?=[#+=-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def to_html(comparison: Comparison, *, full: bool = False) -> str:
    """Return the redline as one HTML page; if *full*, with whole clauses and with the unchanged ones."""
    before, after = comparison.before, comparison.after
    title = escape(visible(f"{before.name} \N{RIGHTWARDS ARROW} {after.name}"))
    sides = "".join(
        f"<dt>{word}</dt><dd>{escape(visible(f'{side.name}: {side.title}' if side.title else side.name))}"
        f" ({counted(len(side.clauses), 'clause')})</dd>"
        for word, side in (("before", before), ("after", after))
    )
    shown = comparison.changes if full else comparison.differences
    moves = any(change.kept for change in shown)
    elsewhere = "".join(f"<p class=where>{escape(line)}</p>\n" for line in elsewhere_lines(comparison))
    body = "\n".join(_section(change, comparison, full=full) for change in shown)
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}{_STYLE_OF_MOVES * moves}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>{sides}</dl>\n"
        f"<p>{escape(count_changes(comparison.differences))}. "
        "<del>Struck</del> words were removed, <ins>underlined</ins> words were added."
        f"{_LEGEND_OF_MOVES * moves}</p>\n"
        f"{elsewhere}{body}\n</body>\n</html>\n"
    )


def to_markdown(comparison: Comparison, *, full: bool = False) -> Iterator[str]:
    """Yield the redline in Markdown line by line. Changes are `del` and `ins`, which CommonMark passes through."""
    before, after = comparison.before, comparison.after
    yield f"# {_escaped(before.name)} \N{RIGHTWARDS ARROW} {_escaped(after.name)}"
    yield f"\n{count_changes(comparison.differences)}"
    yield from (f"\n{_escaped(line)}" for line in elsewhere_lines(comparison))
    for change in comparison.changes if full else comparison.differences:
        if is_unchanged(change):
            yield f"\n{_without_block_markup(_escaped(after.clauses[change.after[0]].labelled_text))}"
            continue
        path = PATH_SEPARATOR.join(map(_escaped, _clause_of(change, comparison).path))
        yield f"\n## {_name(change)}{f' ({change.how})' if change.after and change.before else ''}"
        if path:
            yield f"\n*{path}*"
        text = "".join(_marked(piece, _escaped(piece.text)) for piece in _pieces(change, comparison, full=full))
        yield f"\n{_without_block_markup(text)}"
        for note in change_notes(change, before.clauses, after.clauses):
            yield f"\n*{_escaped(note)}*"


def _without_block_markup(line: str) -> str:
    """Return *line* so that its beginning opens no list, heading or rule."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\\", line))


def _clause_of(change: Change, comparison: Comparison) -> Clause:
    """Return the first clause after *change*, or before it where that removed it."""
    if change.after:
        return comparison.after.clauses[change.after[0]]
    return comparison.before.clauses[change.before[0]]


def _name(change: Change) -> str:
    name = _NAMES.get(change.event, str(change.event))
    return f"{name} and moved" if change.moved and change.event is not Event.SAME else name


def _pieces(change: Change, comparison: Comparison, *, full: bool) -> list[Piece]:
    pieces = change_pieces(change, comparison.before.clauses, comparison.after.clauses)
    return pieces if full or change.event is Event.SAME else fold_unchanged(pieces)


def _marked(piece: Piece, text: str) -> str:
    """Return *text*, the escaped text of *piece*, between the tags of its style."""
    if piece.style in {"moved-away", "moved-here"}:
        return f'<span class="{piece.style}">{text}</span>'
    tag = {"insert": "ins", "delete": "del"}.get(piece.style)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _section(change: Change, comparison: Comparison, *, full: bool) -> str:
    if is_unchanged(change):
        return f'<p class="same">{escape(visible(comparison.after.clauses[change.after[0]].labelled_text))}</p>'
    how = f" <small>{escape(change.how)}</small>" if change.before and change.after else ""
    path = PATH_SEPARATOR.join(map(visible, _clause_of(change, comparison).path))
    where = f'<p class="where">{escape(path)}</p>' if path else ""
    words = "".join(_marked(piece, escape(piece.text)) for piece in _pieces(change, comparison, full=full))
    notes = change_notes(change, comparison.before.clauses, comparison.after.clauses)
    moves = "".join(f'<p class="moves">{escape(note)}</p>' for note in notes)
    return f'<section class="{change.event}"><h2>{_name(change)}{how}</h2>{where}<p>{words}</p>{moves}</section>'


def _escaped(text: str) -> str:
    """Return *text* so that CommonMark shows every character as it is."""
    return _SPECIAL.sub(r"\\\1", escape(visible(text), quote=False))
