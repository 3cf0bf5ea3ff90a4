"""Find where a page switches to another document or to another language for good. Pure.

A change of the language or of the document is no edit: nothing that the old text has and the new one lacks was deleted
by anybody. Where the page later shows the first document again, that is compared with its newest earlier version, so
that what was edited meanwhile is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from clausetrail.snapshots.history_screening.observation_runs import ClausesOf, TextProfiles
from clausetrail.snapshots.history_screening.other_documents import SAME_DOCUMENT
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import Clause, Switch, SwitchKind, Version
from clausetrail.snapshots.text.normalize import normal_form

# The share of words that a comparison of two versions pairs, from 0 to 1.
PairedShare = Callable[[Version, Version], float]
# Whether the pages of two versions of one language have one title, and name the site alike.
IsOneTitle = Callable[[Version, Version], bool]
# Share of runs of four words. A page in two languages that drops one of them has all of its words in the page before;
# a translated list of names and addresses shares less than this.
_SAME_WORDS = 0.5
# Languages that are distinguished only in long texts: from one to the other is no switch.
_ALIKE = ({"hr", "bs", "sr"}, {"id", "ms"}, {"no", "nb", "nn"}, {"cs", "sk"})
# Words that translators keep: with a digit, a dot or an @ inside, or written in capitals. Of the smaller of two texts,
# a translation has at least this share of them, and at least so many.
_MARK = re.compile(r"[^\s()\"',;:|]*(?:\d|\w[@.]\w|[A-Z]{2})[^\s()\"',;:|]*|(?<=[\w,] )[A-Z]\w+")
_SHORTEST_TITLE_WORD = 4  # letters
_MARKS_SHARED, _FEWEST_MARKS = 0.4, 3


def find_switches(
    versions: Sequence[Version], profiles: TextProfiles, clauses: ClausesOf, paired_share: PairedShare,
    is_one_title: IsOneTitle,
) -> dict[int, Switch]:  # fmt: skip
    """Return the switches between neighbours of *versions*, which are oldest first, by the number of the later version.

    *profiles* are by fingerprint, *clauses* by the key of a text. A text in another language shares too few words with
    the one before; another document too few by a sketch and by *paired_share*, which is asked only then.
    """
    newest: list[Version] = [*versions[:1]]  # of each document and language, the one shown last at the end
    found: dict[int, Switch] = {}
    for before, after in pairwise(versions):
        old, new = profiles.get(before.fingerprint), profiles.get(after.fingerprint)
        kind = _kind(old, new, lambda: paired_share(before, after)) if old and new else None  # noqa: B023 (called at once)
        if kind is None or old is None or new is None:
            newest[-1] = after
            continue
        base = next((one for one in reversed(newest[:-1]) if _is_same(profiles.get(one.fingerprint), new)), None)
        if kind is SwitchKind.LANGUAGE:
            is_same = _share_marks(clauses(before.text), clauses(after.text))
        else:
            is_same = _is_one_language(old.language, new.language) and is_one_title(before, after)
        shared = old.sketch.shared_with(new.sketch)
        found[after.number] = Switch(kind, old.language, new.language, round(shared, 2), is_same, base)
        newest = [*(one for one in newest if one is not base), after]
    return found


def _kind(old: TextProfile, new: TextProfile, paired_share: Callable[[], float]) -> SwitchKind | None:
    shared = old.sketch.shared_with(new.sketch)
    if not _is_one_language(old.language, new.language) and shared < _SAME_WORDS:
        return SwitchKind.LANGUAGE
    if shared < SAME_DOCUMENT and paired_share() < SAME_DOCUMENT:
        return SwitchKind.DOCUMENT
    return None


def _is_same(earlier: TextProfile | None, new: TextProfile) -> bool:
    """Return whether the texts of both profiles are wordings of one document in one language."""
    if earlier is None or not _is_one_language(earlier.language, new.language):
        return False
    return earlier.sketch.shared_with(new.sketch) >= SAME_DOCUMENT


def _is_one_language(one: str, other: str) -> bool:
    """Return whether two codes name one language, or languages that are often taken for each other, or one is unknown."""
    return not one or not other or one == other or any({one, other} <= alike for alike in _ALIKE)


def _share_marks(before: Iterable[Clause], after: Iterable[Clause]) -> bool:
    """Return whether two texts have so many names, numbers and addresses in common that one translates the other."""
    old, new = _marks(before), _marks(after)
    return len(old & new) >= max(_FEWEST_MARKS, _MARKS_SHARED * min(len(old), len(new)))


def _marks(clauses: Iterable[Clause]) -> set[str]:
    return {mark.strip(".") for clause in clauses for mark in _MARK.findall(clause.text)}


def titles_agree(old: str, new: str, site_labels: Collection[str]) -> bool:
    """Return whether two titles have half of the words of the shorter one in common.

    Words below four letters and those of *site_labels*, the names of the site, do not count: every page of a site has them.
    """
    words = [
        {word for word in normal_form(title).casefold().split() if _names_document(word, site_labels)}
        for title in (old, new)
    ]
    return 2 * len(words[0] & words[1]) >= max(1, min(map(len, words)))


def _names_document(word: str, site_labels: Collection[str]) -> bool:
    is_short = len(word) < _SHORTEST_TITLE_WORD and word.isascii()
    return not is_short and not any(word in label for label in site_labels)
