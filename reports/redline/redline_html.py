"""The redline of two texts as a page of its own, and as Markdown.

The page needs nothing beside it: no script, no style sheet, no font, no picture; it prints as it shows. Archived
words are escaped on the way out, and their control signs are shown, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from clausetrail.reports.redline.side_by_side import Comparison
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, visible
from clausetrail.reports.wording.redline_pieces import Piece, change_pieces, count_changes, fold_unchanged
from clausetrail.snapshots.model import Change, Clause, Event

_STYLE = """
body { font: 1rem/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin: 1.6rem 0 .2rem }
h2 small, p.where, dl { font: .8rem/1.4 system-ui, sans-serif; color: #555 }
p { margin: .2rem 0; overflow-wrap: anywhere } p.same { color: #444 } dt { float: left; clear: left; width: 4rem }
ins { background: #dcf5dc; text-decoration: underline } del { background: #fbe1e1; text-decoration: line-through }
@media print { body { margin: 0; max-width: none } section { break-inside: avoid-page } }
"""
_NAMES = {Event.SAME: "moved"}
# What CommonMark could read as markup anywhere in a line, and what only opens one.
_SPECIAL = re.compile(r"([\\`*_\[\]~|])")
_OPENING = re.compile(r"^(?=[#+=-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def to_html(told: Comparison, *, full: bool = False) -> str:
    """Return the redline as one HTML page; if *full*, of whole clauses and with those that stand unchanged."""
    title = escape(visible(f"{told.before.name} \N{RIGHTWARDS ARROW} {told.after.name}"))
    sides = "".join(
        f"<dt>{word}</dt><dd>{escape(visible(f'{side.name}: {side.title}' if side.title else side.name))}"
        f" ({len(side.clauses)} clauses)</dd>"
        for word, side in (("before", told.before), ("after", told.after))
    )
    body = "\n".join(_section(change, told, full=full) for change in (told.changes if full else told.told))
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>{sides}</dl>\n"
        f"<p>{escape(count_changes(told.told))}. <del>Struck</del> words stood before, <ins>underlined</ins> ones stand after.</p>\n"
        f"{body}\n</body>\n</html>\n"
    )


def to_markdown(told: Comparison, *, full: bool = False) -> Iterator[str]:
    """Yield the redline in Markdown line by line. Changes are `del` and `ins`, which CommonMark hands on as they are."""
    yield f"# {_plain(told.before.name)} \N{RIGHTWARDS ARROW} {_plain(told.after.name)}"
    yield f"\n{count_changes(told.told)}"
    for change in told.changes if full else told.told:
        if _stands(change):
            yield f"\n{_begun(_plain(told.after.clauses[change.after[0]].words))}"
            continue
        where = PATH_SEPARATOR.join(map(_plain, _of(change, told).path))
        yield f"\n## {_name(change)}{f' ({change.how})' if change.after and change.before else ''}"
        if where:
            yield f"\n*{where}*"
        text = "".join(_marked(piece, _plain(piece.text)) for piece in _pieces(change, told, full=full))
        yield f"\n{_begun(text)}"


def _begun(line: str) -> str:
    """Return *line* so that its beginning opens no list, heading or rule."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\\", line))


def _stands(change: Change) -> bool:
    return change.event is Event.SAME and not change.moved


def _of(change: Change, told: Comparison) -> Clause:
    return told.after.clauses[change.after[0]] if change.after else told.before.clauses[change.before[0]]


def _name(change: Change) -> str:
    name = _NAMES.get(change.event, str(change.event))
    return f"{name} and moved" if change.moved and change.event is not Event.SAME else name


def _pieces(change: Change, told: Comparison, *, full: bool) -> list[Piece]:
    found = change_pieces(change, told.before.clauses, told.after.clauses)
    return found if full else fold_unchanged(found)


def _marked(piece: Piece, text: str) -> str:
    """Return *text*, that of *piece* made safe, between its tags."""
    tag = {"insert": "ins", "delete": "del"}.get(piece.style)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _section(change: Change, told: Comparison, *, full: bool) -> str:
    if _stands(change):
        return f'<p class="same">{escape(visible(told.after.clauses[change.after[0]].words))}</p>'
    how = f" <small>{escape(change.how)}</small>" if change.before and change.after else ""
    path = PATH_SEPARATOR.join(map(visible, _of(change, told).path))
    where = f'<p class="where">{escape(path)}</p>' if path else ""
    told_words = "".join(_marked(piece, escape(piece.text)) for piece in _pieces(change, told, full=full))
    return f'<section class="{change.event}"><h2>{_name(change)}{how}</h2>{where}<p>{told_words}</p></section>'


def _plain(text: str) -> str:
    """Return *text* so that CommonMark shows it letter by letter."""
    return _SPECIAL.sub(r"\\\1", escape(visible(text), quote=False))
