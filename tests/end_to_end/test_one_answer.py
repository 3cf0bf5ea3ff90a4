"""No run that misses a capture ends with 0 and says nothing: one answer of the demo's archive is disturbed, in a few draws.

`benchmarks/one_answer.py` does the same 500 times.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.support.disturbed_archive import (
    DISTURBANCES,
    Answer,
    DisturbedArchive,
    Draw,
    derived,
    disturbed,
    disturbed_archive,
    draws,
    verdict,
)

SEED, DRAWS = 20261130, 8
WAITS = ("-s", "ARCHIVE_PARKED=0.05", "-s", "ARCHIVE_TRIES=2", "-s", "ARCHIVE_PATIENCE=2")


@pytest.fixture(scope="module")
def proxy(archive: str) -> Iterator[DisturbedArchive]:
    with disturbed_archive(archive) as found:
        yield found


@pytest.mark.parametrize("number", range(DRAWS))
def test_a_run_with_one_disturbed_answer_is_equal_or_says_what_is_missing(
    run: Run, proxy: DisturbedArchive, demo_data: Path, tmp_path: Path, number: int
) -> None:
    arguments = ("track", "--policies", str(ROOT / "demo" / "policies.toml"), "--archive", proxy.address, *WAITS)
    if not proxy.answers:
        run(*arguments, "--data", str(tmp_path / "first"))
    draw = draws([*proxy.answers], len(DISTURBANCES), SEED)[number * len(DISTURBANCES) // DRAWS]
    proxy.disturb(draw)
    done = run(*arguments)
    proxy.disturb(None)
    found = verdict(draw, derived(demo_data), tmp_path / "data", done.returncode, done.stderr + done.stdout)
    assert found in {"equal", "unread, exit 3", "excluded, exit 3", "named, exit 0", "named, exit 3"}, (draw, found)


def test_every_disturbance_that_leaves_a_message_changes_it() -> None:
    usual = Answer(200, (("Content-Type", "text/plain"),), b"a line\n" * 40)
    assert all(disturbed(usual, kind) != usual for kind in DISTURBANCES if kind not in {"drop", "reset", "cut"})


def test_draws_are_the_same_for_the_same_seed() -> None:
    assert draws(["a", "b"], 9, 1) == draws(["b", "a"], 9, 1)
    assert {type(draw) for draw in draws(["a"], 3, 1)} == {Draw}
