"""`status` names the policies that were not read, in a table, as JSON and as metrics; `backup` copies the store."""

from __future__ import annotations

import json
from pathlib import Path

from clausetrail.crawler.commands import backup, status
from clausetrail.crawler.help_text import HELP
from clausetrail.snapshots.store import FILE
from tests.conftest import Run
from tests.support.small_warcs import Page, policy, write

TWO = '[policies.kites]\nurl = "http://kites.example/privacy"\n[policies.drums]\nurl = "http://drums.example/privacy"\n'


def track(run: Run, tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "one.toml").write_text(TWO.partition("[policies.drums]")[0])
    (tmp_path / "two.toml").write_text(TWO)
    warc = str(write(tmp_path / "kites.warc.gz", [Page("20100101000000", policy())]))
    data = ("--data", str(tmp_path / "data"))
    assert run("track", "--policies", str(tmp_path / "one.toml"), "--archive", warc, *data).returncode == 0
    return data


def test_what_was_read_ends_with_0_and_what_the_store_lacks_with_3(run: Run, tmp_path: Path) -> None:
    data = track(run, tmp_path)
    fine = run("status", *data, "--policies", str(tmp_path / "one.toml"))
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "", "1 policy: 1 read\n")
    lacking = run("status", *data, "--policies", str(tmp_path / "two.toml"), "--prometheus", str(tmp_path / "m.prom"))
    assert lacking.returncode == 3
    assert lacking.stdout.splitlines()[1:] == [
        "drums\tnever checked\tnever\tnone\t0\tin the watchlist, and not in the store"
    ]
    assert lacking.stderr == "2 policies: 1 never checked, 1 read\n"
    assert 'clausetrail_policies{state="never checked"} 1' in (tmp_path / "m.prom").read_text()
    stale = run("status", *data, "--policies", str(tmp_path / "one.toml"), "--days", "0", "--json")
    assert stale.returncode == 3
    assert json.loads(stale.stdout)["policies"][0]["state"] == "stale"


def test_wrong_numbers_and_files_are_named(run: Run, tmp_path: Path) -> None:
    data = track(run, tmp_path)
    for days in ("x", "-1", "nan", "inf"):
        wrong = run("status", *data, f"--days={days}")
        assert (wrong.returncode, wrong.stderr) == (2, f"clausetrail: --days takes a number of days, not {days!r}\n")
    nowhere = run("status", *data, "--prometheus", str(tmp_path / "none" / "m.prom"))
    assert nowhere.returncode == 5
    assert "cannot be written: No such file or directory" in nowhere.stderr


def test_a_backup_is_a_store(run: Run, tmp_path: Path) -> None:
    data = track(run, tmp_path)
    (tmp_path / "restored").mkdir()
    done = run("backup", str(tmp_path / "restored"), *data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(f"bytes copied to {tmp_path / 'restored' / FILE}\n")
    assert run("verify", "--data", str(tmp_path / "restored")).returncode == 0
    own = run("backup", str(tmp_path / "data" / FILE), *data)
    assert own.returncode == 2
    assert "is the store itself" in own.stderr
    assert run("backup", *data).returncode == 2


def test_a_run_that_did_not_end_well_is_told_though_every_policy_was_read(run: Run, tmp_path: Path) -> None:
    whole = write(
        tmp_path / "kites.warc.gz", [Page("20100101000000", policy()), Page("20110101000000", policy("More."))]
    )
    (tmp_path / "cut.warc.gz").write_bytes(whole.read_bytes()[:-60])
    data = ("--data", str(tmp_path / "data"))
    url = "http://kites.example/privacy"
    assert run("history", url, "--archive", str(tmp_path / "cut.warc.gz"), *data).returncode == 3
    done = run("status", *data)
    assert done.returncode == 3
    assert "the last run (history, " in done.stderr
    assert "ended with 3: kites.example-privacy: 1 new capture, 1 fetched; some files could not be read" in done.stderr
    assert run("history", url, "--archive", str(whole), *data).returncode == 0
    assert run("status", *data).returncode == 0


def test_both_verbs_are_in_the_help() -> None:
    for command in (backup.Command(), status.Command()):
        assert f"  clausetrail {command.name} " in HELP
        assert command.short_desc()
