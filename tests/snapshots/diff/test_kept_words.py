"""Words that moved from one clause to another: they are neither removed nor added."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.diff.kept_words import kept_share, regroup
from clausetrail.snapshots.diff.word_diff import spans
from clausetrail.snapshots.model import Event
from clausetrail.snapshots.text.tokens import words
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page

RULES = [f"Keeper number {n} of the {w} lighthouse lights lamp {n} when {w} ships are seen at dusk." for n, w in enumerate(
    ["red", "blue", "green", "white", "black", "brown", "grey", "pink", "gold", "silver", "amber", "violet", "teal", "olive", "ivory", "coral"], 1)]  # fmt: skip


def events(before, after):
    return [(str(x.event), x.before, x.after) for x in compare(before, after) if x.event is not Event.SAME]


def moved(before, after):
    """Return the words that moved, with the clauses that they left and that they joined."""
    kept = {one for change in compare(before, after) for one in change.kept}
    return {(x.before, x.after, before[x.before].text[x.before_start : x.before_end]) for x in kept}


@pytest.mark.parametrize("distance", [1, 11, 12, 15])
def test_the_second_half_of_a_paragraph_is_a_part_at_any_distance(distance):
    before = page(f"{FEES} {DATA}", *RULES)
    after = page(FEES, *RULES[:distance], DATA, *RULES[distance:])
    assert events(before, after) == [("split", (0,), (0, distance + 1))]
    assert events(after, before) == [("merged", (0, distance + 1), (0,))]


def test_a_sentence_that_moved_to_another_clause_is_moved_words_of_both():
    before, after = page(f"{FEES} {LAW}", TALK, f"{KEEP} {POST}"), page(FEES, TALK, f"{KEEP} {LAW} {POST}")
    assert [event for event, *_ in events(before, after)] == ["reworded", "reworded"]
    assert moved(before, after) == {(0, 2, LAW)}


def test_of_sentences_that_begin_alike_the_whole_one_moved():
    one, two, three = (f"The baker {text[0].lower()}{text[1:]}" for text in (FEES, LAW, KEEP))
    assert moved(page(f"{one} {two}", three), page(one, f"{two} {three}")) == {(0, 1, two)}


def test_a_sentence_that_moved_inside_a_clause_is_moved_words():
    before, after = page(f"{FEES} {DATA} {LAW} {KEEP}"), page(f"{LAW} {FEES} {DATA} {KEEP}")
    assert moved(before, after) == {(0, 0, LAW)}


def test_a_clause_cut_down_to_one_sentence_is_a_pair_even_if_another_text_precedes_it():
    before = page(f"{FEES} {DATA} {LAW} {KEEP} {POST} {TALK}")
    change = next(one for one in compare(before, page(" ".join(RULES[:6]), LAW)) if one.before)
    assert (change.event, change.before, change.after) == (Event.REWORDED, (0,), (1,))
    assert change.how.startswith("kept in part, similar")


def test_parts_of_a_split_in_another_order_with_new_text_between_are_parts():
    before = page(f"{FEES} {DATA} {LAW} {KEEP} {POST}")
    after = page(KEEP, *RULES[:3], FEES, *RULES[3:6], POST, LAW, *RULES[6:], DATA)
    found = compare(before, after)
    (split,) = (change for change in found if change.event is Event.SPLIT)
    assert split.after == (0, 4, 8, 9, 20)
    assert all(change.event is Event.ADDED for change in found if change is not split)


def test_a_clause_whose_words_went_to_two_splits_is_relocated():
    first, second, third = f"{FEES} {RULES[0]}", f"{DATA} {RULES[1]}", f"{KEEP} {LAW}"
    before = page(first, second, third)
    after = page(FEES, f"{RULES[0]} {KEEP}", DATA, f"{RULES[1]} {LAW}")
    found = {str(change.event) for change in compare(before, after)}
    assert not found & {"added", "removed"}


def test_a_clause_of_which_a_part_is_kept_elsewhere_is_removed_without_these_words():
    before = page(FEES, f"{DATA} {' '.join(RULES[:4])}", TALK)
    after = page(f"{FEES} {DATA}", TALK)
    change = next(one for one in compare(before, after) if 1 in one.before)
    assert (change.event, change.how) == (Event.REMOVED, "16 of 84 words kept in other clauses")
    assert moved(before, after) == {(1, 0, DATA)}


def test_one_copy_fewer_is_a_removal_and_no_move():
    assert events(page(FEES, DATA, FEES, LAW), page(FEES, DATA, LAW)) == [("removed", (2,), ())]


def test_seven_common_words_are_not_kept():
    before, after = (
        page("You pay the yearly fee before the moon rises.", DATA),
        page(DATA, "Nobody shall sing. You pay the yearly fee before the cock."),
    )
    assert moved(before, after) == set()


def test_the_share_that_is_kept_counts_words():
    before, after = page(f"{FEES} {LAW}", TALK, f"{KEEP} {POST}"), page(FEES, TALK, f"{KEEP} {LAW} {POST}")
    kept = regroup(align(before, after), before, after).kept
    assert kept_share(kept, 0, before[0], is_before=True) == (17, 36)
    assert kept_share(kept, 2, after[2], is_before=False) == (17, 48)


# Sentences of 8 to 14 words, none of which is in two of them.
SENTENCES = [
    " ".join(f"{chr(97 + n)}{'aeiou'[k % 5]}{'lmnrs'[k // 5]}o" for k in range(8 + n % 7)).capitalize() + "."
    for n in range(22)
]


@st.composite
def shuffled(draw):
    """Two readings of sentences in two orders, broken into clauses at two lists of places."""
    dice = random.Random(draw(st.integers(0, 10**6)))
    sides = []
    for _ in range(2):
        chosen = dice.sample(SENTENCES, k=dice.randint(1, 14))
        clauses, at = [], 0
        while at < len(chosen):
            size = dice.randint(1, 5)
            clauses.append(" ".join(chosen[at : at + size]))
            at += size
        sides.append(page(*clauses))
    return sides


@settings(deadline=None)
@given(shuffled())
def test_a_sentence_of_both_readings_is_neither_removed_nor_added_and_every_word_is_counted(sides):
    before, after = sides
    found = compare(before, after)
    deleted, inserted, away, here = ([] for _ in range(4))
    for change in found:
        old = " ".join(before[i].text for i in change.before)
        new = " ".join(after[j].text for j in change.after)
        starts = [0, 0]
        ranges = [[], []]
        for side, (places, clauses) in enumerate(((change.before, before), (change.after, after))):
            for place in places:
                for x in change.kept:
                    at, start, end = (
                        (x.before, x.before_start, x.before_end) if side == 0 else (x.after, x.after_start, x.after_end)
                    )
                    if at == place:
                        ranges[side].append(range(starts[side] + start, starts[side] + end))
                starts[side] += len(clauses[place].text) + 1
        lists = {"delete": deleted, "insert": inserted, "moved away": away, "moved here": here}
        for span in spans(old, new, *(sorted(side, key=lambda one: one.start) for side in ranges)):
            if span.op in lists:
                lists[span.op] += words(span.text)
    assert Counter(away) == Counter(here)
    old, new = (Counter(word for clause in side for word in words(clause.text)) for side in sides)
    assert old - Counter(deleted) == new - Counter(inserted)
    assert not Counter(deleted) & Counter(inserted)


@settings(deadline=None)
@given(shuffled())
def test_moved_words_are_the_same_in_both_directions(sides):
    forward, backward = ({one for change in compare(*pair) for one in change.kept} for pair in (sides, sides[::-1]))
    assert {(x.before, x.after) for x in forward} == {(x.after, x.before) for x in backward}
