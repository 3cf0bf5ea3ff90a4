"""Other documents, found by the words that they share with their neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.snapshots.history_screening.observation_runs import Texts, Verdicts
from clausetrail.snapshots.history_screening.other_documents import find_other_documents, find_unrelated
from clausetrail.snapshots.history_screening.other_languages import find_other_languages
from clausetrail.snapshots.history_screening.text_profile import profile_of
from clausetrail.snapshots.model import Capture, Observation, Verdict
from tests.support.invented_policies import policy_text

CAPTURE = Capture("acme", "a.example", "", "", "http://acme.example/", "text/html", 200, "A")
CLAUSES = {
    "ours": policy_text(1),
    "others": policy_text(2),
    "shop": policy_text(3, opening="boats and soup"),
    "french": policy_text(1),
    "unknown": policy_text(1),
}
LANGUAGES = {"french": "fr", "unknown": ""}
PROFILES = {name: profile_of(LANGUAGES.get(name, "en"), clauses) for name, clauses in CLAUSES.items()}


def observed(texts: str) -> list[Observation]:
    """Return daily observations of *texts*, numbered from 1."""
    return [
        Observation(replace(CAPTURE, timestamp=f"201001{n:02}000000", id=n), text, text)
        for n, text in enumerate(texts.split(), start=1)
    ]


def texts_of(named: str) -> Texts:
    return Texts(PROFILES, CLAUSES.__getitem__, lambda text: text in named.split())


def numbers(found: Verdicts, verdict: Verdict) -> list[int]:
    assert {one for one, _ in found.values()} <= {verdict}
    return sorted(found)


@pytest.mark.parametrize(
    ("texts", "excluded"),
    [("ours ours", []), ("ours others ours", [2]), ("shop ours ours", [1]), ("shop shop", []), ("", [])],
)
def test_documents_without_the_words_of_a_policy_and_brief_ones_are_excluded(texts: str, excluded: list[int]) -> None:
    found = find_other_documents(observed(texts), texts_of("ours others"))
    assert numbers(found, Verdict.OTHER_DOCUMENT) == excluded


def test_the_reason_gives_the_share_of_words() -> None:
    found = find_other_documents(observed("ours others ours"), texts_of("ours others"))
    assert found[2][1].startswith("shares ")
    assert "% of its words with the policy beside it" in found[2][1]


@pytest.mark.parametrize(
    ("texts", "named", "excluded"),
    [("ours others", "ours", [2]), ("ours others", "ours others", []), ("ours others", "", []), ("ours", "", [])],
)
def test_an_unrelated_text_is_excluded_where_only_its_neighbours_name_the_site(
    texts: str, named: str, excluded: list[int]
) -> None:
    assert numbers(find_unrelated(observed(texts), texts_of(named)), Verdict.OTHER_DOCUMENT) == excluded


@pytest.mark.parametrize(
    ("texts", "excluded"),
    [("ours french ours", [2]), ("ours ours french", [3]), ("ours unknown ours", []), ("ours french french", [1])],
)
def test_a_brief_or_single_text_in_another_known_language_is_excluded(texts: str, excluded: list[int]) -> None:
    assert numbers(find_other_languages(observed(texts), texts_of("")), Verdict.OTHER_LANGUAGE) == excluded
