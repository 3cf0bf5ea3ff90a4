"""Migrations run once, in order and completely."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.snapshots.errors import StoreError, StoreIsNewer
from clausetrail.snapshots.storage import schema
from clausetrail.snapshots.storage.database import connect
from clausetrail.snapshots.storage.migrations import ENDPOINTS, PAYLOADS, ZONES
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


def test_every_clause_of_an_older_store_is_certain_until_it_is_read_again(tmp_path: Path) -> None:
    old = store_before(tmp_path, ZONES)
    old.execute("INSERT INTO policies VALUES (1, 'acme', '{\"name\": \"acme\", \"urls\": []}', '')")
    row = "(1, 1, 'a', '', '20150101000000', 'http://acme.example/', 'text/html', '200', '-', NULL, '', NULL)"
    old.execute(f"INSERT INTO captures VALUES {row}")
    old.execute("INSERT INTO bodies VALUES ('x', '', 0, 'zstd', x'')")
    old.execute("INSERT INTO snapshots SELECT 1, 'x', '', 200, '[]', '[]', '', '', '', ''")
    old.execute("INSERT INTO texts VALUES ('t', x'')")
    old.execute("INSERT INTO readings VALUES (1, 'read-0', 'policy', '', '', '', '', 't', 'f', NULL, '')")
    old.close()
    store = Store.open(tmp_path)
    reading = store.derivations.readings("acme")[1]
    assert (reading.text, reading.certain_text, reading.places) == ("t", "t", None)
    assert reading.fingerprint == reading.certain_fingerprint == reading.page_fingerprint == "f"
    assert reading.is_settled
    store.close()


def test_captures_of_an_older_store_get_the_endpoint_that_served_their_bytes(tmp_path: Path) -> None:
    """An older release kept one endpoint of a host: here the last one, which never answered."""
    old = store_before(tmp_path, ENDPOINTS)
    old.execute("INSERT INTO policies VALUES (1, 'acme', '{\"name\": \"acme\", \"urls\": []}', '')")
    file, url = "old web.wacz~0123456789ab", "http://acme.example/"
    old.executemany(
        "INSERT INTO archives VALUES (?, ?, ?)",
        [("a.example", "http://a.example:9/other", "pywb"), (file, "file:///home/me/old%20web.wacz", "files"),
         ("b.example", "https://b.example", "ia")],
    )  # fmt: skip
    mementos = {
        1: ("a.example", "20150101000000", "https://a.example/one/{0}id_/{1}"),
        2: ("a.example", "20150102000000", ""),
        3: (file, "20150103000000", "file:///home/me/old%20web.wacz#{0}/{1}"),
        4: ("b.example", "20150104000000", "https://b.example/web/{0}id_/{1}"),
    }
    old.execute("INSERT INTO bodies VALUES ('x', '', 0, 'zstd', x'')")
    for number, (archive, timestamp, memento) in mementos.items():
        row = (number, archive, timestamp, url)
        old.execute("INSERT INTO captures VALUES (?1, 1, ?2, '', ?3, ?4, 'text/html', '200', '-', NULL, '')", row)
        if memento:
            place = memento.format(timestamp, url)
            old.execute(
                "INSERT INTO snapshots SELECT ?1, 'x', ?2, 200, '[]', '[]', '', '', snapshot_hash('x', ?2, 200, '[]', '[]', '', '', ?3, ?4, '200', '-'), ''",
                (number, place, timestamp, url),
            )
    old.close()
    store = Store.open(tmp_path)
    captures = {one.id: one for one in store.facts.captures("acme")}
    link = view_link_of(store)
    assert [link(captures[number]) for number in mementos] == [
        f"https://a.example/one/20150101000000/{url}",
        f"https://a.example/one/20150102000000/{url}",
        f"file:old%20web.wacz#20150103000000/{url}",
        f"https://b.example/web/20150104000000/{url}",
    ]
    assert [captures[number].archive for number in (1, 2, 4)] == ["a.example/one", "a.example/one", "b.example"]
    kept = store.facts._database.execute("SELECT memento FROM snapshots WHERE capture = 3").fetchone()
    assert kept == (f"file:old%20web.wacz#20150103000000/{url}",)
    assert list(store.facts.changed_snapshots()) == []
    assert "/home/me" not in repr(store.facts.archives())
    store.close()
