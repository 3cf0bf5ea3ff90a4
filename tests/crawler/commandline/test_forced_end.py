"""A crawl ends within seconds of SIGTERM, also while a reading takes a minute."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from clausetrail.snapshots.store import Store
from tests.support.small_warcs import Page, policy, write

SLOW = """
import sys
from clausetrail.pipelines.item_pipelines import clean_pipeline
from clausetrail.snapshots import clock

def slow(*_, **__):
    print("READING", file=sys.stderr, flush=True)
    end = clock.unix_seconds() + 60
    while clock.unix_seconds() < end:
        sum(range(1000))

clean_pipeline.read = slow
from clausetrail.crawler.cli import main
main(sys.argv[1:])
"""


def test_sigterm_during_a_long_reading_ends_within_seconds_with_what_was_kept(tmp_path: Path) -> None:
    warc = write(tmp_path / "k.warc.gz", [Page("20100101000000", policy()), Page("20110101000000", policy("New."))])
    (tmp_path / "p.toml").write_text('[policies.kites]\nurl = "http://kites.example/privacy"\n')
    command = [sys.executable, "-P", "-c", SLOW, "track", "--policies", "p.toml", "--archive", str(warc)]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert process.stderr is not None
    assert any("READING" in line for line in process.stderr)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=50)
    assert time.monotonic() - begun < 30  # 5 seconds on a machine that is not busy
    assert (process.returncode, said.count("interrupted. What was fetched is stored")) == (130, 1)
    store = Store.open(tmp_path / "data")
    assert len(list(store.facts.fetched_captures("kites"))) >= 1
    store.close()
