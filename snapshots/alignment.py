"""Which clause became which, from the skeleton to the moves: the order in which evidence is heard.

Each step is told in a room of its own. Here is only their order, and the order is the point: a clause that came
apart in its place is heard before a likeness from far away, which would take one of its parts for a move.
"""

from __future__ import annotations

from collections.abc import Sequence

from snapshots import ground, joints, moves, pairs
from snapshots.model import Clause
from snapshots.pairs import Link
from snapshots.passages import prepare

# Letters that tell a word from others in what was rewritten, whatever its ending: 5 to 7 found the same pairs in 92 real ones.
_STEM = 6


def align(before: Sequence[Clause], after: Sequence[Clause]) -> list[Link]:
    """Return the links between two readings, in order of *before*; a clause stands in one link at most."""
    readings = prepare(before, after)
    alignment = pairs.laid(readings)
    candidates = ground.judged(alignment)
    pairs.pair_in_gaps(alignment, candidates)
    joints.join(alignment, lone=True)
    pairs.pair_elsewhere(alignment, candidates)
    joints.join(alignment, lone=False)
    pairs.pair_headings(alignment)
    pairs.pair_lone(alignment)
    told = _settled(alignment)
    for letters in (None, _STEM):
        if pairs.pair_in_gaps(alignment, ground.judged_again(alignment, told, letters)):
            told = _settled(alignment)
    return told


def _settled(alignment: pairs.Alignment) -> list[Link]:
    """Return the links with their moves told, and give up those that cross others on too little evidence."""
    told = moves.told(alignment.told(), alignment.readings)
    alignment.keep(told)
    return told
