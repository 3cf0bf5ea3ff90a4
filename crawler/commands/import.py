"""`clausetrail import FILE …`: texts that others have cleaned, into the same timelines."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.watchlist_file import load_watchlist_if_any
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.import_text import imported_snapshot, read_provenance
from clausetrail.snapshots.errors import UnusableImport
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import name_for


class Command(BaseCommand):
    """Read Markdown files in a corpus's form."""

    def syntax(self) -> str:
        return "[options] FILE ..."

    def short_desc(self) -> str:
        return "Bring cleaned texts of a corpus into the same timelines"

    def long_desc(self) -> str:
        return (
            "Each FILE is Markdown whose first lines quote the memento it came from (the form of the Princeton-Leuven corpus and of "
            "`clausetrail export`). Its text stands in the timeline at that memento's time, marked as imported; where the "
            "page itself is held for the same time, the page counts."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--policy", metavar="NAME", help="the policy they belong to (default: by their URL)")
        parser.add_argument("--policies", metavar="FILE", help="watchlist that knows the URLs")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableImport("import takes at least one file")
        assert self.settings is not None
        known = {policy.name: policy for policy in load_watchlist_if_any(opts.policies, self.settings)}
        read = [(Path(path), _policy(Path(path), opts.policy, known)) for path in args]
        store = self.open_store()
        try:
            known = {policy.name: policy for policy in store.facts.policies()} | known
            with store.transaction():
                for path, policy in read:
                    store.facts.declare(_with_url(known.get(policy.name, policy), policy))
                    store.facts.add_snapshot(imported_snapshot(path, policy.name))
            for name in dict.fromkeys(policy.name for _, policy in read):
                derive(store, store.facts.policy(name))
                print_output(f"{name}: {len(store.derivations.versions(name))} versions")
        finally:
            store.close()
        return 0


def _policy(path: Path, named: str | None, known: dict[str, Policy]) -> Policy:
    """Return the policy that the text at *path* belongs to: as *named*, the known one of its URL, or one made for it."""
    _, _, original = read_provenance(path)
    if named:
        return known.get(named, Policy(named, (original,)))
    owner = next((policy for policy in known.values() if name_for(original) in map(name_for, policy.urls)), None)
    return owner or Policy(name_for(original), (original,))


def _with_url(policy: Policy, added: Policy) -> Policy:
    return replace(policy, urls=tuple(dict.fromkeys(policy.urls + added.urls)))
