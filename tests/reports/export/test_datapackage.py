"""The description of exported files: size, hash, and the columns of tables."""

from __future__ import annotations

import hashlib
from pathlib import Path

from clausetrail.reports.export.datapackage import JSONL_TABLES, describe_files
from clausetrail.reports.export.table_schema import TABLES


def test_each_file_is_described_by_its_bytes_and_its_table(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("changes.csv", "changes.jsonl", "changes.parquet", "captures.warc.gz")]
    for path in paths:
        path.write_bytes(path.name.encode())
    described = {one["path"]: one for one in describe_files(tmp_path, paths)["resources"]}
    assert [one["name"] for one in described.values()] == [
        "changes",
        "changes-jsonl",
        "changes-parquet",
        "captures-warc",
    ]
    for path in paths:
        assert described[path.name]["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        assert described[path.name]["bytes"] == len(path.name)
    schemas = {"changes.csv": TABLES, "changes.jsonl": JSONL_TABLES}
    for name, tables in schemas.items():
        (table,) = [table for table in tables if table.name == "changes"]
        fields = described[name]["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in table.columns]
    assert described["changes.parquet"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "versions-parquet"
    assert "schema" not in described["captures.warc.gz"]
