"""`clausetrail rebuild`: recompute everything from the stored pages with the current code."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import track

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import DIFFERENT, STORE
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.upgrade_preview import preview_upgrade
from clausetrail.reports.lookup.upgrade_report import upgrade_lines, upgrade_summary
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.history.code_upgrade import UpgradeEffect
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import FILE, Store

_PROGRESS_EVERY = 500  # policies: between two progress lines where no terminal shows a bar


class Command(BaseCommand):
    """Read every stored page again and recompute every timeline. Facts are not changed."""

    kept = "what was recomputed is stored; `clausetrail rebuild --outdated` continues"

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Recompute readings and timelines from the stored pages, with the current code"

    def long_desc(self) -> str:
        return (
            "Decode, clean, screen and compare every stored page again. A difference from the earlier result is caused by our "
            "code, and is reported as such, never as a change of a policy. Nothing is fetched; each policy is one transaction. "
            f"With --compare nothing is written: the differences and their causes are printed, and the command ends with {DIFFERENT} "
            "if there are any. Use it after an upgrade, then accept the result with a plain `clausetrail rebuild`. "
            "Pages are read from the parser's events, as a crawl reads them. --soup reads with BeautifulSoup; both give the same "
            "text, which --compare --soup checks on your own pages. A policy with selectors is always read with BeautifulSoup."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--compare", action="store_true", help="print what would differ, and write nothing")
        parser.add_argument(
            "--outdated",
            action="store_true",
            help="only what other code computed: continues an interrupted rebuild",
        )
        parser.add_argument(
            "--soup", action="store_true", help="read with BeautifulSoup, which takes half as long again"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        self.require_store()
        if opts.compare and not os.access(
            self.data_folder(), os.W_OK, effective_ids=os.access in os.supports_effective_ids
        ):
            return self._compare_copy(args, quick=not opts.soup)
        store = self.open_store()
        try:
            policies = self.policies(store, args)
            if opts.compare:
                return _compare(store, policies, quick=not opts.soup)
            return _rebuild(store, policies, again=not opts.outdated, quick=not opts.soup)
        finally:
            store.close()

    def _compare_copy(self, args: list[str], *, quick: bool) -> int:
        """Compare in a copy of a store that cannot be written: the comparison derives everything, and rolls it back."""
        with tempfile.TemporaryDirectory(prefix="clausetrail-") as folder:
            for path in self.data_folder().glob(f"{FILE}*"):
                shutil.copyfile(path, Path(folder, path.name))
            with contextlib.closing(Store.open(Path(folder))) as store:
                return _compare(store, self.policies(store, args), quick=quick)


def _rebuild(store: Store, policies: tuple[Policy, ...], *, again: bool, quick: bool) -> int:
    readings = differing = damaged = 0
    if again and any(store.full_text_faults()):
        store.search.drop_full_text()
    for policy in _with_progress(policies, "recomputing"):
        before = [version.fingerprint for version in store.derivations.versions(policy.name)]
        try:
            outcome = derive(store, policy, again=again, quick=quick)
        except DamagedBody as error:
            print_message(f"clausetrail: {policy.name} cannot be recomputed, and stays unchanged: {error}")
            damaged += 1
            continue
        readings += outcome.readings_made
        if before and before != [version.fingerprint for version in outcome.versions]:
            differing += 1
            print_message(
                f"  {policy.name}: the current code finds {counted(len(outcome.versions), 'version')} instead of {len(before)}, or other texts"
            )
    store.derivations.delete_unused_texts()
    recomputed = len(policies) - damaged
    print_output(
        f"{counted(readings, 'reading')} of {counted(recomputed, 'policy', 'policies')} recomputed; {counted(differing, 'policy reads', 'policies read')} differently with the current code"
    )
    return STORE if damaged else 0


def _compare(store: Store, policies: tuple[Policy, ...], *, quick: bool) -> int:
    total, differing, damaged = UpgradeEffect(), 0, 0
    console = output_console()
    for policy in _with_progress(policies, "comparing"):
        try:
            epoch = preview_upgrade(store, policy, quick=quick)
        except DamagedBody as error:
            print_message(f"clausetrail: {policy.name} cannot be read again: {error}")
            damaged += 1
            continue
        total.add(epoch)
        if epoch.differs:
            differing += 1
            print_output(upgrade_summary(policy.name, epoch))
            print_lines(upgrade_lines(epoch), console)
    if differing > 1:
        print_output(upgrade_summary("in total", total))
        print_lines(upgrade_lines(total), console)
    accept = "; `clausetrail rebuild` accepts this" if differing else ""
    print_output(
        f"{differing} of {counted(total.policies, 'policy', 'policies')} read differently with the current code; nothing was written{accept}"
    )
    return STORE if damaged else DIFFERENT if differing else 0


def _with_progress(policies: tuple[Policy, ...], what: str) -> Iterator[Policy]:
    """Yield *policies*, and show the progress."""
    console = Console(stderr=True)
    shown: Iterable[Policy] = policies
    if console.is_terminal:
        shown = track(policies, what, console=console, transient=True)
    for count, policy in enumerate(shown):
        if count and count % _PROGRESS_EVERY == 0 and not console.is_terminal:
            print_message(f"  {what}: {count} of {counted(len(policies), 'policy', 'policies')}")
        yield policy
