from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.errors import DamagedBody, StoreError, StoreIsNewer, UnknownPolicy
from clausetrail.snapshots.history import unreadable_captures
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Reading, Snapshot, Verdict
from clausetrail.snapshots.storage import schema
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.database import Database, connect
from clausetrail.snapshots.storage.facts import FailedRequest, Listing
from clausetrail.snapshots.store import FILE, Store

ACME = Policy("acme", ("http://acme.example/privacy",), title="Acme")


def capture(day: int = 1, digest: str = "A" * 32, status: int | None = 200, mimetype: str = "text/html") -> Capture:
    return Capture(
        "acme", "a.example", "example,acme)/privacy", f"201002{day:02}000000", ACME.urls[0], mimetype, status, digest
    )


def listing(reached: str = "20100301000000", since: str = "", outcome: str = "listed") -> Listing:
    return Listing("acme", "a.example", ACME.urls[0], since, reached, outcome, asked_at="2026-01-01T00:00:00Z")


def reading(seen: Capture, words: str, verdict: Verdict = Verdict.POLICY) -> Reading:
    clauses = (Clause(Kind.PARAGRAPH, words),)
    return Reading(seen, verdict, clauses=clauses, fingerprint=words, code="read-1")


def fetched(store: Store, day: int, words: str, digest: str) -> Capture:
    number = store.facts.add_snapshot(
        Snapshot(capture(day, digest), words.encode(), "http://a.example/web/x", 200, (), ())
    )
    seen = replace(capture(day, digest), id=number)
    store.derivations.add_reading(reading(seen, words))
    return seen


@pytest.fixture
def acme(store: Store) -> Store:
    store.facts.declare(ACME)
    return store


def test_a_listing_is_kept_whole_and_repeats_add_nothing(acme: Store) -> None:
    rows = [capture(1), capture(2, "B" * 32), capture(1)]
    assert acme.facts.add_listing(listing(), rows) == 2
    assert acme.facts.add_listing(listing(), rows) == 0
    assert [c.timestamp for c in acme.facts.captures("acme")] == ["20100201000000", "20100202000000"]


def test_how_far_an_index_was_read_has_no_gaps(acme: Store) -> None:
    def reached(since: str = "") -> str:
        return acme.facts.listed_until("acme", "a.example", ACME.urls[0], since)

    assert reached() == ""
    acme.facts.add_listing(listing(since="2012", reached="20130101000000"))
    assert reached() == ""
    assert reached("2012") == "20130101000000"
    acme.facts.add_listing(listing(since="", reached="", outcome="throttled"))
    assert reached() == ""
    acme.facts.add_listing(listing(since="", reached="20120601000000"))
    assert reached() == "20130101000000"


@given(st.binary(max_size=5000))
def test_bodies_come_back_as_they_were(body: bytes) -> None:
    database = sqlite3.connect(":memory:", factory=Database, isolation_level=None)
    schema.migrate(database)
    store = Store(database)
    name = store.bodies.put(body)
    assert store.bodies.get(name) == body
    assert store.bodies.put(body) == name
    assert list(store.bodies.names()) == [name]
    database.close()


def test_the_payload_digest_is_that_of_an_index() -> None:
    """The digest of nothing is known to all who have read an index of redirects."""
    assert payload_digest(b"") == "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_a_damaged_body_is_told_and_never_returned(acme: Store, tmp_path: Path) -> None:
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


def test_a_snapshot_keeps_bytes_and_headers_as_they_came(acme: Store) -> None:
    headers = (("X-A", "1"), ("X-A", "2"))
    snapshot = Snapshot(
        capture(),
        b"\x00\xff page",
        "http://a.example/web/1id_/x",
        200,
        headers,
        (("Content-Type", "text/html"),),
        "now",
    )
    number = acme.facts.add_snapshot(snapshot)
    (held,) = acme.facts.fetched_captures("acme")
    assert acme.facts.snapshot(held) == replace(snapshot, capture=replace(snapshot.capture, id=number))
    assert acme.facts.snapshot(held).content_type == "text/html"


def test_a_capture_of_known_bytes_is_a_sighting_of_their_text(acme: Store) -> None:
    revisit, unread = capture(3, status=None, mimetype="warc/revisit"), capture(4, "Z" * 32)
    acme.facts.add_listing(listing(), [capture(1), capture(2), revisit, unread, capture(5, "A" * 32, 301)])
    fetched(acme, 1, "one", "A" * 32)
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == [
        "one",
        "one",
        "one",
        None,
        None,
    ]


def test_captures_without_a_digest_say_nothing_of_each_other(acme: Store) -> None:
    acme.facts.add_listing(listing(), [capture(1, "-", None), capture(2, "-", None)])
    one, _ = acme.facts.captures("acme")
    acme.facts.add_snapshot(Snapshot(one, b"one", "m", 200))
    acme.derivations.add_reading(reading(one, "one"))
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["one", None]


