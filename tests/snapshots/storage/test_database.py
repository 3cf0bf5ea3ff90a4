"""Errors of SQLite have a remedy, and transactions are atomic."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import deque
from pathlib import Path

import pytest

from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.store import FILE, Store
from tests.support.acme_store import capture, listing


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


@pytest.mark.parametrize("content", [b"this is no database, but quite some text " * 50, b""])
def test_a_file_that_is_no_database_is_an_error_and_an_empty_one_becomes_a_store(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / FILE).write_bytes(content)
    if content:
        with pytest.raises(StoreError, match="no SQLite database"):
            Store.open(tmp_path)
    else:
        Store.open(tmp_path).close()


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="Set CLAUSETRAIL_DATA"):
        Store.open(tmp_path / "file" / "data")


def test_two_processes_may_make_the_store_at_once(tmp_path: Path) -> None:
    program = f"from clausetrail.snapshots.store import Store; from pathlib import Path; Store.open(Path({str(tmp_path / 'both')!r})).close()"
    started = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
