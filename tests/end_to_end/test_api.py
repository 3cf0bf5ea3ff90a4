"""The examples of docs/api.md, run on the store of the demo; and what they cannot show."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

from clausetrail import api
from clausetrail.api import (
    PoliciesError,
    Store,
    StoreError,
    UnknownPolicy,
    compare_dates,
    dated_clauses,
    first_appearance,
    open_store,
    page_clauses,
    text_at,
    uncertainty,
    version_at,
)
from tests.conftest import ROOT, Run
from tests.support.small_histories import heron


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Path:
    """A folder with the store of the demo in "store"."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(demo_data, folder / "store")
    return folder


def test_every_example_of_the_guide_to_the_api_runs(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo)
    failed, tried = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 20) == (0, True)


def test_a_folder_without_a_store_is_an_error_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store in"):
        open_store(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_date_between_two_captures_shows_the_text_last_seen(store: Store) -> None:
    heron(store)
    assert version_at(store, "heron", "2007").number == version_at(store, "heron", "20060411").number == 1
    assert version_at(store, "heron", "2009-05").number == 2
    assert version_at(store, "https://heron.example/privacy").number == 3
    assert "for 30 days" in text_at(store, "heron", "2007")
    assert "for 90 days" in text_at(store, "heron", "2012")


@pytest.mark.parametrize(
    ("name", "when", "error"),
    [("heron", "2004", UnknownPolicy), ("hern", "", UnknownPolicy), ("heron", "soon", PoliciesError)],
)
def test_what_is_not_known_is_no_text(store: Store, name: str, when: str, error: type[Exception]) -> None:
    heron(store)
    with pytest.raises(error):
        text_at(store, name, when)


def test_comparing_two_times_skips_what_lies_between(store: Store) -> None:
    heron(store)
    ends = compare_dates(store, "heron", "2006", "2015")
    assert (ends.before.number, ends.after.number) == (1, 3)
    assert sorted(str(change.event) for change in ends.changes) == ["removed", "reworded", "same"]
    assert compare_dates(store, "heron", "2010", "2012").changes == ()


def test_a_clause_is_found_by_its_name_and_by_any_wording_it_had(store: Store) -> None:
    heron(store)
    parcels = next(
        one for one in dated_clauses(store, "heron") if "parcel" in one.clause.text and "90" in one.clause.text
    )
    assert (parcels.present_since.version, parcels.wording_since.version) == (1, 2)
    for asked in (
        parcels.clause_id,
        parcels.clause_id.partition("-")[2],
        parcels.clause.text,
        parcels.clause.text.replace("90", "30"),
    ):
        assert first_appearance(store, "heron", asked) == parcels.present_since
    assert parcels.present_since.not_before is None
    assert first_appearance(store, "heron", "We never wrote this.") is None


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_show_prints_the_text_of_a_date_with_where_it_comes_from(store: Store, run: Run, form: str) -> None:
    heron(store)
    store.close()
    done = run("show", "heron", "--at", "2012", "--format", form)
    assert done.returncode == 0
    assert "https://archive.example/web/20090512090000" in done.stdout
    assert (
        "The next text is present on 2014-06-13; no capture shows which of the two was valid on 2012-12-31."
        in done.stdout
    )
    assert "for 90 days" in done.stdout
    assert "for 30 days" not in done.stdout


def test_show_says_what_it_cannot_show(store: Store, run: Run) -> None:
    heron(store)
    store.close()
    early = run("show", "heron", "--at", "1999")
    assert (early.returncode, early.stdout) == (2, "")
    assert "the first capture is of 2005-03-10" in early.stderr
    assert run("show", "heron", "--format", "docx").returncode == 2


def test_every_name_that_the_guide_uses_is_public() -> None:
    guide = (ROOT / "docs" / "api.md").read_text("utf-8")
    examples = [example.source for example in doctest.DocTestParser().get_examples(guide)]
    used = set(re.findall(r"\bapi\.(\w+)", "\n".join(examples)))
    assert used <= set(api.__all__)
    assert {name for name in api.__all__ if name[0].islower()} <= used
    assert [line for source in examples for line in source.splitlines() if "import" in line] == [
        "from clausetrail import api"
    ]


def test_every_public_name_is_there_with_a_docstring() -> None:
    assert api.__all__ == sorted(api.__all__)
    assert [name for name in api.__all__ if not getattr(api, name).__doc__] == []


def test_a_date_between_two_versions_is_uncertain(store: Store) -> None:
    heron(store)
    versions = api.timeline(store, "heron").versions
    assert uncertainty(versions, version_at(store, "heron"), "") == ""
    assert uncertainty(versions, versions[0], versions[0].last.timestamp) == ""
    assert uncertainty(versions, versions[1], "2012").endswith("was valid on 2012-12-31.")
    assert uncertainty(versions, versions[-1], "2030").startswith("No later capture shows a policy; on 2030-12-31")


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n\x1a\n", b"<html><body></body></html>"])
def test_a_page_without_text_has_no_clauses(body: bytes) -> None:
    assert page_clauses(body) == ()
