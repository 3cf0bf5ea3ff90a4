"""What our commands share: one line for every error, and the options that several have."""

from __future__ import annotations

import argparse
import sys
from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.planning.capture_plan import places
from clausetrail.crawler.watchlist_file import folder
from clausetrail.reports.timeline.timeline_document import Knowledge, Link
from clausetrail.snapshots.errors import ClausetrailError
from clausetrail.snapshots.history.coverage import UNREADABLE, coverage_gaps
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.policies import find


class Verb(ScrapyCommand):
    """A command that ends with one clear line and the right exit code, whatever goes wrong."""

    requires_project = True
    requires_crawler_process = False
    log_level: ClassVar[str] = "WARNING"

    @abstractmethod
    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the verb's work and return its exit code. Raises ClausetrailError for everything expected."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        try:
            self.exitcode = self.do(args, opts)
        except ClausetrailError as error:
            self.exitcode = error.exit_code
            say(f"clausetrail: {error}")
        except BrokenPipeError:
            # The reader of our output has gone (`| head`): nothing is left to be said to it.
            sys.stdout = None
        except KeyboardInterrupt:
            self.exitcode = 130
            say("clausetrail: interrupted; what was done so far is kept")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.usage = (parser.usage or "").replace("scrapy ", "clausetrail ", 1)
        parser.add_argument("--data", metavar="DIR", help="data folder (default: CLAUSETRAIL_DATA, else the user's)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        unknown = [argument for argument in args if argument.startswith("-") and argument != "-"]
        if unknown:
            raise UsageError(f"unknown option {unknown[0]}", print_help=False)
        assert self.settings is not None
        self.settings.set("LOG_LEVEL", self.log_level, priority="project")
        super().process_options(args, opts)
        if opts.data:
            self.settings.set("CLAUSETRAIL_DATA", opts.data, priority="cmdline")

    def folder(self) -> Path:
        """Return the data folder of this run."""
        assert self.settings is not None
        return folder(self.settings)

    def store(self) -> Store:
        """Return the store of this run, open. Raises StoreError."""
        return Store.at(self.folder())

    def policies(self, store: Store, asked: list[str]) -> tuple[Policy, ...]:
        """Return the policies of *store* that *asked* names, or all of them. Raises UnknownPolicy."""
        known = store.facts.policies()
        return tuple(find(known, name) for name in asked) if asked else known


def say(line: str) -> None:
    """Print *line* for the person who runs the command, apart from what the command puts out."""
    print(line, file=sys.stderr)


def put(text: str) -> None:
    """Print *text* as the output of the command."""
    print(text)


def knowledge(store: Store, policy: Policy) -> Knowledge:
    """Return how far what is known of *policy* reaches."""
    absences = tuple(store.facts.absences(policy.name))
    found = store.frames.links(policy)
    told = store.derivations.readings(policy.name)
    said = {number: one.fingerprint or UNREADABLE for number, one in told.items()}
    said |= dict.fromkeys(store.derivations.outsiders(policy.name), UNREADABLE)
    sequence = places(store.facts.captures(policy.name), said, store.facts.unplayable(policy.name, ""))
    return Knowledge(
        absences, found, store.silences(policy), store.addresses.known_until(policy), coverage_gaps(sequence)
    )


def view_links(store: Store) -> Link:
    """Return what says where a person can look at a capture: in the archive that listed it, or where an import says."""
    places = store.facts.archives()

    def link(capture: Capture) -> str:
        endpoint, dialect = places.get(capture.archive, (f"https://{capture.archive}", "ia"))
        return Archive(capture.archive, endpoint, dialect).view_url(capture)

    return link
