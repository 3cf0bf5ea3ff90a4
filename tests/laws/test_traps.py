"""The page of traps held against the tests that it names, and the traps that no other file is about."""

from __future__ import annotations

import ast
import re
from urllib.parse import parse_qs, urlsplit

from clausetrail.crawler.archives import internet_archive, pywb
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store
from tests.conftest import ROOT

TESTS = ROOT / "tests"
ROW = re.compile(r"^\| (?P<numbers>\d+(?:, \d+)*) \|(?P<told>.*)\|(?P<shown>[^|]*)\|$", re.MULTILINE)
ROWS = [
    ([int(number) for number in row["numbers"].split(", ")], row["told"], re.findall(r"`([^`]+)`", row["shown"]))
    for row in ROW.finditer((ROOT / "docs" / "traps.md").read_text("utf-8"))
]
URL = "http://kites.example/privacy"


def functions() -> set[str]:
    """Return every test as pytest names it."""
    return {
        f"{path.name}::{node.name}"
        for path in TESTS.rglob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_page_has_every_trap_once_and_names_tests_that_exist() -> None:
    assert [number for numbers, _, _ in ROWS for number in numbers] == list(range(1, 75))
    assert {name for _, _, shown in ROWS for name in shown} <= functions()
    assert [numbers for numbers, told, shown in ROWS if not shown and "cannot occur" not in told] == []


def test_a_test_that_names_a_trap_stands_in_the_row_of_that_trap() -> None:
    stand = {(number, name) for numbers, _, shown in ROWS for number in numbers for name in shown}
    for name in functions():
        for number in re.findall(r"\d+", (re.search(r"::test_traps?((?:_\d+)+)_", name) or [""])[0]):
            assert (int(number), name) in stand


def test_traps_8_11_12_13_14_no_question_has_a_word_that_archives_read_differently() -> None:
    for dialect in (internet_archive, pywb):
        question = parse_qs(urlsplit(dialect.index_url("http://127.0.0.1:1", URL, "2010", "2012", "", 50)).query)
        harmless = {"url", "from", "to", "limit", "output", "fl", "fields", "gzip", "showResumeKey", "allowFuzzy"}
        assert question.keys() <= harmless
        assert (question["url"], question["limit"]) == ([URL], ["50"])


def test_trap_18_two_rows_of_one_second_are_two_facts(store: Store) -> None:
    store.facts.declare(Policy("kites", (URL,)))
    twins = [
        Capture("kites", "a.example", "", "20100203040506", URL, "text/html", 200, letter * 32) for letter in "ABA"
    ]
    listing = Listing("kites", "a.example", URL, "", "20110101000000", "listed", asked_at="2011-01-01T00:00:00Z")
    assert store.facts.add_listing(listing, twins) == 2
    assert [capture.digest[0] for capture in store.facts.captures("kites")] == ["A", "B"]


def test_trap_23_the_availability_api_is_named_nowhere() -> None:
    code = [path.read_text("utf-8") for path in (ROOT / "crawler").rglob("*.py")]
    assert len(code) > 40
    assert not [text for text in code if re.search(r"wayback/available|Availability", text)]
