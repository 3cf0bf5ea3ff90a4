"""The base class of our commands: options that all have, one line for every error, exit codes.

It offers what Scrapy expects of a command, so that `scrapy VERB` runs it too (`clausetrail.crawler.scrapy_commands`),
and imports nothing of Scrapy: of the 0.55 CPU-seconds that `clausetrail policies` took, Scrapy's import was 0.37.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from clausetrail.crawler.commandline.exit_codes import CLOSED_PIPE, INTERRUPTED
from clausetrail.crawler.commandline.interruption import end_by_signals
from clausetrail.crawler.commandline.output import (
    check_output_is_open,
    flush_output,
    give_up_output,
    replace_what_terminals_lack,
    reraise_output_error,
)
from clausetrail.crawler.commandline.output import print_document as print_document  # noqa: PLC0414 (for the commands)
from clausetrail.crawler.commandline.output import print_message as print_message  # noqa: PLC0414 (for the commands)
from clausetrail.crawler.commandline.output import print_output as print_output  # noqa: PLC0414 (for the commands)
from clausetrail.crawler.run_settings import PlainSettings, RunSettings
from clausetrail.crawler.watchlist_file import data_folder_of
from clausetrail.snapshots.errors import ClausetrailError, StoreIsMissing, UnwritableOutput
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.paths import gates_file
from clausetrail.snapshots.private_files import hint_about_readers, make_private_file
from clausetrail.snapshots.store import FILE, Store
from clausetrail.snapshots.watchlist.policies import find

USAGE = 2
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


class _Parser(argparse.ArgumentParser):
    """A parser whose help is output like any other: argparse ignores where it cannot be written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if message and file is sys.stdout:
            print_output(message.removesuffix("\n"))
        elif message:
            print_message(message.removesuffix("\n"))


