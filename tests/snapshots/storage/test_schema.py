"""Migrations run once, in order and completely."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from clausetrail.snapshots.errors import StoreError, StoreIsNewer
from clausetrail.snapshots.storage import schema
from clausetrail.snapshots.storage.database import connect
from clausetrail.snapshots.storage.migrations import PAYLOADS
from clausetrail.snapshots.store import FILE, Store
from tests.support.small_histories import store_before


def test_a_store_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    raw = sqlite3.connect(tmp_path / FILE)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(StoreIsNewer, match="install a newer"):
        Store.open(tmp_path)


def test_steps_are_taken_once_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(tmp_path).close()
    monkeypatch.setattr(
        schema, "STEPS", (*schema.STEPS, "CREATE TABLE later (x TEXT) STRICT;\nINSERT INTO later VALUES ('kept');\n")
    )
    for _ in range(2):
        database = connect(tmp_path / FILE)
        assert database.execute("SELECT x FROM later").fetchall() == [("kept",)]
        database.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(tmp_path).close()
    steps = schema.STEPS
    monkeypatch.setattr(schema, "STEPS", (*steps, "CREATE TABLE later (x TEXT);\nCREATE TABLE later (x TEXT);\n"))
    with pytest.raises(StoreError):
        connect(tmp_path / FILE)
    monkeypatch.setattr(schema, "STEPS", steps)
    database = connect(tmp_path / FILE)
    assert database.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall() == []
    database.close()


def test_readings_of_an_older_store_have_no_payload_yet(tmp_path: Path) -> None:
    old = store_before(tmp_path, PAYLOADS)
    old.execute("INSERT INTO policies VALUES (1, 'acme', '{\"name\": \"acme\", \"urls\": []}', '')")
    row = "(1, 1, 'a', '', '20150101000000', 'http://acme.example/', 'text/html', '200', '-', NULL, '')"
    old.execute(f"INSERT INTO captures VALUES {row}")
    old.execute("INSERT INTO bodies VALUES ('x', '', 0, 'zstd', x'')")
    old.execute("INSERT INTO snapshots SELECT 1, 'x', '', 200, '[]', '[]', '', '', '', ''")
    old.execute("INSERT INTO readings VALUES (1, 'read-0', 'empty', '', '', '', '', NULL, NULL, NULL)")
    old.close()
    store = Store.open(tmp_path)
    assert store.derivations.readings("acme")[1].payload == ""
    assert [one.capture.id for one in store.derivations.observations("acme")] == [1]
    store.close()
