"""`clausetrail gate`: show which archives are sent nothing at present, and why, or end that."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.crawler.download.rate_gate import Parking, RateGate
from clausetrail.snapshots import clock
from clausetrail.snapshots.paths import gates_file


class Command(BaseCommand):
    """Show and clear the parkings of the rate gate."""

    def syntax(self) -> str:
        return "[HOST ...] [options]"

    def short_desc(self) -> str:
        return "Show which archives are sent nothing at present, and why (--clear ends it)"

    def long_desc(self) -> str:
        return (
            "After an answer 429 or 503, or a refused connection, nothing is sent to that archive for a while, by any process "
            "of this user: for as long as its Retry-After states, a day at most. This lists the archives that are parked, "
            "until when, and what they answered; HOST limits it to some of them. --clear ends the parkings that are listed: "
            "use it where the clock was wrong, or where you know that the archive answers again. An archive that is asked "
            "again too early blocks for longer."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--clear", action="store_true", help="end the parkings that are listed")
        parser.add_argument("--json", action="store_true", help="print them as JSON, for programs")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        found = _parkings(args, clear=opts.clear)
        if opts.json:
            print_output(json.dumps([_as_json(parking, cleared=opts.clear) for parking in found], indent=2))
        else:
            for parking in found:
                print_output(_line(parking, cleared=opts.clear))
            if not found:
                print_message(f"nothing is parked{f' of {chr(32).join(args)}' if args else ''}")
        return 0


def _parkings(hosts: list[str], *, clear: bool) -> list[Parking]:
    """Return the present parkings of *hosts*, or of all, and end them with *clear*. A gate that no run made has none."""
    if not gates_file().is_file():
        return []
    gate = RateGate(gates_file())
    try:
        now = clock.unix_seconds()
        found = [parking for parking in gate.parkings(now) if not hosts or _host(parking) in hosts]
        for parking in found if clear else ():
            gate.clear(parking.budget, now)
        return found
    finally:
        gate.close()


def _host(parking: Parking) -> str:
    return parking.budget.rpartition(" ")[0]


def _line(parking: Parking, *, cleared: bool) -> str:
    end = f"{datetime.fromtimestamp(parking.until, UTC):%Y-%m-%d %H:%M:%S} UTC"
    reason = f": {parking.reason}" if parking.reason else ""
    return f"{parking.budget}\t{f'cleared, was parked until {end}' if cleared else f'parked until {end}'}{reason}"


def _as_json(parking: Parking, *, cleared: bool) -> dict[str, object]:
    host, _, kind = parking.budget.rpartition(" ")
    until = f"{datetime.fromtimestamp(parking.until, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"host": host, "requests": kind, "parked_until": until, "reason": parking.reason, "cleared": cleared}
