"""`clausetrail verify`: does the store still say what its bytes say?"""

from __future__ import annotations

import argparse

from crawler.exits import DIFFERENT
from crawler.verbs import Verb, put
from pipelines.verifying import damaged, differences
from snapshots.errors import DamagedBody


class Command(Verb):
    """Hash every body again, tell every policy again, write nothing."""

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Hash every body again, re-derive everything, and say what differs"

    def long_desc(self) -> str:
        return (
            "Hash every body again, read and compare every policy again, and print a line for each difference. Writes "
            "nothing. Ends with 0 where everything is as recorded, with 6 where something differs."
        )

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.store()
        found = 0
        try:
            policies = self.policies(store, args)
            for line in damaged(store):
                put(line)
                found += 1
            for policy in policies:
                try:
                    for line in differences(store, policy):
                        put(line)
                        found += 1
                except DamagedBody as error:
                    put(f"{policy.name}: cannot be told again: {error}")
                    found += 1
            bodies = sum(1 for _ in store.bodies.names())
            put(f"{bodies} bodies and {len(policies)} policies verified, {found} differences")
        finally:
            store.close()
        return DIFFERENT if found else 0
