"""The flags of a revision by its stated dates."""

from __future__ import annotations

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Capture, Clause, Kind, Revision, Version
from clausetrail.snapshots.significance.date_flags import Flag, date_flags, revision_flags

BODY = (
    "We keep your lamp orders in a locked cabinet at our shop.",
    "Parcels are handed to the carrier on the next working day.",
    "You may write to us at any time about your lamps.",
)


def paragraphs(*texts: str) -> list[Clause]:
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def flagged(
    before: tuple[str, ...], after: tuple[str, ...], last: str = "20190201080000", first: str = "20190301"
) -> dict[Flag, str]:
    old, new = paragraphs(*before), paragraphs(*after)
    return dict(date_flags(old, new, changes(old, new), last, first))


def test_words_that_change_under_an_old_date_are_a_silent_edit() -> None:
    line = "Last updated: 1 May 2018"
    flags = flagged((line, *BODY), (line, BODY[0].replace("locked", "open"), *BODY[1:], "We sell lamps to robots."))
    assert flags == {
        Flag.SILENT_EDIT: "clauses: 1 reworded, 1 added, changed between the captures of 2019-02-01 08:00 and 2019-03-01, "
        f'while both texts state "{line}" (clause 1 of 5)'
    }


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


OLD, NEW = ("Last updated: 1 May 2018", *BODY), ("Last updated: 1 May 2018", *BODY[:2])


def revision(old: tuple[int, bool], new: tuple[int, bool], *, alternates: bool = False, imported: str = "") -> Revision:
    """Return a revision of `OLD` to `NEW`: the captures that show each, and whether it is a candidate."""

    def version(number: int, sightings: int, candidate: bool, mimetype: str) -> Version:
        seen = Capture("lamps", "a", "k", f"2019030{number}080000", "u", mimetype, 200, "d")
        return Version(number, str(number), str(number), seen, seen, sightings, (), candidate)

    sides = version(1, *old, "text/html"), version(2, *new, imported or "text/html")
    return Revision(*sides, changes(paragraphs(*OLD), paragraphs(*NEW)), "", alternates)


def test_a_silent_edit_needs_two_captures_of_each_text_that_are_read_alike_and_do_not_alternate() -> None:
    def flags(one: Revision) -> list[Flag]:
        return [flag for flag, _ in revision_flags(one, paragraphs(*OLD), paragraphs(*NEW))]

    assert flags(revision((2, False), (2, False))) == [Flag.SILENT_EDIT]
    assert not flags(revision((1, False), (5, False)))
    assert not flags(revision((5, False), (1, False)))
    assert not flags(revision((5, False), (2, True)))
    assert not flags(revision((5, False), (5, False), alternates=True))
    assert not flags(revision((5, False), (5, False), imported="text/markdown"))


def test_a_stated_month_excludes_nothing_within_it_and_a_date_to_come_excludes_nothing() -> None:
    def silent(line: str, last: str, first: str) -> bool:
        return Flag.SILENT_EDIT in flagged((line, *BODY), (line, *BODY[:2]), last, first)

    assert not silent("Last updated: March 2026", "20260330120000", "20260402120000")
    assert not silent("Last updated: March 2026", "20260401120000", "20260402120000")
    assert silent("Last updated: March 2026", "20260402120000", "20260404120000")
    assert silent("Last updated: December 2025", "20260102120000", "20260104120000")
    assert not silent("Last updated: 1 May 2018", "20180502120000", "20180601120000")
    assert silent("Last updated: 1 May 2018", "20180503120000", "20180601120000")
    assert not silent("Last updated: 03/04/2018", "20180320120000", "20180601120000")
    assert silent("Last updated: 03/04/2018", "20180420120000", "20180601120000")
    assert not silent("Effective from 1 July 2018", "20180503120000", "20180601120000")
    assert not silent("Last updated: 1 May 2018", "", "")


def test_the_newest_of_several_dates_decides() -> None:
    lines = ("Effective from 1 May 2018", "Last updated: 3 June 2019")
    old, new = (*lines, *BODY), (*lines, *BODY[:2])
    assert Flag.SILENT_EDIT not in flagged(old, new, "20190603000000", "20190701000000")
    assert "(clauses 1 and 2 of 4)" in flagged(old, new, "20190703000000", "20190801000000")[Flag.SILENT_EDIT]
