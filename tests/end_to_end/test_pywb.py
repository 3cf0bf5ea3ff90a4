"""The same crawl against pywb: a real archive server that nobody here wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import DEMO, ROOT, Run
from tests.support.pywb_archive import PywbUnavailableError, pywb
from tests.support.small_warcs import Page, policy, write


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
    for name in ("larkspur-privacy", "tidewater-conditions", "pennywhistle-privacy", "ambergate-terms"):
        told = [
            json.loads(run("timeline", name, "--json", "--data", str(tmp_path / side)).stdout)
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


def test_a_listing_of_pywb_beyond_the_limit_of_one_answer_is_whole(run: Run, tmp_path: Path) -> None:
    url = "http://kites.example/privacy"
    texts = {number: policy("We keep kites.") for number in range(24)} | {24: policy("We keep none.")}
    pages = [Page(f"2010{1 + number // 20:02}{1 + number % 20:02}000000", body) for number, body in texts.items()]
    warc = write(tmp_path / "kites.warc.gz", pages)
    (tmp_path / "pywb").mkdir()
    try:
        with pywb([warc], tmp_path / "pywb") as base:
            limited = ("-s", "ARCHIVE_INDEX_ROWS=7", "--archive", f"pywb+{base}/web", "--data", str(tmp_path / "data"))
            done = run("history", url, *limited)
            nothing = run("history", url.replace("kites", "larks"), *limited)
    except PywbUnavailableError as error:
        pytest.skip(f"pywb cannot be had: {error}")
    assert done.returncode == 0, done.stderr
    assert "2 versions in 25 captures" in done.stdout
    assert nothing.returncode == 0
    assert "lists no capture" in nothing.stdout
