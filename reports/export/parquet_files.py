"""Write tables as Parquet: typed, compressed, described; one file a table, in row groups of a bounded size.

The only module that imports pyarrow: an optional dependency of 170 MB, which tracking does not need.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from clausetrail.reports.export.csv_files import draft_path, finish_drafts
from clausetrail.reports.export.table_schema import Column, Table

# Bounds of one row group. One group per policy would make 10,000 groups of a few rows for 10,000 policies, which readers are
# slow to open; a group that grows with its policy would let memory grow. Both bounds apply, so that no page can break one.
_MOST_ROWS = 5_000
_MOST_CHARACTERS = 4_000_000
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "datetime": pa.timestamp("s", tz="UTC"),
}


class ParquetFiles:
    """A Parquet file for each table, open during a `with` block; the files get their names only when all of them are written."""

    extension = "parquet"

    def __init__(self, folder: Path, tables: Iterable[Table]) -> None:
        self._paths = {table: folder / f"{table.name}.{self.extension}" for table in tables}
        self._files: dict[str, _TableFile] = {}

    def __enter__(self) -> Self:
        self._files = {table.name: _TableFile(table, draft_path(path)) for table, path in self._paths.items()}
        return self

    def write(self, table: str, row: dict[str, Any]) -> None:
        """Add *row* to *table*. Raises OSError."""
        self._files[table].add(row)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close(whole=kind is None)
        finish_drafts(self._paths.values(), whole=kind is None)


class _TableFile:
    """The file of one table, and the rows of its next row group."""

    def __init__(self, table: Table, path: Path) -> None:
        self._schema = pa.schema([_field(column) for column in table.columns], {"description": table.description})
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, row: dict[str, Any]) -> None:
        """Keep *row*, and write the kept rows once they reach a bound."""
        self._rows.append({name: _valid(value) for name, value in row.items()})
        self._characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= _MOST_ROWS or self._characters >= _MOST_CHARACTERS:
            self._flush()

    def close(self, *, whole: bool) -> None:
        """Close the file; if it is to be *whole*, write the kept rows first."""
        if whole:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._characters = [], 0


def _field(column: Column) -> pa.Field:
    described = {"description": column.description}
    return pa.field(column.name, _TYPES[column.type], nullable=not column.required, metadata=described)


def _valid(value: Any) -> Any:
    """Return *value* with None for an empty text, as in the CSV, and without halves of surrogate pairs."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode() or None
