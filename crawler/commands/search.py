"""`clausetrail search QUERY`: which policies say it, since when, until when, in which words."""

from __future__ import annotations

import argparse
import sys

import msgspec
from rich.console import Console
from rich.text import Text

from crawler.verbs import Verb, put, view_links
from reports.found import to_document, to_lines
from reports.redline import Line
from snapshots.errors import UnusableQuery
from snapshots.model import last_second
from snapshots.policies import usable_bound
from snapshots.store import Store

_STYLES = {"heading": "bold cyan", "note": "dim", "match": "bold reverse"}


class Command(Verb):
    """Search every clause of every time."""

    def syntax(self) -> str:
        return "[options] QUERY ..."

    def short_desc(self) -> str:
        return "Find words in all clauses of all times: in whose policies, since when, until when"

    def long_desc(self) -> str:
        return (
            "Find QUERY in every wording that any clause ever had; nothing is fetched. Words side by side must all be there; "
            '"quoted words" stand as quoted; arbitrat* begins so; AND, OR, NOT and ( ) combine them; accents and capitals do not '
            "matter. Each answer says since when and until when the wording stood, between which captures it came and went, "
            "and links the first and the last memento with it. Example: clausetrail search '\"class action\" OR arbitrat*' --at 2015"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="only in this policy")
        parser.add_argument("--at", metavar="DATE", help="only what was in force then: a year, 2015-06, 2015-06-17")
        parser.add_argument("--limit", metavar="N", type=int, default=20, help="at most N answers (20); 0 for all")
        parser.add_argument("--json", action="store_true", help="one JSON document a line")

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableQuery('search takes words to look for, like arbitration or "class action"')
        store = self.store()
        try:
            for name in store.search.unlearned():
                store.search.learn(name, store.derivations.versions(name))
            at = usable_bound(opts.at or "", "--at")
            asked = " ".join(args), self._name(store, opts.policy), last_second(at) if at else ""
            shown = _show(store, asked, opts)
            if not opts.json:
                put(_counted(shown, store.search.count(*asked)))
        finally:
            store.close()
        return 0

    def _name(self, store: Store, asked: str | None) -> str:
        return self.policies(store, [asked])[0].name if asked else ""


def _show(store: Store, asked: tuple[str, str, str], opts: argparse.Namespace) -> int:
    """Put the answers out as they come, and return how many."""
    console, shown = Console(file=sys.stdout, highlight=False), 0

    link = view_links(store)
    for hit in store.search.find(*asked, limit=opts.limit if opts.limit > 0 else None):
        policy = store.facts.policy(hit.policy)
        if opts.json:
            put(msgspec.json.encode(to_document(hit, policy, link)).decode())
        else:
            for line in to_lines(hit, policy, link):
                console.print(_text(line), soft_wrap=True)
        shown += 1
    return shown


def _text(line: Line) -> Text:
    return Text.assemble(*((piece.text, _STYLES.get(piece.style, "")) for piece in line))


def _counted(shown: int, found: int) -> str:
    if not found:
        return "no clause of any time has that"
    of = f"{shown} of {found}" if shown < found else str(found)
    return f"{of} wordings; the dates are of the words: `clausetrail clause` tells what a clause said before and after"
