"""Words elsewhere on the page are found by a search, marked so, and date no change."""

from __future__ import annotations

import pytest

from clausetrail.reports.lookup.search_results import elsewhere_phrase, hit_document
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.search.elsewhere_wordings import find_elsewhere
from clausetrail.snapshots.search.index_check import IndexCheck
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, add, link, page
from tests.support.small_zones import simple_zones

__all__ = ["simple_zones"]
POLICY = Policy("heron", ("https://heron.example/privacy",))
BANNER = "Today we sing to every passenger."
PAGES = {
    "20050310080000": page(*FIRST),
    "20050610080000": page(*FIRST, BANNER),
    "20060110080000": page(*SECOND, BANNER),
    "20060510080000": page(*SECOND),
}


@pytest.mark.usefixtures("simple_zones")
def test_words_elsewhere_are_found_with_the_captures_that_show_them(store: Store) -> None:
    add(store, POLICY, PAGES)
    (hit,) = store.search.find("sing")
    assert (hit.runs, hit.transient_texts) == ((), ())
    (span,) = hit.elsewhere
    assert (span.first.timestamp, span.last.timestamp, span.sightings) == ("20050610080000", "20060110080000", 2)
    assert elsewhere_phrase(span) == (
        "elsewhere on the page (in a banner), not part of the comparison: seen in 2 captures, between 2005-06-10 and 2006-01-10"
    )
    assert hit.earliest == "20050610080000"
    assert hit_document(hit, POLICY, link)["elsewhere"][0]["reason"] == "in a banner"
    assert store.search.exact_matches(BANNER) == []
    assert [*store.search.find("sing", at="20050701000000")] == []


@pytest.mark.usefixtures("simple_zones")
def test_a_forged_place_elsewhere_is_found(store: Store) -> None:
    add(store, POLICY, PAGES)
    check = IndexCheck(store._database, store.facts, store.derivations)
    assert [*check.differences("heron")] == []
    store._database.execute("UPDATE elsewhere SET sightings = 9")
    assert [*check.differences("heron")] == ["heron: the search index does not name what is elsewhere on the pages"]


@pytest.mark.usefixtures("simple_zones")
def test_words_that_are_elsewhere_no_more_are_deleted_from_the_index(store: Store) -> None:
    add(store, POLICY, PAGES)
    assert [one.sightings for one in find_elsewhere(store.derivations, "heron")] == [2]
    store._database.execute("UPDATE certain_texts SET doubtful = '{}'")
    store.search.update("heron", store.derivations.versions("heron"))
    assert [*store.search.find("sing")] == []
    assert not store._database.execute("SELECT 1 FROM wordings WHERE words = ?", (BANNER,)).fetchone()
