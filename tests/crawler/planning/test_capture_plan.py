"""The laws of bisecting a past, for any past; and the whole way, with fewer playbacks."""

from __future__ import annotations

import json
import math
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.settings import Settings

from clausetrail.crawler import settings as defaults
from clausetrail.crawler.planning.bisection import PATIENCE
from clausetrail.crawler.planning.capture_plan import (
    FetchMode,
    FetchOptions,
    fetch_mode,
    next_captures,
    payload_key,
    places,
)
from clausetrail.crawler.planning.fetch_options import options_from
from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.history.coverage import UNREADABLE, ListedCapture, coverage_gaps, intervals
from clausetrail.snapshots.model import Capture
from tests.conftest import Run
from tests.support.small_warcs import Page, policy, write

# No law is timed: the machine may be busy.
LAW = settings(max_examples=40)
URL = "http://kites.example/privacy"


def capture(number: int, digest: str = "", day: float = -1.0) -> Capture:
    at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=number if day < 0 else day)
    return Capture("kites", "a", "k", f"{at:%Y%m%d%H%M%S}", URL, "text/html", 200, digest or f"D{number}", None, number)


class Past:
    """A past with a known truth, and what a plan has seen of it. One capture a day; equal digests say the same."""

    def __init__(self, texts: str, digests: list[str] | None = None) -> None:
        self.captures = [capture(number + 1, digests[number] if digests else "") for number in range(len(texts))]
        self.texts = {one.id: "" if text == "." else text for one, text in zip(self.captures, texts, strict=True)}
        self.said: dict[int, str] = {}
        self.asked: list[Capture] = []

    @property
    def sequence(self) -> list[ListedCapture]:
        return places(self.captures, self.said, frozenset())

    def look(self, asked: list[Capture]) -> None:
        self.asked += asked
        self.said |= {one.id: self.texts[one.id] for one in asked if one.id}

    def run(self, widest: float, budget: int | None = None) -> Past:
        start = len(self.asked)
        while asked := next_captures(
            self.sequence, widest, None if budget is None else budget - len(self.asked) + start
        ):
            self.look(asked)
        return self


def texts(silent: bool = False) -> st.SearchStrategy[str]:
    """Runs of a few texts, so that some come back; with captures that show nothing where *silent*."""
    letters = st.sampled_from("ABC." if silent else "ABC")
    run = st.tuples(letters, st.integers(1, 24)).map(lambda pair: pair[0] * pair[1])
    return st.lists(run, min_size=1, max_size=6).map("".join)


GAPS = st.sampled_from([2.0, 7.0, 30.0, 1e9])


@LAW
@given(texts(), GAPS)
def test_each_change_between_looks_is_located_and_no_agreeing_interval_is_wider_than_stated(
    told: str, gap: float
) -> None:
    past = Past(told).run(gap)
    seen = [place.fingerprint is not None for place in past.sequence]
    found = list(intervals(past.sequence))
    assert seen[0]
    assert seen[-1]
    assert not [one for one in found if not one.same_text and one.unread]
    assert all(one.days <= gap for one in coverage_gaps(past.sequence))


@LAW
@given(texts(silent=True), GAPS, st.integers(0, 60))
def test_every_step_is_located_or_inside_an_interval_that_is_listed(told: str, gap: float, budget: int) -> None:
    past = Past(told).run(gap, budget)
    listed = [
        ((one.after and one.after.id) or 0, (one.before and one.before.id) or len(told) + 1)
        for one in coverage_gaps(past.sequence)
    ]
    readable = [(number, text) for number, text in enumerate(told, 1) if text != "."]
    for (before, text), (after, other) in pairwise(readable):
        if text != other and not {before, after} <= set(past.said):
            assert any(start <= before and after <= end for start, end in listed)


@LAW
@given(texts(silent=True), GAPS, st.integers(1, 60))
def test_the_budget_is_kept_and_no_payload_is_asked_for_twice(told: str, gap: float, budget: int) -> None:
    past = Past(told, [f"{text}{number // 3}" for number, text in enumerate(told)]).run(gap, budget)
    asked = [payload_key(one) for one in past.asked]
    assert len(asked) == len(set(asked)) <= budget


