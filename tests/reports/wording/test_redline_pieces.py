"""The redline of changes: what is marked, what is folded, how places and counts are printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import (
    Piece,
    change_notes,
    change_pieces,
    changes_only_paragraphs,
    count_changes,
    fold_unchanged,
    redline_lines,
    to_plain_text,
)
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Change, Clause, Event, Kind
from clausetrail.snapshots.text.normalize import normal_form
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, page

BEFORE = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 30 days and may share them.", "1.", ("Keeping",)),
    Clause(Kind.ITEM, "We burn what is older than that on midsummer night.", "2.", ("Keeping",)),
)
AFTER = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 90 days and will share them.", "1.", ("Keeping",)),
)


def shown(full: bool = False) -> str:
    found = changes(BEFORE, AFTER)
    return "\n".join(to_plain_text(line) for line in redline_lines(found, BEFORE, AFTER, full=full))


def test_a_redline_marks_words_without_colour() -> None:
    assert "1. We keep orders for [-30-]{+90+} days and [-may-]{+will+} share them." in shown()
    assert "[-2. We burn what is older than that on midsummer night.-]" in shown()
    assert count_changes(changes(BEFORE, AFTER)) == "1 removed, 1 reworded"


texts = st.text(st.sampled_from("ab \N{RIGHT SINGLE QUOTATION MARK}.,9\n\x1b"), max_size=60)


@given(texts, texts)
def test_struck_and_kept_words_are_the_earlier_ones_inserted_and_kept_the_later(old: str, new: str) -> None:
    before, after = (Clause(Kind.PARAGRAPH, old),), (Clause(Kind.PARAGRAPH, new),)
    for change in changes(before, after):
        pieces = change_pieces(change, before, after)
        for style, whole in (("delete", old), ("insert", new)):
            if change.before and change.after:
                kept = "".join(piece.text for piece in pieces if piece.style in {"plain", style})
                # What only looks otherwise is not marked, so the normal forms are what must agree.
                assert normal_form(kept).replace(" ", "") == normal_form(visible(whole)).replace(" ", "")


def test_a_curved_quote_or_a_hard_space_is_no_mark_on_a_lawyers_page() -> None:
    before = (Clause(Kind.PARAGRAPH, 'The "Site" keeps orders for 30 days; we don\'t sell what you tell us here.'),)
    after = (Clause(Kind.PARAGRAPH, "The “Site” keeps orders for\u00a090 days; we don’t sell what you tell us here."),)
    (change,) = changes(before, after)
    told = to_plain_text(tuple(change_pieces(change, before, after)))
    assert (
        told.replace("\u00a0", " ")
        == "The “Site” keeps orders for [-30-]{+90+} days; we don’t sell what you tell us here."
    )


def test_what_stays_the_same_is_folded_but_what_changed_never() -> None:
    long = " ".join(f"word{number}" for number in range(100))
    pieces = fold_unchanged([Piece("plain", long), Piece("delete", long), Piece("plain", long)])
    assert [len(piece.text.split()) for piece in pieces] == [13, 100, 13]
    assert pieces[0].text.startswith("\N{HORIZONTAL ELLIPSIS} word88")


def test_a_moved_clause_is_printed_with_its_old_and_its_new_place() -> None:
    before, after = page(FEES, DATA, LAW, KEEP), page(FEES, LAW, KEEP, DATA)
    lines = [to_plain_text(line) for line in redline_lines(changes(before, after), before, after)]
    assert lines[0].startswith("^ moved")
    assert lines[-1].startswith("  old place: after \N{LEFT DOUBLE QUOTATION MARK}You pay the yearly fee")
    assert "; new place: after \N{LEFT DOUBLE QUOTATION MARK}Order forms are kept" in lines[-1]


def test_a_renumbered_clause_is_printed_with_both_numbers() -> None:
    before, after = (Clause(Kind.ITEM, FEES, "1."),), (Clause(Kind.ITEM, FEES, "2."),)
    lines = [to_plain_text(line) for line in redline_lines(changes(before, after), before, after)]
    assert lines[0] == "# renumbered    (equal)"
    assert lines[1].startswith("  1. \N{RIGHTWARDS ARROW} 2.: You pay")


def test_kinds_are_counted_in_a_fixed_order() -> None:
    found = [Change(event, (0,), (0,)) for event in (Event.COSMETIC, Event.REWORDED, Event.REWORDED)]
    assert count_changes([*found, Change(Event.ADDED, (), (1,))]) == "1 added, 2 reworded, 1 cosmetic"
    assert count_changes([]) == "no clause changed"


def test_a_split_that_changes_no_word_changes_only_paragraphs() -> None:
    whole, parts = page(f"{FEES} {LAW}"), page(FEES, LAW)
    assert changes_only_paragraphs(Change(Event.SPLIT, (0,), (0, 1)), whole, parts)
    assert not changes_only_paragraphs(Change(Event.SPLIT, (0,), (0, 1)), whole, page(FEES, DATA))
    assert not changes_only_paragraphs(Change(Event.REWORDED, (0,), (0,)), whole, whole)


def test_moved_words_are_marked_at_both_places_with_where_they_were_and_are():
    before, after = page(f"{FEES} {LAW}", DATA, f"{KEEP} now"), page(FEES, DATA, f"{KEEP} now {LAW}")
    found = changes(before, after)
    text = "\n".join(to_plain_text(line) for line in redline_lines(found, before, after, full=True))
    assert f"{FEES} [>{LAW}>]" in text
    assert f"{KEEP} now {{<{LAW}<}}" in text
    assert "17 words moved to clause 3" in text
    assert "17 words moved from clause 1" in text
    assert "[-" not in text
    assert "{+" not in text
    assert count_changes(found) == "2 reworded, 1 passage moved"


def test_the_far_parts_of_a_split_are_named_by_their_places():
    others = [f"{KEEP} {n}" for n in range(20, 26)]
    before, after = page(f"{FEES} {LAW}", *others), page(FEES, *others, LAW)
    (split,) = changes(before, after)
    assert change_notes(split, before, after) == ["parts in the newer text: clause 1; clause 8"]


def test_a_fold_of_unchanged_words_alone_shows_the_first_ones():
    (piece,) = fold_unchanged([Piece("plain", " ".join(map(str, range(90))))])
    assert piece.text.startswith("0 1 2 3")
    assert len(piece.text.split()) < 40
