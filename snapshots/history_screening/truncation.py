"""Find readings that show only a part of the policy, because the rest of the page is missing from the capture.

A body that was cut off shows which clauses were present, never which were absent: as a version, it would report all that
is behind the cut as removed. So it counts only where it reads like a page that is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.minhash import RUN_WORDS
from clausetrail.snapshots.history_screening.observation_runs import (
    TextProfiles,
    Texts,
    Verdicts,
    capture_numbers,
    is_habit,
    lasts,
    runs,
    runs_with_neighbours,
    span,
    text_of,
)
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import Clause, Kind, Observation, Verdict
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.text.normalize import normal_form

# Share of its runs of words. A text is within another one from this share on.
_WITHIN = 0.9
# A text within its neighbours with less than this share of their words is a piece of them.
_PIECE = 0.85
# Estimated share. A sketch of 146 words shared .76 with one of 3,765 that had all of them: below this bound the texts are
# not compared.
_WORTH_COMPARING = 0.5
_SHORTEST_LINE = 20  # characters; a shorter last line ends without a full stop as often as not
_PROSE_SPACES = 8  # a line with so many spaces has nine words or more
_ANNOUNCING = (":", ",", ";")


def find_cut_markup(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations of pages that end where no page may, where pages before or after them are whole.

    A text that was also seen on a whole page is whole. Where pages end so for a month and several captures in a row, they
    were written so.
    """

    def is_cut(observation: Observation) -> bool:
        return texts.profiles[text_of(observation)].ending is Ending.CUT

    spells = runs(seen, is_cut)
    reason = "the body ends inside a tag or an element, as none does before or after it"
    return {
        number: (Verdict.TRUNCATED, reason)
        for spell in spells
        if is_cut(spell[0]) and len(spells) > 1 and not is_habit(spell)
        for number in capture_numbers(spell)
    }