@LAW
@given(texts(silent=True), GAPS, st.randoms(use_true_random=False))
def test_a_run_that_is_broken_off_anywhere_ends_with_the_same_looks(told: str, gap: float, random: Random) -> None:
    broken = Past(told)
    while asked := next_captures(broken.sequence, gap, None):
        broken.look(random.sample(asked, random.randint(1, len(asked))))  # the rest never came
    whole = Past(told).run(gap)
    assert {one.id for one in broken.asked} == {one.id for one in whole.asked}


@LAW
@given(texts(), GAPS, st.integers(1, 5))
def test_small_budgets_run_after_run_end_where_one_run_ends(told: str, gap: float, budget: int) -> None:
    past = Past(told)
    while next_captures(past.sequence, gap, None):
        past.run(gap, budget)
    assert {one.id for one in past.asked} == {one.id for one in Past(told).run(gap).asked}


@LAW
@given(texts(silent=True), st.randoms(use_true_random=False))
def test_the_order_of_the_index_does_not_matter(told: str, random: Random) -> None:
    shuffled = Past(told)
    random.shuffle(shuffled.captures)
    assert shuffled.run(7.0).asked == Past(told).run(7.0).asked


@LAW
@given(texts(silent=True), GAPS)
def test_an_unreadable_capture_ends_no_interval_until_patience_does(told: str, gap: float) -> None:
    past = Past(told).run(gap)
    open_still = [one for one in intervals(past.sequence) if not one.same_text and one.unread]
    assert all(len(one.unreadable) >= PATIENCE for one in open_still)


def test_beside_an_unreadable_capture_another_one_is_asked() -> None:
    past = Past("A" * 50 + "." + "B" * 50)
    past.look([past.captures[0], past.captures[50], past.captures[100]])
    (asked,) = next_captures(past.sequence, 1e9, None)
    assert asked.id not in {1, 51, 101}
    assert {50, 51, 52} <= set(past.run(1e9).said)


def test_a_long_silence_is_not_read_to_its_end() -> None:
    past = Past("A" * 300 + "." * 1000 + "B" * 300).run(1e9)
    assert {300, 301, 1300, 1301} <= set(past.said)  # its edges are known
    assert len(past.asked) < 80
    left = coverage_gaps(past.sequence)[0]
    assert (left.same_text, left.days) == (False, 1001.0)


def test_equal_payloads_are_one_look_and_many_sightings() -> None:
    told = "A" * 60 + "B" * 60
    past = Past(told, [f"{text}{number % 2}" for number, text in enumerate(told)]).run(2.0)
    assert len(past.asked) == 4
    assert coverage_gaps(past.sequence) == ()


def test_what_came_and_went_beside_a_known_change_is_found() -> None:
    told = "A" * 500 + "B" * 11 + "A" * 8 + "B" * 481
    past = Past(told).run(1e9)
    assert {500, 501, 511, 512, 519, 520} <= set(past.said)


def test_late_captures_between_known_ones_are_looked_at_only_where_something_changed() -> None:
    past = Past("A" * 64 + "B" * 64).run(1e9)
    before = len(past.asked)
    late = [capture(1000, day=10.5), capture(1001, day=64.5)]  # the second falls where A became B
    past.captures += late
    past.texts |= {1000: "A", 1001: "B"}
    past.run(1e9)
    assert [one.id for one in past.asked[before:]] == [1001]


