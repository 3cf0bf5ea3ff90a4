"""The start of `clausetrail`: which verb is run by whom, and what an unknown one is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.crawler import cli, settings
from clausetrail.crawler.commandline.base_command import did_you_mean
from clausetrail.crawler.help_text import HELP
from clausetrail.crawler.run_settings import PlainSettings
from clausetrail.crawler.watchlist_file import data_folder_of, load_watchlist_if_any, watchlist_notify_rules


def ended(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return end.value.code


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_is_printed_where_no_verb_is_given(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (ended(arguments), capsys.readouterr().out) == (0, HELP)


@pytest.mark.parametrize(
    ("verb", "hint"),
    [("timelien", "; did you mean timeline"), ("shel", "shell"), ("qqqq", "; `clausetrail --help` lists the verbs")],
)
def test_an_unknown_verb_is_answered_with_near_names(verb: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended([verb]) == 2
    assert hint in capsys.readouterr().err


def test_a_verb_of_ours_ends_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["timeline"]) == 2
    assert capsys.readouterr().err.startswith("clausetrail: timeline takes the name of one policy")


@given(st.text(min_size=1), st.lists(st.text(min_size=1)))
def test_a_suggestion_is_one_of_the_known_names(asked: str, known: list[str]) -> None:
    hint = did_you_mean(asked, known)
    assert not hint or any(name in hint for name in known)


def test_settings_are_those_of_the_project_until_one_is_set() -> None:
    found = PlainSettings()
    assert (found["ARCHIVE"], found.get("NO_SUCH_SETTING", 3)) == (settings.ARCHIVE, 3)
    found.set("ARCHIVE", "other", priority="cmdline")
    assert (found["ARCHIVE"], PlainSettings()["ARCHIVE"]) == ("other", settings.ARCHIVE)


def test_the_watchlist_is_looked_for_here_and_in_the_data_folder(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    found = PlainSettings()
    assert (load_watchlist_if_any(None, found), watchlist_notify_rules(None, found)) == ((), {})
    folder = data_folder_of(found)
    folder.mkdir(parents=True)
    (folder / "policies.toml").write_text('[policies.there]\nurl = "http://a.example"\n')
    assert [policy.name for policy in load_watchlist_if_any(None, found)] == ["there"]
    with open("policies.toml", "w") as file:  # noqa: PTH123
        file.write('[policies.here]\nurl = "http://a.example"\n')
    assert [policy.name for policy in load_watchlist_if_any(None, found)] == ["here"]
