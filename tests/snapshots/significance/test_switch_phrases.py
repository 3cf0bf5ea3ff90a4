"""What is said of a switch to another document or language, and the flags of a revision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.snapshots.model import Capture, Change, Clause, Event, Kind, Revision, Switch, SwitchKind, Version
from clausetrail.snapshots.significance.date_flags import Flag, revision_flags
from clausetrail.snapshots.significance.switch_phrases import (
    language_name,
    language_part,
    switch_sentence,
    switch_summary,
)

SEEN = [Capture("acme", "", "", f"2026010{n}000000", "", "", 200, "A", id=n) for n in range(1, 7)]
ONE, TWO, THREE = (Version(n, f"f{n}", f"t{n}", SEEN[2 * n - 2], SEEN[2 * n - 1], 2) for n in (1, 2, 3))
LANGUAGE = Switch(SwitchKind.LANGUAGE, "en", "de", 0.02)
DOCUMENT = Switch(SwitchKind.DOCUMENT, "en", "en", 0.03)
EDIT = (Change(Event.REWORDED, (1,), (1,), how="similar .90", similarity=0.9),)
DATED = [
    [Clause(Kind.PARAGRAPH, "Last updated: 1 May 2020"), Clause(Kind.PARAGRAPH, words)]
    for words in ("We keep it for ten days.", "We keep it for sixty days.")
]


def test_a_revision_without_a_switch_has_the_flags_of_its_dates() -> None:
    assert [flag for flag, _ in revision_flags(Revision(ONE, TWO, EDIT), *DATED)] == [Flag.SILENT_EDIT]
    assert switch_sentence(Revision(ONE, TWO, EDIT)) == ""


@pytest.mark.parametrize(
    ("switch", "flag"),
    [
        (LANGUAGE, Flag.OTHER_LANGUAGE),
        (DOCUMENT, Flag.OTHER_DOCUMENT),
        (replace(DOCUMENT, is_same_document=True), Flag.WRITTEN_ANEW),
        (replace(DOCUMENT, base=ONE), Flag.OTHER_DOCUMENT),
    ],
)
def test_a_switch_is_the_only_flag_of_its_revision(switch: Switch, flag: Flag) -> None:
    revision = Revision(TWO, THREE, EDIT if switch.base else (), switch=switch)
    assert revision_flags(revision, *DATED) == ((flag, switch_sentence(revision)),)


@pytest.mark.parametrize(
    ("switch", "sentence", "summary"),
    [
        (
            LANGUAGE,
            (
                "the page is in German since 2026-01-05; until 2026-01-04 it was in English. Texts in two languages are not "
                "compared: whether it is the same document is not known"
            ),
            "another language: English to German",
        ),
        (
            replace(LANGUAGE, is_same_document=True),
            (
                "the page shows the same document in German since 2026-01-05; until 2026-01-04 it was in English. "
                "Whether the translation also changes anything is not known"
            ),
            "another language: English to German",
        ),
        (
            DOCUMENT,
            (
                "another document at this address since 2026-01-05: it shares 3% of its words with the text seen until "
                "2026-01-04, and has another title or does not name the site. No clause counts as added or removed"
            ),
            "another document, with 3% of its words in common",
        ),
        (
            replace(DOCUMENT, new_language="fr", is_same_document=True),
            (
                "the text under this title is another one since 2026-01-05: it shares 3% of its words with the text seen "
                "until 2026-01-04. No clause counts as added or removed"
            ),
            "the text written anew, with 3% of its words in common",
        ),
        (
            replace(LANGUAGE, base=ONE),
            "the page shows its text in German again since 2026-01-05, with the words of version 1, seen until 2026-01-02",
            "German again, compared with version 1",
        ),
        (
            replace(DOCUMENT, base=ONE),
            (
                "the page shows the document of version 1 again since 2026-01-05, with the words of version 1, seen until "
                "2026-01-02"
            ),
            "an earlier document again, compared with version 1",
        ),
    ],
)
def test_a_switch_is_worded_by_what_the_captures_show(switch: Switch, sentence: str, summary: str) -> None:
    assert switch_sentence(Revision(TWO, THREE, (), switch=switch)) == sentence
    assert switch_summary(switch) == summary


def test_a_return_with_other_words_says_so() -> None:
    revision = Revision(TWO, THREE, EDIT, switch=replace(LANGUAGE, base=ONE))
    assert ", with other words than in version 1, seen until 2026-01-02" in switch_sentence(revision)
    assert revision.older is ONE
    assert Revision(TWO, THREE, (), switch=LANGUAGE).older is TWO


def test_a_language_without_a_name_is_named_by_its_code() -> None:
    assert [language_name(code) for code in ("de", "xx", "")] == ["German", "'xx'", "an unknown language"]


ENGLISH = [
    "We keep the name of the passenger and the time of the boat that you booked, because the harbour master may ask us for it.",
    "You may ask us for the page of the book, and we will strike your name out of it when it is not needed for the boat.",
    "We share it with the harbour master and with nobody else, and you will hear of it from us when we have to.",
]
FRENCH = [
    "Nous gardons le nom du passager et l'heure du bateau que vous avez choisi, parce que le capitaine du port peut nous les demander.",
    "Vous pouvez nous demander la page du livre, et nous y rayons votre nom dans les cas où il n'est pas utile pour le bateau.",
    "Nous les partageons avec le capitaine du port et avec personne, et vous le saurez par nous dans les jours qui suivent.",
]


def clauses(*texts: str) -> list[Clause]:
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def test_a_second_language_that_a_page_drops_or_adds_is_the_only_flag() -> None:
    both, one = clauses(*ENGLISH, *FRENCH), clauses(*ENGLISH)
    removed = tuple(Change(Event.REMOVED, (place,), ()) for place in (3, 4, 5))
    added = tuple(Change(Event.ADDED, (), (place,)) for place in (3, 4, 5))
    ((flag, why),) = revision_flags(Revision(ONE, TWO, removed), both, one)
    assert flag is Flag.OTHER_LANGUAGE
    assert why == (
        "the page keeps its English text, and since 2026-01-03 its French text is not on it any more, so the 3 removed "
        "clauses are no edit of the policy"
    )
    ((flag, why),) = revision_flags(Revision(ONE, TWO, added), one, both)
    assert flag is Flag.OTHER_LANGUAGE
    assert "a French text is beside it, so most of the 3 added clauses translate it" in why


def test_clauses_in_the_language_of_the_rest_are_no_second_language() -> None:
    removed = tuple(Change(Event.REMOVED, (place,), ()) for place in (1, 2))
    assert language_part(clauses(*ENGLISH), clauses(ENGLISH[0]), removed) is None
    few = clauses(*ENGLISH, "Nous gardons le nom du passager.")
    assert language_part(few, clauses(*ENGLISH), (Change(Event.REMOVED, (3,), ()),)) is None
    assert language_part((), (), ()) is None
