"""`clausetrail clause ID`: the whole life of one clause."""

from __future__ import annotations

import argparse
import sys

import msgspec
from rich.console import Console

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.clause_lookup import FoundClause, find_clause
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.lookup.clause_report import ClauseReport, clause_document, clause_lines
from clausetrail.reports.lookup.search_results import hit_document, shared_wording_lines
from clausetrail.reports.wording.terminal import print_lines
from clausetrail.snapshots.errors import UnknownClause
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.store import Store

_BRIEF = 8  # words


class Command(BaseCommand):
    """Print the whole life of one clause."""

    def syntax(self) -> str:
        return "[options] ID"

    def short_desc(self) -> str:
        return "Print the whole life of one clause: every wording, and when it came"

    def long_desc(self) -> str:
        return (
            "Print the whole life of the clause that `clausetrail blame` calls ID: every wording with the captures it came "
            "between, what changed, and both mementos, and in which other policies of the store its last words stand. An ID holds for every wording that the clause ever had. Nothing is fetched."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="the policy, where only the second half of an ID is given")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged stretches are folded otherwise"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownClause("clause takes the ID of one clause; `clausetrail blame POLICY` shows them")
        store = self.open_store()
        try:
            told = _told(store, find_clause(store, args[0], opts.policy))
            hits = _shared(store, told)
            if opts.json:
                others = [hit_document(hit, store.facts.policy(hit.policy), told.link) for hit in hits]
                elsewhere = {"same_words": [one for one in others if one["policy"] != told.policy.name]}
                print_output(
                    msgspec.json.format(msgspec.json.encode(clause_document(told) | elsewhere), indent=1).decode()
                )
            else:
                console = Console(file=sys.stdout, highlight=False)
                print_lines(clause_lines(told, full=opts.full), console)
                print_lines(shared_wording_lines(hits, told.policy.name, told.link), console)
        finally:
            store.close()
        return 0


def _shared(store: Store, told: ClauseReport) -> list[Hit]:
    """Return where the last words of a clause stand, in every policy: of a brief one that says nothing."""
    words = told.history.clause.text
    return store.search.exact_matches(words) if len(words.split()) >= _BRIEF else []


def _told(store: Store, clause: FoundClause) -> ClauseReport:
    return ClauseReport(
        clause.policy,
        clause.timeline.versions,
        clause.tracker,
        clause.life,
        clause.turns,
        store.derivations.clauses,
        view_link_of(store),
    )
