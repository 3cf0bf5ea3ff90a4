"""The same crawl against pywb: a real archive server that nobody here wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import DEMO, ROOT, Run
from tests.support.pywb_archive import PywbUnavailableError, pywb


@pytest.mark.parametrize("dialect", ["pywb", "timemap"])
def test_pywb_is_read_as_the_archive_of_our_own(run: Run, tmp_path: Path, archive: str, dialect: str) -> None:
    watchlist = str(ROOT / "demo" / "policies.toml")
    try:
        (tmp_path / "pywb").mkdir()
        with pywb([DEMO], tmp_path / "pywb") as base:
            done = run(
                "track",
                "--policies",
                watchlist,
                "--archive",
                f"{dialect}+{base}/web",
                "--data",
                str(tmp_path / "theirs"),
            )
    except PywbUnavailableError as error:
        pytest.skip(f"pywb cannot be had: {error}")
    assert done.returncode == 0, done.stderr
    run("track", "--policies", watchlist, "--archive", archive, "--data", str(tmp_path / "ours"))
    for policy in ("larkspur-privacy", "tidewater-conditions", "pennywhistle-privacy", "ambergate-terms"):
        told = [
            json.loads(run("timeline", policy, "--json", "--data", str(tmp_path / side)).stdout)
            for side in ("theirs", "ours")
        ]
        fields = [
            (
                [(v["first_seen"], v["last_seen"], v["captures"], v["fingerprint"]) for v in timeline["versions"]],
                [revision["changes"] for revision in timeline["revisions"]],
            )
            for timeline in told
        ]
        assert fields[0] == fields[1]
