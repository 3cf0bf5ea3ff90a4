"""Why nothing was read of a policy, and what to do next."""

from __future__ import annotations

import pytest

from clausetrail.crawler.archives.answers import Answer
from clausetrail.reports.wording.nothing_read import asked_period, nothing_read_sentences
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.model import Capture, Verdict
from clausetrail.snapshots.storage.facts import Listing

CAPTURE = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A", id=1)
RESULTS = {Answer.LISTED, Answer.CAPTURE, Answer.HOP, Answer.UNREADABLE}


def sentences(reason: str = "", detail: str = "", answers: tuple[str, ...] = (), asked_at: str = "2026") -> str:
    captures = [UnreadableCapture(CAPTURE, reason, detail)] if reason else []
    return " ".join(nothing_read_sentences(captures, answers, asked_at))


@pytest.mark.parametrize("reason", sorted({*Verdict, *Answer} - {Verdict.POLICY} - RESULTS))
def test_every_reason_has_a_next_step(reason: str) -> None:
    assert "Next: " in sentences(reason)
    assert "to see what it shows" not in sentences(reason)


def test_a_wall_needs_a_browser_and_says_whether_it_asks_for_scripts() -> None:
    assert "a wall that needs JavaScript" in sentences("wall", "says 'Enable JavaScript', 9 words")
    assert "a wall, which needs a browser (says 'captcha', 9 words)" in sentences("wall", "says 'captcha', 9 words")


def test_an_archived_error_leads_to_another_address() -> None:
    assert "1 capture shows nothing: archived error 404. Next: the policy may have another address" in sentences(
        "archived error 404"
    )


def test_a_throttled_index_is_to_be_asked_again_and_an_excluded_one_elsewhere() -> None:
    assert sentences(answers=("throttled", "throttled"), asked_at="") == (
        "The archive answered: throttled. Next: run the same command again later."
    )
    assert "another archive" in sentences(answers=("excluded",))
    assert "1 capture could not be fetched: throttled. Next: run the same" in sentences(
        "throttled", answers=("throttled",)
    )


def test_nothing_listed_and_never_asked_are_two_sentences() -> None:
    assert sentences().startswith("The archive lists no capture.")
    assert sentences(asked_at="").startswith("No archive was asked yet.")


def listing(since: str = "", reached: str = "20260301080000", outcome: str = "listed") -> Listing:
    return Listing(
        "acme", "a.example", "http://acme.example/", since, reached, outcome, asked_at="2026-03-01T08:00:00Z"
    )


@pytest.mark.parametrize(
    ("listings", "period"),
    [
        ([], ""),
        ([listing()], ""),
        ([listing("2025")], "from 2025 on"),
        ([listing("201005", "20101231235959")], "from 2010-05 on, up to 2010-12-31"),
        ([listing(reached="20101231235959")], "up to 2010-12-31"),
        ([listing("2025"), listing()], ""),
        ([listing(outcome="throttled"), listing("2025")], "from 2025 on"),
    ],
)
def test_the_period_of_bounded_listings_is_named(listings: list[Listing], period: str) -> None:
    assert asked_period(listings) == period


def test_nothing_in_a_period_is_not_nothing_at_all() -> None:
    text = " ".join(nothing_read_sentences([], [], "", "from 2025 on"))
    assert text.startswith("The index was read for captures from 2025 on only. Next: ")
    assert text.endswith("In that period the archive lists no capture.")
