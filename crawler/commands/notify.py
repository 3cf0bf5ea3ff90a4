"""`clausetrail notify`: send pending messages to the channels of policies.toml."""

from __future__ import annotations

import argparse

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.exit_codes import NOT_DELIVERED
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.crawler.notify.apprise_client import send
from clausetrail.crawler.notify.delivery import deliver, pending_deliveries
from clausetrail.crawler.watchlist_file import load_watchlist, watchlist_notify_rules
from clausetrail.snapshots.errors import PoliciesError


class Command(BaseCommand):
    """Send the messages of the outbox."""

    kept = "what was delivered is recorded; the rest stays pending"

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Send the pending messages about changes to the channels of policies.toml"

    def long_desc(self) -> str:
        return (
            "Send the messages that `clausetrail track` could not send: each change once to each channel that policies.toml "
            "names under [notify] or [policies.NAME.notify] (urls, from_weight, matters), in one message with the redline. "
            "Only lasting changes are sent, none that was found when a policy was first read, and to a new channel only later ones. "
            "A change that was sent and that a later capture or newer code does not confirm is "
            "withdrawn, once. While another run sends to a channel, this one waits. A message that a channel does not confirm may "
            "have arrived and is sent again: the line of the channel says so. Ends with 7 when a channel could not be reached: its messages stay pending. The URLs are "
            "Apprise's (mailto://, slack://, json://, ...); secrets come from the environment as $NAME, and $$ is a $."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--policies", metavar="FILE", help="watchlist (default: policies.toml here, else in the data)"
        )
        parser.add_argument("--waiting", action="store_true", help="print what is pending, and send nothing")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        rules = watchlist_notify_rules(opts.policies, self.settings)
        if not rules:
            load_watchlist(opts.policies, self.settings)  # says which file is missing, or has no policies
        if not any(notice.urls for notice in rules.values()):
            raise PoliciesError('policies.toml names no channel. Add: [notify] urls = ["mailto://..."]')
        self.print_hint_about_readers()
        self.require_store()
        store = self.open_store()
        try:
            link = view_link_of(store)
            if opts.waiting:
                for one in pending_deliveries(store, rules):
                    print_output(f"{one.channel}: {one.pending} waiting")
                return 0
            found = deliver(store, rules, link, send)
        finally:
            store.close()
        for one in found:
            print_output(one.line)
        if not found:
            print_output("nothing is pending for any channel")
        return NOT_DELIVERED if any(one.error for one in found) else 0
