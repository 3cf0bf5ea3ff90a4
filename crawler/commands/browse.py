"""`clausetrail browse`: the pages of the static site, made on demand from the live store, on loopback."""

from __future__ import annotations

import argparse

from clausetrail.crawler.commandline.base_command import BaseCommand
from clausetrail.snapshots.errors import StoreError, UnusableSetting


class Command(BaseCommand):
    """Serve the pages of the stored policies, made on demand."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Serve the stored policies as a local site, with search and comparison of any two dates"

    def long_desc(self) -> str:
        return (
            "Serve on 127.0.0.1, only for this machine, the pages that `clausetrail site` writes, made on demand from the live "
            "store. In addition to a folder of pages: search in all clauses of all times, and comparison of any two dates "
            "(/policy/NAME/compare?from=2015&to=2020-06-30). Nothing is written, and no archived script runs. With --sql, Datasette "
            "answers SQL at /sql/, as pages, JSON and CSV, read-only; it can also be run by itself: "
            "datasette serve DATA/clausetrail.sqlite. Stop it with Ctrl-C."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", metavar="N", type=int, default=8_008, help="the port (8008)")
        parser.add_argument("--sql", action="store_true", help="Datasette at /sql/: SQL, JSON and CSV, read-only")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        try:
            from clausetrail.crawler.browse.web_app import serve  # noqa: PLC0415 (an extra: only `browse` needs a server)
        except ImportError as error:
            raise UnusableSetting(f"browse needs {error.name}: pip install 'clausetrail[browse]'") from error
        self.open_store_to_search().close()
        try:
            serve(self.data_folder(), opts.port, sql=opts.sql, ready=lambda port: _print_address(port, sql=opts.sql))
        except SystemExit as error:  # how uvicorn reports a port that it cannot bind
            raise StoreError(f"port {opts.port} is not available; name another with --port") from error
        return 0


def _print_address(port: int, *, sql: bool) -> None:
    also = f", SQL at http://127.0.0.1:{port}/sql/" if sql else ""
    print(f"http://127.0.0.1:{port}/{also} (Ctrl-C ends it)", flush=True)  # before the first answer, on a pipe too
