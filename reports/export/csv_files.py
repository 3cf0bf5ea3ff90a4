"""Write tables as CSV: RFC 4180, UTF-8, one file a table, with cells that no spreadsheet runs as a formula.

An archived page is not trusted: "=HYPERLINK(…)" in a policy must stay words when its table is opened.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from clausetrail.reports.export.table_schema import Table

# What begins a formula according to OWASP's "CSV Injection", full-width signs included. An apostrophe before one is guarded
# too, so that removing the guard is unambiguous.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]")  # fmt: skip
_GUARDED = re.compile("'(?=" + _FORMULA.pattern + ")")


def guard_formula(text: str) -> str:
    """Return *text* with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_formula(cell: str) -> str:
    """Return the text of *cell* without its guard: `unguard_formula(guard_formula(text)) == text` for every text."""
    return cell[1:] if _GUARDED.match(cell) else cell


def csv_cell(value: Any) -> str:
    """Return *value* as a CSV cell: times in ISO 8601, "" for None, "true" and "false" in lower case, texts guarded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return str(value) if isinstance(value, int) else guard_formula(str(value))


class CSVFiles:
    """A CSV file for each table, open during a `with` block; the files get their names only when all of them are written."""

    extension = "csv"

    def __init__(self, folder: Path, tables: Iterable[Table]) -> None:
        self._paths = {table: folder / f"{table.name}.{self.extension}" for table in tables}
        self._columns = {table.name: [column.name for column in table.columns] for table in self._paths}
        self._writers: dict[str, Any] = {}
        self._files = ExitStack()

    def __enter__(self) -> Self:
        for table, path in self._paths.items():
            file = self._files.enter_context(draft_path(path).open("w", encoding="utf-8", errors="replace", newline=""))
            self._writers[table.name] = csv.writer(file)
            self._writers[table.name].writerow(self._columns[table.name])
        return self

    def write(self, table: str, row: dict[str, Any]) -> None:
        """Add *row* to *table*. Raises OSError."""
        self._writers[table].writerow([csv_cell(row[name]) for name in self._columns[table]])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._files.close()
        finish_drafts(self._paths.values(), whole=kind is None)


def draft_path(path: Path) -> Path:
    """Return the path at which the file at *path* is written until it is complete."""
    return path.with_name(f".{path.name}.part")


def finish_drafts(paths: Iterable[Path], *, whole: bool) -> None:
    """Rename the drafts of *paths* to their final names if they are *whole*, and delete them otherwise."""
    for path in paths:
        if whole:
            draft_path(path).replace(path)
        else:
            draft_path(path).unlink(missing_ok=True)