def test_a_text_that_others_cleaned_gives_way_to_the_page_of_the_same_time(acme: Store) -> None:
    text = replace(capture(1, "T" * 32), mimetype="text/markdown", archive="corpus.example")
    number = acme.facts.add_snapshot(Snapshot(text, b"text", "m", 200))
    acme.derivations.add_reading(reading(replace(text, id=number), "theirs"))
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["theirs"]
    fetched(acme, 1, "ours", "A" * 32)
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["ours"]
    later = replace(capture(2, "U" * 32), mimetype="text/markdown", archive="corpus.example")
    number = acme.facts.add_snapshot(Snapshot(later, b"text of the second", "m", 200))
    acme.derivations.add_reading(reading(replace(later, id=number), "theirs"))
    acme.facts.add_listing(listing(), [capture(2)])  # never fetched: its bytes are those of the first day
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["ours", "ours"]


def test_a_capture_that_shows_nothing_says_why(acme: Store) -> None:
    rows = [
        capture(1),
        capture(2, "B" * 32, 301),
        capture(3, "C" * 32, 404),
        capture(4, "D" * 32),
        capture(5, "E" * 32),
    ]
    acme.facts.add_listing(listing(), rows)
    fetched(acme, 1, "one", "A" * 32)
    hopped = next(c.id for c in acme.facts.captures("acme") if c.digest.startswith("D"))
    acme.facts.add_failed_request(FailedRequest("acme", "x", "hop to another time", capture=hopped))
    reasons = [silence.reason for silence in acme.unreadable_captures(ACME)]
    assert reasons == ["archived redirect", "archived error 404", "hop to another time", "not fetched"]
    found = acme.unreadable_captures(ACME)
    assert (
        unreadable_captures.reasons_between(found, "20100201000000", "20100204000000")
        == "archived error 404, archived redirect"
    )


def test_news_are_known_up_to_the_address_that_was_asked_first(acme: Store) -> None:
    two = replace(ACME, urls=(*ACME.urls, "http://acme.example/other"))
    assert acme.addresses.last_checked(two) == ""
    acme.addresses.record_listing("acme", "a.example", ACME.urls[0], "20100101000000", to_the_end=True)
    assert acme.addresses.last_checked(two) == ""
    acme.addresses.record_probe("acme", "a.example", "http://acme.example/other")
    assert acme.addresses.last_checked(two) != ""


def test_what_cannot_be_played_twice_is_given_up_but_trouble_never_counts(acme: Store) -> None:
    acme.facts.add_listing(listing(), [capture(1), capture(2, "B" * 32)])
    one, two = [c.id for c in acme.facts.captures("acme")]
    for answer, number in [
        ("hop to another time", one),
        ("throttled", two),
        ("throttled", two),
        ("archive fault", two),
    ]:
        acme.facts.add_failed_request(FailedRequest("acme", "x", answer, capture=number))
    assert acme.facts.unplayable("acme", "2000-01-01T00:00:00Z") == set()
    acme.facts.add_failed_request(FailedRequest("acme", "x", "hop to another time", capture=one))
    assert acme.facts.unplayable("acme", "2000-01-01T00:00:00Z") == {one}
    assert acme.facts.unplayable("acme", "9999-01-01T00:00:00Z") == set()  # long ago: tried again


def test_the_mark_changes_with_the_facts_and_only_with_them(acme: Store) -> None:
    marks = [acme.facts.state_token("acme")]
    acme.facts.add_listing(listing(), [capture(1)])
    marks.append(acme.facts.state_token("acme"))
    fetched(acme, 1, "one", "A" * 32)
    marks.append(acme.facts.state_token("acme"))
    acme.facts.declare(replace(ACME, remove=("nav",)))
    marks.append(acme.facts.state_token("acme"))
    assert len(set(marks)) == 4
    acme.facts.add_listing(listing(), [capture(1)])
    acme.facts.declare(replace(ACME, remove=("nav",)))
    assert acme.facts.state_token("acme") == marks[-1]


def test_an_unknown_policy_is_told(acme: Store) -> None:
    assert acme.facts.policy("acme") == ACME
    with pytest.raises(UnknownPolicy):
        acme.facts.policy("acne corp")


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
def test_a_file_that_is_no_store_is_told_or_made_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    if content:
        with pytest.raises(StoreError, match="no SQLite database"):
            Store.open(tmp_path)
    else:
        Store.open(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="Set CLAUSETRAIL_DATA"):
        Store.open(tmp_path / "file" / "data")


def test_two_processes_may_make_the_store_at_once(tmp_path: Path) -> None:
    program = f"from clausetrail.snapshots.store import Store; from pathlib import Path; Store.open(Path({str(tmp_path / 'both')!r})).close()"
    started = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
