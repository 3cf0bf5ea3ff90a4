"""Print lines on a terminal: coloured where the console shows colours, with plain marks otherwise."""

from __future__ import annotations

import sys
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


class _OutputConsole(Console):
    """A console that raises BrokenPipeError: Rich's own ends the process with exit code 1 (`Console.on_broken_pipe`)."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 (Rich calls it while it handles the error)


def output_console() -> Console:
    """Return a console on standard output. A closed pipe raises BrokenPipeError."""
    return _OutputConsole(file=sys.stdout, highlight=False)


def print_lines(lines: Iterable[Line], console: Console) -> None:
    """Print each of *lines* as soon as it is made. NO_COLOR and pipes get plain marks in place of colour."""
    coloured = console.is_terminal and not console.no_color
    for line in lines:
        if coloured:
            console.print(Text.assemble(*((piece.text, _STYLES[piece.style]) for piece in line)), soft_wrap=True)
        else:
            console.print(Text(to_plain_text(line)), soft_wrap=True)
