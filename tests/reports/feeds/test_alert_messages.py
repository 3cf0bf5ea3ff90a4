"""Alert messages: retractions first, within the limit of the channel, and as much of each change as fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.feeds.alert_messages import AlertItem, Message, Retraction, html_message, text_message
from clausetrail.reports.feeds.change_summary import ChangedPassage, ChangeSummary
from clausetrail.reports.policy_view.policy_context import Memento
from clausetrail.reports.wording.redline_pieces import Piece

Form = Callable[[Sequence[AlertItem], int], Message]
MEMENTO = Memento("2005-03-10", "2005-03-10 08:00:00 UTC", "https://heron.example/", "https://a.example/web/1")


def change(number: int, words: str = "We may sell your data.") -> ChangeSummary:
    passage = ChangedPassage("added", "", (Piece("insert", words),))
    return ChangeSummary(f"Heron {number}", "between A and B", "1 added", (), (), MEMENTO, MEMENTO, (passage,), 0)


@pytest.mark.parametrize("form", [text_message, html_message])
@pytest.mark.parametrize("limit", [100_000, 600, 160])
def test_what_changed_is_said_in_one_sentence_below_the_headline(form: Form, limit: int) -> None:
    sentence = "How long we keep it: 30 days became 90 days."
    body = form([replace(change(1, "word " * 60), sentence=sentence)], limit).body
    assert body.index("between A and B") < body.index(sentence) < 100


def retraction(number: int) -> Retraction:
    return Retraction(f"Egret {number}", "2026-11-20", "between 2009-09-12 and 2014-06-13", "egret")


@pytest.mark.parametrize("form", [text_message, html_message])
def test_retractions_are_printed_first(form: Form) -> None:
    body = form([change(1), retraction(1), change(2)], 100_000).body
    assert body.index("Egret 1") < body.index("Heron 1") < body.index("Heron 2")


def test_a_retraction_states_why_and_what_to_do() -> None:
    found = retraction(1)
    assert found.headline == "Egret 1: the change announced on 2026-11-20 is withdrawn"
    assert found.text.startswith(
        "The change between 2009-09-12 and 2014-06-13 is withdrawn: with captures that were added"
    )
    assert found.text.endswith("clausetrail timeline egret")


@pytest.mark.parametrize("form", [text_message, html_message])
def test_a_low_limit_takes_words_from_each_change_before_it_leaves_one_out(form: Form) -> None:
    items = [change(number, "word " * 300) for number in range(3)]
    full, brief = form(items, 100_000).body, form(items, 1_000).body
    assert full.count("word word") > 0
    assert ("word word" in brief, [f"Heron {number}" in brief for number in range(3)]) == (False, [True] * 3)
    few = form(items, 99).body
    assert "more: clausetrail timeline POLICY" in few
    assert len(few) <= 100


@given(st.lists(st.integers(0, 9).map(change) | st.integers(0, 9).map(retraction), min_size=1), st.integers(150, 5_000))
def test_no_message_is_longer_than_its_limit(items: list[AlertItem], limit: int) -> None:
    for form in (text_message, html_message):
        message = form(items, limit)
        assert len(message.body) <= limit
        assert len(message.title) <= 120
        assert "\n" not in message.title
