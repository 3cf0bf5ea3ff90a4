"""Rows of JSON Lines: captures with verdict and text, changes with their interval, transient texts."""

from __future__ import annotations

from clausetrail.reports.export.jsonl_rows import capture_rows, change_rows, transient_rows
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, add, heron, link, page


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
