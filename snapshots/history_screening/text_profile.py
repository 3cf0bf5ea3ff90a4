"""Profile a text: what is kept of it in order to compare it with its neighbours in time."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from clausetrail.snapshots.history_screening import minhash
from clausetrail.snapshots.history_screening.minhash import Sketch
from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.text.policy_words import count_stems

# Bounds of `TextProfile.is_policy_like`. Of 6,681 good pages they reject 2.5 %, of 103 bad ones they accept 14 %.
_FEWEST_STEMS = 3  # distinct stems of policy words, in any text
_ENOUGH_STEMS = 7  # with as many, neither length nor frequency matters
_FEWEST_WORDS = 300  # in a text with fewer stems
_LEAST_FREQUENCY = 0.022  # occurrences of the stems per word, in a text with fewer stems


@dataclass(frozen=True, slots=True)
class TextProfile:
    """A text's language, its sketch, how many stems of policy words it has, how often they occur, and its page's ending."""

    language: str
    sketch: Sketch
    stems: int
    hits: int
    ending: Ending = Ending.CLOSED  # of its page's markup

    @property
    def is_policy_like(self) -> bool:
        """Whether the text has the words of a policy."""
        if self.stems >= _ENOUGH_STEMS:
            return True
        words = self.sketch.words
        return self.stems >= _FEWEST_STEMS and words >= _FEWEST_WORDS and self.hits >= _LEAST_FREQUENCY * words

    def to_bytes(self) -> bytes:
        """Return the profile without its language, as bytes for a store."""
        return array("I", (self.stems, self.hits, self.ending)).tobytes() + self.sketch.to_bytes()


def profile_of(language: str, clauses: Iterable[Clause], ending: Ending = Ending.CLOSED) -> TextProfile:
    """Return the profile of *clauses* in *language* ("" if unknown), from a page with this *ending*."""
    known = tuple(clauses)
    stems, hits = count_stems("\n".join(clause.text for clause in known))
    return TextProfile(language, minhash.sketch_of(known), stems, hits, ending)


def profile_from_bytes(language: str, content: bytes) -> TextProfile:
    """Return the profile that `TextProfile.to_bytes` made *content* of."""
    stems, hits, ending = array("I", content[:12])
    return TextProfile(language, minhash.sketch_from_bytes(content[12:]), stems, hits, Ending(ending))
