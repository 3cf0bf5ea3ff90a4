"""The gate, without waiting: moments are given, not slept."""

from __future__ import annotations

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
from clausetrail.crawler.download.rate_gate import RateGate


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
    gate.park("index", 600.0)
    assert gate.reserve("playback", 480, 0.0).at == 0.125
    assert gate.reserve("index", 24, 0.0).at == 600.0


def test_a_parking_voids_the_moments_given_before_it_and_is_never_shortened(gate: RateGate) -> None:
    before = gate.reserve("index", 24, 0.0)
    assert gate.is_valid("index", before)
    gate.park("index", 100.0)
    gate.park("index", 50.0)
    assert not gate.is_valid("index", before)
    assert gate.parked_until("index") == 100.0
    assert gate.reserve("index", 24, 0.0).at == 100.0


def test_after_a_parking_the_pace_comes_back_slowly(gate: RateGate) -> None:
    gate.park("index", 100.0)
    gate.park("index", 100.0)
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
    assert gate.reserve("index", 24, 10.0).at == 10.0


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
