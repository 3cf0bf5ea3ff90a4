"""`clausetrail compare`: two files in, a redline out, in four forms and with an exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.settings import Settings

from clausetrail.crawler.commandline.exit_codes import DIFFERENT, UNREAD
from clausetrail.crawler.commands.compare import Command
from clausetrail.snapshots.errors import UnusableSetting

OLD = (
    "<html><body><h1>Privacy</h1><p>We keep order forms for 30 days.</p><p>You may object in writing.</p></body></html>"
)
NEW = "# Privacy\n\nWe keep order forms for 90 days.\n\nYou may object in writing.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("old.html", OLD), ("new.md", NEW)):
        (tmp_path / name).write_text(text, "utf-8")
    return [str(tmp_path / "old.html"), str(tmp_path / "new.md")]


def run(args: list[str], form: str = "text", *, full: bool = False, exit_code: bool = True) -> int:
    command = Command()
    command.settings = Settings()
    return command.execute(args, SimpleNamespace(format=form, full=full, exit_code=exit_code))


def test_a_page_is_told_apart_from_a_markdown_text(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files) == DIFFERENT
    told = capsys.readouterr().out
    assert "1 reworded" in told
    assert "for [-30-]{+90+} days" in told
    assert "similar ." in told


def test_without_exit_code_a_difference_is_no_failure(files: list[str]) -> None:
    assert run(files, exit_code=False) == 0


def test_equal_texts_end_with_nothing(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([files[0], files[0]]) == 0
    assert "no clause changed" in capsys.readouterr().out


def test_full_shows_what_stands_unchanged(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "markdown", "html", "json"):
        run(files, form)
        assert "object in writing" not in capsys.readouterr().out
        run(files, form, full=True)
        assert "object in writing" in capsys.readouterr().out


def test_json_says_where_either_side_is_marked(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(files, "json")
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    cut = [[side["words"][start:end] for start, end in side["marks"]] for side in (*change["before"], *change["after"])]
    assert cut == [["30"], ["90"]]


def test_an_empty_file_is_no_empty_version(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.txt").write_bytes(b"")
    assert run([files[0], str(tmp_path / "none.txt")]) == UNREAD
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["one"], ["-", "-"], ["no such file", "nor this"]])
def test_what_cannot_be_opened_is_a_wrong_use(args: list[str]) -> None:
    with pytest.raises(UnusableSetting):
        run(args)


def test_a_dash_is_standard_input(
    files: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(NEW.encode())))
    assert run(["-", files[1]]) == 0
    assert "no clause changed" in capsys.readouterr().out


def test_the_command_stands_in_the_command_line(files: list[str]) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("clausetrail"), "compare", *files, "--exit-code"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == DIFFERENT, done.stderr
    assert "{+90+}" in done.stdout
