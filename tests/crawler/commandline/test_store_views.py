"""Where a capture can be seen, and what is known of the captures that a store does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.snapshots.store import Store
from tests.support.small_packs import FERRY


@pytest.mark.parametrize(
    ("archive", "link"),
    [
        ("archive.example", "https://archive.example/web/20050310080000/"),
        ("unlisted.example", "https://unlisted.example/web/20050310080000/"),
    ],
)
def test_a_capture_is_shown_by_the_archive_that_listed_it(ferry: Store, archive: str, link: str) -> None:
    capture = replace(next(iter(ferry.facts.captures("ferry"))), archive=archive)
    assert view_link_of(ferry)(capture) == link + FERRY.urls[0]


def test_an_untroubled_history_has_no_failed_requests_and_no_gaps(ferry: Store) -> None:
    known = load_coverage(ferry, FERRY)
    assert (known.absences, known.links, known.gaps) == ((), (), ())
