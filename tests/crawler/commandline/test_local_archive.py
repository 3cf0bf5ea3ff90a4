"""Local files as the archive of a command: what is left out of them is said, and decides the exit code."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from clausetrail.crawler.archives.local_files import LeftOut
from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.replay_server.server_process import ReadingReport, left_out_lines, may_lack
from clausetrail.snapshots.errors import UnusableArchive
from tests.conftest import Run
from tests.support.small_warcs import Page, policy, write

PAGE = "http://kites.example/privacy"
HTML = (("Content-Type", "text/html"),)


def folder_with_damage(tmp_path: Path) -> Path:
    folder = tmp_path / "crawl"
    folder.mkdir()
    write(folder / "a.warc.gz", [Page("20100101000000", policy()), Page("20120101000000", policy("We sell kites."))])
    whole = (folder / "a.warc.gz").read_bytes()
    second = whole.index(b"\x1f\x8b\x08", 10)
    (folder / "b.warc.gz").write_bytes(whole[:second] + b"\x1f\x8b\x08\x00torn" + whole[second:])
    (folder / "c.warc.bz2").write_bytes(b"BZh")
    (folder / "d.warc").write_bytes(policy())
    (folder / "d.warc.md5").write_bytes(b"0")
    return folder


def test_what_is_left_out_of_a_folder_is_reported(tmp_path: Path) -> None:
    reports: list[ReadingReport] = []
    with serve_local_files(str(folder_with_damage(tmp_path)), report=reports.append):
        pass
    (report,) = reports
    assert [found.file for found in report.left_out] == ["c.warc.bz2", "b.warc.gz", "d.warc"]
    assert report.left_out[1].offset > 0


def test_a_history_of_damaged_files_is_printed_and_ends_with_3(run: Run, tmp_path: Path) -> None:
    done = run("history", PAGE, "--archive", str(folder_with_damage(tmp_path)), "--quiet")
    assert done.returncode == 3
    assert "Changed between 2010-01-01 and 2012-01-01: 1 added" in done.stdout
    assert "captures may be missing here" in done.stdout
    assert "clausetrail: b.warc.gz, byte " in done.stderr
    assert "d.warc: there is no WARC or ARC record in it" in done.stderr
    assert "c.warc.bz2: left out: only files that end in .warc, " in done.stderr


def test_a_file_without_a_record_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "saved.warc.gz").write_bytes(gzip.compress(policy()))
    done = run("history", PAGE, "--archive", str(tmp_path / "saved.warc.gz"), "--quiet")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "clausetrail: the files cannot be read: saved.warc.gz: there is no WARC or ARC record in it\n"
    )
    with (
        pytest.raises(UnusableArchive, match="no WARC or ARC record"),
        serve_local_files(str(tmp_path / "saved.warc.gz")),
    ):
        pass


@pytest.mark.parametrize(
    ("left_out", "lacks"),
    [
        ([], False),
        ([LeftOut("x", 1, "damaged")], True),
        ([LeftOut("x", 1, "malformed", "http://www.kites.example/other")], True),
        ([LeftOut("x", 1, "malformed", "http://lamps.example/")], False),
        ([LeftOut("x", 1, "a note", is_loss=False)], False),
    ],
)
def test_captures_may_be_missing_where_the_record_is_of_the_host_or_unknown(
    left_out: list[LeftOut], lacks: bool
) -> None:
    assert may_lack(ReadingReport(left_out), [PAGE]) is lacks


def test_many_lines_are_counted_and_not_all_printed() -> None:
    lines = left_out_lines(ReadingReport([LeftOut("x", place, "damaged") for place in range(50)], not_listed=7))
    assert (len(lines), lines[0], lines[-1]) == (
        21,
        "clausetrail: x, byte 0: damaged",
        "clausetrail: and 37 more of the kind",
    )
    assert may_lack(ReadingReport([], not_listed=1), [])
