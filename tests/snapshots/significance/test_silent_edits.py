"""Which changes are silent edits, and which are spelling, markup, titles, addresses or another text."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.dates.stated_dates import stated_dates
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.silent_edits import counts, is_excluded, silent_edits

DATED = "Last updated: 1 May 2018"
BODY = (
    "We keep your lamp orders in a locked cabinet at our shop for thirty days.",
    "Parcels are handed to the carrier on the next working day, unless the road is closed.",
    "You may write to us about your lamps, and a person will read your letter.",
    "The fee for a late return is €36,982.92, and it is due at the end of the year.",
)


def edits(before: tuple[Clause | str, ...], after: tuple[Clause | str, ...]) -> list[Change]:
    old, new = (
        [one if isinstance(one, Clause) else Clause(Kind.PARAGRAPH, one) for one in (DATED, *side)]
        for side in (before, after)
    )
    return silent_edits(old, new, [(change, findings(change, old, new)) for change in changes(old, new)])


def exchanged(old: str, new: str) -> tuple[str, ...]:
    assert any(old in text for text in BODY)
    return tuple(text.replace(old, new) for text in BODY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("thirty days", "ninety days"),
        ("You may write", "You may not write"),
        ("a person will", "a person may"),
        ("the carrier", "any company"),
        ("€36,982.92", "€36,982.29"),
        ("€36,982.92", "€3,698,292"),
        (", unless the road is closed.", "."),
        ("locked", "open"),
    ],
)
def test_a_sentence_that_says_something_else_is_an_edit(old: str, new: str) -> None:
    assert [change.event for change in edits(BODY, exchanged(old, new))] == [Event.REWORDED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cabinet", "cabinnet"),  # spelling
        ("the carrier", "the carier"),
        ("You may", "YOU MAY"),
        (", and a person", " and a person"),
        ("the carrier", "carrier"),
        ("write to us", "write tous"),  # a space
        ("the road", "[the road][roads]"),  # markup that shows by mistake
        ("the road", "[the road](/roads)"),
        ("€36,982.92", "€36 982,92"),
    ],
)
def test_spelling_marks_and_markup_are_no_edit(old: str, new: str) -> None:
    assert not edits(BODY, exchanged(old, new))


@pytest.mark.parametrize(
    "extra",
    [
        Clause(Kind.HEADING, "What happens to parcels that come back to us?", level=2),
        "Register now",
        "Lamps on sale",
        "Lamp House, 12 Wick Road, Larkmoor LM1 2AB",
        BODY[0],  # stands there already
        Clause(Kind.ITEM, "Our shops", links=("https://lamps.example/shops",)),
    ],
)
def test_titles_buttons_addresses_and_repetitions_are_no_edit(extra: Clause | str) -> None:
    assert not edits(BODY, (*BODY, extra))
    assert not edits((*BODY, extra), BODY)


def test_a_new_sentence_and_a_new_entry_of_a_list_are_edits() -> None:
    assert edits(BODY, (*BODY, "We sell the addresses of lamp owners."))
    assert edits(BODY, (*BODY, Clause(Kind.ITEM, "precise location")))


def test_a_text_that_dates_its_edit_or_counts_its_versions_is_not_silent() -> None:
    extra = "Since 3 June 2019 we also keep the colour of each lamp."
    assert not edits(BODY, (*BODY, extra))
    assert edits((*BODY, "Our shop opened on 3 June 2010."), (*BODY, "Our new shop opened on 3 June 2010."))
    assert not edits(("Version 2.3", *BODY), ("Version 2.4", *BODY[:2], "We sell the addresses of lamp owners."))


def test_another_language_and_another_document_are_no_edit() -> None:
    german = (
        "Wir bewahren Ihre Bestellungen dreißig Tage in einem Schrank auf, und nur wir haben den Schlüssel.",
        "Die Pakete werden am nächsten Tag übergeben, wenn die Straße nicht gesperrt ist.",
        "Sie können uns zu den Lampen schreiben, und eine Person wird den Brief lesen.",
    )
    rules = tuple(f"Rule {number}: no dancing, singing, juggling or fishing on deck {number}." for number in range(6))
    assert not edits(BODY, german)
    assert not edits(BODY, rules)


def test_a_month_ends_with_its_last_day_and_no_capture_excludes_nothing() -> None:
    february = stated_dates([Clause(Kind.PARAGRAPH, "Last updated: February 2024")])
    assert not is_excluded(february, "2024-03-01")
    assert is_excluded(february, "2024-03-02")
    assert not is_excluded(february, "")


def test_counts_are_in_words() -> None:
    reworded = Change(Event.REWORDED, (0,), (0,))
    assert counts([reworded]) == "clause: 1 reworded"
    assert counts([reworded, Change(Event.ADDED, (), (1,))]) == "clauses: 1 reworded, 1 added"
