"""What counts as a word, and where it starts and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.text import tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a fee of €10,000.50 a year.", ["a", "fee", "of", "€", "10,000.50", "a", "year"]),
        ("24/7 from 2024-05-25, the 1st day", ["24/7", "from", "2024-05-25", "the", "1st", "day"]),
        ("don't (re-sign) at -5 degrees", ["don't", "re", "sign", "at", "-5", "degrees"]),
        ("隐私政策", ["隐", "私", "政", "策"]),
        ("cafe\u0301 “bar”", ["cafe\u0301", "bar"]),
        ("• *** --", []),
    ],
)
def test_words_keep_their_numbers_and_apostrophes_and_lose_their_punctuation(text, found):
    assert tokens.words(text) == found
    assert tokens.joined_words(text) == " ".join(found)


@given(st.text(alphabet="ab1Éß²½Ωд中ก\u0e31\u0301_-'’.,:;/|*%§(“ ", max_size=30))
def test_the_shortcut_for_single_words_returns_what_the_expression_returns(text):
    assert tokens.words(text) == [token for token in tokens.tokenize(text) if token not in tokens.PUNCTUATION]


@given(st.text())
def test_spans_hold_the_tokens_and_leave_out_white_space_only(text):
    spans = tokens.token_spans(text)
    assert [text[start:end] for start, end in spans] == tokens.tokenize(text)
    assert "".join(tokens.tokenize(text)) == "".join(text.split())


def test_the_cache_of_words_is_bounded(monkeypatch):
    monkeypatch.setattr(tokens, "_CACHE_SIZE", 2)
    cache = tokens._StretchCache()
    assert [cache[stretch] for stretch in ("a,", "b", "c!", "a,", "d" * 300)] == [
        ("a",),
        ("b",),
        ("c",),
        ("a",),
        ("d" * 300,),
    ]
    assert len(cache) <= 2
