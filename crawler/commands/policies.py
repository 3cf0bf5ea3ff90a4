"""`clausetrail policies`: list the policies of the store."""

from __future__ import annotations

import argparse

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.reports.wording.nothing_read import asked_period
from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Policy, iso_date
from clausetrail.snapshots.store import FILE, Store


class Command(BaseCommand):
    """List the policies of the store."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the policies of the store, with the versions of each"

    def long_desc(self) -> str:
        return (
            "List the policies of the store, one a line: its name, how many versions are known, when they were seen, its URLs, "
            "and why nothing was read of it or why it may be different today. The columns are separated by tabs."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.open_store_to_read()
        try:
            policies = self.policies(store, args)
            if not policies:
                print_message(
                    f"the store {self.data_folder() / FILE} has no policies yet. `clausetrail history URL` or `clausetrail track` adds some"
                )
            for policy in policies:
                print_output("\t".join(_columns(store, policy)))
        finally:
            store.close()
        return 0


def _columns(store: Store, policy: Policy) -> list[str]:
    """Return the columns of a policy; without versions, the third one says why nothing was read."""
    versions = store.derivations.versions(policy.name)
    checked, period = store.addresses.last_checked(policy), asked_period(store.facts.listings(policy.name))
    failed = [*store.facts.failed_requests(policy.name)]
    trouble = trouble_phrase(versions, store.unreadable_captures(policy), failed, checked, period)
    extent = trouble
    if versions:
        extent = f"{iso_date(versions[0].first.timestamp)} to {iso_date(versions[-1].last.timestamp)}"
    columns = [policy.name, f"{counted(len(versions), 'version')}", extent, " ".join(policy.urls)]
    return [*columns, trouble] if versions and trouble else columns
