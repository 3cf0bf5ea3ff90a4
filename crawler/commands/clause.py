"""`clausetrail clause ID`: the whole history of one clause."""

from __future__ import annotations

import argparse

import msgspec

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document
from clausetrail.crawler.commandline.clause_lookup import FoundClause, find_clause
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.lookup.clause_report import ClauseReport, clause_document, clause_lines
from clausetrail.reports.lookup.search_results import hit_document, shared_wording_lines
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.errors import UnknownClause
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.store import Store

_MIN_SHARED_WORDS = 8  # a shorter wording is in many policies by chance


class Command(BaseCommand):
    """Print the whole history of one clause."""

    def syntax(self) -> str:
        return "[options] ID"

    def short_desc(self) -> str:
        return "Print the whole history of one clause: every wording, and when it was added"

    def long_desc(self) -> str:
        return (
            "Print the whole history of the clause that `clausetrail blame` calls ID: every wording with the captures between which "
            "it was added, what changed, both mementos, and which other policies of the store contain the last wording. An ID is "
            "valid for every wording that the clause ever had. Nothing is fetched."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="the policy, where only the second half of an ID is given")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged passages are folded otherwise"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownClause("clause takes the ID of one clause; `clausetrail blame POLICY` shows them")
        store = self.open_store_to_read()
        try:
            report = _clause_report(store, find_clause(store, args[0], opts.policy))
            hits = _same_wording(store, report)
            if opts.json:
                others = [hit_document(hit, store.facts.policy(hit.policy), report.link) for hit in hits]
                elsewhere = {"same_words": [other for other in others if other["policy"] != report.policy.name]}
                print_document(
                    msgspec.json.format(msgspec.json.encode(clause_document(report) | elsewhere), indent=1).decode()
                )
            else:
                console = output_console()
                print_lines(clause_lines(report, full=opts.full), console)
                print_lines(shared_wording_lines(hits, report.policy.name, report.link), console)
        finally:
            store.close()
        return 0


def _same_wording(store: Store, report: ClauseReport) -> list[Hit]:
    """Return where any policy contains the last wording of the clause; nothing for a brief wording."""
    words = report.history.clause.text
    return store.search.exact_matches(words) if len(words.split()) >= _MIN_SHARED_WORDS else []


def _clause_report(store: Store, clause: FoundClause) -> ClauseReport:
    return ClauseReport(
        clause.policy,
        clause.timeline.versions,
        clause.tracker,
        clause.history,
        clause.events,
        store.derivations.clauses,
        view_link_of(store),
    )
