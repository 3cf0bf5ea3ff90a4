"""The rows of the tables: every column that the schema has, in the order of the keys."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clausetrail.reports.export.table_rows import policy_rows
from clausetrail.reports.export.table_schema import TABLES
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron, link


def test_every_row_has_the_columns_and_the_required_values_of_its_table(store: Store) -> None:
    tables = {table.name: table for table in TABLES}
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, row in policy_rows(store, heron(store), link):
        rows[name].append(row)
        assert set(row) == {column.name for column in tables[name].columns}
        assert not [column.name for column in tables[name].columns if column.required and row[column.name] is None]
    for name, found in rows.items():
        keys = [tuple(row[column] for column in tables[name].key) for row in found]
        assert keys == sorted(set(keys)), name
    assert len(rows["versions"]) == 3
    first = rows["changes"][0]
    assert (first["event"], first["lost"], first["gained"]) == ("reworded", "30", "90")
    assert first["clause"] in {row["clause"] for row in rows["clauses"] if row["version"] == 2}
