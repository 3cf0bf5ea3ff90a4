"""Ended at any moment and run again: every capture once, nothing lost, nothing fetched twice."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from clausetrail.crawler.settings import CONCURRENT_REQUESTS
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.model import Capture
from clausetrail.snapshots.store import opened
from tests.conftest import DEMO, Run
from tests.support.forked_runs import running_replay_server
from tests.support.tracking import begun, ended_at, requests, track

# Pages of four rows, so that a kill may fall between two pages of one listing.
OPTIONS = ("-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_ROWS=4")
KILLS = 4

Body = tuple[str, str]  # the time and the original that it is asked for by


@dataclass(frozen=True, slots=True)
class State:
    """What a store knows: every capture but for its number, the bodies it holds, the URLs whose index was read through."""

    rows: Counter[Capture]
    held: frozenset[Body]
    listed: frozenset[str]


def state(data: Path) -> State:
    with opened(data) as store:
        policies = store.facts.policies()
        rows = [capture for policy in policies for capture in store.facts.captures(policy.name)]
        held = [capture for policy in policies for capture in store.facts.fetched_captures(policy.name)]
        listed = [
            url
            for policy in policies
            for url in policy.urls
            for archive in store.facts.archives()
            if store.addresses.status(policy.name, archive, url).listed_at
        ]
    return State(Counter(replace(row, id=None) for row in rows), frozenset(map(_body, held)), frozenset(listed))


def _body(capture: Capture) -> Body:
    return capture.timestamp, capture.original


def exported(run: Run, folder: Path) -> dict[str, bytes]:
    """Return every file of an export, byte for byte."""
    assert run("export", str(folder)).returncode == 0
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def asked(log: list[list[Any]]) -> list[Body]:
    """Return the playbacks of *log*, as time and original."""
    return [where for _, kind, path, _ in log if kind == "play" and (where := split_memento_url(path))]


def listed(log: list[list[Any]]) -> set[str]:
    """Return the URLs that the index was asked for in *log*."""
    return {parse_qs(urlsplit(path).query)["url"][0] for _, kind, path, _ in log if kind == "index"}


@pytest.fixture(scope="module")
def archive() -> Iterator[str]:
    """An archive that takes its time to answer, so that a kill finds questions on their way."""
    with running_replay_server([DEMO], "--latency", "20") as address:
        yield address


def settled(archive: str) -> int:
    """Return how many requests the archive's log holds, once those of a killed run are in it: it logs a request when it answers."""
    met, quiet = len(requests(archive)), 0
    while quiet < 5:
        time.sleep(0.05)  # more than the latency of the archive
        now = len(requests(archive))
        met, quiet = now, quiet + 1 if now == met else 0
    return met


def check(log: list[list[Any]], before: State, after: State, usual: State) -> None:
    """Assert that a run, by the archive's *log*, asked for nothing that was known before it, and for no body twice.

    What it asked for and did not keep was on its way when it was killed: no more than is asked for at once.
    """
    bodies = [body for body in asked(log) if body in usual.held]
    assert len(bodies) == len(set(bodies))
    assert not before.held & set(bodies)
    assert not before.listed & listed(log)
    assert before.held <= after.held <= usual.held
    assert before.rows <= after.rows <= usual.rows
    assert len(set(bodies) - after.held) <= CONCURRENT_REQUESTS


@pytest.mark.parametrize("seed", [3, 14])
def test_killed_at_random_moments_a_run_loses_nothing_and_fetches_nothing_twice(
    run: Run, archive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    begins = len(requests(archive))
    assert track(run, archive, *OPTIONS).returncode == 0
    usual, history = state(tmp_path / "data"), exported(run, tmp_path / "usual")
    met = len(requests(archive)) - begins
    data = tmp_path / "killed"
    monkeypatch.setenv("CLAUSETRAIL_DATA", str(data))
    known, start = state(data), len(requests(archive))
    for moment in sorted(random.Random(seed).sample(range(1, met), KILLS)):
        seen = settled(archive)
        process = begun(archive, tmp_path, *OPTIONS)
        ended_at(process, archive, start + moment, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        settled(archive)
        before, known = known, state(data)
        check(requests(archive)[seen:], before, known, usual)
    seen = settled(archive)
    assert track(run, archive, *OPTIONS).returncode == 0
    check(requests(archive)[seen:], known, state(data), usual)
    assert state(data) == usual
    assert exported(run, tmp_path / "again") == history
    assert run("verify").returncode == 0


def test_ctrl_c_ends_soon_says_so_and_keeps_what_came(run: Run, archive: str, tmp_path: Path) -> None:
    begins = len(requests(archive))
    process = begun(archive, tmp_path, "-s", "ARCHIVE_INDEX_PER_MINUTE=0", "-s", "ARCHIVE_PLAYBACK_PER_MINUTE=60")
    said = ended_at(process, archive, begins + 8, signal.SIGINT)
    assert process.returncode == 130
    assert "interrupted: what was fetched is stored" in said
    assert track(run, archive, *OPTIONS).returncode == 0
