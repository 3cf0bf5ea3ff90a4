"""`clausetrail clause ID`: the whole life of one clause."""

from __future__ import annotations

import argparse
import sys

import msgspec
from rich.console import Console

from crawler.verbs import Verb, put, view_links
from reports.life import Told, document, lines
from reports.terminal import show
from snapshots.errors import UnknownClause
from snapshots.identifiers import of_policy, parted
from snapshots.lives import follow
from snapshots.model import Policy
from snapshots.store import Store


class Command(Verb):
    """Print the whole life of one clause."""

    def syntax(self) -> str:
        return "[options] ID"

    def short_desc(self) -> str:
        return "Print the whole life of one clause: every wording, and when it came"

    def long_desc(self) -> str:
        return (
            "Print the whole life of the clause that `clausetrail blame` calls ID: every wording with the captures it came "
            "between, what changed, and both mementos. An ID holds for every wording that the clause ever had. Nothing is fetched."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="the policy, where only the second half of an ID is given")
        parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged stretches are folded otherwise"
        )

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownClause("clause takes the ID of one clause; `clausetrail blame POLICY` shows them")
        store = self.store()
        try:
            told = _found(store, self._asked(store, args[0], opts.policy), args[0])
            if opts.json:
                put(msgspec.json.format(msgspec.json.encode(document(told)), indent=1).decode())
            else:
                show(lines(told, full=opts.full), Console(file=sys.stdout, highlight=False))
        finally:
            store.close()
        return 0

    def _asked(self, store: Store, asked: str, named: str | None) -> tuple[Policy, ...]:
        """Return the policies that may hold the clause: the one *named*, else those of the first half of its name."""
        if named:
            return self.policies(store, [named])
        first, _ = parted(asked)
        if not first:
            raise UnknownClause(f"{asked!r} does not say of which policy: give the whole ID, or --policy NAME")
        return tuple(policy for policy in self.policies(store, []) if of_policy(policy.name) == first)


def _found(store: Store, policies: tuple[Policy, ...], asked: str) -> Told:
    """Return the life that *asked* names, in whichever of *policies* has it. Raises UnknownClause."""
    link = view_links(store)
    for policy in policies:
        timeline, clauses_of = store.timeline(policy), store.derivations.clauses
        ledger, standings = follow(timeline, clauses_of)
        if (number := ledger.resolve(parted(asked)[1])) is not None:
            turns = [turn for standing in standings for turn in standing.turns if turn.life == number]
            return Told(policy, timeline.versions, ledger, ledger.lives[number], turns, clauses_of, link)
    raise UnknownClause(
        f"no clause is called {asked!r} in what is held; `clausetrail blame POLICY` shows what they are called"
    )
