"""The commands that crawl or read files: their options, and usage errors that end before any request."""

from __future__ import annotations

import argparse

import pytest

from clausetrail.crawler.commandline.crawl_command import CrawlCommand
from clausetrail.crawler.commands import find, history, read, track


@pytest.mark.parametrize("module", [find, history, track])
def test_a_crawling_command_describes_itself_and_has_the_options_of_a_crawl(module) -> None:
    command = module.Command()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    assert isinstance(command, CrawlCommand)
    assert command.short_desc()
    assert command.long_desc()
    assert command.syntax().startswith("[options]")
    assert {"--archive", "--data", "--set"} <= set(parser._option_string_actions)


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (history, []),
        (history, ["not a url"]),
        (find, []),
        (track, ["--polices", "p.toml"]),
        (read, ["--selct", "main", "-"]),
    ],
)
def test_wrong_usage_ends_with_2_before_any_request(module, arguments, capsys) -> None:
    try:
        code = module.Command().run_with(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert capsys.readouterr().err.startswith("clausetrail")
