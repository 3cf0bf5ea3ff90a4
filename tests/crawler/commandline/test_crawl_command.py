"""How a crawl is started: Scrapy's settings with ours, files that are served, an archive that is not touched."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from clausetrail.crawler import settings
from clausetrail.crawler.commandline.crawl_command import print_if_interrupted
from clausetrail.crawler.commandline.exit_codes import INTERRUPTED
from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.commands import find, history, track
from clausetrail.crawler.commands.find import _no_link_message
from clausetrail.crawler.commands.history import _no_text_notes
from clausetrail.snapshots.errors import UnusableArchive
from clausetrail.snapshots.store import Store
from tests.support.small_packs import FERRY

COMMANDS = [find.Command, history.Command, track.Command]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_crawl_has_the_settings_of_scrapy_with_ours(command: type[history.Command]) -> None:
    found = command().fresh_settings()
    assert (found["BOT_NAME"], found["COMMANDS_MODULE"]) == ("clausetrail", settings.COMMANDS_MODULE)
    assert found.getint("DOWNLOAD_TIMEOUT") == settings.DOWNLOAD_TIMEOUT


@pytest.mark.parametrize("command", COMMANDS)
def test_options_become_settings(command: type[history.Command]) -> None:
    verb, parser = command(), ArgumentParser()
    verb.add_options(parser)
    opts, rest = parser.parse_known_args(["-s", "ARCHIVE=other", "-L", "ERROR", "--logfile", "x.log", "--data", "d"])
    verb.process_options(rest, opts)
    names = ("ARCHIVE", "LOG_LEVEL", "LOG_FILE", "CLAUSETRAIL_DATA")
    assert [verb.settings[name] for name in names] == ["other", "ERROR", "x.log", "d"]


def test_what_names_no_file_is_passed_on_as_it_is(tmp_path: Path) -> None:
    with serve_local_files("https://archive.example") as archive:
        assert archive == "https://archive.example"
    with pytest.raises(UnusableArchive), serve_local_files(str(tmp_path / "nosuch.warc.gz")):
        pass


def test_only_an_interrupted_crawl_is_told_how_to_continue(capsys: pytest.CaptureFixture[str]) -> None:
    print_if_interrupted(0)
    assert capsys.readouterr().err == ""
    print_if_interrupted(INTERRUPTED)
    assert "run the same command again to continue" in capsys.readouterr().err


def test_a_page_without_text_or_links_is_explained(ferry: Store) -> None:
    assert _no_text_notes(ferry, FERRY, [])[0].startswith("The archive lists 6 captures of ")
    assert "frames: run `clausetrail find` with b or c" in _no_link_message(3, ["b", "c"], unread=False)
    assert "run the same command again later" in _no_link_message(0, [], unread=True)
    assert "none of the 3 captures" in _no_link_message(3, [], unread=False)
