"""`clausetrail gate`: the parkings that are shown and cleared."""

from __future__ import annotations

import json
import time

from clausetrail.crawler.download.rate_gate import RateGate
from clausetrail.snapshots.paths import gates_file
from tests.conftest import Run


def park(*budgets: str) -> None:
    gate = RateGate(gates_file())
    for budget in budgets:
        gate.park(budget, time.time(), 999_999_999.0, f"what {budget.split()[0]} said")
    gate.close()


def test_without_a_gate_nothing_is_parked_and_none_is_made(run: Run) -> None:
    done = run("gate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing is parked\n")
    assert not gates_file().exists()


def test_parkings_are_listed_with_their_reason_and_cleared_by_host(run: Run) -> None:
    park("a.example index", "b.example:8080 playback")
    done = run("gate")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert [line.partition("\t")[0] for line in lines] == ["a.example index", "b.example:8080 playback"]
    assert lines[0].endswith("UTC: what a.example said")
    assert "cleared, was parked until" in run("gate", "a.example", "--clear").stdout
    (left,) = json.loads(run("gate", "--json").stdout)
    assert (left["host"], left["requests"], left["reason"]) == (
        "b.example:8080",
        "playback",
        "what b.example:8080 said",
    )
    assert run("gate", "a.example").stderr == "nothing is parked of a.example\n"
    run("gate", "--clear")
    assert run("gate", "--json").stdout == "[]\n"
