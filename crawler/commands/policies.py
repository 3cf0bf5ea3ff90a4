"""`clausetrail policies`: list the policies of the store."""

from __future__ import annotations

import argparse
import json
from typing import Any

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
            "and why nothing was read of it or why it may be different today. The columns are separated by tabs; --json prints them by name."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print all of them as one JSON document, for programs")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.open_store_to_read()
        try:
            policies = self.policies(store, args)
            if not policies:
                print_message(
                    f"the store {self.data_folder() / FILE} has no policies yet. `clausetrail history URL` or `clausetrail track` adds some"
                )
            rows = (_row(store, policy) for policy in policies)
            if opts.json:
                print_output(json.dumps({"policies": [*rows]}, ensure_ascii=False, indent=2))
            else:
                for row in rows:
                    print_output("\t".join(_columns(row)))
        finally:
            store.close()
        return 0


def _row(store: Store, policy: Policy) -> dict[str, Any]:
    """Return the facts of a policy by name: `first_seen` and `last_seen` are ISO dates, None without a version."""
    versions = store.derivations.versions(policy.name)
    checked, period = store.addresses.last_checked(policy), asked_period(store.facts.listings(policy.name))
    failed = [*store.facts.failed_requests(policy.name)]
    return {
        "policy": policy.name,
        "versions": len(versions),
        "first_seen": iso_date(versions[0].first.timestamp) if versions else None,
        "last_seen": iso_date(versions[-1].last.timestamp) if versions else None,
        "urls": [*policy.urls],
        "trouble": trouble_phrase(versions, store.unreadable_captures(policy), failed, checked, period),
    }


def _columns(row: dict[str, Any]) -> list[str]:
    """Return the columns of a policy; without versions, the third one says why nothing was read."""
    seen = f"{row['first_seen']} to {row['last_seen']}" if row["versions"] else row["trouble"]
    columns = [row["policy"], counted(row["versions"], "version"), seen, " ".join(row["urls"])]
    return [*columns, row["trouble"]] if row["versions"] and row["trouble"] else columns
