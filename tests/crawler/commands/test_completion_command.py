"""Completion scripts: every verb and its options, and the names of policies where a verb takes one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from clausetrail.crawler.cli import our_verbs
from clausetrail.crawler.commands.completion import SHELLS, completion_script
from tests.conftest import Run

ASK = """
source "$1"; shift
COMP_WORDS=(clausetrail "$@"); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
$(complete -p clausetrail | sed 's/.*-F \\([^ ]*\\).*/\\1/')
echo "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_each_script_has_every_verb(shell: str) -> None:
    script = completion_script(shell)
    assert all(verb in script for verb in our_verbs() if verb != "crawl")  # Scrapy's own
    assert "--prometheus" in script or "prometheus" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [(["timel"], "timeline"), (["timeline", "--on"], "--only"), (["status", "--prom"], "--prometheus")],
)
def test_bash_completes_verbs_and_options(tmp_path: Path, typed: list[str], offered: str) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(completion_script("bash"))
    command = ["bash", "-c", ASK, "bash", str(script), *typed]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [offered]


def test_another_shell_is_an_error_of_usage(run: Run) -> None:
    done = run("completion", "fsh")
    assert (done.returncode, done.stderr) == (
        2,
        "clausetrail: completion takes one of bash, zsh, fish; did you mean fish or zsh?\n",
    )
    assert run("completion").returncode == 2
