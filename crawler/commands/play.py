"""`clausetrail play WARC …`: replay WARC files on loopback as the Internet Archive does."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message
from clausetrail.crawler.replay_server.injected_faults import Faults
from clausetrail.crawler.replay_server.server import serve
from clausetrail.crawler.replay_server.server_process import ReadingReport, left_out_lines
from clausetrail.crawler.replay_server.warc_files import WarcCollection
from clausetrail.snapshots.errors import UnusableArchive


class Command(BaseCommand):
    """Serve WARC files until interrupted."""

    kept = ""

    def syntax(self) -> str:
        return "[options] WARC ..."

    def short_desc(self) -> str:
        return "Replay WARC files on loopback, as the Internet Archive does"

    def long_desc(self) -> str:
        return (
            "Serve the index and the raw playback of WARC files on this machine only, so that `clausetrail track --archive "
            "http://127.0.0.1:PORT` reads them in the same way as the real archive. The first line printed names the address."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", type=int, default=0, help="port (default: a free one)")
        parser.add_argument(
            "--index-per-minute",
            type=int,
            default=0,
            help="answer 429 above so many index requests (0: never)",
        )
        parser.add_argument(
            "--playback-per-minute", type=int, default=0, help="answer 429 above so many playback requests (0: never)"
        )
        parser.add_argument("--report", metavar="FILE", help=argparse.SUPPRESS)  # for the command that reads it
        parser.add_argument("--latency", type=float, default=0, metavar="MS", help="milliseconds before each answer")
        parser.add_argument(
            "--faults",
            default="",
            help="faults to inject, at every Nth request: index-503=7,play-429=13,play-cut=17",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableArchive("play takes at least one WARC file")
        try:
            collection = WarcCollection.from_warcs([Path(path) for path in args])
            _report(collection, opts.report)
            faults = Faults.parse(opts.faults)
            serve(
                collection,
                port=opts.port,
                faults=faults,
                index_per_minute=opts.index_per_minute,
                playback_per_minute=opts.playback_per_minute,
                latency=opts.latency / 1000,
            )
        except (OSError, ValueError) as error:
            if opts.report:
                _write(opts.report, ReadingReport(error=f"the files cannot be read: {error}"))
                return UnusableArchive.exit_code
            raise UnusableArchive(f"cannot play: {error}") from error
        return 0


def _report(collection: WarcCollection, path: str | None) -> None:
    """Write what is left out of the files to *path*, or print it where there is none."""
    found = ReadingReport(collection.left_out, collection.not_listed)
    if path:
        _write(path, found)
    else:
        for line in left_out_lines(found):
            print_message(line)


def _write(path: str, found: ReadingReport) -> None:
    Path(path).write_bytes(msgspec.json.encode(found))
