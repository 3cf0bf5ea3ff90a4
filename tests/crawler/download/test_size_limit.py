"""A capture above the size limit is fetched up to the limit and kept as truncated, once."""

from __future__ import annotations

import gzip
import json
import urllib.request
from pathlib import Path

import pytest

from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.forked_runs import running_replay_server
from tests.support.small_warcs import Page, policy, write

URL = "http://kites.example/privacy"
LIMIT = 3_000


def plays(archive: str) -> int:
    with urllib.request.urlopen(f"{archive}/_requests") as answer:
        return [kind for _, kind, _, _ in json.load(answer)].count("play")


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_capture_above_the_limit_is_kept_as_truncated_and_not_fetched_again(
    coding: str, run: Run, tmp_path: Path
) -> None:
    words = " ".join(f"kite{number * 7919 % 100_003}" for number in range(2_000))
    large = policy(f"We also keep {words}.")
    headers = (("Content-Type", "text/html"), *((("Content-Encoding", coding),) if coding else ()))
    pages = [
        Page("20100101000000", policy()[:LIMIT]),
        Page("20110101000000", gzip.compress(large) if coding else large, headers=headers),
    ]
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n')
    with running_replay_server([write(tmp_path / "k.warc.gz", pages)]) as archive:
        asked = ("track", "--policies", "p.toml", "--archive", archive, "-s", f"DOWNLOAD_MAXSIZE={LIMIT}")
        first = run(*asked)
        after_first = plays(archive)
        second = run(*asked)
        assert plays(archive) - after_first == 1  # the newest memento
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert f"truncated: larger than the limit of {LIMIT:,} bytes" in first.stderr
    store = Store.open(tmp_path / "data")
    sizes = [row[0] for row in store._database.execute("SELECT size FROM bodies ORDER BY size")]
    proofs = [row[0] for row in store._database.execute("SELECT proof FROM snapshots ORDER BY capture")]
    versions = store.timeline(store.facts.policy("kites")).versions
    store.close()
    assert (max(sizes), len(sizes)) == (LIMIT, 2)
    assert proofs[1].startswith("truncated: larger than the limit")
    assert len(versions) == 1  # what was cut is no deletion


def test_a_body_that_is_too_large_once_decoded_is_kept_and_not_fetched_again(run: Run, tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 40 * 2**20)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    pages = [Page("20100101000000", policy()), Page("20110101000000", bomb, headers=headers)]
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n')
    with running_replay_server([write(tmp_path / "k.warc.gz", pages)]) as archive:
        asked = ("track", "--policies", "p.toml", "--archive", archive)
        first = run(*asked)
        after_first = plays(archive)
        second = run(*asked)
        assert plays(archive) - after_first == 1
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
