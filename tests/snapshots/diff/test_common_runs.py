"""Runs of words that two streams have in common."""

from __future__ import annotations

import random
import sys

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.common_runs import BARRIER, SHORTEST, WORD_WEIGHT, Run, WordStream, common_runs


def stream(words, weight=WORD_WEIGHT, is_open=None, starts=(), groups=None):
    size = len(words)
    return WordStream(
        words, [weight] * size, is_open or [True] * size, lambda at: at in starts or at == size, groups or [0] * size
    )


def test_the_longest_run_is_found_wherever_it_is():
    run = [*range(100, 120)]
    assert common_runs(stream([1, 2, *run, 3]), stream([4, *run, 5, 6])) == [Run(2, 1, 20)]


def test_seven_words_are_no_run_and_eight_are():
    for size, expected in ((SHORTEST - 1, []), (SHORTEST, [Run(0, 0, SHORTEST)])):
        assert common_runs(stream([*range(size), 90]), stream([*range(size), 91])) == expected


def test_a_run_is_found_as_often_as_both_sides_have_it():
    run = [*range(8)]
    twice, once = [*run, 50, *run], [60, *run]
    assert len(common_runs(stream(twice), stream(once))) == len(common_runs(stream(once), stream(twice))) == 1
    assert len(common_runs(stream(twice), stream([*run, 61, *run]))) == 2


def test_no_run_extends_over_a_barrier():
    words = [*range(8), BARRIER, *range(8, 16)]
    assert [run.size for run in common_runs(stream(words), stream(words))] == [8, 8]


def test_characters_of_scripts_without_spaces_count_half():
    words = [*range(12)]
    assert common_runs(stream(words, weight=1), stream(words, weight=1)) == []
    assert len(common_runs(stream([*range(16)], weight=1), stream([*range(16)], weight=1))) == 1


def test_words_with_a_partner_are_no_run_but_a_few_of_them_may_be_in_one():
    words = [*range(10)]
    assert common_runs(stream(words, is_open=[False] * 10), stream(words)) == []
    some = [True, True, False, False, True, True, True, True, True, True]
    assert common_runs(stream(words, is_open=some), stream(words)) == [Run(0, 0, 10)]


def test_an_end_with_a_partner_is_cut_off_unless_a_sentence_begins_there():
    words, is_open = [*range(12)], [False, *[True] * 11]
    assert common_runs(stream(words, is_open=is_open), stream(words)) == [Run(1, 1, 11)]
    starts = {0}
    assert common_runs(stream(words, is_open=is_open, starts=starts), stream(words, starts=starts)) == [Run(0, 0, 12)]


@given(st.lists(st.integers(0, 3), max_size=80), st.lists(st.integers(0, 3), max_size=80))
def test_runs_are_equal_words_and_no_word_is_in_two(left, right):
    found = common_runs(stream(left), stream(right))
    for run in found:
        assert left[run.left : run.left + run.size] == right[run.right : run.right + run.size]
        assert run.size >= SHORTEST
    for at in (0, 1):
        places = [place for run in found for place in range(run[at], run[at] + run.size)]
        assert len(places) == len(set(places))


def test_the_work_does_not_grow_with_the_square_of_repetitive_texts():
    def calls(size: int) -> int:
        dice = random.Random(7)
        words = [n % 5 if dice.random() > 0.02 else 9 for n in range(size)]
        others = [n % 5 if dice.random() > 0.02 else 8 for n in range(size)]
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            common_runs(stream(words), stream(others))
        finally:
            sys.setprofile(before)
        return counted

    assert calls(40_000) < 12 * calls(5_000)  # eight times as many words; the square would be 64
