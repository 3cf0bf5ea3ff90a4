"""`clausetrail track`: fetch what is new of every policy of the watchlist. Made for cron."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from clausetrail.crawler.commandline.base_command import print_output
from clausetrail.crawler.commandline.crawl_command import CrawlCommand
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED, NOT_DELIVERED, STORE
from clausetrail.crawler.commandline.progress_bar import CrawlTally, claimed_line, left_line, nothing_line
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.crawler.notify.apprise_client import send
from clausetrail.crawler.notify.delivery import deliver, register_channels
from clausetrail.crawler.planning.fetch_options import add_options, apply_options
from clausetrail.crawler.watchlist_file import watchlist_notify_rules
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule


class Command(CrawlCommand):
    """Fetch new captures of every policy, and print a summary short enough for a mail of cron."""

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Fetch and compare what is new of every policy in policies.toml"

    def long_desc(self) -> str:
        return (
            "Read policies.toml, ask the archive for new captures of each policy, fetch only texts that are not stored, and record "
            "what changed. Safe to interrupt and to run twice. Ends with 0 when every policy was read to its end, 3 when some were "
            "not (throttled, refused, archive down, excluded, or left when a bound of the run was reached): no result is recorded "
            "for those, and the next run continues. A new text that was seen once is named, and waits for a second capture. "
            "Example for cron: 17 3 * * * flock -n ~/.clausetrail.lock clausetrail track --quiet --policies ~/policies.toml"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_options(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        apply_options(opts, self.settings)
        rules = watchlist_notify_rules(opts.policies, self.settings)
        store = self.open_store()
        run = store.runs.begin("track")
        register_channels(store, rules)
        store.close()
        arguments = {"policies": opts.policies, "only": ",".join(args), "archive": opts.archive}
        tally, code = self.crawl("watch", arguments, opts)
        print_output(summary(tally, code))
        store = self.open_store()
        if code not in {INTERRUPTED, STORE}:
            code = _notify(store, rules, code)
        _end(store, run, code, tally)
        return code


def _notify(store: Store, rules: dict[str, NotifyRule], code: int) -> int:
    """Send the pending messages, and return the exit code: that of the crawl, unless it is 0 and a channel failed."""
    link = view_link_of(store)
    deliveries = deliver(store, rules, link, send)
    for delivery in deliveries:
        print_output(delivery.line)
    return code or (NOT_DELIVERED if any(delivery.error for delivery in deliveries) else 0)


def _end(store: Store, run: int, code: int, tally: CrawlTally) -> None:
    store.runs.end(run, code, summary(tally, code))
    store.close()


def summary(tally: CrawlTally, code: int) -> str:
    """Return the summary of the run, in a few lines."""
    read, asked_for = (
        tally.policies - tally.unread - tally.excluded - tally.failed,
        tally.policies + tally.left + tally.claimed,
    )
    fetched = f"{counted(tally.new_captures, 'new capture')}, {tally.fetched} fetched"
    left = f", {tally.left} left" if tally.left else ""
    lines = [
        f"{read} of {counted(asked_for, 'policy', 'policies')} read{left}: {fetched}, {counted(tally.revisions, 'revision')} in {counted(tally.changed, 'policy', 'policies')}",
        *_candidate_lines(tally),
    ]
    if tally.nothing:
        lines.append(nothing_line(tally))
    if tally.claimed:
        lines.append(claimed_line(tally))
    if tally.left and code != INTERRUPTED:
        lines.append(left_line(tally))
    if tally.unread:
        lines.append(
            f"{counted(tally.unread, 'policy', 'policies')} could not be read; no result is recorded for them, the next run continues"
        )
    if tally.excluded:
        lines.append(
            f"{counted(tally.excluded, 'policy is', 'policies are')} excluded from the archive, for at least one address; it shows nothing there"
        )
    if tally.failed:
        lines.append(
            f"{counted(tally.failed, 'policy', 'policies')} failed in our own code; the log says where, please report it"
        )
    if tally.recomputed:
        lines.append(
            f"{counted(tally.recomputed, 'policy was', 'policies were')} recomputed by newer code; differences from that are not counted as revisions"
        )
    if tally.not_delivered:
        lines.append(
            f"{counted(tally.not_delivered, 'capture or address was', 'captures or addresses were')} not delivered by the archive; the timelines list the reasons"
        )
    lines += _incomplete_lines(tally)
    if code == INTERRUPTED:
        lines.append("interrupted: what was fetched is stored, the next run continues")
    return "\n".join(lines)


def _candidate_lines(tally: CrawlTally) -> Iterator[str]:
    """Yield a line for each kind of new text that does not count as a change yet."""
    if tally.seen_once:
        yield f"{counted(tally.seen_once, 'new text seen once, waits', 'new texts seen once, wait')} for a second capture"
    if tally.alternating:
        number = tally.alternating
        yield f"{number} new text{'s' * (number > 1)} alternated with the text before, wait{'s' * (number == 1)} until {'it lasts' if number == 1 else 'they last'}"


def _incomplete_lines(tally: CrawlTally) -> Iterator[str]:
    """Yield lines about what was read only in part."""
    if tally.truncated:
        yield f"{counted(tally.truncated, 'body is or looks', 'bodies are or look')} truncated, and can remove no clause; the timelines say of which captures"
    if tally.widest:
        name, gap = tally.widest
        yield f"{counted(tally.unfetched, 'capture was', 'captures were')} not fetched; the widest remaining interval is in {name}: {gap.line}"
    if tally.left_out:
        lack = "captures may be missing" if tally.may_lack else "no capture of these policies is missing by it"
        yield f"{counted(tally.left_out, 'place in the files was', 'places in the files were')} left out, as the lines above say; {lack}"
    if tally.malformed:
        yield f"{counted(tally.malformed, 'malformed index line was', 'malformed index lines were')} left out"
