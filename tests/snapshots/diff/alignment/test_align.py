"""Who became whom: the skeleton, the chain, the pairs and the joints."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.heaviest_chain import heaviest_chain
from clausetrail.snapshots.diff.alignment.lcs import longest_common_subsequence
from clausetrail.snapshots.diff.alignment.prepared_clauses import character, prepare, with_weights
from clausetrail.snapshots.diff.alignment.similarity import clause_similarity, containment, covered_weight
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


def told(one, other):
    readings = prepare(paragraphs(one), paragraphs(other))
    return with_weights(readings, readings.before, readings.after)


def pairs(before, after):
    return [(link.before, link.after) for link in align(before, after)]


def test_a_reworded_clause_keeps_its_partner_beside_a_new_one():
    after = paragraphs("A wholly new rule about parking bicycles.", FEES.replace("yearly", "monthly"), DATA)
    assert pairs(paragraphs(FEES, DATA), after) == [((0,), (1,)), ((1,), (2,))]


def test_a_clause_that_only_shares_common_words_is_no_partner():
    assert pairs(paragraphs(FEES), paragraphs(DATA)) == []


def test_a_moved_clause_is_found_and_said_to_have_moved():
    (first, *_) = align(paragraphs(FEES, DATA, LAW), paragraphs(DATA, LAW, FEES))
    assert (first.before, first.after, first.moved) == ((0,), (2,), True)


def test_a_short_refrain_is_not_married_across_sections():
    before = headed(("Fees", FEES, "Learn more"), ("Data", DATA))
    after = headed(("Fees", FEES), ("Data", DATA, "Learn more"), ("Law", LAW, "Learn more"))
    assert all(after[link.after[0]].text != "Learn more" for link in align(before, after) if link.moved)


def test_a_new_section_does_not_take_the_refrain_of_the_one_above():
    before = headed(("Fees", FEES, "Learn more"), ("Law", LAW, "Learn more"))
    after = headed(("Fees", FEES, "Learn more"), ("Data", DATA, "Learn more"), ("Law", LAW, "Learn more"))
    assert pairs(before, after) == [((n,), (n if n < 3 else n + 3,)) for n in range(6)]


def test_a_refrain_stays_under_its_heading_when_sections_come_around_it():
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


def test_a_line_that_became_a_heading_in_its_place_keeps_its_partner():
    before = [*paragraphs("Contact us", FEES)]
    assert pairs(before, headed(("Contact us", FEES))) == [((0,), (0,)), ((1,), (1,))]


def test_a_row_is_known_by_its_first_cell():
    row = "{} | stores the choice of language on this site | {} days"
    before = [Clause(Kind.ROW, row.format(name, days)) for name, days in (("_alpha", 30), ("_beta", 90))]
    after = [Clause(Kind.ROW, row.format(name, days)) for name, days in (("_beta", 30), ("_alpha", 60))]
    assert ((0,), (1,)) in pairs(before, after)
    assert ((0,), (0,)) not in pairs(before, after)


def test_a_schedule_that_lost_a_row_lost_that_row():
    rows = [Clause(Kind.ROW, f"Item {n} | kept for {n} months | deleted after") for n in range(40)]
    assert pairs(rows, rows[:17] + rows[18:]) == [((n,), (n if n < 17 else n - 1,)) for n in range(40) if n != 17]


def test_a_split_and_a_merger_are_one_thing_seen_from_two_sides():
    whole, halves = paragraphs(f"{FEES} {DATA}"), paragraphs(FEES, DATA)
    assert pairs(whole, halves) == [((0,), (0, 1))]
    assert pairs(halves, whole) == [((0, 1), (0,))]


def test_a_split_is_found_around_a_new_clause():
    new = "A wholly new rule about parking bicycles."
    assert pairs(paragraphs(f"{FEES} {DATA}"), paragraphs(FEES, new, DATA)) == [((0,), (0, 2))]


def test_a_run_in_heading_that_became_one_of_its_own_is_a_part():
    before = paragraphs(f"Invoices. {FEES}")
    assert pairs(before, headed(("Invoices", FEES))) == [((0,), (0, 1))]


def test_a_page_that_lost_its_markup_is_one_merger():
    texts = [f"Rule {n} says that subject{n} meets object{n} where place{n} ends." for n in range(30)]
    assert pairs(paragraphs(*texts), paragraphs(" ".join(texts))) == [(tuple(range(30)), (0,))]


LISTS = st.lists(st.integers(0, 5), max_size=12)


def length(left, right):
    """The longest common subsequence by the book."""
    row = [0] * (len(right) + 1)
    for x in left:
        last = row[:]
        for at, y in enumerate(right):
            row[at + 1] = last[at] + 1 if x == y else max(last[at + 1], row[at])
    return row[-1]


@given(LISTS, LISTS)
def test_the_skeleton_is_in_order_true_and_as_long_as_can_be(left, right):
    found = longest_common_subsequence(left, right)
    assert all(left[i] == right[j] for i, j in found)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(found))
    assert len(found) == length(left, right)


def test_readings_too_long_for_the_optimum_are_laid_by_what_is_unique():
    left = [*range(21_000)]
    found = longest_common_subsequence(left[10:] + left[:10], left)
    assert len(found) == 20_990


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 9)), max_size=8))
def test_no_chain_is_heavier_than_the_heaviest(given_pairs):
    def weight(chain):
        return sum(given_pairs[at][2] for at in chain)

    def rises(chain):
        places = sorted(given_pairs[at][:2] for at in chain)
        return all(i < k and j < m for (i, j), (k, m) in pairwise(places))

    chains = (c for size in range(len(given_pairs) + 1) for c in combinations(range(len(given_pairs)), size))
    found = heaviest_chain(given_pairs)
    assert rises(found)
    assert weight(found) == max(weight(chain) for chain in chains if rises(chain))


@pytest.mark.parametrize("number", [0, 0xD7FE, 0xD7FF, 0xD800, 1_000_000, 5_000_000])
def test_no_word_is_half_of_a_surrogate_pair(number):
    assert character(number).encode()


def test_numbers_near_the_surrogates_keep_characters_of_their_own():
    assert len({character(number) for number in range(0xD000, 0xE000)}) == 0x1000


WORDS = st.lists(st.sampled_from(["fee", "data", "law", "term", "seat", "mail"]), max_size=9).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([0.1, 0.37, 0.51, 0.9]))
def test_a_floor_hides_what_is_below_it_and_changes_nothing_above(one, other, floor):
    readings = told(one, other)
    x, y = readings.before[0], readings.after[0]
    likeness = clause_similarity(x, y, readings.weights)
    assert clause_similarity(x, y, readings.weights, floor) == (likeness if likeness >= floor else 0.0)


def test_beyond_the_bound_likeness_is_of_matter_alone():
    readings = told("fee data law", "law data fee")
    x, y = readings.before[0], readings.after[0]
    assert clause_similarity(x, y, readings.weights) < clause_similarity(x, y, readings.weights, order_limit=8) == 1.0


def test_the_longer_the_readings_the_shorter_the_passages_compared_in_order():
    short, long = (prepare(paragraphs(*["fee " * size] * 2), paragraphs("fee " * size)) for size in (9, 300_000))
    assert long.order_limit < short.order_limit


def test_rows_of_one_form_are_not_married_when_they_speak_of_others():
    def table(*names):
        return [Clause(Kind.ROW, f"{name} Ltd. | Cloud hosting | Ireland | Standard clauses") for name in names]

    assert pairs(table("Ada", "Bor", "Cid", "Dun"), table("Ada", "Eve", "Cid", "Dun")) == [
        ((0,), (0,)),
        ((2,), (2,)),
        ((3,), (3,)),
    ]


def test_a_heading_is_known_by_the_clause_it_stands_over():
    before, after = headed(("Fees and charges", FEES)), headed(("What you pay: charges", FEES))
    assert pairs(before, after) == [((0,), (0,)), ((1,), (1,))]


def test_a_short_end_that_came_off_a_long_clause_is_its_part():
    whole = f"{DATA} {FEES} {LAW} Write to us at any time."
    parts = (f"{DATA} {FEES} {LAW}".replace("yearly", "monthly"), "Write to us at any time.")
    assert pairs(paragraphs(whole), paragraphs(*parts)) == [((0,), (0, 1))]


def test_what_was_rewritten_in_its_place_is_told_as_one_clause():
    old = "Notice. We reserve the right, as we see fit, to alter any part of these rules without a word to you."
    new = "Notice. Before these rules change we write to you by mail, and you have a month to close your account."
    assert ((1,), (1,)) in pairs(paragraphs(FEES, old, DATA), paragraphs(FEES, new, DATA))


def test_a_place_alone_marries_no_two_clauses():
    other = "Parcels that weigh more than twenty kilos travel by barge and reach the island on Mondays."
    assert pairs(paragraphs(FEES, LAW, DATA), paragraphs(FEES, other, DATA)) == [((0,), (0,)), ((2,), (2,))]


def test_an_entry_that_was_cut_to_its_name_in_its_place_is_the_same_entry():
    before = paragraphs(FEES, "Pigeon Post: Pigeon Post Ltd., 4 Loft Lane, Harbour Town", DATA)
    assert ((1,), (1,)) in pairs(before, paragraphs(FEES, "Pigeon Post", DATA))


def test_a_heading_in_its_place_was_renamed():
    before, after = headed(("Fees", FEES), ("Minors", DATA)), headed(("Fees", FEES), ("Nobody under eighteen", DATA))
    assert ((2,), (2,)) in pairs(before, after)


def test_the_refrains_of_two_clauses_that_came_apart_go_each_to_its_own():
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


def test_a_clause_is_known_by_the_title_it_runs_into_however_much_was_rewritten():
    others = "We keep a diary of parcels.", "Bring the receipt along whenever you return a parcel."
    before, after = paragraphs(FEES, COOKIES, DATA), paragraphs(FEES, others[0], REWRITTEN, others[1], DATA)
    assert ((1,), (2,)) in pairs(before, after)
    nameless = (
        [Clause(c.kind, c.text.removeprefix("Cookies. ")) for c in before],
        paragraphs(FEES, others[0], REWRITTEN.removeprefix("Cookies. "), others[1], DATA),
    )
    assert ((1,), (2,)) not in pairs(*nameless)


def test_a_title_that_became_a_heading_still_names_the_clause():
    text = REWRITTEN.removeprefix("Cookies. ")
    under = [Clause(Kind.HEADING, "Cookies"), Clause(Kind.PARAGRAPH, text, path=("Cookies",))]
    after = [*paragraphs(FEES, "We keep a diary of parcels."), *under, *paragraphs("Dogs are not let in.", DATA)]
    (link,) = [link for link in align(paragraphs(FEES, COOKIES, DATA), after) if link.before == (1,)]
    assert 3 in link.after


def test_a_title_that_stands_twice_names_no_clause():
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


def test_what_came_apart_among_the_parts_of_its_neighbour_did_not_move():
    before = headed(("Parcels and returns/Opening an account", f"Parcels and returns. {FEES}", DATA))
    after = headed(("Parcels and returns",), ("Parcels and returns", FEES), ("Opening an account", DATA))
    assert [(link.before, link.moved) for link in align(before, after)] == [((0,), False), ((1,), False), ((2,), False)]


def test_a_heading_that_lost_its_markup_and_some_words_is_told_as_reworded():
    before = headed(("Which parts of these terms matter to you", FEES))
    assert pairs(before, paragraphs("Which parts matter?", FEES)) == [((0,), (0,)), ((1,), (1,))]
    assert pairs(before, paragraphs("These parts matter to you:", FEES)) == [((1,), (1,))]


@given(WORDS, WORDS, st.floats(0, 1))
def test_what_is_held_is_told_exactly_or_is_less_than_was_asked_for(one, other, floor):
    readings = told(one, other)
    (x,), (y,) = readings.before, readings.after
    both = Counter(one.split()) & Counter(other.split())
    weights = dict(zip((*x.words, *y.words), map(readings.weights.__getitem__, x.encoded + y.encoded), strict=True))
    share = sum(weights[word] * times for word, times in both.items()) / x.weight if x.weight else 0.0
    found = containment(x, y, readings.weights, floor)
    assert found == share or (found == 0.0 and share < floor)
    assert covered_weight(x.encoded, y, readings.weights) == round(share * x.weight)
