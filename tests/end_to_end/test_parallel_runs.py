"""Several runs on one store share the work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

from clausetrail.crawler.claim_holder import has_ended, new_holder
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import opened
from tests.conftest import DEMO, ROOT, Run
from tests.support.forked_runs import UNLIMITED, running_replay_server

WATCHLIST = ("--policies", str(ROOT / "demo" / "policies.toml"))


def test_a_policy_that_another_run_is_reading_is_left_to_it(run: Run, archive: str, tmp_path: Path) -> None:
    holder, url = new_holder(), "http://www.larkspur-records.example/privacy.html"
    name = "larkspur-records.example-privacy.html"
    with opened(tmp_path / "data") as store:
        store.facts.declare(Policy(name, (url,)))
        assert store.runs.claim_policy(name, holder, 600, has_ended) == ""
    left = run("history", url, "--archive", archive)
    assert left.returncode == 3
    assert f"1 policy is being read by another run, and not by this one: {name}" in left.stdout
    assert "lists no capture" not in left.stdout
    with opened(tmp_path / "data") as store:
        assert list(store.facts.captures(name)) == []
        store.runs.release_claims(holder)
    assert run("history", url, "--archive", archive).returncode == 0


def test_four_runs_fetch_each_capture_once(tmp_path: Path) -> None:
    with running_replay_server([DEMO], "--latency", "20") as address:
        command = [sys.executable, "-P", "-m", "clausetrail", "track", "--quiet", *WATCHLIST, "--archive", address]
        runs = [
            subprocess.Popen([*command, *UNLIMITED], cwd=tmp_path, stdout=subprocess.PIPE, text=True) for _ in range(4)
        ]
        printed = [each.communicate(timeout=240)[0] for each in runs]
        with urlopen(f"{address}/_requests") as answer:
            log = json.load(answer)
    played = Counter(path for _, kind, path, status in log if kind == "play" and status == 200)
    assert {path: count for path, count in played.items() if count > 1 and "2026" not in path[:10]} == {}
    assert {each.returncode for each in runs} <= {0, 3}
    for each, text in zip(runs, printed, strict=True):
        assert (each.returncode == 3) == ("being read by another run" in text)
