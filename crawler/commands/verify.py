"""`clausetrail verify`: check the store, or an evidence pack, against its bytes."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.exit_codes import DIFFERENT, OUTDATED
from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.pipelines.derive.verify_store import outdated_sentence, policy_differences, store_differences
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError, UnusablePack
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store


class Command(BaseCommand):
    """Hash every body again, recompute every policy, write nothing."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] [POLICY ... | PACK.zip]"

    def short_desc(self) -> str:
        return "Hash every body again, recompute everything, and print what differs"

    def long_desc(self) -> str:
        return (
            "Check the file, hash every body, text and header again, read and compare every policy again, and print a line for "
            "each difference. Writes nothing. Ends with 0 where everything is as recorded, with 6 where something differs, with 8 where nothing "
            "differs, but older code derived a policy: that is not compared before `clausetrail rebuild`. An evidence pack is "
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
        with closing(self.open_store_to_read()) as store:
            return self._verified(store, args)

    def _verified(self, store: Store, args: list[str]) -> int:
        """Print each difference and what was checked, and return the exit code."""
        found = outdated = 0
        policies: tuple[Policy, ...] = ()
        try:
            policies = self.policies(store, args)
        except (StoreError, ValueError) as error:
            print_output(f"the policies cannot be read: {error}")
            found += 1
        for line in store_differences(store):
            print_output(line)
            found += 1
        for policy in policies:
            for line in policy_differences(store, policy):
                print_output(line)
                found += 1
            if line := outdated_sentence(store, policy):
                print_output(line)
                outdated += 1
        try:
            print_output(_extent(store, policies, outdated))
            bodies = sum(1 for _ in store.bodies.names())
        except StoreError:
            bodies = 0  # the damage has been printed already
        print_output(_result(bodies, len(policies), outdated, found))
        return DIFFERENT if found else OUTDATED if outdated else 0


def _result(bodies: int, policies: int, outdated: int, differences: int) -> str:
    """Return the last line: what was verified with how many differences, and what is outdated."""
    checked = f"{counted(bodies, 'body', 'bodies')} and {counted(policies - outdated, 'policy', 'policies')}"
    line = (
        f"NOT verified: {counted(differences, 'difference')} in {checked}"
        if differences
        else f"{checked} verified, 0 differences"
    )
    if outdated:
        line += f"; {counted(outdated, 'policy', 'policies')} outdated: run `clausetrail rebuild`, then verify again"
    return line


def _extent(store: Store, policies: tuple[Policy, ...], outdated: int) -> str:
    """Return what was checked, of the whole store and of *policies*, and what was not; *outdated* of them were not derived again."""
    texts = sum(1 for _ in store.derivations.text_ids())
    total, migrated, when = store.facts.snapshots_hashed_since()
    checked = (
        f"checked: the pages of the file, every body, {counted(texts, 'text')} and the headers of {counted(total, 'capture')} by their hashes; the "
        f"readings, versions, comparisons and search index of {counted(len(policies) - outdated, 'policy', 'policies')} by deriving them again; not "
        "checked: what nothing has a hash of (index listings, failed requests, runs, the record of announcements)"
    )
    if outdated:
        checked += f", and the derivations of {counted(outdated, 'policy', 'policies')}, which older code made"
    if migrated:
        checked += (
            f". The headers of {counted(migrated, 'capture')} have a hash only since {when[:10]}, when the store was migrated: an earlier "
            "change cannot be seen"
        )
    return checked


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
        f"SHA-256 of its tag manifest: {checked.digest or 'none'}. `clausetrail evidence` printed it when the pack was made: if it "
        "printed another one, the pack is another"
    )
    print_output(checked.extent)
    found = len(checked.differences)
    print_output(f"{path} NOT verified: {counted(found, 'difference')}" if found else f"{path} verified, 0 differences")
    return DIFFERENT if checked.differences else 0
