"""Bad input gives one clear line and the right exit code; every verb teaches and is in the help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clausetrail.crawler.cli import HELP
from clausetrail.crawler.commandline.base_command import did_you_mean, end_for_usage, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import CLOSED_PIPE, exit_code_of
from clausetrail.snapshots.store import FILE, Store
from tests.conftest import DEMO, ROOT, Run

VERBS = sorted(path.stem for path in (ROOT / "crawler" / "commands").glob("[a-z]*.py"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["history", "not a url"], 2, "names no host on the web"),
        (["history", "ftp://acme.example/"], 2, "scheme 'ftp'"),
        (["history"], 2, "history takes one URL"),
        (["history", "http://acme.example/", "--archive", "nowhere"], 2, "is no archive"),
        (["history", "http://acme.example/", "--since", "yesterday"], 2, "is not a date"),
        (["history", "http://acme.example/", "--sinc", "2010", "--frob"], 2, "unknown option --frob"),
        (["track"], 1, "does not exist. Write one, or name another with --policies FILE"),
        (["track", "--policies", "typo.toml"], 1, "Did you mean 'url'?"),
        (["track", "--policies", "good.toml", "nosuch"], 2, "no policy is called 'nosuch'"),
        (["track", "--policies", "selector.toml"], 1, "is no CSS selector"),
        (["timeline", "nosuch"], 1, "there is no store in"),
        (["timeline"], 2, "timeline takes the name of one policy"),
        (["export"], 2, "export takes a folder"),
        (["import", "nosuch.md"], 2, "cannot be read"),
        (["import"], 2, "at least one file"),
        (["play", "nosuch.warc"], 2, "cannot play"),
        (["play", "good.toml"], 2, "cannot play"),
        (["play"], 2, "at least one WARC"),
        (["crawl", "history"], 2, "history needs a URL"),
        (["crawl", "history", "-a", "url=http://acme.example/", "-a", "sinc=2010"], 2, "not sinc"),
        (["crawl", "watch", "-a", "policies=nosuch.toml"], 1, "does not exist"),
        (["crawl", "nosuch"], 2, "no spider is called 'nosuch'"),
        (["nosuch"], 2, "unknown verb nosuch; `clausetrail --help` lists the verbs"),
        (["timelin", "nosuch"], 2, "unknown verb timelin; did you mean timeline?"),
        (["setings"], 2, "did you mean settings?"),
        (["timeline", "--jsn=1", "nosuch"], 2, "unknown option --jsn; did you mean --json?"),
        (["policies", "-s", "ARCHIVE"], 2, "-s takes NAME=VALUE, not 'ARCHIVE'"),
        (["history", "http://acme.example/", "--fetch", "al"], 2, "invalid choice: 'al'"),
        (["policies", "-L", "LOUD"], 2, "-L takes CRITICAL, ERROR, WARNING, INFO or DEBUG, not 'LOUD'"),
        (["policies", "--logfile", "/nonexistent/x.log"], 2, "the log /nonexistent/x.log cannot be written"),
        (["history", "http://acme.example/", "-L", "LOUD"], 2, "-L takes CRITICAL"),
        ([""], 2, "unknown verb ''; `clausetrail --help` lists the verbs"),
        (["notify"], 1, "does not exist. Write one, or name another with --policies FILE"),
        (["crawl", "history", "-a", "url=http://acme.example/", "-a", "archive=nosuch.warc"], 2, "nosuch.warc"),
    ],
)
def test_bad_input_is_one_clear_line(run: Run, tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    (tmp_path / "typo.toml").write_text('[policies.a]\nulr = "http://a.example"\n')
    (tmp_path / "good.toml").write_text('[policies.a]\nurl = "http://a.example"\n')
    (tmp_path / "selector.toml").write_text('[policies.a]\nurl = "http://a.example"\nselect = ["main["]\n')
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("clausetrail:")]
    assert len(told) <= 1


def test_an_unwritable_data_folder_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run(
        "history", "http://a.example/", "--archive", "http://127.0.0.1:1", "--data", str(tmp_path / "file" / "data")
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (5, 1)
    assert "cannot be made" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["policies"],
        ["timeline", "kites"],
        ["timeline", "kites", "--json"],
        ["search", "kites"],
        ["blame", "kites"],
        ["rebuild", "--compare"],
        ["clause", "kites"],
        ["verify"],
        ["notify"],
        ["browse", "--port", "1"],
        ["show", "kites"],
    ],
)
def test_a_verb_that_reads_creates_no_store_and_says_how_to_make_one(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "policies.toml").write_text(
        '[notify]\nurls = ["json://localhost"]\n[policies.a]\nurl = "http://a.example"\n'
    )
    done = run(*arguments, "--data", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"there is no store in {tmp_path / 'none'}: nothing was done. `clausetrail history URL`" in done.stderr
    assert not (tmp_path / "none").exists()


def test_an_empty_store_says_where_it_is_and_what_comes_next(run: Run, tmp_path: Path) -> None:
    Store.open(tmp_path / "empty").close()
    done = run("policies", "--data", str(tmp_path / "empty"))
    assert (done.returncode, done.stdout) == (0, "")
    assert f"the store {tmp_path / 'empty' / FILE} has no policies yet. `clausetrail history URL`" in done.stderr


def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    lines = "".join(f"<p>Clause {number} of the kites is about string and wind.</p>" for number in range(4_000))
    (tmp_path / "page.html").write_text(f"<html><body><h1>Privacy policy</h1>{lines}</body></html>")
    command = f"{sys.executable} -m clausetrail read page.html | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (CLOSED_PIPE, "")


def test_crawl_reads_archive_files_and_its_help_is_ours(run_anew: Run, tmp_path: Path) -> None:
    assert run_anew("crawl", "--help").stdout.startswith("usage: clausetrail crawl [options] history|watch")
    arguments = ["-a", "url=http://www.larkspur-records.example/privacy.html", "-a", f"archive={DEMO}"]
    assert run_anew("crawl", "history", *arguments).returncode == 0
    assert "4 versions" in run_anew("policies").stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_teaches(run_anew: Run, verb: str) -> None:
    done = run_anew(verb, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split("options:")[0]) > 60
    if verb != "crawl":
        assert done.stdout.lower().startswith(f"usage: clausetrail {verb}") or f"clausetrail {verb}" in done.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_help(verb: str) -> None:
    assert verb in HELP


def test_help_and_version_need_no_project(run_anew: Run) -> None:
    assert run_anew("--help").stdout == HELP
    assert run_anew("--version").stdout.startswith("clausetrail 0.")


@pytest.mark.parametrize("name", ["crawler", "pipelines", "reports", "snapshots"])
def test_foreign_modules_in_the_current_folder_are_not_run(run_anew: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.py").write_text("raise SystemExit('foreign code was run')")
    done = run_anew("history", "http://www.larkspur-records.example/privacy.html", "--archive", str(DEMO), "--quiet")
    assert (done.returncode, "foreign" in done.stdout + done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize(
    ("stats", "unread", "code"),
    [
        ({"finish_reason": "finished"}, 0, 0),
        ({"finish_reason": "finished"}, 2, 3),
        ({"finish_reason": "finished", "log_count/ERROR": 1}, 2, 4),
        ({"finish_reason": "finished", "spider_exceptions/count": 1}, 0, 4),
        ({"finish_reason": "closespider_pagecount"}, 3, 3),
        ({"finish_reason": "closespider_timeout"}, 0, 0),
        ({"finish_reason": "closespider_timeout_no_item"}, 1, 3),
        ({"finish_reason": "start_error"}, 0, 4),
        ({"finish_reason": "closespider_errorcount"}, 0, 4),
        ({"finish_reason": "store_error", "log_count/ERROR": 3}, 0, 5),
        ({"finish_reason": "shutdown"}, 1, 130),
        ({}, 0, 4),
    ],
)
def test_exit_codes_that_cron_can_trust(stats: dict[str, object], unread: int, code: int) -> None:
    assert exit_code_of(stats, unread) == code


def test_a_verb_waits_for_no_other_verb_to_be_imported() -> None:
    command = [sys.executable, "-X", "importtime", "-P", "-m", "clausetrail", "policies"]
    imported = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stderr
    assert " clausetrail.crawler.commandline.base_command\n" in imported
    assert not [
        name
        for name in (
            "clausetrail.crawler.commands.site",
            "clausetrail.crawler.spiders",
            "clausetrail.pipelines",
            "aiohttp",
        )
        if f" {name}\n" in imported
    ]


_IMPORTS_EVERY_VERB_BUT = """
import importlib, sys
from clausetrail.crawler.cli import our_verbs
from clausetrail.crawler.commandline.base_command import BaseCommand
for name in our_verbs():
    if name not in {crawling}:
        command = importlib.import_module(f"clausetrail.crawler.commands.{name}").Command()
        assert isinstance(command, BaseCommand) and not command.requires_crawler_process, name
        found = {"scrapy", "twisted"} & set(sys.modules)
        assert not found, (name, found)
