"""Which beginnings of a text are labels, and which are words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.text.labels import label_numbers, split_label


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("4.2(b)(iii) You agree", "4.2(b)(iii)", "You agree"),
        ("4.2 Refunds", "4.2", "Refunds"),
        ("1. (a) we store", "1. (a)", "we store"),
        ("1.INTRODUCTION", "1.", "INTRODUCTION"),
        ("B.3.a. Seats", "B.3.a.", "Seats"),
        ("C.1.a.ii. the deck", "C.1.a.ii.", "the deck"),
        ("3.b.Seats", "3.b.", "Seats"),
        ("C.1.a.ii.Decks", "C.1.a.ii.", "Decks"),
        ("1.a)Oars", "1.a)", "Oars"),
        ("2a. Seats", "2a.", "Seats"),
        ("15b) the deck", "15b)", "the deck"),
        ("§ 5 Haftung", "§ 5", "Haftung"),
        ("§312.5(a) Notice", "§312.5(a)", "Notice"),
        ("Article 7: Fees", "Article 7:", "Fees"),
        ("Section 3. Fees", "Section 3.", "Fees"),
        ("Article 7", "Article 7", ""),
        ("a) store it", "a)", "store it"),
        ("(iv) store it", "(iv)", "store it"),
        ("IV. Storage", "IV.", "Storage"),
        ("A.1.2 Storage", "A.1.2", "Storage"),
        ("2 – Objet", "2 –", "Objet"),
        ("• store it", "•", "store it"),
        ("- store it", "-", "store it"),
        ("• 3. store it", "• 3.", "store it"),
        ("8.2", "8.2", ""),
        ("1. May we store it?", "1.", "May we store it?"),
    ],
)
def test_a_label_is_split_off(text, label, rest):
    assert split_label(text) == (label, rest)


@pytest.mark.parametrize(
    "text",
    [
        "3.b.com is a site",
        "e.g.Amber",
        "U.S.Coast9",
        "I agree",
        "a cookie is",
        "2018 was a year",
        "3 days",
        "4.2 million users",
        "5.00 EUR a month",
        "9.30 Uhr bis 17 Uhr",
        "e.g. the deck",
        "i.e. 5 seats",
        "U.S. law",
        "2G. Networks",
        "3.5a. and more",
        "1. Mai 2018",
        "01.02.2024",
        "-5 degrees",
        "> 13 years",
        "✓ marketing",
        "z. B. Adressen",
        "U. S. law",
        "e.g. cookies",
        "(s)he may",
        "(800) 555-0100",
        "Section 4.2 applies",
        "Article 6 GDPR",
        "o usuário",
        "24 Hours notice",
    ],
)
def test_words_dates_and_amounts_are_no_labels(text):
    assert split_label(text) == ("", text)


def test_only_the_number_of_a_heading_needs_no_mark():
    assert split_label("7 Your rights", heading=True) == ("7", "Your rights")
    assert split_label("7 Your rights") == ("", "7 Your rights")
    assert split_label("30 Days of notice", heading=True) == ("", "30 Days of notice")


@given(st.text(alphabet="(ab1.4§) -•:IVXArticle\n\u00a0é"), st.booleans())
def test_nothing_but_white_space_is_lost(text, heading):
    label, rest = split_label(text, heading=heading)
    assert (label + rest).split() == [] or "".join((label + rest).split()) == "".join(text.split())


def test_a_million_bullets_do_not_overflow():
    assert split_label("• " * 1_000_000 + "end")[1] == "end"


@pytest.mark.parametrize(
    ("label", "numbers"),
    [
        ("8.2", (8, 2)),
        ("8.2.", (8, 2)),
        ("Section 8.2:", (8, 2)),
        ("§ 5", (5,)),
        ("(a)", ()),
        ("•", ()),
        ("8.2(b)", ()),
    ],
)
def test_the_numbers_of_a_decimal_label(label, numbers):
    assert label_numbers(label) == numbers
