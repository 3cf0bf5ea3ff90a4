"""The whole way in processes of their own: an archive on loopback, a crawl, the timeline, the exports."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from clausetrail.snapshots.store import FILE
from tests.conftest import DEMO, ROOT, Run, data_in
from tests.support.disturbed_archive import derived
from tests.support.forked_runs import FORKS, running_replay_server
from tests.support.tracking import WATCHLIST, requests, track

LARKSPUR = "http://www.larkspur-records.example/privacy.html"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def digits(when: datetime) -> str:
    return f"{when:%Y%m%d%H%M%S}"


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Path:
    """A folder with a store that has tracked the demo in "data", and its exports."""
    folder = tmp_path_factory.mktemp("tracked")
    shutil.copytree(demo_data, folder / "data")
    done = FORKS.run("export", str(folder / "export"), folder=folder, environment=data_in(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_the_demo_tells_exactly_what_was_done_to_its_policies(tracked: Path) -> None:
    truth = tomllib.loads((ROOT / "demo" / "truth.toml").read_text("utf-8"))
    expected = sorted(
        (
            event["policy"],
            *(digits(when) for when in event["between"]),
            event["event"],
            event.get("moved", False),
            event["clause"],
        )
        for event in truth["events"]
        if not event.get("passing")
    )
    told = sorted(
        (
            change["policy"],
            change["not_before"],
            change["not_after"],
            change["event"],
            change["moved"],
            (change["after"] or change["before"])[0]["text"],
        )
        for change in rows(tracked / "export" / "changes.jsonl")
    )
    assert len(told) == len(expected)
    for one, other in zip(told, expected, strict=True):
        assert one[:5] == other[:5]
        assert one[5].startswith(other[5])


def test_the_demo_tells_a_text_that_came_and_went_as_that(tracked: Path) -> None:
    truth = tomllib.loads((ROOT / "demo" / "truth.toml").read_text("utf-8"))
    (face,) = rows(tracked / "export" / "faces.jsonl")
    came = [
        event for event in truth["events"] if event.get("passing") and digits(event["between"][1]) == face["first_seen"]
    ]
    assert (face["captures"], face["turns"]) == (1, 1)
    assert len(face["changes"]) == len(came) == 2
    for change, event in zip(face["changes"], came, strict=True):
        assert change["event"] == event["event"]
        assert change["after"][0]["text"].startswith(event["clause"])


def test_every_capture_held_is_exported_with_its_verdict_and_the_text_in_force(tracked: Path) -> None:
    captures = rows(tracked / "export" / "captures.jsonl")
    assert all(row["url"] and len(row["timestamp"]) == 14 and len(row["digest"]) == 32 for row in captures)
    revisit = next(row for row in captures if row["timestamp"] == "20030110172011")
    original = next(row for row in captures if row["timestamp"] == "20020618030255")
    assert (revisit["verdict"], revisit["text"], revisit["sha256"]) == ("policy", original["text"], "")
    assert revisit["digest"] == original["digest"]
    (missing,) = [row for row in captures if row["timestamp"] == "20150126133702"]  # an archived 404 shows no policy
    assert (missing["text"], missing["version"]) == ("", None)
    assert "404" in f"{missing['verdict']} {missing['reason']}"


def test_the_corpus_comes_back_by_import_with_the_same_words(tracked: Path, run: Run) -> None:
    files = sorted(str(path) for path in (tracked / "export" / "corpus" / "larkspur-privacy").iterdir())
    done = run("import", "--policy", "larkspur-privacy", *files)
    assert (done.returncode, done.stdout) == (0, "larkspur-privacy: 4 versions\n")
    told = json.loads(run("timeline", "larkspur-privacy", "--json").stdout)
    held = rows(tracked / "export" / "changes.jsonl")
    events = [change["event"] for revision in told["revisions"] for change in revision["changes"]]
    assert events == [change["event"] for change in held if change["policy"] == "larkspur-privacy"]
    assert all(version["imported"] for version in told["versions"])


def test_a_second_run_adds_nothing_and_rebuild_changes_nothing(run: Run, tmp_path: Path) -> None:
    with running_replay_server([DEMO]) as archive:
        first = track(run, archive)
        assert first.returncode == 0
        before = json.loads(run("timeline", "ambergate-terms", "--json").stdout)
        asked = len(requests(archive))
        second = track(run, archive)
        assert second.stdout == "4 of 4 policies read: 0 new captures, 0 fetched, 0 revisions in 0 policies\n"
        kinds = [kind for _, kind, _, _ in requests(archive)[asked:]]
        assert kinds == ["play"] * 5  # one probe of the newest memento an address
    assert run("rebuild").stdout.endswith("0 policies read differently with the current code\n")
    again = json.loads(run("timeline", "ambergate-terms", "--json").stdout)
    assert again | {"asked_at": ""} == before | {"asked_at": ""}
    verified = run("verify")
    assert (verified.returncode, verified.stdout.splitlines()[-1].split(" verified, ")[1]) == (0, "0 differences")


def test_scrapy_and_clausetrail_are_one_thing(run: Run, archive: str) -> None:
    """The spider run of the card: `scrapy crawl history -a url=…`."""
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "history",
        "-a",
        f"url={LARKSPUR}",
        "-a",
        f"archive={archive}",
        "-a",
        "since=2001",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(run("timeline", LARKSPUR, "--json").stdout)
    seen = [version["first_seen"] for version in told["versions"]]
    assert seen == [
        "20010305224107",
        "20020618030255",
        "20060214193000",
        "20140903065521",
    ]  # the last two where it moved to
    assert (
        "history"
        in subprocess.run([sys.executable, "-m", "scrapy"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )


def test_history_prints_a_dated_redline_with_both_mementos(run: Run, archive: str) -> None:
    done = run("history", LARKSPUR, "--archive", archive, "--until", "2004")
    assert done.returncode == 0
    assert "Changed between 2001-03-05 and 2002-06-18: 1 added, 1 reworded" in done.stdout
    assert f"before: {archive}/web/20010305224107/{LARKSPUR}" in done.stdout
    assert f"after:  {archive}/web/20020618030255/{LARKSPUR}" in done.stdout
    assert "for [-30-]{+90+} days" in done.stdout
    assert run("history", LARKSPUR, "--archive", archive, "--until", "2004").stdout == done.stdout


def test_a_narrow_question_first_does_not_hide_what_lies_before_it(run: Run, archive: str) -> None:
    run("history", LARKSPUR, "--archive", archive, "--since", "2002", "--until", "2003")
    done = run("history", LARKSPUR, "--archive", archive)
    assert "present on 1999-10-12 and 2001-03-05" in done.stdout


def test_nothing_archived_is_said_only_when_the_index_said_so(run: Run, archive: str) -> None:
    done = run("history", "http://never.example/privacy", "--archive", archive)
    assert done.returncode == 0
    assert done.stdout.startswith("The archive lists no capture of http://never.example/privacy.")


@pytest.mark.parametrize("faults", ["index-503=1", "index-429=1", "index-html=1"])
def test_trap_4_a_troubled_index_is_never_no_captures_and_never_no_change(run: Run, faults: str) -> None:
    with running_replay_server([DEMO], "--faults", faults) as archive:
        options = ("-s", "ARCHIVE_PATIENCE=0.5", "-s", "ARCHIVE_TRIES=2")
        history = run("history", LARKSPUR, "--archive", archive, *options)
        assert history.returncode == 3
        assert "no capture" not in history.stdout
        assert "The archive did not answer for" in history.stdout
        assert "nothing can be said" in history.stdout
        tracked = track(run, archive, *options)
    assert tracked.returncode == 3
    assert tracked.stdout.startswith("0 of 4 policies read")
    assert "no result is recorded for them" in tracked.stdout


def test_passing_troubles_are_waited_out(run: Run) -> None:
    with running_replay_server([DEMO], "--faults", "index-503=3,play-429=5,play-cut=7,play-reset=9") as archive:
        done = track(
            run, archive, "-s", "ARCHIVE_PARKED=1", "-s", "ARCHIVE_TRIES=9"
        )  # one request may meet four in a row
        assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.startswith("4 of 4 policies read: 27 new captures, 23 fetched")


def test_content_codings_of_every_kind_change_nothing(run: Run, tmp_path: Path, demo_data: Path) -> None:
    """Nearly every answer is coded, declared and not; a stream without its end is requested again."""
    faults = (
        "play-br=2,play-zstd-unsaid=3,play-chained=5,play-lying=7,play-deflate-raw=11,play-br-damaged=13,index-gzip=1"
    )
    with running_replay_server([DEMO], "--faults", faults) as archive:
        done = track(run, archive, "-s", "ARCHIVE_PARKED=1")
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.startswith("4 of 4 policies read: 27 new captures, 23 fetched")
    assert derived(tmp_path / "data") == derived(demo_data)


def test_a_hop_is_not_followed_and_not_stored_under_another_date(run: Run) -> None:
    with running_replay_server([DEMO], "--faults", "play-hop=2") as archive:
        done = run("history", LARKSPUR, "--archive", archive)
        asked = [path for _, kind, path, _ in requests(archive) if kind == "play"]
    assert len(asked) == len(set(asked))
    assert "hop to another time" in done.stdout
    held = json.loads(run("timeline", LARKSPUR, "--json").stdout)
    assert {version["first_seen"] for version in held["versions"]} < {path.split("/")[2][:14] for path in asked}


def test_an_endpoint_that_refuses_is_one_clear_line(run: Run) -> None:
    done = run("history", LARKSPUR, "--archive", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert "unread (refused)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_full_disk_ends_with_its_own_code(run: Run, archive: str, tmp_path: Path) -> None:
    """SQLite's page limit stands in for the disk's: the refusal is the same."""
    program = (
        "import sys; from clausetrail.snapshots.storage import database; opened = database.connect\n"
        "def small(path):\n    found = opened(path); found.execute('PRAGMA max_page_count = 60'); return found\n"
        "import clausetrail.snapshots.store; clausetrail.snapshots.store.connect = small\n"
        "from clausetrail.crawler.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "track", "--policies", WATCHLIST, "--archive", archive]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 5, done.stderr
    assert "the disk is full. Free some space and run the same command again" in done.stderr.splitlines()[-1]
    assert track(run, archive).returncode == 0


def test_the_demo_of_the_readme_runs(run: Run, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "demo" / "run.py"), str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Changed between" in done.stdout
    assert (tmp_path / "demo" / "export" / "changes.jsonl").stat().st_size > 1000
    assert (tmp_path / "demo" / "store" / FILE).is_file()
