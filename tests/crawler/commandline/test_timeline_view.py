"""--last and --only: their values are checked before anything is fetched."""

from __future__ import annotations

import argparse

import pytest

from clausetrail.crawler.commandline.timeline_view import View, add_view_options, view_of


def view(*arguments: str) -> View:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    add_view_options(parser)
    return view_of(parser.parse_args(arguments))


def test_without_options_everything_is_printed() -> None:
    assert view() == View(None, "", False)
    assert view("--last", "3", "--only", "rights") == View(3, "rights", False)


@pytest.mark.parametrize("arguments", [("--last", "0"), ("--last", "x"), ("--last=-1",), ("--only", "cats")])
def test_a_wrong_value_is_an_error_of_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        view(*arguments)
    assert ended.value.code == 2
    assert " takes " in capsys.readouterr().err
