"""Which clause became which, from the skeleton to the moves: the order in which evidence is heard.

Each step is told in a room of its own. Here is only their order, and the order is the point: a clause that came
apart in its place is heard before a likeness from far away, which would take one of its parts for a move.
"""

from __future__ import annotations

from collections.abc import Sequence

from clausetrail.snapshots.diff.alignment import gaps, moves, pairing, splits
from clausetrail.snapshots.diff.alignment.pairing import Match
from clausetrail.snapshots.diff.alignment.prepared_clauses import prepare
from clausetrail.snapshots.model import Clause

# Letters that tell a word from others in what was rewritten, whatever its ending: 5 to 7 found the same pairs in 92 real ones.
_STEM = 6


def align(before: Sequence[Clause], after: Sequence[Clause]) -> list[Match]:
    """Return the links between two readings, in order of *before*; a clause stands in one link at most."""
    readings = prepare(before, after)
    alignment = pairing.match_in_order(readings)
    candidates = gaps.judged(alignment)
    pairing.pair_in_gaps(alignment, candidates)
    splits.join(alignment, lone=True)
    pairing.pair_elsewhere(alignment, candidates)
    splits.join(alignment, lone=False)
    pairing.pair_headings(alignment)
    pairing.pair_lone(alignment)
    told = _settled(alignment)
    for letters in (None, _STEM):
        if pairing.pair_in_gaps(alignment, gaps.judged_again(alignment, told, letters)):
            told = _settled(alignment)
    return told


def _settled(alignment: pairing.Alignment) -> list[Match]:
    """Return the links with their moves told, and give up those that cross others on too little evidence."""
    told = moves.flag_moves(alignment.told(), alignment.readings)
    alignment.keep(told)
    return told
