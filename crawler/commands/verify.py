"""`clausetrail verify`: check the store, or an evidence pack, against its bytes."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.exit_codes import DIFFERENT
from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.pipelines.derive.verify_store import damaged_bodies, derivation_differences
from clausetrail.snapshots.errors import DamagedBody, UnusablePack


class Command(BaseCommand):
    """Hash every body again, recompute every policy, write nothing."""

    def syntax(self) -> str:
        return "[options] [POLICY ... | PACK.zip]"

    def short_desc(self) -> str:
        return "Hash every body again, recompute everything, and print what differs"

    def long_desc(self) -> str:
        return (
            "Hash every body again, read and compare every policy again, and print a line for each difference. Writes "
            "nothing. Ends with 0 where everything is as recorded, with 6 where something differs. An evidence pack is "
            "checked without store and network: every hash, both readings, the redline and the pages, each recomputed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--roots", metavar="FILE", help="PEM certificates that the signature of a pack's time-stamp must lead to"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) == 1 and args[0].lower().endswith(".zip"):
            return _pack(Path(args[0]), opts.roots)
        store = self.open_store()
        found = 0
        try:
            policies = self.policies(store, args)
            for line in damaged_bodies(store):
                print_output(line)
                found += 1
            for policy in policies:
                try:
                    for line in derivation_differences(store, policy):
                        print_output(line)
                        found += 1
                except DamagedBody as error:
                    print_output(f"{policy.name}: cannot be recomputed: {error}")
                    found += 1
            bodies = sum(1 for _ in store.bodies.names())
            print_output(f"{bodies} bodies and {len(policies)} policies verified, {found} differences")
        finally:
            store.close()
        return DIFFERENT if found else 0


def _pack(path: Path, roots: str | None) -> int:
    """Print what differs in the pack at *path*, and return the exit code."""
    try:
        certificates = Path(roots).read_bytes() if roots else b""
    except OSError as error:
        raise UnusablePack(f"{roots}: {error.strerror or error}") from error
    checked = check_pack(path, certificates)
    for line in (*checked.differences, *checked.notes):
        print_output(line)
    print_output(
        f"SHA-256 of its tag manifest: {checked.digest or 'none'}; the same was printed when the pack was made"
    )
    print_output(f"{path} verified, {len(checked.differences)} differences")
    return DIFFERENT if checked.differences else 0
