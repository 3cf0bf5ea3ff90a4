"""A copy of the store is whole at every moment, also while another process writes, and replaces the old one at its end."""

from __future__ import annotations

import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from clausetrail.pipelines.derive.verify_store import policy_differences, store_differences
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.storage import backup
from clausetrail.snapshots.storage.backup import back_up
from clausetrail.snapshots.store import FILE, Store
from tests.support.small_histories import add, heron, page


def test_a_copy_restores_the_same_history(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    (tmp_path / "restored").mkdir()
    size = back_up(tmp_path / "data" / FILE, tmp_path / "restored" / FILE)
    assert size == (tmp_path / "restored" / FILE).stat().st_size
    assert (tmp_path / "restored" / FILE).stat().st_mode & 0o777 == 0o600
    with closing(Store.open_read_only(tmp_path / "restored")) as copy:
        assert copy.derivations.versions(policy.name) == store.derivations.versions(policy.name)
        assert [*store_differences(copy), *policy_differences(copy, policy)] == []
    assert sorted(path.name for path in (tmp_path / "restored").iterdir()) == [FILE]


def test_a_copy_that_is_made_while_captures_are_added_is_sound(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = heron(store)
    monkeypatch.setattr(backup, "_PAGES", 2)
    copied: list[int] = []
    copier = threading.Thread(target=lambda: copied.append(back_up(tmp_path / "data" / FILE, tmp_path / "copy.sqlite")))
    copier.start()
    for year in range(2016, 2022):
        add(store, policy, {f"{year}0101000000": page(f"Words of {year}.", "We keep them.")})
    copier.join(timeout=60)
    assert copied
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("PRAGMA foreign_key_check").fetchone() is None


def test_a_damaged_store_leaves_the_earlier_copy(store: Store, tmp_path: Path) -> None:
    heron(store)
    store.close()
    target = tmp_path / "copy.sqlite"
    target.write_bytes(b"the earlier copy")
    with (tmp_path / "data" / FILE).open("r+b") as file:  # the second page and what follows, so that nothing is sound
        file.seek(4096)
        file.write(random.Random(1).randbytes(40 * 4096))
    with pytest.raises(StoreError, match=r"damaged|copied"):
        back_up(tmp_path / "data" / FILE, target)
    assert target.read_bytes() == b"the earlier copy"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "data"]
