"""The generated pages of the reference equal what the code says, and the pages written by hand name what exists."""

from __future__ import annotations

import importlib.util
import re

import pytest

from clausetrail.crawler.cli import our_verbs
from clausetrail.crawler.commandline import exit_codes
from clausetrail.crawler.help_text import HELP
from tests.conftest import ROOT

DOCS = ROOT / "docs"
_SPEC = importlib.util.spec_from_file_location("generate_reference", DOCS / "generate_reference.py")
generate_reference = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generate_reference)
PAGES = [*generate_reference.pages()]


@pytest.mark.parametrize(("path", "text"), PAGES, ids=[path.stem for path, _ in PAGES])
def test_a_generated_page_equals_the_code(path, text):
    written = path.read_text("utf-8") if path.exists() else ""
    assert written == text, "run: python docs/generate_reference.py"


def test_every_verb_has_a_page_and_a_line_in_the_help():
    pages = {path.stem for path in (DOCS / "reference" / "commands").glob("*.md")} - {"index"}
    assert pages == set(our_verbs())
    assert [verb for verb in our_verbs() if verb != "crawl" and f"  clausetrail {verb} " not in HELP] == []


def test_every_key_of_the_watchlist_is_described():
    page = (DOCS / "reference" / "watchlist.md").read_text("utf-8")
    watchlist = importlib.import_module("clausetrail.snapshots.watchlist.policies")
    rules = importlib.import_module("clausetrail.snapshots.watchlist.notify_rules")
    keys = {
        *watchlist._Entry.__struct_fields__,
        *watchlist._Era.__struct_fields__,
        *rules.NotifyTable.__struct_fields__,
    }
    assert {key for key in keys if f"`{key}`" not in page and f".{key}]" not in page} == set()


def test_every_exit_code_is_described():
    page = (DOCS / "reference" / "exit-codes.md").read_text("utf-8")
    codes = importlib.import_module("clausetrail.crawler.commandline.exit_codes")
    named = {value for name, value in vars(codes).items() if name.isupper() and isinstance(value, int)}
    assert named <= set(map(int, re.findall(r"^\| (\d+) \|", page, re.MULTILINE)))


def test_the_page_and_the_module_list_the_same_exit_codes() -> None:
    page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text("utf-8")
    listed = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    stated = re.findall(r"^(\d+)  ", exit_codes.__doc__ or "", re.MULTILINE)
    assert listed == stated
    assert {"0", "1", "2", "3", "8", "130", "141"} <= set(listed)
