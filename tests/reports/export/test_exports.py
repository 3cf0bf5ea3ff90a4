"""What `export` writes beside JSON Lines: tables that hold together, and a description that is true of every file."""

from __future__ import annotations

import csv
import hashlib
import json
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clausetrail.crawler.commands import export
from clausetrail.reports.export import parquet_files
from clausetrail.reports.export.csv_files import CSVFiles, csv_cell, guard_formula, unguard_formula
from clausetrail.reports.export.table_schema import POLICIES, TABLES
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import FIRST, SECOND, add, heron, page

FORMULAS = '=HYPERLINK("https://evil.example","Read our policy") is what this company calls its notice, in every book.'
DATED = "This policy was last updated on 3 May 2005."
HOSTILE = {
    "20060101000000": page(DATED, *FIRST, FORMULAS),
    "20070101000000": page(DATED, *FIRST),
    "20080101000000": page(DATED, *FIRST),
    "20110101000000": page(DATED, *SECOND, f"+{FORMULAS}"),
    "20120101000000": page(DATED, *SECOND, f"+{FORMULAS}"),
}


@pytest.fixture
def exported(store: Store, run: Run, tmp_path: Path) -> Path:
    """A folder with every form of two policies, one of which writes formulas."""
    heron(store)
    add(store, Policy("hostile", ("https://hostile.example/privacy",), "@SUM(1)"), HOSTILE)
    store.facts.declare(Policy("unread", ("https://unread.example/privacy",)))
    store.close()
    done = run("export", str(tmp_path / "out"), "--csv", "--parquet", "--git", "--warc", "--wacz")
    assert done.returncode == 0, done.stderr
    return tmp_path / "out"


def described(folder: Path) -> dict[str, dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["title"].startswith("The documents belong to their authors")
    return {resource["name"]: resource for resource in package["resources"]}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


texts = st.text(st.sampled_from("=+-@\t\r\n'\N{FULLWIDTH EQUALS SIGN} a1|!"), max_size=8) | st.text(max_size=20)


@given(texts)
@example("'1'=")
def test_no_cell_is_a_formula_and_the_guard_comes_off_again(text: str) -> None:
    told = csv_cell(text)
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}"))
    assert unguard_formula(told) == text
    assert (told == text) or told == guard_formula(text) == f"'{text}"


