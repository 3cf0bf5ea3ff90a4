"""Names of pages: valid on any disk, unique, and the same in each run."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.publishing import page_names
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron


@pytest.mark.parametrize("name", ["con", "nul.txt", "a" * 200, "", "..", "-", "Ä", "x-0123456789"])
def test_a_name_that_is_not_plain_gets_a_digest_and_is_the_same_each_time(name: str) -> None:
    folder = page_names.slug(name)
    assert re.fullmatch(r"[a-z0-9_.-]+-[0-9a-f]{10}", folder)
    assert len(folder) <= 71
    assert page_names.slug(name) == folder


def test_pages_and_feeds_are_named_after_stems_and_folders() -> None:
    assert [page_names.text_page("1"), page_names.change_page("1"), page_names.clauses_page("1")] == [
        "text-1.html",
        "change-1.html",
        "clauses-1.html",
    ]
    assert page_names.policy_feed("heron").startswith("policy-heron")
    assert page_names.kind_feed("right or duty") == "kind-right-or-duty.atom"


@given(
    st.lists(st.text(st.characters(), max_size=30) | st.from_regex(r"[A-Za-z._-]{1,12}", fullmatch=True), unique=True)
)
def test_no_two_policies_share_a_folder_even_where_case_is_folded(asked: list[str]) -> None:
    folders = [page_names.slug(name) for name in asked]
    assert len({folder.casefold() for folder in folders}) == len(asked)
    assert all(re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,80}", folder) and not folder.endswith(".") for folder in folders)


def test_a_plain_name_is_its_own_folder_and_no_device_is() -> None:
    assert page_names.slug("heron-privacy.2") == "heron-privacy.2"
    assert page_names.slug("con") != "con"
    assert page_names.slug("../../etc") not in {"..", "../../etc"}
    assert page_names.slug(page_names.slug("Heron")) != page_names.slug("Heron")


def test_stems_of_versions_first_seen_in_one_second_differ(store: Store) -> None:
    (first, *_) = store.timeline(heron(store)).versions
    assert page_names.version_stems([first, replace(first, number=2)]) == {1: "20050310080000", 2: "20050310080000-2"}
