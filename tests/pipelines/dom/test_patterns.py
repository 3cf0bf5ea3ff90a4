"""The patterns of page furniture match it in several languages, and do not match sentences of policies."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.dom import patterns


@pytest.mark.parametrize("name", ["onetrust-banner", "x cky-modal", "cc-window", "truste_box", "ot-sdk-row"])
def test_a_consent_tool_is_recognised_by_the_name_of_its_box(name: str) -> None:
    assert patterns.names_consent_tool(name)


@pytest.mark.parametrize("name", ["", "content", "acc-item", "sucky-modal", "truster"])
def test_other_names_that_contain_the_letters_of_a_tool_are_not_one(name: str) -> None:
    assert not patterns.names_consent_tool(name)


@pytest.mark.parametrize("text", ["We use Cookies", "Einwilligung", "同意します"])
def test_consent_is_mentioned_in_many_languages(text: str) -> None:
    assert patterns.mentions_consent(text)
    assert not patterns.mentions_consent("We keep your letters in a drawer")


@pytest.mark.parametrize(
    ("label", "agrees", "declines"),
    [
        ("Accept all", True, False),
        ("Alle akzeptieren", True, False),
        ("Reject", False, True),
        ("Cookie settings", False, True),
        ("Refuser", False, True),
        ("Print", False, False),
    ],
)
def test_the_labels_of_consent_buttons(label: str, agrees: bool, declines: bool) -> None:
    assert bool(patterns.AGREE_LABEL.search(label)) is agrees
    assert bool(patterns.DECLINE_LABEL.search(label)) is declines


@pytest.mark.parametrize(
    "text", ["© 2004 Acme", "(c) Acme", "Copyright Acme", "All rights reserved", "Alle Rechte vorbehalten"]
)
def test_a_copyright_line_is_recognised(text: str) -> None:
    assert patterns.COPYRIGHT.search(text)
    assert not patterns.OBLIGATION_WORDS.search(text)
