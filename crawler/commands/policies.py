"""`clausetrail policies`: list the policies of the store."""

from __future__ import annotations

import argparse

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.snapshots.model import iso_date


class Command(BaseCommand):
    """List the policies of the store."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the policies of the store, with the versions of each"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.open_store_to_read()
        try:
            for policy in self.policies(store, args):
                versions = store.derivations.versions(policy.name)
                extent = (
                    f"{iso_date(versions[0].first.timestamp)} to {iso_date(versions[-1].last.timestamp)}"
                    if versions
                    else "nothing readable"
                )
                print_output(f"{policy.name}\t{len(versions)} versions\t{extent}\t{' '.join(policy.urls)}")
        finally:
            store.close()
        return 0
