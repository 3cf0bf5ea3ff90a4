"""The `clausetrail` command: find the verb, parse its options and run it. Scrapy is imported only where something is crawled."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from clausetrail.crawler.commandline.output import print_output, run_guarded
from clausetrail.crawler.help_text import HELP

_VERBS = Path(__file__).parent / "commands"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the verb that *arguments* name (those of the process, where they are not given). Ends with SystemExit."""
    verb = (sys.argv[1:] if arguments is None else arguments)[:1]
    # `play` is also started by other verbs, which print such a line themselves.
    interrupted = "" if list(verb) == ["play"] else "interrupted before anything was done"
    sys.exit(run_guarded(lambda: _main(arguments), interrupted))


def _main(arguments: Sequence[str] | None) -> int:
    """Run the verb that *arguments* name, and return its exit code."""
    verb, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if verb in {"-h", "--help", "help"}:
        print_output(HELP.removesuffix("\n"))
        return 0
    if verb in {"--version", "version"}:
        from importlib.metadata import version  # noqa: PLC0415 (20 ms that only this needs)

        print_output(f"clausetrail {version('clausetrail')}")
        return 0
    return _run(verb, rest)


def our_verbs() -> list[str]:
    """Return the names of our verbs: one module in `crawler/commands` each."""
    return sorted(path.stem for path in _VERBS.glob("[a-z]*.py"))


def _run(name: str, arguments: Sequence[str]) -> int:
    """Run the verb *name*, ours or Scrapy's, and return its exit code: 2 for an unknown one."""
    from clausetrail.crawler.commandline.base_command import BaseCommand, did_you_mean, end_for_usage  # noqa: PLC0415 (--help needs none)

    ours = our_verbs()
    if name not in ours:
        scrapys = _verbs_of_scrapy()
        if name not in scrapys:
            hint = did_you_mean(name, [*ours, *scrapys]) or "; `clausetrail --help` lists the verbs"
            end_for_usage(f"unknown verb {name if name.strip() else repr(name)}{hint}")
        return _run_by_scrapy(name, arguments)
    command = importlib.import_module(f"clausetrail.crawler.commands.{name}").Command
    if not issubclass(command, BaseCommand):
        return _run_by_scrapy(name, arguments)
    code: int = command().run_with(arguments)
    return code


def _verbs_of_scrapy() -> list[str]:
    """Return the names of the verbs that Scrapy and its plugins bring along, without importing Scrapy."""
    from importlib.metadata import entry_points  # noqa: PLC0415 (only for a verb that is not ours)

    found = importlib.util.find_spec("scrapy")
    folders = (found and found.submodule_search_locations) or ()
    files = (path.stem for folder in folders for path in (Path(folder) / "commands").glob("[a-z]*.py"))
    return sorted({*files, *(entry.name for entry in entry_points(group="scrapy.commands"))})


def _run_by_scrapy(name: str, arguments: Sequence[str]) -> NoReturn:
    """Let Scrapy run one of its own verbs, or our `crawl`, which is Scrapy's with other exit codes. Ends with SystemExit."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "clausetrail.crawler.settings"
    from scrapy.cmdline import execute  # noqa: PLC0415 (a third of a second, which our verbs do not need)
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    settings = get_project_settings()
    if editor := os.environ.get("EDITOR"):
        settings.set("EDITOR", editor, priority="project")
    if name in our_verbs():  # Scrapy imports every verb to look one up, which took 2.4 of 3.9 seconds
        settings.set("COMMANDS_MODULE", f"clausetrail.crawler.commands.{name}", priority="project")
    execute(["clausetrail", name, *arguments], settings)
    raise AssertionError("Scrapy ends with SystemExit")
