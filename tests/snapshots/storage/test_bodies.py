"""Bodies are stored once under their hash, and damage is detected."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.errors import DamagedBody
from clausetrail.snapshots.storage import schema
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.store import FILE, Store


@given(st.binary(max_size=5000))
def test_a_body_is_read_back_unchanged(body: bytes) -> None:
    database = sqlite3.connect(":memory:", factory=Database, isolation_level=None)
    schema.migrate(database)
    store = Store(database)
    name = store.bodies.put(body)
    assert store.bodies.get(name) == body
    assert store.bodies.put(body) == name
    assert list(store.bodies.names()) == [name]
    database.close()


def test_the_payload_digest_is_that_of_an_index() -> None:
    """Redirects have an empty body: every index has its digest."""
    assert payload_digest(b"") == "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_a_damaged_body_is_an_error_and_never_returned(acme: Store, tmp_path: Path) -> None:
    name = acme.bodies.put(b"every word counts")
    other = acme.bodies.put(b"these bytes are others")
    raw = sqlite3.connect(tmp_path / "data" / FILE)
    raw.execute(
        "UPDATE bodies SET content = (SELECT content FROM bodies WHERE sha256 = ?), size = 22 WHERE sha256 = ?",
        (other, name),
    )
    raw.commit()
    raw.close()
    with pytest.raises(DamagedBody, match="no longer has the bytes"):
        acme.bodies.get(name)
    with pytest.raises(DamagedBody, match="missing"):
        acme.bodies.get("0" * 64)
