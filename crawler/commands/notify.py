"""`clausetrail notify`: tell the channels of policies.toml what waits for them."""

from __future__ import annotations

import argparse

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.exit_codes import NOT_DELIVERED
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.crawler.notify.apprise_client import send
from clausetrail.crawler.notify.delivery import deliver, pending_deliveries
from clausetrail.crawler.watchlist_file import watchlist_notify_rules
from clausetrail.snapshots.errors import PoliciesError


class Command(BaseCommand):
    """Deliver the outbox."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Tell the channels of policies.toml of the changes that wait for them"

    def long_desc(self) -> str:
        return (
            "Send what `clausetrail track` could not, or was not there to send: each change once to each channel that policies.toml "
            "names under [notify] or [policies.NAME.notify] (urls, from_weight, matters), in one message with the redline. "
            "Only lasting changes are told, none that was there when a policy was first read, and to a new channel only what "
            "comes after it was first seen. A change that was told and that a later capture or newer code does not bear out is "
            "taken back, once. Ends with 7 when a channel could not be reached: what is for it waits. The URLs are "
            "Apprise's (mailto://, slack://, json://, ...); secrets come from the environment as $NAME."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--policies", metavar="FILE", help="watchlist (default: policies.toml here, else in the data)"
        )
        parser.add_argument("--waiting", action="store_true", help="say what waits, and send nothing")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        told = watchlist_notify_rules(opts.policies, self.settings)
        if not any(notice.urls for notice in told.values()):
            raise PoliciesError('policies.toml names no channel. Add: [notify] urls = ["mailto://..."]')
        store = self.open_store()
        try:
            link = view_link_of(store)
            if opts.waiting:
                for one in pending_deliveries(store, told):
                    print_output(f"{one.channel}: {one.pending} waiting")
                return 0
            found = deliver(store, told, link, send)
        finally:
            store.close()
        for one in found:
            print_output(one.line)
        if not found:
            print_output("nothing waits for any channel")
        return NOT_DELIVERED if any(one.error for one in found) else 0