@LAW
@given(st.integers(64, 600), st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_few_changes_cost_a_few_looks(captures: int, changes: int, random: Random) -> None:
    steps = sorted(random.sample(range(1, captures), changes))
    told = "".join(chr(ord("A") + sum(step <= number for step in steps)) for number in range(captures))
    past = Past(told).run(1e9)
    halving = changes * math.log2(captures / changes) + 2 * changes + 2
    near = 10 * changes  # of both sides of each change: 1, 3, 9 … captures away, up to 16
    assert len(past.asked) <= halving + near
    assert set(steps) <= set(past.said)


def test_a_deep_past_is_bisected_and_a_shallow_one_read_whole() -> None:
    captures = [capture(number) for number in range(1, 11)]
    assert fetch_mode(captures, FetchOptions(FetchMode.AUTO, bisect_above=10)) is FetchMode.DISTINCT
    assert fetch_mode(captures, FetchOptions(FetchMode.AUTO, bisect_above=9)) is FetchMode.BISECT
    assert (
        fetch_mode([replace(one, digest="D") for one in captures], FetchOptions(FetchMode.AUTO, bisect_above=1))
        is FetchMode.DISTINCT
    )


def test_a_capture_that_was_given_up_leaves_its_payload_to_another() -> None:
    captures = [capture(1), capture(2, "D"), capture(3, "D"), capture(4)]
    sequence = places(captures, {1: "A", 4: "B"}, {2})
    assert [place.fingerprint for place in sequence] == ["A", UNREADABLE, None, "B"]
    assert [one.id for one in next_captures(sequence, 1e9, None)] == [3]


def test_the_widest_interval_left_is_told_in_words() -> None:
    sequence = places([capture(number) for number in range(1, 31)], {1: "A", 30: "A"}, frozenset())
    (left,) = coverage_gaps(sequence)
    assert left.line == "29 days between 2010-01-02 and 2010-01-31, which read alike: 28 captures unseen"


@pytest.mark.parametrize(
    ("name", "value"), [("FETCH", "some"), ("FETCH_BUDGET", "-1"), ("FETCH_GAP_DAYS", "0"), ("FETCH_GAP_DAYS", "nan")]
)
def test_settings_that_mean_nothing_are_refused(name: str, value: str) -> None:
    given = Settings()
    given.setmodule(defaults)
    assert options_from(given) == FetchOptions(FetchMode.AUTO, 90.0, None, 480)
    given.set(name, value)
    with pytest.raises(UnusableSetting, match=r"FETCH|gap"):
        options_from(given)


# The whole way ------------------------------------------------------------------------------------------------


def deep(path: Path) -> Path:
    """Write a WARC of 96 captures, each of other bytes, in which the text changes twice."""
    pages = []
    for number in range(96):
        added = ["We sell your letters."] if 41 <= number < 77 else ["We burn your letters."] if number >= 77 else []
        body = policy(*added).replace(b"</body>", b"<!-- %d --></body>" % number)
        pages.append(Page(f"{datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=3 * number):%Y%m%d%H%M%S}", body))
    return write(path, pages)


def plays(archive: str) -> list[str]:
    with urllib.request.urlopen(f"{archive}/_requests") as answer:  # (loopback)
        return [path for _, kind, path, _ in json.load(answer) if kind == "play"]


def test_bisecting_finds_the_same_changes_with_fewer_playbacks_and_goes_on(run: Run, tmp_path: Path) -> None:
    def history(data: str, *options: str) -> str:
        unlimited = ("-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_PER_MINUTE=0")
        done = run("history", URL, "--archive", archive, "--data", str(tmp_path / data), *unlimited, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def changed(told: str) -> list[str]:
        return [line for line in told.splitlines() if line.startswith("Changed between ")]

    with running_replay_server([deep(tmp_path / "deep.warc.gz")]) as archive:
        halved = history("halved", "--fetch", "bisect", "--budget", "9")
        assert "captures were not looked at. The widest interval left: " in halved
        assert len(plays(archive)) == 9
        halved = history("halved", "--fetch", "bisect")
        asked = plays(archive)
        assert len(asked) == len(set(asked)) < 50
        assert changed(history("halved", "--fetch", "bisect")) == changed(halved)
        assert not set(plays(archive)[len(asked) :]) & set(asked)  # only what the newest memento is
        before = len(plays(archive))
        whole = history("whole", "--fetch", "distinct")
        assert len(plays(archive)) - before == 96
    assert "not looked at" not in whole
    assert changed(halved) == changed(whole)
    assert len(changed(whole)) == 2


def test_a_budget_is_spent_to_its_end_and_later_runs_end_where_a_run_without_one_does(run: Run, tmp_path: Path) -> None:
    def history(data: str, *options: str) -> str:
        unlimited = ("-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_PER_MINUTE=0", "--fetch", "distinct")
        done = run("history", URL, "--archive", archive, "--data", str(tmp_path / data), *unlimited, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def captures() -> list[str]:
        return [path for path in plays(archive) if path.startswith("/web/2012")]  # and not what the newest memento is

    with running_replay_server([deep(tmp_path / "deep.warc.gz")]) as archive:
        begun = history("little", "--budget", "20")
        assert len(captures()) == 20
        assert "76 captures were not looked at. The widest interval left: " in begun
        ended = history("little", "--budget", "80")
        assert len(captures()) == len({*captures()}) == 96
        assert history("little", "--budget", "80") == ended
        assert len(captures()) == 96
        assert history("whole") == ended
    assert "not looked at" not in ended
    assert begun.count("Changed between ") == ended.count("Changed between ") == 2
