"""Errors of SQLite have a remedy, and transactions are atomic."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Snapshot
from clausetrail.snapshots.storage.migrations import SNAPSHOT_HASHES
from clausetrail.snapshots.store import FILE, Store
from tests.support.acme_store import ACME, capture, listing
from tests.support.read_only import not_writable
from tests.support.small_histories import store_before


def test_a_transaction_is_all_or_nothing(acme: Store) -> None:
    with pytest.raises(StoreError), acme.transaction():
        acme.facts.add_listing(listing(), [capture(1)])
        acme._database.execute("no such sentence")
    assert list(acme.facts.captures("acme")) == []


def test_a_full_disk_is_one_clear_sentence_and_loses_nothing(acme: Store, tmp_path: Path) -> None:
    acme.facts.add_listing(listing(), [capture(1)])
    acme._database.execute("PRAGMA max_page_count = 40")
    bodies = (random.Random(number).randbytes(9000) for number in range(200))
    with pytest.raises(StoreError, match=r"the disk is full\. Free some space and run the same command again"):
        deque(map(acme.bodies.put, bodies), maxlen=0)
    assert len(list(acme.facts.captures("acme"))) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"this is no database, but quite some text " * 50, "no SQLite database"), (b"", "is empty: 0 bytes")],
)
@pytest.mark.parametrize("opener", [Store.open, Store.open_read_only])
def test_a_file_that_is_no_store_is_never_made_one(
    tmp_path: Path, content: bytes, said: str, opener: Callable[[Path], Store]
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreError, match=said):
        opener(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("CREATE TABLE recipes (name TEXT)", "database of another program"),
        ("PRAGMA application_id = 1", "has no tables"),
    ],
)
def test_another_database_is_never_made_a_store(tmp_path: Path, statement: str, said: str) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as other:
        other.execute(statement)
    with pytest.raises(StoreError, match=said):
        Store.open(tmp_path)


def test_a_store_in_a_folder_that_is_read_only_is_read(acme: Store, tmp_path: Path) -> None:
    acme.close()
    data = tmp_path / "data"
    with not_writable(data):
        read = Store.open_read_only(data)
        assert [policy.name for policy in read.facts.policies()] == ["acme"]
        with pytest.raises(StoreError, match="read-only"):
            read.facts.declare(replace(ACME, title="Another"))
        read.close()
        with pytest.raises(StoreError, match="read-only"):
            Store.open(data)
    assert [path.name for path in data.iterdir()] == [FILE]


def test_an_old_store_that_is_read_only_says_that_it_has_to_be_migrated(tmp_path: Path) -> None:
    store_before(tmp_path, SNAPSHOT_HASHES).close()
    with not_writable(tmp_path), pytest.raises(StoreError, match="has to be migrated"):
        Store.open_read_only(tmp_path)


def test_the_headers_of_an_old_store_are_hashed_when_it_is_migrated(tmp_path: Path) -> None:
    old = store_before(tmp_path, SNAPSHOT_HASHES)
    old.execute("INSERT INTO policies VALUES (1, 'acme', '{}', '')")
    old.execute(
        "INSERT INTO captures VALUES (7, 1, '', '', '20090912090000', 'http://a.example/', '', '200', 'A', NULL, '')"
    )
    old.execute("INSERT INTO bodies VALUES ('b', '', 0, 'zstd', x'')")
    old.execute("INSERT INTO snapshots VALUES (7, 'b', 'm', 200, '[]', '[]', 'then', 'equal')")
    old.close()
    with closing(Store.open(tmp_path)) as migrated:
        assert [*migrated.facts.changed_snapshots()] == []
        total, hashed, since = migrated.facts.snapshots_hashed_since()
        assert (total, hashed, len(since)) == (1, 1, 20)
        migrated._database.execute('UPDATE snapshots SET archive_headers = \'[["X","1"]]\'')
        assert [*migrated.facts.changed_snapshots()] == [("acme", "20090912090000")]


def test_a_snapshot_of_this_release_is_hashed_from_the_beginning(acme: Store) -> None:
    acme.facts.add_snapshot(Snapshot(capture(), b"page", "m", 200, (("X", "1"),), (), "now", "equal"))
    assert [*acme.facts.changed_snapshots()] == []
    assert acme.facts.snapshots_hashed_since() == (1, 0, "")


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="Set CLAUSETRAIL_DATA"):
        Store.open(tmp_path / "file" / "data")


def test_two_processes_may_make_the_store_at_once(tmp_path: Path) -> None:
    program = f"from clausetrail.snapshots.store import Store; from pathlib import Path; Store.open(Path({str(tmp_path / 'both')!r})).close()"
    started = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