def test_a_policy_that_writes_formulas_is_words_in_every_cell(exported: Path) -> None:
    cells = [value for table in TABLES for row in rows(exported / f"{table.name}.csv") for value in row.values()]
    assert f"'{FORMULAS}" in cells
    assert f"'+{FORMULAS}" in cells
    assert "'@SUM(1)" in cells
    assert not [value for value in cells if value[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_the_description_is_true_of_every_file(exported: Path) -> None:
    held = described(exported)
    files = {path.name for path in exported.iterdir() if path.is_file()} - {"datapackage.json"}
    assert {resource["path"] for resource in held.values()} == files
    for resource in held.values():
        content = (exported / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert resource["description"]
        for field in resource.get("schema", {}).get("fields", ()):
            assert field["description"]


def test_every_table_has_the_columns_that_are_described(exported: Path) -> None:
    for name, resource in described(exported).items():
        if "schema" not in resource:
            assert name in {"captures-warc", "captures-wacz"}
            continue
        fields, path = [field["name"] for field in resource["schema"]["fields"]], exported / resource["path"]
        if resource["format"] == "parquet":
            assert pq.read_schema(path).names == fields
        elif resource["format"] == "csv":
            assert path.read_text("utf-8").splitlines()[0].split(",") == fields
        else:
            lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            assert all(list(line) == fields for line in lines)


READERS = {
    "string": str,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime": datetime.fromisoformat,
}


def test_every_cell_is_of_its_type_and_none_is_missing_that_is_required(exported: Path) -> None:
    for table in TABLES:
        for row in rows(exported / f"{table.name}.csv"):
            for column in table.columns:
                assert row[column.name] or not column.required, (table.name, column.name)
                if row[column.name]:
                    READERS[column.type](row[column.name])


def test_keys_tell_rows_apart_and_point_at_rows_that_are_there(exported: Path) -> None:
    held = {table.name: rows(exported / f"{table.name}.csv") for table in TABLES}
    assert all(held.values())
    for table in TABLES:
        keys = [tuple(row[name] for name in table.key) for row in held[table.name]]
        assert len(keys) == len(set(keys)), table.name
        for fields, other in table.refers:
            there = {tuple(row[name] for name in fields) for row in held[other]}
            here = {tuple(row[name] for name in fields) for row in held[table.name]}
            assert {key for key in here if all(key)} <= there, (table.name, other)


def test_a_change_tells_its_interval_its_words_and_whose_life_it_is_part_of(exported: Path) -> None:
    change = next(row for row in rows(exported / "changes.csv") if row["policy"] == "heron" and row["version"] == "2")
    assert (change["event"], change["lost"], change["gained"]) == ("reworded", "30", "90")
    assert (change["not_before"], change["not_after"]) == ("2006-04-11T08:00:00Z", "2009-05-12T09:00:00Z")
    assert change["matter"] == "right or duty"
    clauses = [row for row in rows(exported / "clauses.csv") if row["clause"] == change["clause"]]
    assert [(row["version"], row["since"]) for row in clauses] == [("1", "1"), ("2", "1"), ("3", "1")]
    file = next(row["file"] for row in rows(exported / "versions.csv") if row["policy"] == "heron")
    assert (exported / file).is_file()


def test_parquet_holds_what_csv_does(exported: Path) -> None:
    for table in TABLES:
        typed = pq.read_table(exported / f"{table.name}.parquet").to_pylist()
        told = [{name: csv_cell(value) for name, value in row.items()} for row in typed]
        assert told == rows(exported / f"{table.name}.csv"), table.name
        described = [field.metadata[b"description"] for field in pq.read_schema(exported / f"{table.name}.parquet")]
        assert described == [column.description.encode() for column in table.columns]


def test_an_export_without_tables_describes_what_is_there(store: Store, run: Run, tmp_path: Path) -> None:
    heron(store)
    store.close()
    assert run("export", str(tmp_path / "out")).returncode == 0
    assert sorted(described(tmp_path / "out")) == ["captures-jsonl", "changes-jsonl", "faces-jsonl"]


def flat(number: int) -> dict[str, Any]:
    counts = dict.fromkeys(("captures", "silent_captures", "unread_captures"), 0)
    return (
        {"policy": f"p{number}", "title": "", "urls": "https://a.example", "versions": number}
        | counts
        | dict.fromkeys(("first_seen", "last_seen", "asked_at", "trouble"))
    )


def test_what_waits_to_be_written_is_bounded_in_rows_and_in_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "_MOST_ROWS", 4)
    monkeypatch.setattr(parquet_files, "_MOST_CHARACTERS", 1000)
    with parquet_files.ParquetFiles(tmp_path, [POLICIES]) as files:
        for number in range(10):
            files.write("policies", flat(number))
        files.write("policies", flat(10) | {"title": "long" * 300})
    written = pq.ParquetFile(tmp_path / "policies.parquet")
    groups = [written.metadata.row_group(at).num_rows for at in range(written.num_row_groups)]
    assert groups == [4, 4, 3]
    assert written.read().column("versions").to_pylist() == [*range(11)]


@pytest.mark.parametrize("form", [CSVFiles, parquet_files.ParquetFiles])
def test_a_table_that_fails_leaves_the_one_before_and_no_half_of_a_new_one(form: Any, tmp_path: Path) -> None:
    with form(tmp_path, [POLICIES]) as files:
        files.write("policies", flat(1))
    (before,) = tmp_path.iterdir()
    held = before.read_bytes()
    with pytest.raises(OSError, match="full"), form(tmp_path, [POLICIES]) as files:
        files.write("policies", flat(2))
        raise OSError(28, "full")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [held]


def test_parquet_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnusableSetting, match=r"pip install 'clausetrail\[parquet\]'"):
        list(export._table_writers(Namespace(csv=False, parquet=True)))
