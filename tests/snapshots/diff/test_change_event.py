"""The event of a pair of clauses, its reason and its similarity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.change_event import PairEvent, classify_pair, rounded, similarity_phrase
from clausetrail.snapshots.model import Clause, Event, Kind


def paragraph(text, label="", links=()):
    return Clause(Kind.PARAGRAPH, text, label, links=links)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (paragraph("You pay."), paragraph("You pay."), PairEvent(Event.SAME, "equal")),
        (
            paragraph("You pay.", links=("https://a.example/?utm_source=x",)),
            paragraph("You pay.", links=("http://a.example",)),
            PairEvent(Event.SAME, "equal"),
        ),
        (
            paragraph("You pay.", links=("https://a.example/",)),
            paragraph("You pay."),
            PairEvent(Event.SAME, "equal, links differ"),
        ),
        (
            paragraph("Your rights"),
            Clause(Kind.HEADING, "Your rights"),
            PairEvent(Event.SAME, "equal, now a heading"),
        ),
        (
            Clause(Kind.HEADING, "Your rights"),
            paragraph("Your rights"),
            PairEvent(Event.SAME, "equal, no longer a heading"),
        ),
        (
            paragraph("We pay porters who ask."),
            paragraph("We pay porters, who ask."),
            PairEvent(Event.REWORDED, "same words but for a comma that may change the scope"),
        ),
        (
            paragraph("You pay."),
            paragraph("YOU PAY"),
            PairEvent(Event.COSMETIC, "equal but for case or punctuation"),
        ),
        (
            paragraph("at [email protected] now"),
            paragraph("at a@b.example now"),
            PairEvent(Event.COSMETIC, "equal but for a hidden e-mail address"),
        ),
        (paragraph("You pay.", "1."), paragraph("You pay.", "2."), PairEvent(Event.RENUMBERED, "equal")),
        (
            paragraph("Last updated 1 May 2018"),
            paragraph("Last updated 2 May 2018"),
            PairEvent(Event.REWORDED, "same words but for a date"),
        ),
        (
            paragraph("as Section 4 says"),
            paragraph("as Section 5 says"),
            PairEvent(Event.REWORDED, "same words but for references"),
        ),
        (paragraph("You pay."), paragraph("You may pay."), PairEvent(Event.REWORDED, "similar .83", 0.83)),
    ],
)
def test_the_event_its_reason_and_its_similarity(before, after, expected):
    assert classify_pair(before, after, 0.8346) == expected


@given(st.floats(0, 1))
def test_the_stored_similarity_is_the_figure_that_people_read(similarity):
    word, figure = similarity_phrase(similarity).split()
    assert (word, float(figure)) == ("similar", rounded(similarity))
