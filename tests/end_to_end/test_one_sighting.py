"""One capture that several files and archives hold is one observation of the policy."""

from __future__ import annotations

import gzip
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.support.forked_runs import running_replay_server
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


# Where links lead


def every_file(folder: Path) -> str:
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as pack:
                found += [pack.read(name) for name in pack.namelist()]
        else:
            found.append(path.read_bytes())
    return "\n".join(
        (gzip.decompress(one) if one[:2] == b"\x1f\x8b" else one).decode("utf-8", "replace") for one in found
    )


def test_an_exported_wacz_keeps_the_mementos_of_its_archive(run: Run, tmp_path: Path, warc: Path) -> None:
    with running_replay_server([warc]) as address:
        run("history", "--archive", address, URL)
    links = [version["first_memento"] for version in timeline(run)["versions"]]
    run("export", str(tmp_path / "out"), "--wacz")
    own = ("--data", str(tmp_path / "other"))
    assert run("history", *own, "--archive", str(tmp_path / "out" / "captures.wacz"), URL).returncode == 0
    document = timeline(run, *own)
    assert [version["first_memento"] for version in document["versions"]] == links
    assert address in links[0]
    assert {*document["versions"][0]["archives"]} == {"127.0.0.1"}


def test_no_path_of_this_machine_leaves_it(run: Run, tmp_path: Path, warc: Path) -> None:
    run("history", "--archive", str(warc), URL)
    assert f"file:{warc.name}#{PAGES[0].timestamp}/{URL}" in run("timeline", "kites.example-privacy").stdout
    run("site", str(tmp_path / "site"))
    run("export", str(tmp_path / "out"), "--csv", "--warc")
    (tmp_path / "pack").mkdir()
    run("evidence", "kites.example-privacy", "2", str(tmp_path / "pack" / "pack.zip"))
    published = {name: every_file(tmp_path / name) for name in ("site", "out", "pack")}
    assert all(f"file:{warc.name}#" in published[name] for name in ("out", "pack"))
    assert all(text and str(tmp_path) not in text for text in published.values())


def test_an_endpoint_that_never_answered_changes_no_link(run: Run, warc: Path) -> None:
    with running_replay_server([warc]) as address:
        run("history", "--archive", address, URL)
    before = run("timeline", "kites.example-privacy").stdout
    assert address in before
    refused = run("history", "--archive", "pywb+http://127.0.0.1:9/other", "http://elsewhere.example/terms")
    assert refused.returncode == 3
    assert run("timeline", "kites.example-privacy").stdout == before
