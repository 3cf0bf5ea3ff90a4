"""`clausetrail rebuild`: everything told again from the facts, with today's code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import track

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import DIFFERENT, STORE
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.upgrade_preview import preview_upgrade
from clausetrail.reports.lookup.upgrade_report import upgrade_lines, upgrade_summary
from clausetrail.reports.wording.terminal import print_lines
from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.history.code_upgrade import UpgradeEffect
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

_EVERY = 500  # policies: how often a line tells how far it is, where there is no terminal to show a bar


class Command(BaseCommand):
    """Read every body again and tell every timeline anew. Facts are not touched."""

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "Tell the derivations again from the bytes held, with today's code"

    def long_desc(self) -> str:
        return (
            "Decode, clean, screen and compare every held snapshot again. A difference to what was told before comes from our "
            "code, and is reported as such, never as a change of a policy. Nothing is fetched; each policy is one transaction. "
            f"With --compare nothing is written: what would read otherwise is printed, and why, and the command ends with {DIFFERENT} "
            "if anything does. Look at it after an upgrade, then accept it with a plain `clausetrail rebuild`. "
            "Pages are read straight from the parser, in about half the time that BeautifulSoup takes, by which a crawl reads; "
            "both read alike, and with --compare you see it proved on your own bytes. A policy with selectors always has its soup."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--compare", action="store_true", help="say what would be told otherwise, and write nothing"
        )
        parser.add_argument(
            "--outdated",
            action="store_true",
            help="only what other code has told: goes on where an interrupted rebuild stopped",
        )
        parser.add_argument("--soup", action="store_true", help="read by BeautifulSoup, as a crawl does")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        store = self.open_store()
        try:
            policies = self.policies(store, args)
            if opts.compare:
                return _compare(store, policies, quick=not opts.soup)
            return _rebuild(store, policies, again=not opts.outdated, quick=not opts.soup)
        finally:
            store.close()


def _rebuild(store: Store, policies: tuple[Policy, ...], *, again: bool, quick: bool) -> int:
    readings = differing = damaged = 0
    for policy in _in_turn(policies, "telling again"):
        before = [version.fingerprint for version in store.derivations.versions(policy.name)]
        try:
            outcome = derive(store, policy, again=again, quick=quick)
        except DamagedBody as error:
            print_message(f"clausetrail: {policy.name} cannot be told again, and stays as it was: {error}")
            damaged += 1
            continue
        readings += outcome.readings_made
        if before and before != [version.fingerprint for version in outcome.versions]:
            differing += 1
            print_message(
                f"  {policy.name}: today's code tells {len(outcome.versions)} versions where there were {len(before)}, or other words"
            )
    store.derivations.delete_unused_texts()
    told = len(policies) - damaged
    print_output(
        f"{readings} readings of {told} policies made again; {differing} policies read differently with today's code"
    )
    return STORE if damaged else 0


def _compare(store: Store, policies: tuple[Policy, ...], *, quick: bool) -> int:
    total, differing, damaged = UpgradeEffect(), 0, 0
    console = Console(file=sys.stdout, highlight=False)
    for policy in _in_turn(policies, "comparing"):
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
        f"{differing} of {total.policies} policies read otherwise with today's code; nothing was written{accept}"
    )
    return STORE if damaged else DIFFERENT if differing else 0


def _in_turn(policies: tuple[Policy, ...], what: str) -> Iterator[Policy]:
    """Yield *policies*, and show how far it is."""
    console = Console(stderr=True)
    shown: Iterable[Policy] = policies
    if console.is_terminal:
        shown = track(policies, what, console=console, transient=True)
    for count, policy in enumerate(shown):
        if count and count % _EVERY == 0 and not console.is_terminal:
            print_message(f"  {what}: {count} of {len(policies)} policies")
        yield policy
