"""`clausetrail rebuild`: everything told again from the facts, with today's code."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.progress import track

from crawler.verbs import Verb, put, say
from pipelines.telling import tell


class Command(Verb):
    """Read every body again and tell every timeline anew. Facts are not touched."""

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Tell the derivations again from the bytes held, with today's code"

    def long_desc(self) -> str:
        return (
            "Decode, clean, screen and compare every held snapshot again. A difference to what was told before comes from our "
            "code, and is reported as such, never as a change of a policy. Nothing is fetched; each policy is one transaction."
        )

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.store()
        console = Console(stderr=True)
        readings = differing = 0
        try:
            policies = self.policies(store, args)
            for policy in track(
                policies, "telling again", console=console, transient=True, disable=not console.is_terminal
            ):
                before = [version.fingerprint for version in store.derivations.versions(policy.name)]
                outcome = tell(store, policy, again=True)
                readings += outcome.reread
                if before and before != [version.fingerprint for version in outcome.versions]:
                    differing += 1
                    say(
                        f"  {policy.name}: today's code tells {len(outcome.versions)} versions where there were {len(before)}, or other words"
                    )
            store.derivations.forget_unused_texts()
            put(
                f"{readings} readings of {len(policies)} policies made again; {differing} policies read differently with today's code"
            )
        finally:
            store.close()
        return 0
