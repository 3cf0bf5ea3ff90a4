"""Lines on a terminal: archived words give no command to it and no markup to rich."""

from __future__ import annotations

import io

from rich.console import Console

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import redline_lines
from clausetrail.reports.wording.terminal import print_lines
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Kind


def test_archived_words_cannot_command_the_terminal() -> None:
    hostile = "before\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u2066 after"
    assert not set(visible(hostile)) & set("\x1b\x07\u202e\u2066")
    screen = io.StringIO()
    clause = (Clause(Kind.PARAGRAPH, hostile, "\x1b[31m1."),)
    print_lines(
        redline_lines(changes((), clause), (), clause),
        Console(file=screen, force_terminal=True, color_system="standard"),
    )
    assert "\x1b[2J" not in screen.getvalue()
    assert "\x07" not in screen.getvalue()


def test_rich_markup_in_a_policy_is_only_text() -> None:
    screen = io.StringIO()
    clause = (Clause(Kind.PARAGRAPH, "[bold]we[/bold] may [link=http://evil.example]click[/link]"),)
    print_lines(redline_lines(changes((), clause), (), clause), Console(file=screen))
    assert "[bold]we[/bold] may [link=http://evil.example]click[/link]" in screen.getvalue()
