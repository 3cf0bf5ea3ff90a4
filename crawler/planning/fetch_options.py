"""The options and settings that decide how much of a policy's past a run fetches."""

from __future__ import annotations

import argparse
import math

from scrapy.settings import BaseSettings

from clausetrail.crawler.planning.capture_plan import FetchMode, FetchOptions
from clausetrail.snapshots.errors import UnusableSetting


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --fetch, --gap and --budget to *parser*."""
    parser.add_argument(
        "--fetch",
        choices=[str(fetch) for fetch in FetchMode],
        help="all captures; each distinct payload once; bisect: halve where texts differ until each change is located; "
        "auto (default): distinct up to 480 payloads, bisect a deeper past",
    )
    parser.add_argument(
        "--gap",
        metavar="DAYS",
        help="with bisect: fetch captures between two that read alike until they are no further apart (default: 90)",
    )
    parser.add_argument("--budget", metavar="N", help="fetch at most N captures of a policy in this run")


def apply_options(opts: argparse.Namespace, settings: BaseSettings) -> None:
    """Set the options that were given in *settings*. Raises UnusableSetting."""
    given = {"FETCH": opts.fetch, "FETCH_GAP_DAYS": opts.gap, "FETCH_BUDGET": opts.budget}
    for name, value in given.items():
        if value is not None:
            settings.set(name, value, priority="cmdline")
    if opts.budget is not None and options_from(settings).budget is None:
        raise UnusableSetting("--budget takes a number from 1 on")
    options_from(settings)


def options_from(settings: BaseSettings) -> FetchOptions:
    """Return the fetch options of *settings*. Raises UnusableSetting."""
    try:
        mode = FetchMode(settings["FETCH"])
    except ValueError as error:
        raise UnusableSetting(f"FETCH is one of {', '.join(FetchMode)}, not {settings['FETCH']!r}") from error
    budget = _number(settings, "FETCH_BUDGET", "0 for no limit, or a number of captures")
    gap = _number(settings, "FETCH_GAP_DAYS", "a number of days above 0")
    if not gap:
        raise UnusableSetting(
            "the widest gap is a number of days above 0; to fetch every payload, use --fetch distinct"
        )
    bisect_above = _number(settings, "FETCH_WHOLE", "a number of payloads")
    return FetchOptions(mode, gap, int(budget) or None, int(bisect_above))


def _number(settings: BaseSettings, name: str, meaning: str) -> float:
    try:
        number = float(settings[name])
    except ValueError as error:
        raise UnusableSetting(f"{name} is {meaning}, not {settings[name]!r}") from error
    if not 0 <= number < math.inf:
        raise UnusableSetting(f"{name} is {meaning}, not {settings[name]!r}")
    return number
