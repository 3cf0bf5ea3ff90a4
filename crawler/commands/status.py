"""`clausetrail status`: list the policies that were not read recently, for a person and for monitoring."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, end_for_usage, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import UNREAD
from clausetrail.crawler.watchlist_file import load_watchlist_if_any
from clausetrail.reports.lookup.policy_state import (
    READ,
    STATES,
    PolicyState,
    never_read,
    policy_state,
    prometheus_lines,
)
from clausetrail.snapshots import clock
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import UnwritableOutput
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.runs import EndedRun
from clausetrail.snapshots.store import Store

_STALE_DAYS = 3.0  # a nightly crawl that failed twice


class Command(BaseCommand):
    """List the policies that need attention."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] [POLICY ...]"

    def short_desc(self) -> str:
        return "List the policies that were not read recently, with the reason (for monitoring)"

    def long_desc(self) -> str:
        return (
            "List the policies that need attention, with the reason: never checked, unread (the last request failed), nothing "
            "read (checked, and no text is known), or stale (not checked for --days days). Policies of the watchlist that the "
            "store does not have are among them. Ends with 0 when all are read and the last run ended with 0, else with 3. --prometheus FILE "
            "writes the same for the textfile collector of Prometheus, at once and as a whole."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--days", metavar="N", default=str(_STALE_DAYS), help="days after which a policy is stale (default: 3)"
        )
        parser.add_argument("--all", action="store_true", help="list the policies that are read as well")
        parser.add_argument(
            "--policies", metavar="FILE", help="watchlist (default: policies.toml here, else in the data folder)"
        )
        parser.add_argument("--json", action="store_true", help="print all of them as JSON, for programs")
        parser.add_argument("--prometheus", metavar="FILE", help="write metrics to FILE too")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        try:
            days = float(opts.days)
        except ValueError:
            days = -1
        if not 0 <= days < float("inf"):
            end_for_usage(f"--days takes a number of days, not {opts.days!r}")
        watched = [policy.name for policy in load_watchlist_if_any(opts.policies, self.settings)]
        with closing(self.open_store_to_read()) as store:
            last = store.runs.last_ended()
            states = _states(store, self.policies(store, args), [] if args else watched, days)
        if opts.prometheus:
            _write_whole(Path(opts.prometheus), "".join(f"{line}\n" for line in prometheus_lines(states)))
        failing = [one for one in states if one.state != READ]
        if opts.json:
            print_output(
                json.dumps(
                    {
                        "stale_days": days,
                        "last_run": asdict(last) if last else None,
                        "policies": [asdict(one) for one in states],
                    },
                    indent=2,
                    ensure_ascii=False,
                )
            )
        else:
            _print_table(states if opts.all else failing)
            print_message(_summary(states))
            if last and last.exit_code:
                print_message(_run_sentence(last))
        return UNREAD if failing or (last and last.exit_code) else 0


def _states(store: Store, policies: Sequence[Policy], watched: Sequence[str], days: float) -> list[PolicyState]:
    """Return the state of each policy, the worst first and within a state by name."""
    now, known = datetime.fromisoformat(clock.now()), {policy.name for policy in policies}
    found = [policy_state(store, policy, now, days) for policy in policies]
    found += [never_read(name) for name in watched if name not in known]
    return sorted(found, key=lambda one: (STATES.index(one.state), one.policy))


def _print_table(states: list[PolicyState]) -> None:
    if states:
        print_output("policy\tstate\tlast checked\tnewest capture\tversions\treason")
    for one in states:
        columns = (
            one.policy,
            one.state,
            one.checked[:10] or "never",
            one.newest or "none",
            str(one.versions),
            one.reason,
        )
        print_output("\t".join(columns).rstrip())


def _run_sentence(run: EndedRun) -> str:
    """Return that the last run did not end with 0, with what it printed: a damaged file is known to no policy."""
    said = f": {'; '.join(run.summary.splitlines())}" if run.summary else ""
    return f"the last run ({run.command}, {run.finished_at}) ended with {run.exit_code}{said}"


def _summary(states: list[PolicyState]) -> str:
    counts = Counter(one.state for one in states)
    parts = [f"{counts[state]:,} {state}" for state in STATES if counts[state]]
    return f"{counted(len(states), 'policy', 'policies')}: {', '.join(parts)}" if parts else "no policies yet"


def _write_whole(path: Path, text: str) -> None:
    """Write *text* to *path* so that a reader sees the old file or the new one. Raises UnwritableOutput."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UnwritableOutput(f"{path} cannot be written: {error.strerror}") from error
