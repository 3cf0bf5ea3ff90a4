"""New stores, gates and logs are readable by their owner only; existing ones keep their mode, with a hint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausetrail.crawler.download.rate_gate import RateGate
from clausetrail.snapshots.private_files import hint_about_readers, make_private_file, make_private_folder
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_warcs import Page, policy, write

PAGE = Page("20100101000000", policy())


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}


def test_a_new_store_and_a_new_gate_are_private_with_their_logs(umask: int, tmp_path: Path) -> None:
    store, gate = Store.open(tmp_path / "a" / "data"), RateGate(tmp_path / "state" / "gates.sqlite")
    store.runs.begin("track")
    gate.reserve("a.example index", 24, 0)
    found = modes(tmp_path / "a" / "data") | modes(tmp_path / "state")
    gate.close()
    store.close()
    folders = {name for name, mode in found.items() if mode == 0o700}
    assert folders == {"data", "state"}
    assert {mode for name, mode in found.items() if name not in folders} == {0o600}
    assert {"clausetrail.sqlite-wal", "gates.sqlite-wal"} <= found.keys()


def test_what_exists_keeps_its_mode(tmp_path: Path) -> None:
    folder, file = tmp_path / "open", tmp_path / "open" / "log"
    folder.mkdir(mode=0o755)
    file.touch()
    file.chmod(0o644)
    make_private_folder(folder)
    make_private_file(file)
    assert modes(folder) == {"open": 0o755, "log": 0o644}


def test_a_hint_names_each_path_that_others_can_read_once(tmp_path: Path) -> None:
    folder, closed, given = tmp_path / "o p", tmp_path / "closed", tmp_path / "state" / "given"
    folder.mkdir(mode=0o755)
    closed.mkdir(mode=0o700)
    for path in (folder / "store", closed / "store"):
        path.touch()
        path.chmod(0o644)
    tmp_path.chmod(0o755)
    paths = [folder, folder / "store", closed, closed / "store", tmp_path / "missing"]
    hint = hint_about_readers(paths, given)
    assert f"chmod go-rwx '{folder}' '{folder}/store' " in hint
    assert "closed" not in hint
    assert hint_about_readers(paths, given) == ""
    assert modes(tmp_path / "state") == {"state": 0o700, "given": 0o600}


@pytest.mark.parametrize("option", [("--logfile", "run.log"), ("-s", "LOG_FILE=run.log")])
def test_the_log_of_a_run_is_private_and_an_open_store_is_hinted_at_once(
    option: tuple[str, str], run: Run, tmp_path: Path
) -> None:
    warc = write(tmp_path / "k.warc.gz", [PAGE])
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{PAGE.url}"\n')
    asked = ("track", "--policies", "p.toml", "--archive", str(warc), "-L", "DEBUG", *option)
    assert "Other users" not in run(*asked).stderr
    assert (tmp_path / "run.log").stat().st_mode & 0o777 == 0o600
    for path in (tmp_path, tmp_path / "data"):
        path.chmod(0o755)
    second, third = run(*asked), run(*asked)
    assert f"can read {tmp_path / 'data'}." in second.stderr
    assert "Other users" not in third.stderr
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o755


def test_a_log_that_cannot_be_written_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    done = run("track", "--logfile", str(tmp_path / "no" / "such.log"))
    assert (done.returncode, "cannot be written: No such file" in done.stderr) == (2, True)
