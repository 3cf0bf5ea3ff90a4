"""Print lines on a terminal: coloured where the console shows colours, with plain marks otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from clausetrail.reports.wording.redline_pieces import Line, to_plain_text

# Rich's style for each style of a piece.
_STYLES = {
    "title": "bold",
    "heading": "bold cyan",
    "note": "dim",
    "plain": "",
    "insert": "green underline",
    "delete": "red strike",
    "moved-away": "yellow strike",
    "moved-here": "yellow underline",
}


def print_lines(lines: Iterable[Line], console: Console) -> None:
    """Print each of *lines* as soon as it is made. NO_COLOR and pipes get plain marks in place of colour."""
    coloured = console.is_terminal and not console.no_color
    for line in lines:
        if coloured:
            console.print(Text.assemble(*((piece.text, _STYLES[piece.style]) for piece in line)), soft_wrap=True)
        else:
            console.print(Text(to_plain_text(line)), soft_wrap=True)
