"""`clausetrail feed DIR`: what changed, as Atom, for feed readers and for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from crawler.verbs import Verb, put, view_links
from reports.feeds import FOLDER, Feeds
from snapshots.errors import StoreError, UnknownPolicy, UnusableURL


class Command(Verb):
    """Write or refresh the feeds."""

    def syntax(self) -> str:
        return "[options] DIR"

    def short_desc(self) -> str:
        return "Write Atom feeds of what changed: of all policies, of each, of each kind of change"

    def long_desc(self) -> str:
        return (
            "Write into DIR/feeds, beside what `clausetrail site DIR` writes: all.atom, policy-NAME.atom for each policy and "
            "kind-NAME.atom for each kind of change, with the redline in every entry and both mementos linked. An entry keeps "
            "its id whatever captures or newer code tell of it later; one that is not told any more says so. The newest text is "
            "not announced as long as it may turn out to have come and gone. Run again, it writes only what changed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--site", metavar="URL", default="", help="where DIR is published: entries then link to its pages there"
        )

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("feed takes one folder to write into")
        if opts.site and (urlsplit(opts.site).scheme not in {"http", "https"} or not opts.site.isprintable()):
            raise UnusableURL(
                f"--site {opts.site!r} is no address of the web. Give one like https://example.org/policies"
            )
        folder, store = Path(args[0]), self.store()

        link = view_links(store)
        try:
            tally = Feeds(store, folder, opts.site, link).write(store.facts.policies())
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
        finally:
            store.close()
        put(f"{tally.written} feeds written, {tally.kept} left as they were: {folder / FOLDER / 'all.atom'}")
        return 0
