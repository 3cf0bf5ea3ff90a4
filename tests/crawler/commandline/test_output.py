"""Output that cannot be written is one line and exit code 5; a reader that leaves is no error."""

from __future__ import annotations

import errno
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clausetrail.crawler.cli import _main
from clausetrail.crawler.commandline import output
from clausetrail.crawler.commandline.exit_codes import CLOSED_PIPE
from clausetrail.crawler.commandline.output import run_guarded
from clausetrail.snapshots.errors import UnwritableOutput
from clausetrail.snapshots.store import FILE
from tests.support.read_only import not_writable

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = f"exec {sys.executable} -P -m clausetrail {command}"
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@needs_full
@pytest.mark.parametrize("arguments", ["--help", "--version", "verify --help", "policies", "policies --data {data}"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_one_line_and_exit_code_5(
    demo_data: Path, tmp_path: Path, arguments: str, where: str
) -> None:
    done = shell(f"{arguments.format(data=demo_data)} {where}", tmp_path)
    if arguments == "policies" and where == ">/dev/full":
        assert (done.returncode, done.stdout) == (1, "")  # there is no store: nothing had to be printed
        return
    assert done.returncode == 5, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("clausetrail: the output cannot be written: ")


@needs_full
def test_an_error_that_cannot_be_printed_keeps_its_exit_code(tmp_path: Path) -> None:
    assert shell("nosuch 2>/dev/full", tmp_path).returncode == 2
    assert shell("nosuch 2>&-", tmp_path).returncode == 2


def failing(error: OSError) -> int:
    raise error


def test_a_reader_that_has_left_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert run_guarded(lambda: failing(BrokenPipeError()), "") == CLOSED_PIPE


def test_an_error_of_a_file_is_not_taken_for_one_of_the_output() -> None:
    output.reraise_output_error(OSError(errno.ENOSPC, "No space left on device", "some/file"))
    output.reraise_output_error(OSError(errno.ECONNREFUSED, "Connection refused"))
    with pytest.raises(UnwritableOutput, match="No space left"):
        output.reraise_output_error(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["policies"],
        ["timeline", "larkspur-privacy"],
        ["show", "larkspur-privacy"],
        ["search", "music"],
        ["blame", "larkspur-privacy"],
        ["verify"],
        ["export", "{folder}/export", "--csv", "--warc"],
        ["site", "{folder}/site"],
        ["feed", "{folder}/feeds"],
        ["plot", "larkspur-privacy"],
    ],
)
def test_a_command_that_only_reads_works_in_a_folder_that_is_read_only(
    demo_data: Path, tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_data, data)
    (tmp_path / "out").mkdir(mode=0o777)
    (tmp_path / "out").chmod(0o777)
    first, given = ([argument.format(folder=tmp_path / "out" / name) for argument in arguments] for name in "ab")
    assert _main([*first, "--data", str(data)]) == 0  # what is imported late is imported now, by a user who may
    with not_writable(data):
        code = _main([*given, "--data", str(data)])
    assert code == 0, capsys.readouterr().err
    assert [path.name for path in data.iterdir()] == [FILE]


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [
        ("ascii", b'Pumpe > Abfl?sse - "3 ?" -> ?'),
        ("latin-1", b'Pumpe > Abfl\xfcsse - "3 ?" -> ?'),
        ("cp1252", "Pumpe › Abflüsse — “3 €” -> ?".encode("cp1252")),
        ("utf-8", "Pumpe › Abflüsse — “3 €” → ?".encode()),
    ],
)
def test_characters_that_the_terminal_lacks_are_replaced(
    encoding: str, printed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, said = (io.TextIOWrapper(io.BytesIO(), encoding, "strict", newline="\n") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", said)
    output.replace_what_terminals_lack()
    line = "Pumpe › Abflüsse — “3 €” → \ud800"
    output.print_output(line)
    output.print_message(line)
    output.flush_output()
    said.flush()
    assert out.buffer.getvalue() == said.buffer.getvalue() == printed + b"\n"  # type: ignore[attr-defined]


def test_a_document_is_utf_8_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", newline="\n")
    monkeypatch.setattr(sys, "stdout", out)
    output.print_output("first")
    output.print_document('{"text": "Abflüsse: 3 €"}')
    output.print_output("last")
    output.flush_output()
    assert out.buffer.getvalue().decode() == 'first\n{"text": "Abflüsse: 3 €"}\nlast\n'  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "locale", ["LC_ALL=de_DE.ISO-8859-1 PYTHONIOENCODING=latin-1", "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0"]
)
@pytest.mark.parametrize(
    "verb", ["timeline larkspur-privacy --full", "timeline larkspur-privacy --json", "timeline lørk→"]
)
def test_a_run_in_another_locale_has_no_traceback(demo_data: Path, tmp_path: Path, locale: str, verb: str) -> None:
    line = f"env {locale} {sys.executable} -P -m clausetrail {verb} --data {demo_data}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert done.returncode == (2 if "→" in verb else 0)
    assert b"Traceback" not in done.stderr
    if "--json" in verb:
        assert json.loads(done.stdout)
