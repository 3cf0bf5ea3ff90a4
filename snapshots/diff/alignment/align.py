"""Align the clauses of two readings: run the matching steps in a fixed order, from the LCS to moves.

`STEPS` holds that order with its reasons. The order matters, because a clause that is matched in one step is not
available in the next: a clause that was split in its place is matched before similar clauses are looked for elsewhere, or
one of its parts would be reported as a move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from clausetrail.snapshots.diff.alignment import candidate_scoring, moves, pairing, splits
from clausetrail.snapshots.diff.alignment.pairing import Alignment, Candidate, Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause


class Step(NamedTuple):
    """One matching step, which adds to an alignment what the steps before it left unmatched."""

    name: str
    run: Callable[[Alignment, Sequence[Candidate]], object]
    reason: str  # why it runs at this point


# They run after the longest common subsequence (`pairing.match_in_order`), which leaves the gaps and their candidates.
STEPS = (
    Step(
        "similar clauses in one gap",
        pairing.match_in_gaps,
        "Two clauses between the same neighbours need the least similarity.",
    ),
    Step(
        "splits and merges, also of unmatched clauses",
        lambda alignment, _: splits.match_splits_and_merges(alignment, include_unmatched=True),
        "A split in its place has priority over a similar clause elsewhere, which would take one of the parts for a move.",
    ),
    Step(
        "similar clauses anywhere",
        pairing.match_anywhere,
        "What is left may have moved; a false move is worse than a missed one, so the thresholds are higher here.",
    ),
    Step(
        "splits and merges of matched clauses",
        lambda alignment, _: splits.match_splits_and_merges(alignment, include_unmatched=False),
        "Clauses that were matched across gaps may have further parts beside their match.",
    ),
    Step(
        "headings above matched clauses",
        lambda alignment, _: pairing.match_headings(alignment),
        "Headings are short: the clauses below identify them better than their words do, so these are matched first.",
    ),
    Step(
        "single clauses between matched neighbours",
        lambda alignment, _: pairing.match_single_clauses(alignment),
        "The position is the evidence here, so all neighbours must be matched before.",
    ),
)

# Letters at the start of a word that identify it in a rewritten text, whatever its ending: 5 to 7 found the same pairs
# in 92 real ones.
_STEM_LENGTH = 6


def align(before: Sequence[Clause], after: Sequence[Clause]) -> list[Match]:
    """Return the matches between two readings, in order of *before*; a clause is in at most one match."""
    alignment = pairing.match_in_order(prepare(before, after))
    candidates = candidate_scoring.score_candidates(alignment)
    for step in STEPS:
        step.run(alignment, candidates)
    matches = _flag_moves(alignment)
    # Then the gaps between all these matches, first by whole words and then by word stems.
    for letters in (None, _STEM_LENGTH):
        if pairing.match_in_gaps(alignment, candidate_scoring.score_remaining(alignment, matches, letters)):
            matches = _flag_moves(alignment)
    return matches


def _flag_moves(alignment: Alignment) -> list[Match]:
    """Return the matches with moves flagged; remove from *alignment* the crossing matches with too little evidence."""
    matches = moves.flag_moves(alignment.in_order(), alignment.readings)
    alignment.keep_only(matches)
    return matches
