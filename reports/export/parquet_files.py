"""Tables as Parquet: typed, compressed, described; one file a table, in row groups of a bounded size.

The only door to pyarrow, which is an extra: 170 MB that nobody needs who only tracks.
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

# A row group for each of 10,000 policies would be 10,000 of a few rows, which readers are slow to open; a group that
# grows with a policy would not leave memory flat. Both bounds hold, whatever a hostile page says.
_MOST_ROWS = 5_000
_MOST_CHARACTERS = 4_000_000
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "datetime": pa.timestamp("s", tz="UTC"),
}


class ParquetFiles:
    """A Parquet file for each table, open for the time of a `with` block, and in its place only once all is written."""

    extension = "parquet"

    def __init__(self, folder: Path, tables: Iterable[Table]) -> None:
        self._paths = {table: folder / f"{table.name}.{self.extension}" for table in tables}
        self._groups: dict[str, _Group] = {}

    def __enter__(self) -> Self:
        self._groups = {table.name: _Group(table, draft_path(path)) for table, path in self._paths.items()}
        return self

    def write(self, table: str, row: dict[str, Any]) -> None:
        """Add *row* to *table*. Raises OSError."""
        self._groups[table].add(row)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for group in self._groups.values():
            group.close(whole=kind is None)
        finish_drafts(self._paths.values(), whole=kind is None)


class _Group:
    """The file of one table, and the rows that it does not hold yet."""

    def __init__(self, table: Table, path: Path) -> None:
        self._schema = pa.schema([_field(column) for column in table.columns], {"description": table.description})
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, row: dict[str, Any]) -> None:
        """Keep *row*, and write what is kept once it is enough."""
        self._rows.append({name: _valid(value) for name, value in row.items()})
        self._characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= _MOST_ROWS or self._characters >= _MOST_CHARACTERS:
            self._flush()

    def close(self, *, whole: bool) -> None:
        """End the file, with all that was kept where it is to be *whole*."""
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
    """Return *value* with nothing for an empty text, as in the CSV, and without halves of surrogate pairs."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "replace").decode() or None
