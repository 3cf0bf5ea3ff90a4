"""`clausetrail track`: what is new of every policy on the watchlist. Made for cron."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from clausetrail.crawler.commandline.base_command import print_output
from clausetrail.crawler.commandline.crawl_command import CrawlCommand
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED, NOT_DELIVERED, STORE
from clausetrail.crawler.commandline.progress_bar import CrawlTally
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.crawler.notify.apprise_client import send
from clausetrail.crawler.notify.delivery import deliver, register_channels
from clausetrail.crawler.planning.fetch_options import add_options, apply_options
from clausetrail.crawler.watchlist_file import watchlist_notify_rules
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule


class Command(CrawlCommand):
    """Ask for news of every policy, and print a summary that a cron mail can carry."""

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Fetch and compare what is new of every policy in policies.toml"

    def long_desc(self) -> str:
        return (
            "Read policies.toml, ask the archive for new captures of each policy, fetch only texts that are not held, and tell "
            "what changed. Safe to interrupt and to run twice. Ends with 0 when everything was read, 3 when some policies "
            "were not (throttled, refused, archive down): nothing is said of those, and the next run continues. "
            "Example for cron: 17 3 * * * flock -n ~/.clausetrail.lock clausetrail track --quiet --policies ~/policies.toml"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_options(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        apply_options(opts, self.settings)
        told = watchlist_notify_rules(opts.policies, self.settings)
        store = self.open_store()
        run = store.runs.begin("track")
        register_channels(store, told)
        store.close()
        arguments = {"policies": opts.policies, "only": ",".join(args), "archive": opts.archive}
        tally, code = self.crawl("watch", arguments, opts)
        print_output(summary(tally, code))
        store = self.open_store()
        if code not in {INTERRUPTED, STORE}:
            code = _tell(store, told, code)
        _end(store, run, code, tally)
        return code


def _tell(store: Store, told: dict[str, NotifyRule], code: int) -> int:
    """Tell the channels what waits for them, and return the exit code: that of the crawl, if it has one to say."""
    link = view_link_of(store)
    found = deliver(store, told, link, send)
    for one in found:
        print_output(one.line)
    return code or (NOT_DELIVERED if any(one.error for one in found) else 0)


def _end(store: Store, run: int, code: int, tally: CrawlTally) -> None:
    store.runs.end(run, code, summary(tally, code))
    store.close()


def summary(tally: CrawlTally, code: int) -> str:
    """Return the run in a few lines."""
    read = tally.policies - tally.unread - tally.excluded - tally.failed
    came = f"{tally.new_captures} new captures, {tally.fetched} fetched"
    lines = [
        f"{read} of {tally.policies} policies read: {came}, {tally.revisions} revisions in {tally.changed} policies"
    ]
    if tally.unread:
        lines.append(f"{tally.unread} policies could not be read; nothing is said of them, the next run continues")
    if tally.excluded:
        lines.append(
            f"{tally.excluded} policies are excluded from the archive, at some address at least; it shows nothing there"
        )
    if tally.failed:
        lines.append(f"{tally.failed} policies failed in our own code; the log says where, please report it")
    if tally.retold:
        lines.append(
            f"{tally.retold} policies were told again by newer code; such differences are not counted as revisions"
        )
    if tally.unplayed:
        lines.append(
            f"{tally.unplayed} captures or addresses the archive would not give; their timelines say which and why"
        )
    lines += _reservations(tally)
    if code == INTERRUPTED:
        lines.append("interrupted: what was fetched is kept, the next run continues")
    return "\n".join(lines)


def _reservations(tally: CrawlTally) -> Iterator[str]:
    """Yield what was read and is yet not whole."""
    if tally.cut_off:
        yield f"{tally.cut_off} bodies came twice alike and look truncated; they end no clause, and the timelines say which"
    if tally.widest:
        name, gap = tally.widest
        yield f"{tally.unseen} captures were not looked at; the widest interval left is of {name}: {gap.line}"
    if tally.malformed:
        yield f"{tally.malformed} lines of indexes were no rows and were left out"
