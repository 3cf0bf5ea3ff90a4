"""The options of `history` and `timeline` that choose which changes are printed, and in which order."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import NamedTuple

from clausetrail.crawler.commandline.base_command import end_for_usage
from clausetrail.reports.timeline.newest_changes import KINDS, newest_change_lines
from clausetrail.reports.timeline.timeline_document import ClausesOf, Coverage, ElsewhereOf, MementoLink
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.redline_pieces import Line
from clausetrail.snapshots.model import Timeline


class View(NamedTuple):
    """Which changes are printed: all in the order of time, or the newest *last* ones and those of the kind *only*."""

    last: int | None
    only: str
    full: bool

    def lines(
        self,
        timeline: Timeline,
        clauses_of: ClausesOf,
        link: MementoLink,
        known: Coverage,
        elsewhere_of: ElsewhereOf,
    ) -> Iterator[Line]:
        """Return the lines to print of *timeline*."""
        if self.last is None and not self.only:
            return timeline_lines(timeline, clauses_of, link, known, elsewhere_of, full=self.full)
        return newest_change_lines(
            timeline, clauses_of, link, known, last=self.last or 0, only=self.only, full=self.full
        )


def add_view_options(parser: argparse.ArgumentParser) -> None:
    """Add --last and --only to *parser*."""
    parser.add_argument("--last", metavar="N", help="print the newest N revisions only, the newest first")
    parser.add_argument(
        "--only",
        metavar="KIND",
        default="",
        help=f"print changes of one kind only, the newest first: {', '.join(KINDS)}",
    )


def view_of(opts: argparse.Namespace) -> View:
    """Return the view that *opts* ask for. Ends the process for a wrong value."""
    if opts.only and opts.only not in KINDS:
        end_for_usage(f"--only takes {', '.join([*KINDS][:-1])} or {[*KINDS][-1]}, not {opts.only!r}")
    if opts.last is not None and not (opts.last.isdecimal() and int(opts.last) > 0):
        end_for_usage(f"--last takes a number from 1 on, not {opts.last!r}")
    return View(int(opts.last) if opts.last else None, opts.only, opts.full)
