"""`clausetrail import FILE …`: add texts of a corpus to the timelines."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.watchlist_file import load_watchlist_if_any
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.import_text import imported_snapshot, read_provenance
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import UnusableImport
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import name_for


class Command(BaseCommand):
    """Import Markdown files in the form of a corpus."""

    def syntax(self) -> str:
        return "[options] FILE ..."

    def short_desc(self) -> str:
        return "Import cleaned texts of a corpus into the timelines"

    def long_desc(self) -> str:
        return (
            "Each FILE is Markdown; its first lines quote its memento (the form of the Princeton-Leuven corpus and of "
            "`clausetrail export`). Its text appears in the timeline at that memento's time, marked as imported; where the "
            "page itself is stored for the same time, the page is used."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="the policy of the texts (default: by their URL)")
        parser.add_argument("--policies", metavar="FILE", help="watchlist with the URLs")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableImport("import takes at least one file")
        known = {policy.name: policy for policy in load_watchlist_if_any(opts.policies, self.settings)}
        read = [(Path(path), _policy_of(Path(path), opts.policy, known)) for path in args]
        store = self.open_store()
        try:
            known = {policy.name: policy for policy in store.facts.policies()} | known
            with store.transaction():
                for path, policy in read:
                    store.facts.declare(_with_url(known.get(policy.name, policy), policy))
                    store.facts.add_snapshot(imported_snapshot(path, policy.name))
            for name in dict.fromkeys(policy.name for _, policy in read):
                derive(store, store.facts.policy(name))
                print_output(f"{name}: {counted(len(store.derivations.versions(name)), 'version')}")
        finally:
            store.close()
        return 0


def _policy_of(path: Path, named: str | None, known: dict[str, Policy]) -> Policy:
    """Return the policy of the text at *path*: the one *named*, else the known one with its URL, else a new one."""
    _, _, original = read_provenance(path)
    if named:
        return known.get(named, Policy(named, (original,)))
    owner = next((policy for policy in known.values() if name_for(original) in map(name_for, policy.urls)), None)
    return owner or Policy(name_for(original), (original,))


def _with_url(policy: Policy, added: Policy) -> Policy:
    return replace(policy, urls=tuple(dict.fromkeys(policy.urls + added.urls)))
