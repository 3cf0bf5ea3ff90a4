"""`clausetrail blame POLICY`: when each clause and each phrase of a policy first appeared."""

from __future__ import annotations

import argparse

import msgspec

from clausetrail.api import version_at
from clausetrail.crawler.commandline.base_command import BaseCommand, print_document
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.lookup.blame_report import Blame, blame_document, blame_lines, first_transient_captures
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.history.unreadable_captures import arrange_by_version
from clausetrail.snapshots.identity.clause_ids import wording_hash
from clausetrail.snapshots.identity.identity_tracker import track_clauses
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import usable_bound


class Command(BaseCommand):
    """Print when each clause of a policy first appeared."""

    def syntax(self) -> str:
        return "[options] POLICY"

    def short_desc(self) -> str:
        return "Print when each clause and each phrase of a policy first appeared"

    def long_desc(self) -> str:
        return (
            "Print the newest version of POLICY (a name, or a URL) clause by clause: the ID of each, between "
            "which captures it was added, and the phrases that were added at another time. --at prints the version in force at "
            "a date. Nothing is fetched. `clausetrail clause ID` prints the whole history of one clause."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--at", metavar="DATE", default="", help="2012, 2012-10, 2012-10-23, or 14 digits")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument("--full", action="store_true", help="show whole clauses, and every phrase")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("blame takes the name of one policy; `clausetrail policies` lists them")
        at = last_second(digits) if (digits := usable_bound(opts.at, "--at")) else ""
        store = self.open_store_to_read()
        try:
            (policy,) = self.policies(store, args)
            blame = _blame(store, policy, at)
            if opts.json:
                print_document(msgspec.json.format(msgspec.json.encode(blame_document(blame)), indent=1).decode())
            else:
                print_lines(blame_lines(blame, at, full=opts.full), output_console())
        finally:
            store.close()
        return 0


def _blame(store: Store, policy: Policy, at: str) -> Blame:
    """Return the blame of the version in force *at*, or of the newest. Raises UnknownPolicy where there is none."""
    timeline, clauses_of = store.timeline(policy), store.derivations.clauses
    version = version_at(store, policy.name, at)
    link = view_link_of(store)
    tracker, _ = track_clauses(timeline, clauses_of, version.number)
    transient_captures = first_transient_captures(timeline.versions, clauses_of, wording_hash)
    unreadable = arrange_by_version(store.unreadable_captures(policy), timeline.versions).inside.get(version.number, ())
    return Blame(policy, timeline.versions, tracker, link, transient_captures, unreadable)
