"""What `history` says where it shows no timeline, or not all of one."""

from __future__ import annotations

from collections import Counter

import pytest

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.commandline.progress_bar import CrawlTally
from clausetrail.crawler.commands.history import _bounds_notes, _no_text_notes, _unread_notes
from clausetrail.crawler.spiders.history import period_of
from clausetrail.reports.wording.listing_phrases import SOME_EXCLUDED
from clausetrail.snapshots.errors import UnusableDate
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.store import Store
from tests.support.small_packs import FERRY

TERN = Policy("tern", ("http://tern.example/privacy",))


@pytest.fixture
def tern(store: Store) -> Store:
    store.facts.declare(TERN)
    return store


def test_an_excluded_address_is_named_and_never_called_unarchived(tern: Store) -> None:
    tern.facts.add_failed_request(FailedRequest("tern", TERN.urls[0], Answer.EXCLUDED))
    notes = _no_text_notes(
        tern, TERN, _unread_notes(tern, TERN, CrawlTally(1, excluded=1, answers=Counter({Answer.EXCLUDED: 1})))
    )
    assert [note.partition(";")[0] for note in notes] == [f"{TERN.urls[0]} is excluded from the archive"]


def test_a_capture_that_is_excluded_leaves_a_note_under_the_timeline(ferry: Store) -> None:
    assert _unread_notes(ferry, FERRY, CrawlTally(1, excluded=1, answers=Counter({Answer.EXCLUDED: 1}))) == [
        SOME_EXCLUDED
    ]


def test_a_run_that_a_bound_ended_says_so_and_nothing_of_the_archive(tern: Store) -> None:
    (note,) = _no_text_notes(
        tern, TERN, _unread_notes(tern, TERN, CrawlTally(0, left=1, bound="CLOSESPIDER_PAGECOUNT"))
    )
    assert note.startswith("The run ended early, when CLOSESPIDER_PAGECOUNT was reached, before everything of ")


def test_an_archive_that_did_not_answer_supports_no_statement(tern: Store) -> None:
    tally = CrawlTally(1, unread=1, answers=Counter({Answer.THROTTLED: 2}))
    (note,) = _no_text_notes(tern, TERN, _unread_notes(tern, TERN, tally))
    assert note.startswith(f"The archive did not answer for {TERN.urls[0]} (throttled (2x)), so nothing can be said")


def test_captures_that_were_not_fetched_are_not_called_unreadable(ferry: Store) -> None:
    tally = CrawlTally(1, unread=1, fetched=1, answers=Counter({Answer.THROTTLED: 1}))
    first, *reasons, last = _no_text_notes(ferry, FERRY, _unread_notes(ferry, FERRY, tally))
    assert first.endswith("no text of it is known yet.")
    assert reasons
    assert last.startswith("Not all could be read: the archive did not answer every request (throttled).")
    assert "readable text" in _no_text_notes(ferry, FERRY, [])[0]


def test_bounds_without_a_capture_are_named_with_what_lies_outside(tern: Store, ferry: Store) -> None:
    (nothing,) = _bounds_notes(tern, TERN, CrawlTally(1), ("2020", ""))
    assert (
        nothing
        == f"The archive lists none of {TERN.urls[0]} from 2020 on; captures outside of that were not asked for."
    )
    (others,) = _bounds_notes(ferry, FERRY, CrawlTally(1), ("1990", "1991"))
    assert others.endswith("captures outside of that are known.")
    assert _bounds_notes(ferry, FERRY, CrawlTally(1), ("2005", "")) == []
    assert _bounds_notes(tern, TERN, CrawlTally(1, unread=1), ("2020", "")) == []
    assert _bounds_notes(tern, TERN, CrawlTally(1), ("", "")) == []


def test_a_whole_index_that_lists_nothing_is_said_to(tern: Store) -> None:
    assert _no_text_notes(tern, TERN, [])[0].startswith("The archive lists no capture of ")


def test_a_period_that_ends_before_it_begins_is_wrong_usage() -> None:
    assert period_of(TERN, "2010-05", "") == ("201005", "")
    for since, until in (("2020", "2010"), ("soon", ""), ("", "2010-13")):
        with pytest.raises(UnusableDate) as caught:
            period_of(TERN, since, until)
        assert caught.value.exit_code == 2
