"""`clausetrail plot POLICY`: draw the history of a policy as SVG, as the site shows it."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.plots.combined_plot import render_plot
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.site.overview import plotted_history
from clausetrail.snapshots.errors import StoreError, UnknownPolicy


class Command(BaseCommand):
    """Draw the history, the length and the readability of a policy."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] POLICY"

    def short_desc(self) -> str:
        return "Draw the history of a policy as SVG"

    def long_desc(self) -> str:
        return (
            "Draw POLICY (a name, or a URL) from the store: its versions, what was added and removed between them and in which "
            "interval, the captures that show it and those that show nothing, gaps with their reason, dates that the text states, "
            "and its length and readability (LIX) over time. One SVG on standard output, or in --out FILE; the page "
            "of the policy in `clausetrail site` has the same pictures, with tables of the same data."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--out", metavar="FILE.svg", help="write there instead of on standard output")
        parser.add_argument(
            "--width", metavar="N", type=int, default=960, help="units wide, 200 to 4000 (default: 960)"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("plot takes the name of one policy; `clausetrail policies` lists them")
        store = self.open_store_to_read()
        try:
            link = view_link_of(store)
            (policy,) = self.policies(store, args)
            one = load_policy_context(store, policy, load_coverage(store, policy), link)
            if not one.timeline.versions:
                raise UnknownPolicy(f"no readable capture of {policy.name!r} is stored, so there is nothing to draw")
            drawn = render_plot(plotted_history(one, Figures()), min(max(opts.width, 200), 4000))
        finally:
            store.close()
        if opts.out:
            _write(Path(opts.out), drawn)
        else:
            print_document(drawn)
        return 0


def _write(path: Path, drawn: str) -> None:
    try:
        path.write_text(drawn + "\n", "utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
