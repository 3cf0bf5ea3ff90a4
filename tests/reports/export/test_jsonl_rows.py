"""Rows of JSON Lines: captures with verdict and text, changes with their interval, transient texts."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.reports.export.jsonl_rows import capture_rows, change_rows, transient_rows
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, HERON, SILENT, add, heron, heron_with_silence, link, page


def test_each_capture_has_its_text_and_version(store: Store) -> None:
    rows = [*capture_rows(store, heron(store))]
    assert [(row["version"], row["verdict"], row["face"]) for row in rows] == [
        (number, "policy", False) for number in (1, 1, 2, 2, 3, 3)
    ]
    assert "30 days" in rows[0]["text"]
    assert "90 days" in rows[2]["text"]


def test_a_change_has_both_captures_and_its_words(store: Store) -> None:
    first, *_ = change_rows(store, heron(store), link)
    assert (first["not_before"], first["not_after"]) == ("20060411080000", "20090512090000")
    assert first["when"] == "between 2006-04-11 and 2009-05-12"
    assert first["before_memento"].startswith("https://archive.example/web/20060411080000/")


def test_a_transient_text_is_a_row_and_its_capture_is_marked(store: Store) -> None:
    trial = page(*FIRST[:-1], "On trial we sing to every passenger on a Tuesday in spring.")
    pages = {f"2005{month:02}10080000": page(*FIRST) for month in range(1, 13)}
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, pages | {"20050615080000": trial})
    (row,) = transient_rows(store, policy, link)
    assert (row["version"], row["first_seen"], row["captures"]) == (1, "20050615080000", 1)
    assert [one["timestamp"] for one in capture_rows(store, policy) if one["face"]] == ["20050615080000"]


def test_a_capture_that_shows_nothing_has_a_row_without_words_and_version(store: Store) -> None:
    rows = {row["timestamp"]: row for row in capture_rows(store, heron_with_silence(store))}
    assert sorted(rows) == sorted(HERON | SILENT)
    for timestamp in SILENT:
        row = rows[timestamp]
        assert (row["verdict"], row["version"], row["text"], row["face"]) == ("wall", None, "", False)
        assert "enable JavaScript" in row["reason"]


def test_a_capture_that_was_never_read_has_a_row_with_the_reason(store: Store) -> None:
    policy = heron(store)
    seen = Capture(policy.name, "archive.example", "", "20070101000000", policy.urls[0], "text/html", 404, "E" * 32)
    other = replace(seen, timestamp="20070201000000", statuscode=200, digest="F" * 32)
    store.facts.add_listing(Listing(policy.name, "archive.example", policy.urls[0], "", "", "listed"), (seen, other))
    rows = {row["timestamp"]: row for row in capture_rows(store, policy)}
    assert (rows["20070101000000"]["verdict"], rows["20070101000000"]["reason"]) == ("not read", "archived error 404")
    assert (rows["20070201000000"]["verdict"], rows["20070201000000"]["reason"]) == ("not read", "not fetched")
    assert rows["20070201000000"]["version"] is None


def test_a_capture_with_the_payload_of_a_wall_is_a_wall(store: Store) -> None:
    policy = heron_with_silence(store)
    digest = next(one.digest for one in store.facts.captures(policy.name) if one.timestamp in SILENT)
    seen = Capture(policy.name, "archive.example", "", "20070101000000", policy.urls[0], "text/html", 200, digest)
    revisit = replace(seen, timestamp="20070201000000", statuscode=None, mimetype="warc/revisit")
    store.facts.add_listing(Listing(policy.name, "archive.example", policy.urls[0], "", "", "listed"), (seen, revisit))
    rows = {row["timestamp"]: row for row in capture_rows(store, policy)}
    assert [rows[f"2007{month}01000000"]["verdict"] for month in ("01", "02")] == ["wall", "wall"]
