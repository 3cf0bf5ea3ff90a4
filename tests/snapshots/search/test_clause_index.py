"""The index of clauses: what it holds, and what an update costs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.search import clause_index
from clausetrail.snapshots.storage.schema import SPELLINGS
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, THIRD, add, heron, page, store_before

STANDINGS = """
SELECT standings.policy, words, label, path, face, first, last FROM standings JOIN places ON places.id = place
JOIN wordings ON wordings.id = wording ORDER BY 1, 2, 3, 4, 5, 6
"""


def tables(store: Store) -> list[list[tuple[object, ...]]]:
    """Return everything that the index holds, without its numbers."""
    return [
        store._database.execute(sql).fetchall()
        for sql in (
            STANDINGS,
            "SELECT policy, words FROM wordings ORDER BY 1, 2",
            "SELECT * FROM indexed ORDER BY 1, 2",
        )
    ]


TEXTS = {"a": FIRST, "b": SECOND, "c": THIRD, "d": FIRST[:-2]}


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_the_index_does_not_depend_on_the_order_of_the_captures(tmp_path_factory, letters: Sequence[str], random):
    pages = {f"{2000 + place}0101000000": page(*TEXTS[letter]) for place, letter in enumerate(letters)}
    pages |= {f"{2000 + place}0601000000": page(*TEXTS[letter]) for place, letter in enumerate(letters)}
    policy = Policy("heron", ("https://heron.example/privacy",))
    arrival = [*pages]
    random.shuffle(arrival)
    at_once, by_and_by = (Store.open(tmp_path_factory.mktemp(name)) for name in ("once", "nights"))
    add(at_once, policy, pages)
    for timestamp in arrival:
        add(by_and_by, policy, {timestamp: pages[timestamp]})
    assert tables(at_once) == tables(by_and_by)
    at_once.close()
    by_and_by.close()


def test_a_new_version_costs_one_text_and_its_new_wordings(store, monkeypatch):
    policy = heron(store)
    before = store._database.execute("SELECT count(*) FROM wordings").fetchone()[0]
    read: list[int] = []
    add_version = clause_index.ClauseIndex._add_version
    monkeypatch.setattr(
        clause_index.ClauseIndex,
        "_add_version",
        lambda self, number, version, known: read.append(version.number) or add_version(self, number, version, known),
    )
    fourth = page(*THIRD, "A clause that nobody has seen so far is added at the very end.")
    add(store, policy, {"20200101000000": fourth, "20210101000000": fourth})
    assert read == [4]
    assert store._database.execute("SELECT count(*) FROM wordings").fetchone()[0] == before + 1


def test_a_rebuilt_index_is_the_same(store):
    policy = heron(store)
    told = tables(store)
    store._database.execute("DELETE FROM standings")
    derive(store, policy, again=True)
    assert tables(store) == told
    assert store.search.count("parcel") == 2


def test_a_policy_derived_before_there_was_an_index_is_indexed_later(store):
    heron(store)
    store._database.execute("DROP TABLE clause_words")
    for table in ("standings", "wordings", "indexed"):
        store._database.execute(f"DELETE FROM {table}")
    with pytest.raises(UnusableQuery, match="nothing is indexed yet"):
        store.search.count("parcel")
    assert [*store.search.unindexed_policies()] == ["heron"]
    store.search.update("heron", store.derivations.versions("heron"))
    assert store.search.count("parcel") == 2


def test_without_fts5_only_the_search_is_missing(store, monkeypatch):
    monkeypatch.setattr(clause_index.ClauseIndex, "has_fts5", lambda self: False)
    policy = heron(store)
    assert len(store.timeline(policy).versions) == 3
    with pytest.raises(UnusableQuery, match="built without FTS5"):
        store.search.count("parcel")
    monkeypatch.undo()
    add(store, policy, {"20200101000000": page(*FIRST), "20210101000000": page(*FIRST)})
    assert store.search.count("parcel") == 2


def test_the_index_of_an_earlier_release_is_rebuilt(tmp_path):
    old = store_before(tmp_path, SPELLINGS)
    old.execute("INSERT INTO policies VALUES (1, 'heron', '{}', '')")
    old.execute("INSERT INTO wordings VALUES (1, 1, x'00', '個人情報 and more')")
    old.execute("INSERT INTO indexed VALUES (1, 1, '[]')")
    old.close()
    store = Store.open(tmp_path)
    store.search.prepare()
    assert store.search.count("人情") == store.search.count("more") == 1
    store.close()
