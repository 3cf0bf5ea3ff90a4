"""The commands that read or recompute a store, run in this process: what they print, and how they end."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.base_command import BaseCommand
from clausetrail.crawler.commands import (
    blame,
    browse,
    clause,
    evidence,
    export,
    feed,
    notify,
    play,
    plot,
    policies,
    rebuild,
    search,
    show,
    site,
    timeline,
    verify,
)
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.read_only import not_writable
from tests.support.small_packs import FERRY
from tests.support.small_warcs import Page, write
from tests.support.small_warcs import policy as kites

imports = importlib.import_module("clausetrail.crawler.commands.import")  # no name for an import statement

Result = tuple[int, str, str]
RunHere = Callable[..., Result]


@pytest.fixture
def here(ferry: Store, capsys: pytest.CaptureFixture[str]) -> RunHere:
    """Run a command on the store of the Heron Ferry: exit code, standard output, standard error."""

    def run(command: type[BaseCommand], *arguments: str) -> Result:
        code = command().run_with(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_policies_are_listed_with_their_versions(here: RunHere) -> None:
    code, out, _ = here(policies.Command)
    assert (code, out) == (
        0,
        f"ferry\t3 versions\t2005-03-10 to 2015-06-13\t{FERRY.urls[0]}\tno archive was checked yet\n",
    )


def test_policies_are_printed_as_one_json_document(here: RunHere) -> None:
    code, out, _ = here(policies.Command, "--json")
    row = {
        "policy": "ferry",
        "versions": 3,
        "first_seen": "2005-03-10",
        "last_seen": "2015-06-13",
        "urls": [*FERRY.urls],
        "trouble": "no archive was checked yet",
    }
    assert (code, json.loads(out)) == (0, {"policies": [row]})


def test_a_store_without_policies_is_an_empty_json_list_and_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Store.open(tmp_path).close()
    assert policies.Command().run_with(["--json", "--data", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == {"policies": []}
    assert "`clausetrail history URL` or `clausetrail track` adds some" in err


def test_a_timeline_is_printed_or_one_document(here: RunHere) -> None:
    assert "Changed between 2006-04-11 and 2009-05-12" in here(timeline.Command, "ferry")[1]
    assert len(json.loads(here(timeline.Command, "ferry", "--json")[1])["revisions"]) == 2


@pytest.mark.parametrize(("at", "days"), [("2006", "30 days"), ("2010", "90 days"), ("", "90 days")])
def test_show_prints_the_text_as_of_a_date(here: RunHere, at: str, days: str) -> None:
    for form in ("text", "markdown", "json"):
        code, out, _ = here(show.Command, "ferry", "--format", form, *(("--at", at) if at else ()))
        assert (code, days in out) == (0, True)


def test_a_year_stands_for_its_last_day_and_names_the_versions_before(run: Run, tmp_path: Path) -> None:
    pages = [Page(f"2010{month:02}01000000", kites(f"Edition {month}.")) for month in (1, 3, 5)]
    data = ("--data", str(tmp_path / "data"))
    warc = str(write(tmp_path / "k.warc.gz", pages))
    assert run("history", "http://kites.example/privacy", "--archive", warc, *data).returncode == 0
    shown = run("show", "kites.example-privacy", "--at", "2010", *data).stdout
    assert "2010 stands for the last day of that year; earlier in it, versions 1, 2 were seen." in shown
    assert "stands for the last day" not in run("show", "kites.example-privacy", "--at", "2010-05-01", *data).stdout


def test_show_before_the_first_capture_says_when_that_was(here: RunHere) -> None:
    code, out, err = here(show.Command, "ferry", "--at", "1999")
    assert (code, out, "the first capture is of 2005-03-10" in err) == (2, "", True)
    assert here(show.Command, "ferry", "--format", "pdf")[0] == 2


def test_blame_names_clauses_that_clause_finds(here: RunHere) -> None:
    clauses = json.loads(here(blame.Command, "ferry", "--json")[1])["clauses"]
    reworded = next(each for each in clauses if "90 days" in each["text"])
    code, out, _ = here(clause.Command, reworded["id"])
    assert (code, "30" in out, "90" in out) == (0, True, True)
    document = json.loads(here(clause.Command, reworded["id"], "--json")[1])
    assert document["same_words"] == []
    assert here(blame.Command, "ferry", "--at", "2006")[1] != here(blame.Command, "ferry")[1]
    assert here(clause.Command, "0a0b0c-0123456789")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["harbour"], 0, "wordings; the dates are those of the wording"),
        (["harbour", "--limit", "1"], 0, "(--limit 0 shows all)"),
        (["zeppelin"], 0, "no matches; searched"),
        (["harbour", "--at", "2006", "--since", "2005"], 2, "give one or the other"),
        (["harbour", "--since", "2010", "--until", "2009"], 2, "lies after --until 2009"),
        ([], 2, "search takes words to look for"),
    ],
)
def test_search_finds_wordings_or_says_why_not(here: RunHere, arguments: list[str], code: int, words: str) -> None:
    ended, out, err = here(search.Command, *arguments)
    assert (ended, words in out + err) == (code, True)


def test_search_answers_programs_one_document_a_line(here: RunHere) -> None:
    lines = here(search.Command, "harbour", "--json")[1].splitlines()
    assert {json.loads(line)["policy"] for line in lines} == {"ferry"}


def test_the_files_that_are_written_are_named(here: RunHere, tmp_path: Path) -> None:
    assert "captures, 3 changes and 3 versions of 1 policy" in here(export.Command, str(tmp_path / "out"), "--csv")[1]
    assert (tmp_path / "out" / "clauses.csv").is_file()
    assert "feeds written" in here(feed.Command, str(tmp_path / "feeds"))[1]
    assert "pages written" in here(site.Command, str(tmp_path / "site"))[1]
    code, drawn, _ = here(plot.Command, "ferry")
    assert (code, drawn.startswith("<svg")) == (0, True)
    assert here(plot.Command, "ferry", "--out", str(tmp_path / "no" / "folder.svg"))[0] == 5


@pytest.mark.parametrize("command", [export.Command, feed.Command, site.Command])
def test_a_folder_that_cannot_be_written_ends_with_the_code_of_the_store(
    here: RunHere, tmp_path: Path, command: type[BaseCommand]
) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, err = here(command, str(tmp_path / "file"))
    assert (code, "cannot be written" in err) == (5, True)
    assert here(command)[0] == 2


def test_evidence_is_packed_and_verified_and_never_overwrites(here: RunHere, tmp_path: Path) -> None:
    path = str(tmp_path / "change.zip")
    code, out, how_to_stamp = here(evidence.Command, "ferry", "2", path)
    assert (code, "SHA-256 of its tag manifest" in out, "openssl ts -query" in how_to_stamp) == (0, True, True)
    assert here(verify.Command, path)[0] == 0
    assert "already exists" in here(evidence.Command, "ferry", "2", path)[2]
    assert here(evidence.Command, "ferry", "9", str(tmp_path / "none.zip"))[0] == 2


def test_verify_and_rebuild_find_no_difference_in_an_untouched_store(here: RunHere) -> None:
    code, out, _ = here(verify.Command)
    assert (code, out.splitlines()[-1].endswith("and 1 policy verified, 0 differences")) == (0, True)
    code, out, _ = here(rebuild.Command, "--compare")
    assert (code, out) == (0, "0 of 1 policy read differently with the current code; nothing was written\n")
    assert here(rebuild.Command)[1].startswith("6 readings of 1 policy recomputed; 0 policies read differently")
    assert here(rebuild.Command, "--outdated")[1].startswith("0 readings of 1 policy recomputed")


def test_what_an_earlier_export_wrote_is_written_again_so_that_all_files_agree(here: RunHere, tmp_path: Path) -> None:
    out = tmp_path / "out"
    here(export.Command, str(out), "--csv", "--warc")
    written = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    (out / "clauses.csv").write_text("outdated")
    (out / "captures.warc.gz").write_text("outdated")
    (out / "notes.csv").write_text("not ours")
    code, said, _ = here(export.Command, str(out))
    assert "the files of --csv and the files of --warc of the export before this one were written again" in said
    assert (code, {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}) == (
        0,
        written | {"notes.csv": b"not ours"},
    )
    assert "written again" not in here(export.Command, str(out), "--csv", "--warc")[1]


def test_an_export_is_imported_into_another_store(here: RunHere, tmp_path: Path) -> None:
    here(export.Command, str(tmp_path / "out"))
    texts = [str(path) for path in sorted((tmp_path / "out" / "corpus" / "ferry").iterdir())]
    code, out, _ = here(imports.Command, *texts, "--policy", "again", "--data", str(tmp_path / "other"))
    assert (code, out) == (0, "again: 3 versions\n")


def test_a_store_that_cannot_be_written_is_compared_in_a_copy(here: RunHere, tmp_path: Path) -> None:
    with not_writable(tmp_path / "data"):
        assert here(rebuild.Command, "--compare")[0] == 0


def test_what_is_missing_is_one_line(here: RunHere, tmp_path: Path) -> None:
    assert "does not exist. Write one, or name another with --policies FILE" in here(notify.Command)[2]
    assert here(play.Command, str(tmp_path / "nosuch.warc"))[0] == 2
    assert browse.Command().long_desc().startswith("Serve on 127.0.0.1")


@pytest.mark.parametrize("command", [timeline.Command, show.Command, blame.Command, plot.Command])
def test_an_unknown_policy_is_answered_with_near_names(here: RunHere, command: type[BaseCommand]) -> None:
    code, out, err = here(command, "fery")
    assert (code, out, "Did you mean ferry?" in err) == (2, "", True)
