"""The version in which each word of a clause first appeared."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.identity.word_provenance import (
    Origin,
    Run,
    Source,
    after_cosmetic_change,
    after_rewording,
    after_split_or_merge,
    dated_form,
    dated_words,
    new_provenance,
    origins_of,
    to_runs,
    with_earlier_wordings,
)
from tests.support.small_clauses import FEES, KEEP, POST


def test_words_keep_the_version_in_which_they_first_appeared() -> None:
    old, new = "We keep orders for 30 days.", "We keep orders and letters for 90 days."
    known = after_rewording(new_provenance(old, 1), old, new, 2)
    assert [origin.since for origin in origins_of(known.runs)] == [1, 1, 1, 2, 2, 1, 2, 1]


def test_restored_words_have_their_first_version_and_the_one_that_restored_them() -> None:
    first, second, third = f"{FEES} {POST}", FEES, f"{FEES} In spring {POST}"
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, third, 3)
    origins = [*origins_of(known.runs)]
    assert origins[-1] == Origin(1, 3)
    assert origins[len(dated_words(FEES))] == Origin(3)


def test_a_wording_that_returns_has_its_origins_again() -> None:
    first, second = KEEP, KEEP.replace("thirty", "ninety")
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, first, 3)
    assert {origin.since for origin in origins_of(known.runs)} == {1}
    assert [origin.restored_in for origin in origins_of(known.runs)].count(3) == 1


def test_a_short_word_removed_elsewhere_is_not_restored() -> None:
    first, second = "You may not copy this page.", "You may copy this page."
    third = "You may copy this page but not sell it."
    known = after_rewording(after_rewording(new_provenance(first, 1), first, second, 2), second, third, 3)
    assert [*origins_of(known.runs)][6] == Origin(3)


def test_words_moved_inside_a_clause_keep_their_origin() -> None:
    first, second = f"{FEES} {POST}", f"{POST} {FEES}"
    known = after_rewording(new_provenance(first, 1), first, second, 2)
    assert [*origins_of(known.runs)] == [Origin(1)] * len(dated_words(first))


def test_only_words_are_dated_without_case_punctuation_and_number() -> None:
    assert dated_form("4.2 We share, and sell.") == "We share, and sell."
    assert dated_words("4.2 We SHARE, and sell.") == ("we", "share", "and", "sell")


def test_a_rewording_without_other_words_changes_nothing() -> None:
    known = new_provenance("We share data.", 1)
    assert after_rewording(known, "We share data.", "we share, data!", 2) is known


def test_a_word_that_a_cosmetic_change_reveals_has_the_origin_of_the_word_before_it() -> None:
    known = after_rewording(new_provenance("We share data", 1), "We share data", "We share all data", 2)
    shown = after_cosmetic_change(known, "We share all data", "We share all x data")
    assert [origin.since for origin in origins_of(shown.runs)] == [1, 1, 2, 2, 1]


def test_the_parts_of_a_split_keep_the_origins_of_their_words() -> None:
    whole = f"{FEES} {POST}"
    parts = after_split_or_merge([Source(whole, new_provenance(whole, 1), 1)], [f"{FEES} Always.", POST], 2)
    assert [{origin.since for origin in origins_of(part.provenance.runs)} for part in parts] == [{1, 2}, {1}]
    assert [part.wording_since for part in parts] == [2, 1]
    assert [sum(run.length for run in part.provenance.runs) for part in parts] == [
        len(dated_words(FEES)) + 1,
        len(dated_words(POST)),
    ]


def test_a_merged_clause_keeps_the_earlier_wordings_of_the_one_it_continues() -> None:
    known = after_rewording(new_provenance(KEEP, 1), KEEP, KEEP.replace("thirty", "ninety"), 2)
    sources = [Source(KEEP, known, 2), Source(POST, new_provenance(POST, 1), 1)]
    (joint,) = after_split_or_merge(sources, [f"{KEEP} {POST}"], 3)
    merged = with_earlier_wordings(known, KEEP.replace("thirty", "ninety"), joint.provenance)
    assert merged.runs == joint.provenance.runs
    assert [*merged.earlier] == [dated_words(KEEP), dated_words(KEEP.replace("thirty", "ninety"))]


A, B, C = "We sell no data. ", "Letters are burnt. ", "Fees are due in May."


@pytest.mark.parametrize(
    ("targets", "dates"),
    [
        ((A, B, C), (1, 1, 1)),
        ((A, B + C), (1, 1)),
        ((A, B + "Gladly. " + C), (1, 9)),
        ((A, C), (1, 1)),  # a whole sentence between the two was removed
        (("We sell no", B, C), (9, 1, 1)),  # the end of a sentence was removed
        ((A, "are burnt. ", C), (1, 9, 1)),  # the start of a sentence was removed
        ((A, B, "Fees are due."), (1, 1, 9)),
        (("sell no data. ", B + C), (9, 1)),
        ((A, "Letters were burnt. " + C), (1, 9)),
        ((A, "", B + C), (1, 9, 1)),
    ],
)
def test_a_part_reads_so_since_its_words_are_together(targets: tuple[str, ...], dates: tuple[int, ...]) -> None:
    parts = after_split_or_merge([Source(A + B + C, new_provenance(A + B + C, 1), 1)], targets, 9)
    assert tuple(part.wording_since for part in parts) == dates


def test_words_that_were_removed_before_the_split_count_for_the_parts_beside_them() -> None:
    known = after_rewording(new_provenance(A + B + C, 1), A + B + C, A + C, 2)
    parts = after_split_or_merge([Source(A + C, known, 2)], [A, C], 3)
    assert [part.wording_since for part in parts] == [2, 2]
    known = after_rewording(new_provenance(A + B + C, 1), A + B + C, A + B, 2)
    parts = after_split_or_merge([Source(A + B, known, 2)], [A, B], 3)
    assert [part.wording_since for part in parts] == [1, 2]


@given(st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=6), st.data())
def test_a_mere_split_or_merge_dates_nothing_anew(texts: list[str], data: st.DataObject) -> None:
    sources = [Source(text, new_provenance(text, number), number) for number, text in enumerate(texts, start=1)]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(texts) - 1)))) if len(texts) > 1 else []
    edges = [0, *cuts, len(texts)]
    targets = ["".join(texts[a:b]) for a, b in pairwise(edges)]
    parts = after_split_or_merge(sources, targets, 99)
    assert [part.wording_since for part in parts] == edges[1:]  # the number of the newest source in each


def test_only_the_last_wordings_are_kept() -> None:
    texts = [f"We keep them for {number} days." for number in range(40)]
    known = new_provenance(texts[0], 1)
    for version, (old, new) in enumerate(pairwise(texts), start=2):
        known = after_rewording(known, old, new, version)
    assert [*known.earlier] == [dated_words(text) for text in texts[-17:-1]]
    assert len(known.removed) == 32


short = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "not"]), max_size=9).map(" ".join)


@given(st.lists(short, min_size=1, max_size=6))
def test_every_word_has_an_origin_among_the_versions_so_far(wordings: list[str]) -> None:
    known = new_provenance(wordings[0], 1)
    for version, (old, new) in enumerate(pairwise(wordings), start=2):
        known = after_rewording(known, old, new, version)
        origins = [*origins_of(known.runs)]
        assert len(origins) == len(dated_words(new))
        assert all(1 <= origin.since <= version for origin in origins)
        assert all(origin.restored_in == 0 or origin.since < origin.restored_in <= version for origin in origins)


@given(st.lists(st.sampled_from([Origin(1), Origin(2), Origin(1, 3)])))
def test_runs_hold_every_origin(origins: list[Origin]) -> None:
    runs = to_runs(origins)
    assert [*origins_of(runs)] == origins
    assert all(one.origin != other.origin for one, other in pairwise(runs))
    assert all(isinstance(run, Run) and run.length > 0 for run in runs)
