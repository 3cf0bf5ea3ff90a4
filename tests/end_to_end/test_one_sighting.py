"""One capture that several files and archives hold is one observation of the policy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.support.small_warcs import SENTENCES, Page, policy, write

URL = "http://kites.example/privacy"
PAGES = (
    Page("20150101000000", policy()),
    Page("20150301000000", policy()),
    Page("20260101000000", policy("We also lend kites to neighbours, and we keep a list of them for a year.")),
)


def timeline(run: Run, *options: str) -> Any:
    done = run("timeline", "--json", "kites.example-privacy", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def counts(run: Run) -> list[tuple[int, bool]]:
    document = timeline(run)
    return [(version["captures"], version["single_capture"]) for version in document["versions"]]


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    return write(tmp_path / "first.warc.gz", PAGES)


def test_a_copy_of_a_file_confirms_nothing(run: Run, tmp_path: Path, warc: Path) -> None:
    first = run("history", "--archive", str(warc), URL).stdout
    before = counts(run)
    shutil.copy(warc, tmp_path / "copy.warc.gz")
    again = run("history", "--archive", str(tmp_path / "copy.warc.gz"), URL).stdout
    assert counts(run) == before == [(2, False), (1, True)]
    assert again == first


def test_a_folder_that_grows_and_is_read_again_counts_each_capture_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "crawls"
    folder.mkdir()
    for number, page in enumerate(PAGES):
        write(folder / f"{number}.warc.gz", [page])
        assert run("history", "--archive", str(folder), URL).returncode == 0
    assert counts(run) == [(2, False), (1, True)]


def test_two_payloads_of_one_second_stay_two(run: Run, tmp_path: Path, warc: Path) -> None:
    other = policy("Nobody else may look at the list of kites, whatever they say.", clauses=SENTENCES[:9])
    second = write(tmp_path / "second.warc.gz", [Page(PAGES[0].timestamp, other)])
    run("history", "--archive", str(warc), URL)
    run("history", "--archive", str(second), URL)
    run("export", str(tmp_path / "out"), "--csv")
    rows = (tmp_path / "out" / "captures.csv").read_text().splitlines()
    assert len(rows) == 1 + 4
