"""Which clauses of two readings match."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.alignment.align import STEPS, align
from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."


def paragraphs(*texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def headed(*sections):
    return [
        clause
        for heading, *texts in sections
        for clause in (
            Clause(Kind.HEADING, heading),
            *(Clause(Kind.PARAGRAPH, text, path=(heading,)) for text in texts),
        )
    ]


def pairs(before, after):
    return [(match.before, match.after) for match in align(before, after)]


def test_a_reworded_clause_is_matched_beside_a_new_one():
    after = paragraphs("A wholly new rule about parking bicycles.", FEES.replace("yearly", "monthly"), DATA)
    assert pairs(paragraphs(FEES, DATA), after) == [((0,), (1,)), ((1,), (2,))]


def test_a_clause_that_only_shares_common_words_is_no_match():
    assert pairs(paragraphs(FEES), paragraphs(DATA)) == []


def test_a_moved_clause_is_matched_and_flagged():
    (first, *_) = align(paragraphs(FEES, DATA, LAW), paragraphs(DATA, LAW, FEES))
    assert (first.before, first.after, first.moved) == ((0,), (2,), True)


def test_a_short_repeated_clause_is_not_matched_across_sections():
    before = headed(("Fees", FEES, "Learn more"), ("Data", DATA))
    after = headed(("Fees", FEES), ("Data", DATA, "Learn more"), ("Law", LAW, "Learn more"))
    assert all(after[match.after[0]].text != "Learn more" for match in align(before, after) if match.moved)


def test_an_added_section_keeps_its_repeated_clause():
    before = headed(("Fees", FEES, "Learn more"), ("Law", LAW, "Learn more"))
    after = headed(("Fees", FEES, "Learn more"), ("Data", DATA, "Learn more"), ("Law", LAW, "Learn more"))
    assert pairs(before, after) == [((n,), (n if n < 3 else n + 3,)) for n in range(6)]


def test_a_repeated_clause_stays_in_its_section_between_added_ones():
    before = headed(("Law", "Learn more"))
    after = headed(("Fees", FEES), ("Law", "Learn more"), ("Data", DATA, "Learn more"))
    assert pairs(before, after) == [((0,), (2,)), ((1,), (3,))]


def test_a_heading_is_not_paired_with_a_sentence_much_like_it():
    before = [*paragraphs("We use the details that you give us for these ends:"), *paragraphs(FEES)]
    after = headed(("How we use the details that you give us", FEES))
    assert pairs(before, after) == [((1,), (1,))]


def test_a_heading_is_not_paired_with_the_entry_of_a_new_table_of_contents():
    before = headed(("Contact us", FEES))
    after = [Clause(Kind.ITEM, "Contact us"), *before]
    assert pairs(before, after) == [((0,), (1,)), ((1,), (2,))]


def test_a_line_that_became_a_heading_in_its_place_is_matched():
    before = [*paragraphs("Contact us", FEES)]
    assert pairs(before, headed(("Contact us", FEES))) == [((0,), (0,)), ((1,), (1,))]


def test_a_row_is_identified_by_its_first_cell():
    row = "{} | stores the choice of language on this site | {} days"
    before = [Clause(Kind.ROW, row.format(name, days)) for name, days in (("_alpha", 30), ("_beta", 90))]
    after = [Clause(Kind.ROW, row.format(name, days)) for name, days in (("_beta", 30), ("_alpha", 60))]
    assert ((0,), (1,)) in pairs(before, after)
    assert ((0,), (0,)) not in pairs(before, after)


def test_a_row_removed_from_a_schedule_is_that_row():
    rows = [Clause(Kind.ROW, f"Item {n} | kept for {n} months | deleted after") for n in range(40)]
    assert pairs(rows, rows[:17] + rows[18:]) == [((n,), (n if n < 17 else n - 1,)) for n in range(40) if n != 17]


def test_a_merge_is_a_split_in_the_opposite_direction():
    whole, halves = paragraphs(f"{FEES} {DATA}"), paragraphs(FEES, DATA)
    assert pairs(whole, halves) == [((0,), (0, 1))]
    assert pairs(halves, whole) == [((0, 1), (0,))]


def test_a_split_is_found_around_a_new_clause():
    new = "A wholly new rule about parking bicycles."
    assert pairs(paragraphs(f"{FEES} {DATA}"), paragraphs(FEES, new, DATA)) == [((0,), (0, 2))]


def test_a_run_in_heading_that_became_one_of_its_own_is_a_part():
    before = paragraphs(f"Invoices. {FEES}")
    assert pairs(before, headed(("Invoices", FEES))) == [((0,), (0, 1))]


def test_a_page_that_lost_its_markup_is_one_merge():
    texts = [f"Rule {n} says that subject{n} meets object{n} where place{n} ends." for n in range(30)]
    assert pairs(paragraphs(*texts), paragraphs(" ".join(texts))) == [(tuple(range(30)), (0,))]


def test_rows_of_one_form_about_different_things_are_not_matched():
    def table(*names):
        return [Clause(Kind.ROW, f"{name} Ltd. | Cloud hosting | Ireland | Standard clauses") for name in names]

    assert pairs(table("Ada", "Bor", "Cid", "Dun"), table("Ada", "Eve", "Cid", "Dun")) == [
        ((0,), (0,)),
        ((2,), (2,)),
        ((3,), (3,)),
    ]


def test_a_heading_is_identified_by_the_clause_below_it():
    before, after = headed(("Fees and charges", FEES)), headed(("What you pay: charges", FEES))
    assert pairs(before, after) == [((0,), (0,)), ((1,), (1,))]


def test_a_short_end_that_came_off_a_long_clause_is_its_part():
    whole = f"{DATA} {FEES} {LAW} Write to us at any time."
    parts = (f"{DATA} {FEES} {LAW}".replace("yearly", "monthly"), "Write to us at any time.")
    assert pairs(paragraphs(whole), paragraphs(*parts)) == [((0,), (0, 1))]


def test_a_clause_that_was_rewritten_in_its_place_is_matched():
    old = "Notice. We reserve the right, as we see fit, to alter any part of these rules without a word to you."
    new = "Notice. Before these rules change we write to you by mail, and you have a month to close your account."
    assert ((1,), (1,)) in pairs(paragraphs(FEES, old, DATA), paragraphs(FEES, new, DATA))


def test_position_alone_matches_no_two_clauses():
    other = "Parcels that weigh more than twenty kilos travel by barge and reach the island on Mondays."
    assert pairs(paragraphs(FEES, LAW, DATA), paragraphs(FEES, other, DATA)) == [((0,), (0,)), ((2,), (2,))]


def test_an_entry_that_was_cut_to_its_name_in_its_place_is_the_same_entry():
    before = paragraphs(FEES, "Pigeon Post: Pigeon Post Ltd., 4 Loft Lane, Harbour Town", DATA)
    assert ((1,), (1,)) in pairs(before, paragraphs(FEES, "Pigeon Post", DATA))


def test_a_heading_in_its_place_was_renamed():
    before, after = headed(("Fees", FEES), ("Minors", DATA)), headed(("Fees", FEES), ("Nobody under eighteen", DATA))
    assert ((2,), (2,)) in pairs(before, after)


def test_repeated_parts_of_two_splits_stay_apart():
    first = ["Your photos are shown to guests.", "What for?", "They tell the guests who you are.", "How long?"]
    first += ["They are kept until you leave the house.", "Who sees them?", "The porter and the cook see them."]
    second = ["Your shoe size is noted at the door.", "What for?", "Slippers are laid out by size.", "How long?"]
    second += ["The note is burnt the same evening.", "Who sees them?", "Nobody but the butler reads it.", "Ask him."]
    second += ["He answers on Sundays after tea."]
    before = paragraphs(LAW, " ".join(first), FEES, " ".join(second), DATA)
    after = paragraphs(LAW, *first, FEES, *second, DATA)
    assert pairs(before, after)[1::2] == [((1,), tuple(range(1, 8))), ((3,), tuple(range(9, 18)))]


COOKIES = "Cookies. We set small files on your device to remember what you like."
REWRITTEN = (
    "Cookies. Every browser keeps notes for us on your device, and nobody else may ever read what is in small files."
)


def test_a_run_in_title_identifies_a_clause_that_was_rewritten():
    others = "We keep a diary of parcels.", "Bring the receipt along whenever you return a parcel."
    before, after = paragraphs(FEES, COOKIES, DATA), paragraphs(FEES, others[0], REWRITTEN, others[1], DATA)
    assert ((1,), (2,)) in pairs(before, after)
    nameless = (
        [Clause(c.kind, c.text.removeprefix("Cookies. ")) for c in before],
        paragraphs(FEES, others[0], REWRITTEN.removeprefix("Cookies. "), others[1], DATA),
    )
    assert ((1,), (2,)) not in pairs(*nameless)


def test_a_title_that_became_a_heading_identifies_the_clause():
    text = REWRITTEN.removeprefix("Cookies. ")
    under = [Clause(Kind.HEADING, "Cookies"), Clause(Kind.PARAGRAPH, text, path=("Cookies",))]
    after = [*paragraphs(FEES, "We keep a diary of parcels."), *under, *paragraphs("Dogs are not let in.", DATA)]
    (match,) = [match for match in align(paragraphs(FEES, COOKIES, DATA), after) if match.before == (1,)]
    assert 3 in match.after


def test_a_title_that_occurs_twice_identifies_no_clause():
    others = "We keep a diary of parcels.", "Dogs are not let in."
    before = paragraphs(FEES, COOKIES, f"Cookies. {LAW}", DATA)
    after = paragraphs(FEES, others[0], REWRITTEN, others[1], f"Cookies. {LAW}", DATA)
    assert pairs(before, after) == [((0,), (0,)), ((2,), (4,)), ((3,), (5,))]


@pytest.mark.parametrize("parts", [("the Fees", "Term", "the Courts"), ("the Fees", "the Courts", "Term")])
def test_an_entry_of_one_word_in_a_list_that_was_a_sentence_is_a_part(parts):
    whole = f"Read above all the chapters that follow about {', '.join(parts)}"
    after = paragraphs("Read above all the chapters that follow about", *parts)
    assert pairs(paragraphs(FEES, whole, DATA), [*paragraphs(FEES), *after, *paragraphs(DATA)])[1] == (
        (1,),
        (1, 2, 3, 4),
    )


def test_a_split_among_the_parts_of_its_neighbour_is_no_move():
    before = headed(("Parcels and returns/Opening an account", f"Parcels and returns. {FEES}", DATA))
    after = headed(("Parcels and returns",), ("Parcels and returns", FEES), ("Opening an account", DATA))
    assert [(match.before, match.moved) for match in align(before, after)] == [
        ((0,), False),
        ((1,), False),
        ((2,), False),
    ]


def test_a_heading_that_lost_its_markup_and_some_words_is_matched():
    before = headed(("Which parts of these terms matter to you", FEES))
    assert pairs(before, paragraphs("Which parts matter?", FEES)) == [((0,), (0,)), ((1,), (1,))]
    assert pairs(before, paragraphs("These parts matter to you:", FEES)) == [((1,), (1,))]


def test_each_step_has_a_name_and_a_reason_of_its_own():
    assert len({step.name for step in STEPS}) == len({step.reason for step in STEPS}) == len(STEPS) == 6
    assert all(step.reason.endswith(".") for step in STEPS)


def test_a_split_in_its_place_has_priority_over_an_equal_clause_elsewhere():
    whole = f"{FEES} {DATA}"
    after = paragraphs(FEES, DATA, LAW)
    assert pairs(paragraphs(whole, LAW), after) == [((0,), (0, 1)), ((1,), (2,))]
    names = [step.name for step in STEPS]
    assert names.index("splits and merges, also of unmatched clauses") < names.index("similar clauses anywhere")
