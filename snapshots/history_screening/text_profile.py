"""The likeness of a text: what is kept of it to judge, beside its neighbours in time, whether it shows the policy."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from clausetrail.snapshots.history_screening import minhash
from clausetrail.snapshots.history_screening.minhash import Sketch
from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.text.policy_words import count_stems


@dataclass(frozen=True, slots=True)
class TextProfile:
    """What is needed of a text to judge it: its language, its sketch, which stems of policies it has and how often."""

    language: str
    sketch: Sketch
    stems: int
    hits: int
    ending: Ending = Ending.CLOSED  # of its page's markup

    @property
    def is_policy_like(self) -> bool:
        """Whether it has the words of a policy. Of 6,681 good pages these bounds doubt 2.5 %, of 103 bad ones they miss 14 %."""
        few = self.stems < 7
        return not (
            self.stems < 3 or (few and self.sketch.words < 300) or (few and self.hits < 0.022 * self.sketch.words)
        )

    def to_bytes(self) -> bytes:
        """Return the likeness, but for its language, as bytes for a store."""
        return array("I", (self.stems, self.hits, self.ending)).tobytes() + self.sketch.to_bytes()


def profile_of(language: str, clauses: Iterable[Clause], ending: Ending = Ending.CLOSED) -> TextProfile:
    """Return the likeness of *clauses*, which are in *language* as far as is known, of a page that ends so."""
    told = tuple(clauses)
    return TextProfile(
        language, minhash.sketch_of(told), *count_stems("\n".join(clause.text for clause in told)), ending
    )


def profile_from_bytes(language: str, content: bytes) -> TextProfile:
    """Return the likeness that `TextProfile.to_bytes` made *content* of."""
    found, hits, ending = array("I", content[:12])
    return TextProfile(language, minhash.sketch_from_bytes(content[12:]), found, hits, Ending(ending))
