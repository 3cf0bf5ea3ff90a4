"""`clausetrail timeline POLICY`: the redline of a stored policy."""

from __future__ import annotations

import argparse

import msgspec

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.crawler.commandline.timeline_view import add_view_options, view_of
from clausetrail.reports.timeline.corroboration_notes import add_corroboration
from clausetrail.reports.timeline.timeline_document import timeline_document
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.errors import UnknownPolicy


class Command(BaseCommand):
    """Print the versions of a policy and what changed between them."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] POLICY"

    def short_desc(self) -> str:
        return "Print the versions of a policy and what changed between them"

    def long_desc(self) -> str:
        return (
            "Print the dated redline of POLICY (a name, or a URL) from the store; nothing is fetched. --json prints the same "
            "for programs: versions, revisions, and each change with the words on both sides and links to both mementos."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged passages are folded otherwise"
        )
        add_view_options(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("timeline takes the name of one policy; `clausetrail policies` lists them")
        view = view_of(opts)
        store = self.open_store_to_read()
        try:
            link = view_link_of(store)
            (policy,) = self.policies(store, args)
            timeline, clauses_of = store.timeline(policy), store.derivations.clauses
            elsewhere_of = store.derivations.elsewhere(policy.name)
            if opts.json:
                document = timeline_document(timeline, clauses_of, link, load_coverage(store, policy), elsewhere_of)
                print_document(
                    msgspec.json.format(
                        msgspec.json.encode(add_corroboration(document, store, timeline)), indent=1
                    ).decode()
                )
            else:
                lines = view.lines(timeline, clauses_of, link, load_coverage(store, policy), elsewhere_of)
                print_lines(lines, output_console())
        finally:
            store.close()
        return 0