class BaseCommand(ABC):
    """A command that ends with one clear line and the right exit code, whatever goes wrong."""

    requires_project: ClassVar[bool] = True
    requires_crawler_process: ClassVar[bool] = False
    default_settings: ClassVar[dict[str, Any]] = {}
    log_level: ClassVar[str] = "WARNING"
    formatter: ClassVar[type[argparse.HelpFormatter]] = argparse.HelpFormatter
    exitcode: int = 0
    kept: str = "what was done so far is stored"  # by a run that is interrupted; "" prints nothing
    crawler_process: Any = None  # Scrapy sets it where Scrapy runs a verb that crawls

    def __init__(self) -> None:
        self.settings: RunSettings = self.fresh_settings()
        self._parser: argparse.ArgumentParser | None = None

    @property
    def name(self) -> str:
        """The verb as it is typed: the name of its module."""
        return type(self).__module__.rpartition(".")[2]

    def syntax(self) -> str:
        """Return the arguments that the verb takes, for the usage line."""
        return "[options]"

    @abstractmethod
    def short_desc(self) -> str:
        """Return what the verb does, in one line."""

    def long_desc(self) -> str:
        """Return what the verb does, for its help."""
        return self.short_desc()

    @abstractmethod
    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the verb's work and return its exit code. Raises ClausetrailError for everything expected."""

    def fresh_settings(self) -> RunSettings:
        """Return the settings of a run that nothing has changed yet."""
        return PlainSettings()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options of the verb to *parser*."""
        self._parser = parser
        parser.prog = f"clausetrail {self.name}"
        parser.usage = f"clausetrail {self.name} {self.syntax()}"
        parser.formatter_class = self.formatter
        group = parser.add_argument_group("data and settings")
        group.add_argument("--data", metavar="DIR", help="data folder (default: CLAUSETRAIL_DATA, else the user's)")
        group.add_argument(
            "-s",
            "--set",
            metavar="NAME=VALUE",
            action="append",
            default=[],
            help="use another value of a setting in this run (may be repeated)",
        )
        self._add_log_options(group)

    def _add_log_options(self, group: argparse._ArgumentGroup) -> None:
        """Add the options on logging of Scrapy's commands. Only a crawl writes a log: other commands accept and hide them."""

        def text(line: str) -> str:
            return line if self.requires_crawler_process else argparse.SUPPRESS

        group.add_argument(
            "-L", "--loglevel", metavar="LEVEL", help=text(f"least level that is logged (default: {self.log_level})")
        )
        group.add_argument("--logfile", metavar="FILE", help=text("write the log there instead of to standard error"))
        group.add_argument("--nolog", action="store_true", help=text("write no log"))
        for name in ("--profile", "--pidfile"):  # for developers and for service managers
            group.add_argument(name, metavar="FILE", help=argparse.SUPPRESS)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Put *opts* into the settings. Ends the process where *args* holds an unknown option."""
        unknown = [argument for argument in args if argument.startswith("-") and argument != "-"]
        if unknown:
            self._end_for_unknown_option(unknown[0].partition("=")[0])
        self.settings.set("LOG_LEVEL", self.log_level, priority="project")
        for pair in opts.set:
            name, equals, value = pair.partition("=")
            if not equals:
                end_for_usage(f"-s takes NAME=VALUE, not {pair!r}")
            self.settings.set(name, value, priority="cmdline")
        if opts.data:
            self.settings.set("CLAUSETRAIL_DATA", opts.data, priority="cmdline")
        if opts.logfile or opts.loglevel or opts.nolog:
            self.settings.set("LOG_ENABLED", not opts.nolog, priority="cmdline")
        if opts.loglevel and opts.loglevel.upper() not in _LEVELS and not opts.loglevel.isdigit():
            end_for_usage(f"-L takes {', '.join(_LEVELS[:-1])} or {_LEVELS[-1]}, not {opts.loglevel!r}")
        if opts.logfile and not self.requires_crawler_process:  # a crawl creates its log, and prints why it cannot
            _check_log_folder(Path(opts.logfile))
        for name, value in (("LOG_FILE", opts.logfile), ("LOG_LEVEL", opts.loglevel)):
            if value:
                self.settings.set(name, value, priority="cmdline")
        if opts.pidfile:
            Path(opts.pidfile).write_text(f"{os.getpid()}\n", encoding="utf-8")

    def _end_for_unknown_option(self, option: str) -> NoReturn:
        assert self._parser is not None
        actions = self._parser._option_string_actions.items()
        options = [name for name, action in actions if name.startswith("--") and action.help != argparse.SUPPRESS]
        hint = did_you_mean(option, options) or f"; `clausetrail {self.name} --help` lists the options"
        end_for_usage(f"unknown option {option}{hint}")

    def run_with(self, arguments: Sequence[str]) -> int:
        """Parse *arguments* as `clausetrail` gets them, run the verb, and return its exit code. SystemExit for wrong usage."""
        parser = _Parser(description=self.long_desc())
        self.add_options(parser)
        opts, rest = parser.parse_known_args(arguments)
        self.process_options(rest, opts)
        if opts.profile:
            import cProfile  # noqa: PLC0415 (for developers alone)

            with cProfile.Profile() as profile:
                self.run(rest, opts)
            profile.dump_stats(opts.profile)
        else:
            self.run(rest, opts)
        return self.exitcode

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do the verb's work and set `exitcode`. Every expected error becomes one line on standard error."""
        end_by_signals()  # here too: `scrapy VERB` begins here
        replace_what_terminals_lack()
        try:
            self._run(args, opts)
        except UnwritableOutput as error:
            self.exitcode = error.exit_code
            give_up_output()
            print_message(f"clausetrail: {error}")
        except ClausetrailError as error:
            self.exitcode = error.exit_code
            print_message(f"clausetrail: {error}")
        except BrokenPipeError:
            # The reader of our output has closed the pipe (`| head`): no more output is possible.
            self.exitcode = CLOSED_PIPE
            give_up_output()
        except KeyboardInterrupt:
            self.exitcode = INTERRUPTED
            if self.kept:
                print_message(f"clausetrail: interrupted; {self.kept}")

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        check_output_is_open()
        try:
            self.exitcode = self.execute(args, opts)
        except OSError as error:
            reraise_output_error(error)
            raise
        flush_output()

    def print_hint_about_readers(self) -> None:
        """Print once which of the files of this run others can read. New ones are private; existing ones keep their mode."""
        folder, log = self.data_folder(), self.settings.get("LOG_FILE")
        logs = [Path(log).absolute()] if log else []
        if hint := hint_about_readers(
            [folder, folder / FILE, gates_file(), *logs], gates_file().with_name("readers-hinted-at")
        ):
            print_message(hint)

    def data_folder(self) -> Path:
        """Return the data folder of this run."""
        return data_folder_of(self.settings)

    def open_store(self) -> Store:
        """Return the store of this run, open. Raises StoreError."""
        return Store.open(self.data_folder())

    def require_store(self) -> None:
        """Raise StoreIsMissing where there is no store: only verbs that bring captures or texts into it create one."""
        folder = self.data_folder()
        if not (folder / FILE).exists():
            raise StoreIsMissing(
                f"there is no store in {folder}: nothing was done. `clausetrail history URL` or `clausetrail track` makes one; "
                "--data DIR, or CLAUSETRAIL_DATA, names another folder"
            )

    def open_store_to_read(self) -> Store:
        """Return the store of this run, open so that it refuses every write, also in a folder that is read-only. Raises StoreError."""
        self.require_store()
        return Store.open_read_only(self.data_folder())

    def open_store_to_search(self) -> Store:
        """Return the store as `open_store_to_read` does, with every policy indexed. Raises StoreError."""
        store = self.open_store_to_read()
        if store.search.is_complete():
            return store
        store.close()
        with closing(self.open_store()) as written:
            written.search.prepare()
            for name in written.search.unindexed_policies():
                written.search.update(name, written.derivations.versions(name))
        return self.open_store_to_read()

    def policies(self, store: Store, asked: list[str]) -> tuple[Policy, ...]:
        """Return the policies of *store* that *asked* names, or all of them. Raises UnknownPolicy."""
        known = store.facts.policies()
        return tuple(find(known, name) for name in asked) if asked else known


def _check_log_folder(log: Path) -> None:
    """End the process where the file *log* could not be written. No log is written by a verb that crawls nothing."""
    if log.is_dir() or not os.access(log if log.exists() else log.absolute().parent, os.W_OK):
        end_for_usage(f"the log {log} cannot be written")


def private_log_file(settings: RunSettings) -> None:
    """Create the log file of *settings* with mode 0600 where it is missing. Ends the process where it cannot be created."""
    if named := settings.get("LOG_FILE"):
        try:
            make_private_file(Path(named))
        except OSError as error:
            end_for_usage(f"the log {named} cannot be written: {error.strerror}")


def did_you_mean(asked: str, known: list[str]) -> str:
    """Return "; did you mean …?" with the names of *known* that are close to *asked*, or "" where none is."""
    bare = {name.lstrip("-"): name for name in known}
    close = difflib.get_close_matches(asked.lstrip("-"), bare, n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(bare[name] for name in close)}?" if close else ""


def end_for_usage(line: str) -> NoReturn:
    """Print *line* as an error of usage and end the process with exit code 2."""
    print_message(f"clausetrail: {line}")
    sys.exit(USAGE)
