"""The likeness of a text: what is kept of it to judge, beside its neighbours in time, whether it shows the policy."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from snapshots import sketches
from snapshots.model import Clause
from snapshots.sketches import Sketch
from snapshots.stems import stems


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is needed of a text to judge it: its language, its sketch, which stems of policies it has and how often."""

    language: str
    sketch: Sketch
    stems: int
    hits: int
    open: bool = False  # the markup of its page does not close

    @property
    def is_policy_like(self) -> bool:
        """Whether it has the words of a policy. Of 6,681 good pages these bounds doubt 2.5 %, of 103 bad ones they miss 14 %."""
        few = self.stems < 7
        return not (
            self.stems < 3 or (few and self.sketch.words < 300) or (few and self.hits < 0.022 * self.sketch.words)
        )

    def packed(self) -> bytes:
        """Return the likeness, but for its language, as bytes for a store."""
        return array("I", (self.stems, self.hits, self.open)).tobytes() + self.sketch.packed()


def likeness(language: str, clauses: Iterable[Clause], *, is_open: bool = False) -> Likeness:
    """Return the likeness of *clauses*, which are in *language* as far as is known, of a page that may not close."""
    told = tuple(clauses)
    return Likeness(language, sketches.sketch(told), *stems("\n".join(clause.text for clause in told)), is_open)


def unpacked(language: str, content: bytes) -> Likeness:
    """Return the likeness that `Likeness.packed` made *content* of."""
    found, hits, is_open = array("I", content[:12])
    return Likeness(language, sketches.unpacked(content[12:]), found, hits, bool(is_open))