"""


def test_no_verb_that_does_not_crawl_imports_scrapy_or_twisted() -> None:
    program = _IMPORTS_EVERY_VERB_BUT.replace("{crawling}", repr({"history", "track", "find", "crawl"}))
    done = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_scrapy_lists_and_runs_every_verb(tmp_path: Path) -> None:
    program = "import sys; sys.argv[0] = 'scrapy'; from scrapy.cmdline import execute; execute()"

    def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    listed = scrapy().stdout
    assert [verb for verb in VERBS if f"\n  {verb} " not in listed] == []
    assert (scrapy("policies").returncode, scrapy("timeline", "nosuch").returncode) == (1, 1)  # no store
    unknown = scrapy("policies", "--frob")
    assert (unknown.returncode, "unknown option --frob" in unknown.stderr) == (2, True)


def test_a_setting_may_be_given_for_one_run(run: Run, tmp_path: Path) -> None:
    done = run("policies", "-s", f"CLAUSETRAIL_DATA={tmp_path / 'other'}")
    assert f"there is no store in {tmp_path / 'other'}" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_hint_names_the_nearest_name_or_none() -> None:
    assert "timeline" in did_you_mean("timelin", ["timeline", "track"])
    assert did_you_mean("xyzzy", ["timeline", "track"]) == ""


def test_wrong_usage_ends_with_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        end_for_usage("takes one URL")
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_output_and_messages_go_to_different_streams(capsys: pytest.CaptureFixture[str]) -> None:
    print_output("the result")
    print_message("a remark")
    assert capsys.readouterr() == ("the result\n", "a remark\n")
