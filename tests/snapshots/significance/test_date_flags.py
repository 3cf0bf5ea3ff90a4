"""The flags of a revision by its stated dates."""

from __future__ import annotations

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.significance.date_flags import Flag, date_flags

BODY = (
    "We keep your lamp orders in a locked cabinet at our shop.",
    "Parcels are handed to the carrier on the next working day.",
    "You may write to us at any time about your lamps.",
)


def paragraphs(*texts: str) -> list[Clause]:
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def flagged(before: tuple[str, ...], after: tuple[str, ...], last: str = "", first: str = "") -> dict[Flag, str]:
    old, new = paragraphs(*before), paragraphs(*after)
    return dict(date_flags(old, new, changes(old, new), last, first))


def test_words_that_change_under_an_old_date_are_a_silent_edit() -> None:
    line = "Last updated: 1 May 2018"
    flags = flagged((line, *BODY), (line, BODY[0].replace("locked", "open"), *BODY[1:], "We sell lamps to robots."))
    assert flags == {Flag.SILENT_EDIT: f'clauses: 1 reworded, 1 added, while the text still states "{line}"'}


def test_marks_are_no_silent_edit_and_neither_is_a_text_without_a_date() -> None:
    line = "Last updated: 1 May 2018"
    assert not flagged((line, *BODY), (line, BODY[0].replace(".", "!"), *BODY[1:]))
    assert not flagged(BODY, BODY[:2])


def test_a_text_that_changes_with_its_date_has_no_flag() -> None:
    assert not flagged(("Last updated: 1 May 2018", *BODY), ("Last updated: 2 May 2018", *BODY[:2]))


def test_a_date_that_moves_alone_is_a_bump() -> None:
    flags = flagged(("Last updated: 1 May 2018", *BODY), ("Last updated: 2 June 2018", *BODY))
    assert flags == {
        Flag.DATE_BUMP: '"Last updated: 1 May 2018" became "Last updated: 2 June 2018", and no other words changed'
    }


def test_a_date_may_move_back() -> None:
    flags = flagged(("Last updated: 1 May 2018", *BODY), ("Last updated: 30 April 2018", *BODY[:2]))
    assert flags == {Flag.MOVED_BACK: 'the date of update was "1 May 2018" and became the earlier "30 April 2018"'}


def test_an_ambiguous_date_moves_back_only_if_both_days_do() -> None:
    assert not flagged(("Last updated: 03/04/2018", *BODY), ("Last updated: 02/05/2018", *BODY[:2]))
    assert Flag.MOVED_BACK in flagged(("Last updated: 03/04/2018", *BODY), ("Last updated: 02/01/2018", *BODY[:2]))


def test_a_date_of_effect_may_be_before_the_text_was_present_or_after() -> None:
    old, new = ("Effective: 1 May 2018", *BODY), ("Effective: 1 June 2019", *BODY[:2])
    assert set(flagged(old, new, "20190615000000", "20190801000000")) == {Flag.RETROACTIVE}
    assert set(flagged(old, new, "2019-02-01", "2019-05-20")) == {Flag.ANNOUNCED}
    assert not flagged(old, new, "20190520000000", "20190801000000")


def test_a_date_of_effect_that_the_old_text_states_is_not_new() -> None:
    line = "Effective: 1 May 2018"
    assert set(flagged((line, *BODY), (line, *BODY[:2]), "20190615000000", "20190801000000")) == {Flag.SILENT_EDIT}


def test_a_month_is_in_the_past_only_when_it_is_over() -> None:
    old, new = ("Effective: March 2018", *BODY), ("Effective: June 2019", *BODY[:2])
    assert not flagged(old, new, "2019-06-15", "2019-06-20")
    assert Flag.RETROACTIVE in flagged(old, new, "2019-07-01", "2019-07-02")
