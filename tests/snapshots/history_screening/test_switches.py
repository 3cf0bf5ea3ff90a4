"""Where a page switches to another document or another language."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.history_screening.switches import find_switches, titles_agree
from clausetrail.snapshots.history_screening.text_profile import profile_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Switch, Version
from tests.support.invented_policies import policy_text

MARKS = Clause(Kind.PARAGRAPH, "Write to desk@heron.example, Quay 14, or call 0151 7733 before 2024-05-01, says ACME")
NAMES = Clause(Kind.PARAGRAPH, "Meanwhile we and Wren, Egret, Plover and Curlew keep the boats")
CLAUSES = {
    "ours": (*policy_text(1), MARKS),
    "edited": (*policy_text(1)[:-2], MARKS),
    "german": (*policy_text(4), MARKS),
    "german2": (*policy_text(4)[:-2], MARKS),
    "french": policy_text(5),
    "names": (*policy_text(6), NAMES),
    "namen": (*policy_text(7), NAMES),
    "other": policy_text(8),
    "both": (*policy_text(1), *policy_text(4), MARKS),
}
LANGUAGES = {"german": "de", "german2": "de", "french": "fr", "namen": "de", "both": "fr"}
PROFILES = {name: profile_of(LANGUAGES.get(name, "en"), clauses) for name, clauses in CLAUSES.items()}


def versions(names: str) -> tuple[Version, ...]:
    seen = [Capture("acme", "", "", f"20{n:02}0101000000", "", "", 200, "A", id=n) for n in range(1, 10)]
    return tuple(Version(n, name, name, seen[n], seen[n], 1) for n, name in enumerate(names.split(), start=1))


def switches(names: str, *, paired: float = 0.0, one_title: bool = False) -> dict[int, Switch]:
    return find_switches(
        versions(names), PROFILES, CLAUSES.__getitem__, lambda before, after: paired, lambda before, after: one_title
    )


def kinds(names: str, *, paired: float = 0.0) -> list[tuple[int, str, int]]:
    """Return the number, kind and base of each switch; 0 for no base."""
    found = switches(names, paired=paired).items()
    return [(number, str(one.kind), one.base.number if one.base else 0) for number, one in found]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("ours edited", []),
        ("ours german", [(2, "language", 0)]),
        ("ours german edited", [(2, "language", 0), (3, "language", 1)]),
        ("ours edited german german2 ours german", [(3, "language", 0), (5, "language", 2), (6, "language", 4)]),
        ("ours german french edited", [(2, "language", 0), (3, "language", 0), (4, "language", 1)]),
        ("ours other", [(2, "document", 0)]),
        ("ours other edited", [(2, "document", 0), (3, "document", 1)]),
        ("ours", []),
        ("", []),
    ],
)
def test_a_switch_is_found_with_the_version_that_it_returns_to(names: str, found: list[tuple[int, str, int]]) -> None:
    assert kinds(names) == found


def test_texts_of_which_a_comparison_pairs_clauses_are_one_document() -> None:
    assert kinds("ours other", paired=0.3) == []


def test_a_page_in_two_languages_that_drops_one_is_no_switch() -> None:
    assert kinds("both ours") == kinds("both german") == kinds("ours both") == []


def test_a_translation_is_known_by_the_names_and_numbers_that_translators_keep() -> None:
    assert switches("ours german")[2].is_same_document
    assert switches("names namen")[2].is_same_document
    assert not switches("ours french")[2].is_same_document


def test_a_text_under_the_same_title_is_the_same_document_written_anew() -> None:
    assert switches("ours other", one_title=True)[2].is_same_document
    assert not switches("ours other")[2].is_same_document


def test_close_languages_are_not_distinguished() -> None:
    profiles = {"a": profile_of("hr", CLAUSES["ours"]), "b": profile_of("bs", CLAUSES["other"])}
    pair = tuple(Version(n, name, name, *2 * [versions("ours")[0].first], 1) for n, name in enumerate("ab", start=1))
    (found,) = find_switches(pair, profiles, lambda _: (), lambda *_: 0.0, lambda *_: False).values()
    assert found.kind == "document"


def test_a_text_without_a_profile_is_no_switch() -> None:
    assert find_switches(versions("ours german"), {}, CLAUSES.__getitem__, lambda *_: 0.0, lambda *_: False) == {}


@pytest.mark.parametrize(
    ("old", "new", "agree"),
    [
        ("Privacy Policy", "Privacy policy | Heron", True),
        ("Privacy Policy of the Heron", "Legal documents of the Heron", False),
        ("Heron", "Heron", False),
        ("Terms", "Domain for sale", False),
        ("隐私政策", "隐私政策", True),
        ("", "", False),
    ],
)
def test_titles_agree_by_half_of_their_words(old: str, new: str, agree: bool) -> None:
    assert titles_agree(old, new, {"heron"}) is agree
