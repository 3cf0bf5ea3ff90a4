"""`clausetrail site DIR`: the stored policies as a folder of pages, with or without a web server."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.reports.feeds.feed_folder import published_address
from clausetrail.reports.site.build import build
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError, UnknownPolicy


class Command(BaseCommand):
    """Write or refresh a static site of the stored policies."""

    kept = "every page that is there is whole; run it again for the rest"

    def syntax(self) -> str:
        return "[options] DIR [POLICY ...]"

    def short_desc(self) -> str:
        return "Write a static site: every policy, version and redline as pages"

    def long_desc(self) -> str:
        return (
            "Write into DIR a site that any web server can serve, or a browser open directly (DIR/index.html): a list of all "
            "policies, a page for each policy, each revision (the redline), each version (the whole text), and the history of the "
            "clauses. Run again, it writes only what changed; other files in DIR are not touched. The pages need no "
            "JavaScript and load nothing from other hosts. All policies are refreshed, or those named. DIR/feeds contains "
            "Atom feeds of what changed, which the pages link."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--site",
            metavar="URL",
            help="where DIR is published: feeds then link to its pages there, in later runs too",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnknownPolicy("site takes a folder to write into")
        folder = Path(args[0])
        address = published_address(opts.site, folder)
        store = self.open_store_to_read()
        try:
            link = view_link_of(store)
            tally = build(store, self.policies(store, args[1:]), folder, link, load_coverage, address)
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
        finally:
            store.close()
        print_output(
            f"{counted(tally.written, 'page')} written ({tally.bytes / 1e6:.1f} MB), {tally.kept} left as they were, "
            f"{tally.removed} removed, {counted(tally.feeds, 'feed')} written: {folder / 'index.html'}"
        )
        return 0
