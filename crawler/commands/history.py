"""`clausetrail history URL`: fetch and print the whole history of one page."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from clausetrail.crawler.commandline.base_command import print_message, print_output
from clausetrail.crawler.commandline.crawl_command import CrawlCommand, print_if_interrupted
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.crawler.planning.fetch_options import add_options, apply_options
from clausetrail.crawler.spiders.history import find_policy
from clausetrail.crawler.watchlist_file import load_watchlist_if_any
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.nothing_read import nothing_read_sentences
from clausetrail.reports.wording.terminal import print_lines
from clausetrail.reports.wording.version_phrases import capture_count
from clausetrail.snapshots.addresses.address_links import unlikely_reason
from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store


class Command(CrawlCommand):
    """Fetch the captures that are not stored yet, compare, and print the redline."""

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Print the whole history of one page as a dated redline"

    def long_desc(self) -> str:
        return (
            "Ask the archive which captures of URL it has, fetch each distinct text once (of a page with many captures, only those "
            "needed to find each change; see --fetch), and print what changed between them: each change lies between the last "
            "capture without it and the first capture with it. Fetched captures are stored; a later run fetches only new ones. "
            "Redirects within the site and frames that show the text are followed. URL may also be the name of a policy in policies.toml. "
            "Example: clausetrail history --since 2010 --until 2016-06 http://www.example.com/privacy"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_options(parser)
        parser.add_argument(
            "--since",
            metavar="DATE",
            default="",
            help="only captures from then on: 2010, 2010-05, 2010-05-17",
        )
        parser.add_argument(
            "--until",
            metavar="DATE",
            default="",
            help="only captures up to then, that day or year included",
        )
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged passages are folded otherwise"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("history takes one URL, or the name of one policy")
        apply_options(opts, self.settings)
        policy = find_policy(args[0], load_watchlist_if_any(opts.policies, self.settings))
        arguments = {
            "url": args[0],
            "since": opts.since,
            "until": opts.until,
            "archive": opts.archive,
            "policies": opts.policies,
        }
        tally, code = self.crawl("history", arguments, opts)
        if why := unlikely_reason(policy.urls[0]):
            print_message(
                f"clausetrail: this is {why}; `clausetrail find {args[0]}` lists the policies that a page links"
            )
        print_if_interrupted(code)
        store = self.open_store()
        try:
            self._print(store, store.facts.policy(policy.name), full=opts.full, unread=bool(tally.unread))
        finally:
            store.close()
        if tally.may_lack:
            print_output("\nSome of the files could not be read, as the lines above say: captures may be missing here.")
        return code

    def _print(self, store: Store, policy: Policy, *, full: bool, unread: bool) -> None:
        timeline = store.timeline(policy)
        if not timeline.versions and not unread:
            print_output(_no_text_message(store, policy))
            return
        lines = timeline_lines(
            timeline,
            store.derivations.clauses,
            view_link_of(store),
            load_coverage(store, policy),
            full=full,
        )
        print_lines(lines, Console(file=sys.stdout, highlight=False))
        if unread:
            print_output(
                "\nNot all could be read: the archive did not answer every request. Run the same command again later to continue."
            )


def _no_text_message(store: Store, policy: Policy) -> str:
    """Return the message where the index was read and lists no readable capture."""
    known = load_coverage(store, policy)
    captures = sum(1 for _ in store.derivations.observations(policy.name))
    if not captures and not known.period:
        return f"The archive lists no capture of {', '.join(policy.urls)}. It may be archived under another address."
    listed = (
        f"The archive lists {capture_count(captures)} of {', '.join(policy.urls)}, none of which shows readable text."
    )
    answers = [absence.answer for absence in known.absences]
    sentences = nothing_read_sentences(known.unreadable, answers, known.asked_at, known.period)
    return "\n".join([*([listed] if captures else [f"{', '.join(policy.urls)}:"]), *sentences])
