"""SIGINT, SIGTERM and SIGHUP end a run in one way: a line about what was kept, and exit code 130."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.base_command import BaseCommand
from clausetrail.crawler.commandline.interruption import _Ending, end_by_signals

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _handlers_are_put_back() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class _Mending(BaseCommand):
    kept = "the kettle is as it was"

    def __init__(self, work: Callable[[], int]) -> None:
        super().__init__()
        self._work = work

    def short_desc(self) -> str:
        return "Mend a kettle"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        return self._work()


@pytest.mark.parametrize("number", ENDING)
def test_each_signal_ends_a_verb_with_one_line(number: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    ending = _Ending()

    def work() -> int:
        ending.install()
        try:
            signal.raise_signal(number)
        finally:
            signal.raise_signal(number)  # a second one while it ends
        return 0

    command = _Mending(work)
    command.run([], argparse.Namespace())
    assert command.exitcode == 130
    assert capsys.readouterr().err == "clausetrail: interrupted; the kettle is as it was\n"


def test_an_ignored_signal_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _Ending().install()
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    signal.raise_signal(signal.SIGHUP)


def test_a_crawl_ends_by_sighup_as_by_sigterm() -> None:
    got: list[int] = []
    _Ending().install()
    signal.signal(signal.SIGTERM, lambda number, frame: got.append(number))
    signal.raise_signal(signal.SIGHUP)
    assert got == [signal.SIGTERM]


def test_handlers_are_installed_again_after_a_crawl() -> None:
    end_by_signals()
    ours = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as Scrapy leaves it after two signals
    end_by_signals()
    assert signal.getsignal(signal.SIGTERM) == ours


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_process_says_what_it_kept(demo_data: Path, tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import signal, sys\n"
        "from clausetrail.crawler import cli\n"
        "from clausetrail.crawler.commands import export\n"
        f"export.capture_rows = lambda *_: signal.raise_signal({int(number)})\n"
        "cli.main(['export', 'out', '--csv', '--data', sys.argv[1]])\n"
    )
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "captures.jsonl").write_text("of an earlier run\n")
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, str(demo_data)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "clausetrail: interrupted; the files in out are as they were\n"
    assert [path.name for path in folder.iterdir()] == ["captures.jsonl"]
    assert (folder / "captures.jsonl").read_text() == "of an earlier run\n"
