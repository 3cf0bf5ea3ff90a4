"""`clausetrail search QUERY`: find words in all clauses of all times, with the dates of each wording."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from rich.text import Text

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document, print_message, print_output
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.lookup.search_results import hit_document, hit_lines, no_matches_message, time_condition
from clausetrail.reports.wording.redline_pieces import Line
from clausetrail.reports.wording.terminal import output_console
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.errors import UnusableQuery, UnusableSetting
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.search.query_syntax import query_hints
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import usable_bound

_STYLES = {"heading": "bold cyan", "note": "dim", "match": "bold reverse"}
_FIRST = "00010101000000"


@dataclass(frozen=True, slots=True)
class _Query:
    """A query with its limits: times are 14 digits, or ""."""

    query: str
    policy: str
    at: str
    since: str
    until: str

    def count(self, store: Store) -> int:
        return store.search.count(self.query, self.policy, self.at, since=self.since, until=self.until)

    def find(self, store: Store, limit: int | None) -> Iterator[Hit]:
        return store.search.find(self.query, self.policy, self.at, limit, since=self.since, until=self.until)


class Command(BaseCommand):
    """Search every clause of every time."""

    formatter = argparse.RawDescriptionHelpFormatter  # the examples keep their lines

    def syntax(self) -> str:
        return "[options] QUERY ..."

    def short_desc(self) -> str:
        return "Find words in all clauses of all times, with the policy and the dates of each wording"

    def long_desc(self) -> str:
        return _HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="only in this policy")
        parser.add_argument("--at", metavar="DATE", help="only wordings in force then: a year, 2015-06, 2015-06-17")
        parser.add_argument("--since", metavar="DATE", help="only wordings in force then or later")
        parser.add_argument("--until", metavar="DATE", help="only wordings in force then or earlier")
        parser.add_argument("--limit", metavar="N", type=int, default=20, help="at most N answers (20); 0 for all")
        parser.add_argument("--json", action="store_true", help="one JSON document per line")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableQuery("search takes words to look for, like arbitration or '\"class action\"'")
        store = self.open_store_to_search()
        try:
            asked = _Query(" ".join(args), self._name(store, opts.policy), *_span(opts))
            shown = _show(store, asked, opts)
            if not shown:
                for line in _no_hit_lines(store, asked):
                    (print_message if opts.json else print_output)(line)
            elif not opts.json:
                print_output(_count_line(shown, asked.count(store)))
        finally:
            store.close()
        return 0

    def _name(self, store: Store, asked: str | None) -> str:
        return self.policies(store, [asked])[0].name if asked else ""


_HELP = """\
Find words in every wording that any clause ever had; nothing is fetched. Each
answer names the policy, since when and until when it contained the wording,
between which captures it was added and removed, and links the first and the
last memento with it.

  clausetrail search arbitration           one word; case and accents are ignored
  clausetrail search class action          both words, anywhere in a clause
  clausetrail search '"class action"'      adjacent words (the shell removes the
                                           outer quotes)
  clausetrail search 'arbitrat*'           words that begin like this
  clausetrail search 'sell OR (rent NOT lease)'
                                           AND, OR, NOT in capitals, and ( )
  clausetrail search 'GDPR 個人情報'       where words are not separated by spaces,
                                           any adjacent characters
  clausetrail search arbitration --policy acme --since 2010 --until 2015-06

The dates are those of the wording: a clause may have said the same in other
words before and after; `clausetrail clause` prints its whole history."""


def _span(opts: argparse.Namespace) -> tuple[str, str, str]:
    """Return --at, --since and --until as 14 digits. Raises UnusableSetting where they contradict each other."""
    at, since, until = (
        usable_bound(asked or "", name)
        for asked, name in ((opts.at, "--at"), (opts.since, "--since"), (opts.until, "--until"))
    )
    if at and (since or until):
        raise UnusableSetting("--at names one time, --since and --until a span: give one or the other")
    found = last_second(at) if at else "", since and since + _FIRST[len(since) :], last_second(until) if until else ""
    if since and until and found[1] > found[2]:
        raise UnusableSetting(f"--since {opts.since} lies after --until {opts.until}")
    return found


def _show(store: Store, asked: _Query, opts: argparse.Namespace) -> int:
    """Print the answers as they are found, and return how many."""
    console, link, shown = output_console(), view_link_of(store), 0
    for hit in asked.find(store, opts.limit if opts.limit > 0 else None):
        policy = store.facts.policy(hit.policy)
        if opts.json:
            print_document(msgspec.json.encode(hit_document(hit, policy, link)).decode())
        else:
            for line in hit_lines(hit, policy, link):
                console.print(_text(line), soft_wrap=True)
        shown += 1
    return shown


def _text(line: Line) -> Text:
    return Text.assemble(*((piece.text, _STYLES.get(piece.style, "")) for piece in line))


def _count_line(shown: int, found: int) -> str:
    of = f"{shown:,} of {found:,}" if shown < found else f"{found:,}"
    more = " (--limit 0 shows all)" if shown < found else ""
    words = "wording" if found == 1 else "wordings"
    return f"{of} {words}{more}; the dates are those of the wording: `clausetrail clause` prints what a clause said before and after"


def _no_hit_lines(store: Store, asked: _Query) -> list[str]:
    """Return lines about what was searched without a hit, and hints on the query."""
    span = time_condition(asked.at, asked.since, asked.until)
    elsewhere = store.search.count(asked.query) if span or asked.policy else 0
    return [no_matches_message(store.search.scope(asked.policy), span, elsewhere), *query_hints(asked.query)]