def find_beginnings(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations of a text that is the beginning of a neighbour.

    Either the page does not close, and that of the neighbour does; unless it may have been written so: what it lacks is
    in the middle of the neighbour, or the site writes all its pages without optional end tags. Or the text ends in a
    heading or inside a sentence, where the neighbour continues, which no author writes. If a page that may be whole
    shows that for a month, readers saw it; and a text that lasts at another time is whole at this one too.
    """
    found: Verdicts = {}
    habit, lasting = _habitually_open(seen, texts.profiles), _lasting_texts(seen, texts.profiles)
    for spell, neighbours in runs_with_neighbours(seen):
        if text_of(spell[0]) in lasting:
            continue
        is_closed = texts.profiles[text_of(spell[0])].ending is Ending.CLOSED
        is_open = not is_closed and not habit.issuperset(capture_numbers(spell))
        for other in neighbours:
            beside = [text for text in neighbours if text != other]
            if reason := _beginning(spell, other, beside, texts, is_open=is_open):
                found |= dict.fromkeys(capture_numbers(spell), (Verdict.TRUNCATED, reason))
    return found


def _beginning(spell: Sequence[Observation], other: str, beside: Sequence[str], texts: Texts, *, is_open: bool) -> str:
    """Return why the text of *spell* is only a beginning of the text *other*, or "" where it is not.

    *beside* is the text on the other side: where a page that closes ends as that one ends, the document ended so.
    *is_open*: its page does not close, which is not the habit of the site.
    """
    text = text_of(spell[0])
    own, whole = texts.profiles[text], texts.profiles[other]
    if own.sketch.words >= whole.sketch.words or own.sketch.shared_with(whole.sketch) < _WORTH_COMPARING:
        return ""
    clauses = texts.clauses(text)
    mine, theirs = _lines(clauses), _lines(texts.clauses(other))
    length = f"after {own.sketch.words} of {whole.sketch.words} words"
    is_cut = own.ending is Ending.CUT
    is_within = is_open and whole.ending < own.ending and _share(mine, theirs) >= _WITHIN
    if is_within and (is_cut or _lacks_the_end(mine, theirs)):
        return f"the body does not close, {length}"
    is_heading = clauses[-1].kind is Kind.HEADING
    if own.ending is Ending.CLOSED and any(texts.clauses(text)[-1:] == clauses[-1:] for text in beside):
        return ""
    if (is_cut or not lasts(spell)) and _breaks_off(mine, theirs, is_heading=is_heading):
        return f"breaks off, in a heading or a sentence, {length}"
    return ""


def find_pieces(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations of a text that is only a piece of the text before it, which is soon present again.

    A policy that was really shortened does not get all of its text back. A text that lasts at another time is no piece.
    """
    spells, lasting = runs(seen, text_of), _lasting_texts(seen, texts.profiles)
    found: Verdicts = {}
    for before, spell, after in zip(spells, spells[1:], spells[2:], strict=False):
        profiles = [texts.profiles[text_of(run[0])] for run in (before, spell, after)]
        is_brief = span(before[-1], after[0]) <= flaps.MIN_LASTING or len(spell) == 1
        if not is_brief or text_of(spell[0]) in lasting or not _may_be_piece(*profiles):
            continue
        first, mine, last = (_lines(texts.clauses(text_of(run[0]))) for run in (before, spell, after))
        if min(_share(mine, first), _share(mine, last)) >= _WITHIN:
            old, own = (profile.sketch.words for profile in profiles[:2])
            reason = f"{own} words, all of them among the {old} that were present before and are again after it"
            found |= dict.fromkeys(capture_numbers(spell), (Verdict.TRUNCATED, reason))
    return found


def _may_be_piece(before: TextProfile, own: TextProfile, after: TextProfile) -> bool:
    """Return whether the sketches allow that a text is a piece of the equal or similar texts before and after it."""
    old, piece, new = before.sketch, own.sketch, after.sketch
    if piece.words >= _PIECE * min(old.words, new.words) or old.shared_with(new) < _WITHIN:
        return False
    return min(piece.shared_with(old), piece.shared_with(new)) >= _WORTH_COMPARING


def _lasting_texts(seen: Iterable[Observation], profiles: TextProfiles) -> set[str]:
    """Return the texts of pages that close which several captures in a row show for as long as a text that lasts."""
    spells = (spell for spell in runs(seen, text_of) if is_habit(spell))
    return {text for spell in spells if profiles[text := text_of(spell[0])].ending is Ending.CLOSED}


def _habitually_open(seen: Iterable[Observation], profiles: TextProfiles) -> set[int]:
    """Return the captures of pages that may be whole and do not close, where that is so for long."""

    def ending(observation: Observation) -> Ending:
        return profiles[text_of(observation)].ending

    spells = [spell for spell in runs(seen, ending) if ending(spell[0]) is Ending.OPEN and is_habit(spell)]
    return {number for spell in spells for number in capture_numbers(spell)}


def _lines(clauses: Iterable[Clause]) -> list[str]:
    return [normal_form(clause.text) for clause in clauses]


def _share(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the exact share of the runs of words of *mine* that *theirs* also has; a sketch only estimates it."""
    own, other = _word_runs(mine), _word_runs(theirs)
    return len(own & other) / max(1, len(own))


def _word_runs(lines: Iterable[str]) -> set[tuple[str, ...]]:
    words = [word for line in lines for word in line.split()]
    return {tuple(words[start : start + RUN_WORDS]) for start in range(max(1, len(words) - RUN_WORDS + 1))}


def _lacks_the_end(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether most words that *theirs* has and *mine* lacks are behind the last line of *mine*."""
    last = mine[-1]
    place = next((place for place, line in enumerate(theirs) if line.startswith(last)), -1)
    behind = _words((theirs[place][len(last) :], *theirs[place + 1 :]))
    return place >= 0 and 2 * behind > _words(theirs) - _words(mine)


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _breaks_off(mine: Sequence[str], theirs: Sequence[str], *, is_heading: bool) -> bool:
    """Return whether *mine* ends where no document does, *theirs* continues there, and *theirs* has all lines before it.

    *is_heading*: the last line is a heading. A long line of *mine* that *theirs* has only behind that place was moved by
    an author; short ones may be in the contents of a page that was cut off.
    """
    if len(mine) < 2:
        return False
    *lines, last = mine
    places = (
        at
        for at, (previous, line) in enumerate(pairwise(theirs[:-1]))
        if previous == lines[-1] and _continues(last, line, is_heading=is_heading)
    )
    if (place := next(places, None)) is None:
        return False
    every, before = set(theirs), set(theirs[: place + 1])
    behind = {line for line in theirs[place + 2 :] if line.count(" ") >= _PROSE_SPACES} - before
    return len([line for line in lines if line in every]) >= _WITHIN * len(lines) and behind.isdisjoint(lines)


def _continues(last: str, text: str, *, is_heading: bool) -> bool:
    """Return whether *text* is *last*, or continues it, and *last* is not an end of a text: a heading, or broken off
    inside a word, inside a sentence or before what it announces.
    """
    rest = text[len(last) :]
    if not last or not text.startswith(last):
        return False
    inside_word = last[-1].isalnum() and rest[:1].isalnum()
    inside_sentence = bool(rest) and last[-1].isalnum() and len(last) >= _SHORTEST_LINE
    return is_heading or inside_word or inside_sentence or last.endswith(_ANNOUNCING)
