"""`clausetrail export DIR`: the stored policies as files for other programs and other people."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from clausetrail.crawler.commandline.base_command import BaseCommand, print_output
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.export import datapackage, git_repository, table_rows, wacz_writer, warc_writer
from clausetrail.reports.export.csv_files import CSVFiles
from clausetrail.reports.export.jsonl_rows import capture_rows, change_rows, transient_rows
from clausetrail.reports.export.markdown_corpus import corpus_files
from clausetrail.reports.export.staging import staged
from clausetrail.reports.export.table_schema import TABLES
from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError, UnknownPolicy, UnusableSetting
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

_LINES = ("captures", "changes", "faces")
_ADDED = {
    "csv": "write the tables as DIR/NAME.csv",
    "parquet": "write the tables as DIR/NAME.parquet (needs clausetrail[parquet])",
    "git": "write DIR/git: a repository with a commit per version, made at its capture time",
    "warc": "write the stored bytes as DIR/captures.warc.gz",
    "wacz": "write the stored bytes as DIR/captures.wacz",
}


class Command(BaseCommand):
    """Write the stored policies as JSON Lines, Markdown, tables, a git repository, and the captures themselves."""

    def syntax(self) -> str:
        return "[options] DIR [POLICY ...]"

    def short_desc(self) -> str:
        return "Write captures and changes as JSON Lines, versions as Markdown; tables, git and WARC on demand"

    def long_desc(self) -> str:
        return (
            "Write into DIR: captures.jsonl (a line per listed capture: url, timestamp, digest, verdict, version, its text; one that shows nothing has the reason, and neither version nor text), "
            "changes.jsonl (a line per lasting change, with its interval and both mementos), faces.jsonl (a line per text that "
            "was shown for a time and then replaced by the text before it), corpus/POLICY/DATE-vN.md (a version each, "
            "with its provenance line, which `clausetrail import` reads back), and datapackage.json, which describes every file "
            "and column. --csv and --parquet add the tables policies, versions, captures, changes, findings, flags, clauses and "
            "stated_dates. --git adds DIR/git: a commit per version, made at its capture time; run again, it appends what is new. "
            "--warc adds captures.warc.gz: the stored bytes, as "
            "WARC/1.1, which `clausetrail play` and every replay tool read; --wacz adds captures.wacz: the same with its index, "
            "to be passed on or opened in ReplayWeb.page. All policies, or those named."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        for name, text in _ADDED.items():
            parser.add_argument(f"--{name}", action="store_true", help=text)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnknownPolicy("export takes a folder to write into")
        folder = Path(args[0])
        again = _include_present(folder, opts)
        forms = [*_table_writers(opts)]
        self.kept = f"the files in {folder} are as they were"
        store = self.open_store_to_read()
        try:
            policies = self.policies(store, args[1:])
            with staged(folder, datapackage.FILE_NAME) as part:
                lines = [*_write_all(store, policies, folder, part, forms, opts)]
                if opts.git:
                    link = view_link_of(store)
                    lines.append(f"{folder / 'git'}: {git_repository.write(store, policies, folder / 'git', link)}")
                    self.kept = f"the files in {folder} are as they were, and all commits are in {folder / 'git'}"
            self.kept = f"everything was written to {folder}"
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error
        finally:
            store.close()
        for line in lines:
            print_output(line)
        if again:
            print_output(
                f"{' and '.join(again)} of the export before this one were written again, so that all files agree"
            )
        return 0


def _include_present(folder: Path, opts: argparse.Namespace) -> list[str]:
    """Ask in *opts* for each form that an earlier export left in *folder*, and return those that were not asked for.

    Files that stay as they were would disagree with those that are written.
    """
    names = {form: [f"{table.name}.{form}" for table in TABLES] for form in ("csv", "parquet")}
    names |= {"warc": ["captures.warc.gz"], "wacz": ["captures.wacz"]}
    found: list[str] = []
    for form, files in names.items():
        is_present = (folder / datapackage.FILE_NAME).is_file() and any((folder / name).is_file() for name in files)
        if is_present and not getattr(opts, form):
            setattr(opts, form, True)
            found.append(f"the files of --{form}")
    return found


def _table_writers(opts: argparse.Namespace) -> Iterator[type[Any]]:
    """Yield the writer class of each requested table format. Raises UnusableSetting where its library is not installed."""
    if opts.csv:
        yield CSVFiles
    if opts.parquet:
        if not importlib.util.find_spec("pyarrow"):
            raise UnusableSetting("--parquet needs pyarrow: pip install 'clausetrail[parquet]'")
        from clausetrail.reports.export.parquet_files import ParquetFiles  # noqa: PLC0415 (an extra, and half a second to import)

        yield ParquetFiles


def _write_all(
    store: Store,
    policies: tuple[Policy, ...],
    folder: Path,
    part: Path,
    forms: list[type[Any]],
    opts: argparse.Namespace,
) -> Iterator[str]:
    """Write every file that is requested to *part*, and yield a line about each, with its later place in *folder*."""
    link = view_link_of(store)
    yield f"{_write_basics(store, policies, part, link)} written to {folder}"
    paths = [part / f"{name}.jsonl" for name in _LINES]
    if forms:
        paths += [part / f"{table.name}.{form.extension}" for form in forms for table in TABLES]
        yield f"{counted(_write_tables(store, policies, part, link, forms), 'row')} of {len(TABLES)} tables written to {folder}"
    for is_asked, form, name in (
        (opts.warc, warc_writer, "captures.warc.gz"),
        (opts.wacz, wacz_writer, "captures.wacz"),
    ):
        if is_asked:
            paths.append(part / name)
            yield f"{folder / name}: {form.write(store, policies, part / name)}"
    described = msgspec.json.encode(datapackage.describe_files(part, paths))
    (part / datapackage.FILE_NAME).write_bytes(msgspec.json.format(described, indent=2) + b"\n")


def _write_basics(store: Store, policies: tuple[Policy, ...], folder: Path, link: MementoLink) -> str:
    counts, without_text = [0, 0, 0], 0
    with ExitStack() as stack:
        captures_file, changes_file, faces_file = (
            stack.enter_context((folder / f"{name}.jsonl").open("wb")) for name in _LINES
        )
        for policy in policies:
            faces_file.writelines(_line(row) for row in transient_rows(store, policy, link))
            for row in capture_rows(store, policy):
                captures_file.write(_line(row))
                counts[0] += 1
                without_text += row["verdict"] != "policy"
            for row in change_rows(store, policy, link):
                changes_file.write(_line(row))
                counts[1] += 1
            for name, text in corpus_files(store, policy, link):
                target = folder / "corpus" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", errors="replace")
                counts[2] += 1
    silent = f" ({without_text} of them show nothing or were not read)" if without_text else ""
    return f"{counted(counts[0], 'capture')}{silent}, {counted(counts[1], 'change')} and {counted(counts[2], 'version')} of {counted(len(policies), 'policy', 'policies')}"


def _write_tables(
    store: Store, policies: Iterable[Policy], folder: Path, link: MementoLink, forms: list[type[Any]]
) -> int:
    """Write the tables with all writer classes *forms* in one pass, and return the number of rows."""
    count = 0
    with ExitStack() as stack:
        files = [stack.enter_context(form(folder, TABLES)) for form in forms]
        for policy in policies:
            for table, row in table_rows.policy_rows(store, policy, link):
                count += 1
                for file in files:
                    file.write(table, row)
    return count


def _line(row: dict[str, Any]) -> bytes:
    return msgspec.json.encode(row) + b"\n"
