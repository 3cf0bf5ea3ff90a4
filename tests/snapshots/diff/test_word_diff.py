"""The redline of a pair of clauses."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.word_diff import Span, spans

TOKENS = ["We", "may", "not", "share", "5,000", "€", ",", ".", "don't\u00a0", "it\n"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(TOKENS)).map(" ".join))


def marked_spans(before, after):
    return [(span.op, span.text) for span in spans(before, after)]


def side(before, after, op):
    return "".join(span.text for span in spans(before, after) if span.op in {"equal", op})


@given(TEXTS, TEXTS)
def test_both_sides_can_be_restored_exactly(before, after):
    assert side(before, after, "delete") == before
    assert side(before, after, "insert") == after


@given(TEXTS)
def test_a_text_against_itself_is_one_equal_span(text):
    assert spans(text, text) == ((Span("equal", text),) if text else ())


@given(TEXTS, TEXTS)
def test_no_span_is_empty_and_no_two_neighbours_are_of_one_kind(before, after):
    ops = [span.op for span in spans(before, after)]
    assert all(span.text for span in spans(before, after))
    assert all(one != other for one, other in itertools.pairwise(ops))


def test_a_negation_is_a_span_of_its_own():
    assert marked_spans("We may share it.", "We may not share it.") == [
        ("equal", "We may"),
        ("insert", " not"),
        ("equal", " share it."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("a fee of €10,000.50 applies", "a fee of €10,000.55 applies", "10,000.50", "10,000.55"),
        ("you will log in", "you will login", " log in", " login"),
        ("ask crew@heron.ai now", "ask crew@heron.example now", " crew@heron.ai", " crew@heron.example"),
        ("at heron.ai/tea today", "at heron.example/tea today", " heron.ai/tea", " heron.example/tea"),
        ("at my.heron.co.uk.", "at our.heron.co.uk.", " my.heron.co.uk", " our.heron.co.uk"),
        ("call +1 555-010-4567 now", "call +1 555-010-9999 now", " +1 555-010-4567", " +1 555-010-9999"),
        ("you don't agree", "you do agree", " don't", " do"),
    ],
)
def test_no_cut_falls_inside_a_word_or_number(before, after, old, new):
    assert [text for op, text in marked_spans(before, after) if op != "equal"] == [old, new]


def test_the_address_of_a_page_is_one_word():
    found = spans("See https://a.example/tea/cakes/ for more.", "See how we bake cakes for more.")
    assert [(span.op, span.text) for span in found] == [
        ("equal", "See"),
        ("delete", " https://a.example/tea/cakes/"),
        ("insert", " how we bake cakes"),
        ("equal", " for more."),
    ]


@pytest.mark.parametrize(
    "text", ["(https://a.example/b), www.c.example.", "https://", "www. or http:// alone", "xhttps://a.b"]
)
def test_nothing_is_lost_around_an_address(text):
    (span,) = spans(text, text)
    assert span.text == text


def test_a_single_word_between_replacements_is_kept_but_a_comma_is_not():
    assert ("equal", " and") in marked_spans("red and blue", "one and two")
    assert marked_spans("red, blue", "one, two") == [("delete", "red, blue"), ("insert", "one, two")]


def test_beyond_the_exact_bound_the_script_is_still_short():
    before = " ".join(f"word{n}" for n in range(3000))
    after = " ".join(f"word{n}" for n in range(3000) if n % 1000 != 500) + " end"
    assert [text.strip() for op, text in marked_spans("x " + before, "y " + after) if op != "equal"] == [
        "x",
        "y",
        "word500",
        "word1500",
        "word2500",
        "end",
    ]


def test_changes_in_a_text_of_fifteen_thousand_words_are_found_in_place():
    words = [f"word{n % 4000}" for n in range(15_000)]
    before, after = ("x " + " ".join(words) + " end", "y " + " ".join(words[:7000] + words[7001:]) + " stop")
    assert [text.strip() for op, text in marked_spans(before, after) if op != "equal"] == [
        "x",
        "y",
        "word3000",
        "end",
        "stop",
    ]


def test_of_enormous_texts_the_whole_middle_is_one_change():
    before, after = ("a " + mark + " c " for mark in ("b " * 21_000, "d " * 21_000))
    assert [span.op for span in spans(before, after)] == ["equal", "delete", "insert", "equal"]


def marked(before, after):
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[span.op].format(span.text) for span in spans(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Delete my account.", "Delete my account. Twice.", "Delete my account.{+ Twice.+}"),
        (
            "large grey cats of old brown barns",
            "small white dogs of new red houses",
            "[-large grey cats of old brown barns-]{+small white dogs of new red houses+}",
        ),
        (
            "We delete logs within 30 days of use",
            "We erase books within 60 days of loan",
            "We[- delete logs-]{+ erase books+} within[- 30-]{+ 60+} days of[- use-]{+ loan+}",
        ),
        (
            "We may not share great parts",
            "We must share small bits",
            "We[- may not-]{+ must+} share[- great parts-]{+ small bits+}",
        ),
    ],
)
def test_a_redline_reads_as_a_person_would_mark_it(before, after, expected):
    assert marked(before, after) == expected


def test_moved_words_are_spans_of_their_own_and_pair_with_no_others():
    old, new = "One two. Move me along. Three four.", "One two. Three 4. Move me along."
    away, here = old.index("Move"), new.index("Move")
    found = spans(old, new, [range(away, away + 14)], [range(here, here + 14)])
    assert [(one.op, one.text) for one in found] == [
        ("equal", "One two."),
        ("moved away", " Move me along."),
        ("equal", " Three"),
        ("delete", " four"),
        ("insert", " 4"),
        ("equal", "."),
        ("moved here", " Move me along."),
    ]
    assert "".join(one.text for one in found if one.op in {"equal", "delete", "moved away"}) == old
    assert "".join(one.text for one in found if one.op in {"equal", "insert", "moved here"}) == new
