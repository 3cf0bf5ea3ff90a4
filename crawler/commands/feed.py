"""`clausetrail feed DIR`: Atom feeds of what changed, for feed readers and other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.feeds.feed_folder import FOLDER, FeedFolder, published_address
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError, UnknownPolicy


class Command(BaseCommand):
    """Write or refresh the feeds."""

    kept = "every feed that is there is whole; run it again for the rest"

    def syntax(self) -> str:
        return "[options] DIR"

    def short_desc(self) -> str:
        return "Write Atom feeds of what changed: of all policies, of each, of each kind of change"

    def long_desc(self) -> str:
        return (
            "Write only the feeds of a site, which `clausetrail site DIR` also writes into DIR/feeds: all.atom, policy-NAME.atom for each "
            "policy and kind-NAME.atom for each kind of change, with the redline and links to both mementos in each entry. An entry "
            "keeps its id when later captures or newer code change it; a withdrawn entry says so. The newest text is not announced "
            "while it may still be one that was shown only for a short time. Run again, it writes only what changed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--site",
            metavar="URL",
            help="where DIR is published: entries then link to its pages there, in later runs too",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("feed takes one folder to write into")
        folder = Path(args[0])
        address = published_address(opts.site, folder)
        store = self.open_store_to_read()
        link = view_link_of(store)
        try:
            tally = FeedFolder(store, folder, address, link).write(store.facts.policies())
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
        finally:
            store.close()
        print_output(
            f"{counted(tally.written, 'feed')} written, {tally.kept} left as they were: {folder / FOLDER / 'all.atom'}"
        )
        return 0
