"""The gate, without waiting: moments are given, not slept."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from clausetrail.crawler import settings as ours
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.download.archive_requests import request_rates
from clausetrail.crawler.download.rate_gate import Parking, RateGate


@pytest.fixture
def gate(tmp_path: Path) -> RateGate:
    return RateGate(tmp_path / "gate.sqlite")


def test_moments_are_evenly_spaced_and_never_burst(gate: RateGate) -> None:
    given_at = [gate.reserve("index", 24, 1000.0).at for _ in range(5)]
    assert [round(b - a, 6) for a, b in pairwise(given_at)] == [2.5] * 4
    assert gate.reserve("index", 24, 5000.0).at == 5000.0  # time that was not used is not saved up
    assert gate.reserve("index", 24, 5000.0).at == 5002.5


def test_budgets_do_not_know_each_other(gate: RateGate) -> None:
    assert gate.reserve("index", 24, 0.0).at == gate.reserve("playback", 480, 0.0).at == 0.0
    gate.park("index", 0.0, 600.0)
    assert gate.reserve("playback", 480, 0.0).at == 0.125
    assert gate.reserve("index", 24, 0.0).at == 600.0


def test_a_parking_voids_the_moments_given_before_it_and_is_never_shortened(gate: RateGate) -> None:
    before = gate.reserve("index", 24, 0.0)
    assert gate.is_valid("index", before)
    gate.park("index", 0.0, 100.0, "first")
    gate.park("index", 0.0, 50.0, "second")
    assert not gate.is_valid("index", before)
    assert gate.parking("index", 0.0) == Parking("index", 100.0, "first")
    assert gate.reserve("index", 24, 0.0).at == 100.0


def test_after_a_parking_the_pace_comes_back_slowly(gate: RateGate) -> None:
    gate.park("index", 0.0, 100.0)
    gate.park("index", 0.0, 100.0)
    moments = [gate.reserve("index", 24, 0.0).at for _ in range(30)]
    gaps = [after - before for before, after in pairwise(moments)]
    assert gaps[0] == 10.0
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == 2.5


def test_refusals_park_for_an_hour_and_double_until_the_archive_answers(gate: RateGate) -> None:
    assert gate.refused("index", 0.0, 3600) == 3600
    assert gate.refused("index", 10.0, 3600) == 3600  # the same block, met by another request on its way
    assert gate.refused("index", 4000.0, 3600) == 4000 + 7200
    assert gate.refused("index", 20_000.0, 3600) == 20_000 + 14_400
    gate.answered("index")
    assert gate.refused("index", 50_000.0, 3600) == 53_600
    for number in range(20):
        end = gate.refused("index", 1e6 * (number + 1), 3600)
    assert end == 20e6 + 86_400


def test_a_clock_that_was_set_back_does_not_lock_the_gate(gate: RateGate) -> None:
    gate.reserve("index", 24, 1_000_000.0)
    assert gate.reserve("index", 24, 10.0).at == 12.5


DAY = 86_400.0
NOW = 1_800_000_000.0


@pytest.mark.parametrize("seconds", [999_999_999.0, 1e14, float("inf"), 2 * DAY, DAY])
def test_no_parking_is_longer_than_a_day(gate: RateGate, seconds: float) -> None:
    assert gate.park("index", NOW, seconds) == NOW + DAY
    assert gate.reserve("index", 24, NOW).at == NOW + DAY
    assert gate.parkings(NOW + DAY) == []


def test_a_parking_in_the_past_parks_nothing(gate: RateGate) -> None:
    assert gate.park("index", NOW, -5.0) == NOW
    assert gate.parkings(NOW) == []


@pytest.mark.parametrize("ahead", [400 * DAY, 20 * 3600.0, 60.0])
def test_a_clock_that_was_ahead_at_the_parking_leaves_what_was_left_to_wait(gate: RateGate, ahead: float) -> None:
    gate.park("index", NOW + ahead, 30.0)
    assert gate.parking("index", NOW).until == NOW + 30
    assert gate.reserve("index", 24, NOW + 10).at == NOW + 30
    assert gate.parkings(NOW + 31) == []


def test_a_clock_that_jumps_forward_and_back_neither_locks_the_gate_nor_opens_it_for_ever(gate: RateGate) -> None:
    gate.park("index", NOW, 600.0)
    gate.reserve("index", 24, NOW + 400 * DAY)
    first = gate.reserve("index", 24, NOW + 1)
    assert NOW <= first.at <= NOW + 600
    assert gate.reserve("index", 24, NOW + 700).at <= NOW + 700 + 20


@given(st.lists(st.tuples(st.floats(0, 4e9), st.sampled_from(["park", "refuse", "reserve"]), st.floats(0, 1e12))))
def test_whatever_the_clock_says_no_request_waits_for_much_more_than_a_day(
    steps: list[tuple[float, str, float]],
) -> None:
    gate = RateGate(Path(":memory:"))
    for now, action, seconds in steps:
        if action == "park":
            gate.park("b", now, seconds)
        elif action == "refuse":
            gate.refused("b", now, seconds)
        else:
            gate.reserve("b", 24, now)
        assert gate.parking("b", now).until <= now + DAY
        assert gate.reserve("b", 24, now).at <= now + DAY + 3_700
    gate.close()


def test_a_gate_of_an_older_release_is_read_and_a_parking_of_years_in_it_is_void(tmp_path: Path) -> None:
    path = tmp_path / "gate.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.execute(
            "CREATE TABLE gates (budget TEXT PRIMARY KEY, next REAL NOT NULL, parked REAL NOT NULL, epoch INTEGER NOT NULL,"
            " slow REAL NOT NULL DEFAULT 1, refusals INTEGER NOT NULL DEFAULT 0) STRICT"
        )
        rows = [("far", NOW + 1e9, NOW + 1e9, 1, 1, 0), ("near", NOW + 60, NOW + 60, 1, 1, 0)]
        old.executemany("INSERT INTO gates VALUES (?, ?, ?, ?, ?, ?)", rows)
        old.commit()
    gate = RateGate(path)
    assert [(one.budget, one.until) for one in gate.parkings(NOW)] == [("near", NOW + 60)]
    assert gate.reserve("far", 24, NOW).at == NOW
    gate.close()
    RateGate(path).close()


def test_a_parking_that_is_cleared_ends_and_its_requests_stay_slow(gate: RateGate) -> None:
    gate.park("index", NOW, 600.0)
    before = gate.reserve("index", 24, NOW)
    gate.clear("index", NOW + 5)
    assert not gate.is_valid("index", before)
    assert gate.parkings(NOW + 5) == []
    moments = [gate.reserve("index", 24, NOW + 5).at for _ in range(2)]
    assert moments == [NOW + 5, NOW + 5 + 2.5 * 1.8]


@given(st.lists(st.floats(0, 50), min_size=1, max_size=40), st.integers(1, 600))
def test_no_minute_ever_holds_more_than_the_budget(gaps: list[float], per_minute: int) -> None:
    gate, now, moments = RateGate(Path(":memory:")), 0.0, []
    for gap in gaps:
        now += gap
        moments.append(gate.reserve("b", per_minute, now).at)
    gate.close()
    for start in moments:
        assert sum(1 for moment in moments if start <= moment < start + 59.999) <= per_minute


def test_processes_share_one_budget(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from clausetrail.crawler.download.rate_gate import RateGate; gate = RateGate(Path(sys.argv[1]))\n"
        "for _ in range(50): print(gate.reserve('b', 480, 0.0).at)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "gate.sqlite")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    moments = sorted(float(line) for process in started for line in process.communicate(timeout=60)[0].split())
    assert moments == [number * 0.125 for number in range(150)]


def test_the_published_rates_are_the_most_a_public_archive_gets(tmp_path: Path) -> None:
    def asked(archive: Archive, **changed: float) -> dict[str, float]:
        settings = Settings()
        settings.setmodule(ours)
        settings.setdict({f"ARCHIVE_{kind.upper()}_PER_MINUTE": rate for kind, rate in changed.items()})
        return request_rates(archive, settings)

    public, local = (
        known_archives(tmp_path)["ia"],
        Archive("b", "http://127.0.0.1:1", "ia"),
    )
    assert asked(public) == asked(local) == {"index": 24, "playback": 480}
    assert asked(Archive("c", "https://archive.example/coll", "pywb")) == {"index": 12, "playback": 60}
    assert asked(public, index=5, playback=60) == {"index": 5, "playback": 60}
    assert asked(public, index=0, playback=9000) == {"index": 24, "playback": 480}
    assert asked(local, index=0, playback=9000) == {"index": 0, "playback": 9000}
