"""`clausetrail backup`: copy the store to one file, also while a crawl writes to it."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, end_for_usage, print_output
from clausetrail.snapshots.storage.backup import back_up
from clausetrail.snapshots.store import FILE


class Command(BaseCommand):
    """Copy the store while it is in use."""

    kept = "the earlier copy is unchanged"

    def syntax(self) -> str:
        return "FILE [options]"

    def short_desc(self) -> str:
        return "Copy the store to one file, also while a crawl is writing to it"

    def long_desc(self) -> str:
        return (
            "Copy the store to FILE, also while a crawl is writing to it, and check the copy. An existing FILE is replaced at the "
            "end, as a whole. To restore it, stop all runs, delete clausetrail.sqlite-wal and clausetrail.sqlite-shm in the data "
            "folder, and copy FILE there as clausetrail.sqlite; `clausetrail verify` then checks everything."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            end_for_usage("backup takes one file: clausetrail backup FILE")
        self.require_store()
        store, target = self.data_folder() / FILE, Path(args[0])
        if target.is_dir():
            target /= FILE
        if target.resolve() == store.resolve():
            end_for_usage(f"{target} is the store itself: name another file")
        size = back_up(store, target)
        print_output(f"{size:,} bytes copied to {target}")
        return 0
