"""Candidates in the gaps, and in texts that were rewritten throughout."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.diff.alignment.candidate_scoring import expected_positions, score_candidates, score_remaining
from clausetrail.snapshots.diff.alignment.pairing import match_in_order
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause, Kind

# Each of the second kind says, in other words, what that of the first does.
OLD = [
    "You may bring small animals on board if they stay in a basket and the crew agrees before departure.",
    "Baggage that weighs more than twenty pounds travels in the hold and is handed over at the pier.",
    "Whoever falls ill during the crossing may ask the crew for a cabin and for the help of a physician.",
    "Tickets that were not used are paid back within a month, less the cost of the stamp and the letter.",
    "Children below six travel free of charge if a grown person sits beside them during the crossing.",
]
NEW = [
    "We welcome small animals on board while they stay in a basket or a box, provided that the crew has agreed.",
    "In the hold we carry baggage of more than twenty pounds; please bring it to the pier an hour earlier.",
    "The crew will give a cabin to whoever falls ill during the crossing, and will try to find the help of a physician.",
    "For tickets that were not used we return the price within a month, but keep the cost of stamp and letter.",
    "Free of charge travel those below six, where a grown person sits beside them for the whole crossing.",
]
STONES = [f"The {name} bell is rung {times} times for every {what} that passes." for name, times, what in (
    ("iron", "two", "barge"), ("silver", "three", "sloop"), ("copper", "four", "raft"), ("tin", "five", "canoe"),
)]  # fmt: skip


def paragraphs(texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def pairs(before, after):
    return [(link.before, link.after) for link in align(before, after)]


def dissimilar(count, word):
    return [f"{word}{at} {word}{at + 7} {word}{at + 13} {word}{at + 29} {word}{at + 31}." for at in range(count)]


def test_gaps_between_later_matches_are_scored_again():
    before, after = paragraphs([*dissimilar(20, "old"), *OLD]), paragraphs([*NEW, *dissimilar(20, "new")])
    found = pairs(before, after)
    assert found == [((20 + at,), (at,)) for at in range(len(OLD))]
    assert pairs(after, before) == [(new, old) for old, new in found]


def test_words_with_other_endings_count_as_equal_in_rewritten_text():
    before = "Diese Bedingungen gelten für alle Fahrten, die wir anbieten, und für jede unserer Fähren."
    after = "Die vorliegende Bedingung gilt für jede angebotene Fahrt und alle unsere Fähren."
    around = paragraphs(STONES)
    links = pairs(
        [around[0], *paragraphs([before]), *around[1:]], [*around[:1], *paragraphs([after, OLD[0]]), *around[1:]]
    )
    assert ((1,), (1,)) in links


def test_clauses_with_nothing_in_common_are_not_matched():
    before, after = (
        paragraphs([STONES[0], OLD[0], OLD[1], STONES[1]]),
        paragraphs([STONES[0], OLD[2], OLD[3], STONES[1]]),
    )
    assert pairs(before, after) == [((0,), (0,)), ((3,), (3,))]


def test_headings_are_no_lookalikes_because_the_clauses_below_contain_their_words():
    def section(title, *more):
        texts = [f"{name} may ask for changes and updates to the terms of the crossing by a letter that says {why}."
                for name, why in (("Anybody", "when"), ("A crew", "to whom"), ("The master", "at what price"))]  # fmt: skip
        return [Clause(Kind.HEADING, f"{title} to the terms of the crossing"), *paragraphs([*more, *texts])]

    assert pairs(section("Changes"), section("Updates", OLD[0]))[0] == ((0,), (0,))


def test_the_expected_position_keeps_the_distance_to_the_match_before():
    assert expected_positions(5, {1: 4, 3: 0}) == [0, 4, 5, 0, 1]


def test_candidates_are_ranked_by_similarity_and_distance_and_never_matched_clauses():
    before, after = (
        paragraphs([STONES[0], OLD[0], OLD[1], STONES[1]]),
        paragraphs([STONES[0], NEW[0], NEW[1], STONES[1]]),
    )
    alignment = match_in_order(prepare(before, after))
    found = score_candidates(alignment)
    assert {(c.i, c.j) for c in found[:2]} == {(1, 1), (2, 2)}
    assert all(c.in_gap and c.i in {1, 2} and c.j in {1, 2} and c.rank <= c.score for c in found)


def test_no_gap_is_scored_again_where_all_clauses_are_matched():
    alignment = match_in_order(prepare(paragraphs(STONES), paragraphs(STONES)))
    assert score_remaining(alignment, alignment.in_order(), None) == []
