"""Which readings show but a part of the policy, since the rest of the page did not come: pure, beside their neighbours in time.

What came of a body that was cut shows which clauses were present, never which were absent: taken for a version, it would
tell all that lies behind the cut as deleted. So it counts only where it reads like a page that came whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.text_profile import TextProfile
from clausetrail.snapshots.model import Clause, Kind, Observation, Verdict, parse_timestamp
from clausetrail.snapshots.page_ending import Ending
from clausetrail.snapshots.text.normalize import normal_form

Verdicts = dict[int, tuple[Verdict, str]]
TextProfiles = Mapping[str, TextProfile]
# The clauses of a text, by its fingerprint.
Clauses = Callable[[str], Sequence[Clause]]

# A text that lies within its neighbours and has less than this share of their words is a piece of them.
_PIECE = 0.85
_WITHIN = 0.9
# A sketch of 146 words shared .76 with one of 3,765, and all of them were there: below this the texts are not looked at.
_PERHAPS = 0.5
_RUN = 4  # words, as in a sketch
_OFTEN = 3
_FEWEST = 20  # characters: a shorter last line ends without a stop as often as not
_PROSE = 8  # words, and one more
_ANNOUNCING = (":", ",", ";")


def unclosed(seen: Sequence[Observation], likenesses: TextProfiles) -> Verdicts:
    """Return the sightings of pages that end where no page may, where pages before or after them are whole.

    A text that was seen on a whole page too has come whole. Where pages end so for a month and several captures running,
    they were written so.
    """

    def is_cut(sighting: Observation) -> bool:
        return likenesses[text_of(sighting)].ending is Ending.CUT

    spells = runs(seen, is_cut)
    why = "the body ends inside a tag or an element, as none does before or after it"
    return {
        number: (Verdict.TRUNCATED, why)
        for spell in spells
        if is_cut(spell[0]) and len(spells) > 1 and not _lasts(spell)
        for number in _numbers(spell)
    }


def parts(seen: Sequence[Observation], likenesses: TextProfiles, clauses: Clauses) -> Verdicts:
    """Return the sightings of a text that is the beginning of one beside it, as far as the page or the text shows.

    The page does not close, and that of the other does, unless it may have been written so: what it lacks stands in
    the midst of the other, or pages without needless end tags have become the way of the site. Or it ends in a heading
    or inside a sentence, where the other goes on, which no author writes. If a page that may be whole shows that for a
    month, it is what readers saw.
    """
    found: Verdicts = {}
    habit = _written_open(seen, likenesses)
    for spell, beside in with_neighbours(seen):
        own = likenesses[text_of(spell[0])]
        is_open = own.ending > Ending.CLOSED and not habit.issuperset(_numbers(spell))
        for other in beside:
            whole = likenesses[other]
            if own.sketch.words >= whole.sketch.words or own.sketch.shared_with(whole.sketch) < _PERHAPS:
                continue
            told = clauses(text_of(spell[0]))
            mine, theirs = _lines(told), _lines(clauses(other))
            is_heading = told[-1].kind is Kind.HEADING
            is_worse = is_open and whole.ending < own.ending
            if (
                is_worse
                and _share(mine, theirs) >= _WITHIN
                and (own.ending is Ending.CUT or _lacks_the_end(mine, theirs))
            ):
                why = f"the body does not close, after {own.sketch.words} of {whole.sketch.words} words"
            elif (own.ending is Ending.CUT or not _stands(spell)) and _breaks_off(mine, theirs, is_heading=is_heading):
                why = f"breaks off, in a heading or a sentence, after {own.sketch.words} of {whole.sketch.words} words"
            else:
                continue
            found |= dict.fromkeys(_numbers(spell), (Verdict.TRUNCATED, why))
    return found


def pieces(seen: Sequence[Observation], likenesses: TextProfiles, clauses: Clauses) -> Verdicts:
    """Return the sightings of a text that is but a piece of the one before it, which comes back soon.

    A text that was really shortened does not come back whole.
    """
    spells = runs(seen, text_of)
    found: Verdicts = {}
    for before, spell, after in zip(spells, spells[1:], spells[2:], strict=False):
        old, own, new = (likenesses[text_of(run[0])].sketch for run in (before, spell, after))
        brief = (
            parse_timestamp(after[0].capture.timestamp) - parse_timestamp(before[-1].capture.timestamp)
            <= flaps.MIN_LASTING
        )
        if own.words >= _PIECE * min(old.words, new.words) or not (brief or len(spell) == 1):
            continue
        if old.shared_with(new) < _WITHIN or min(own.shared_with(old), own.shared_with(new)) < _PERHAPS:
            continue
        first, mine, last = (_lines(clauses(text_of(run[0]))) for run in (before, spell, after))
        if min(_share(mine, first), _share(mine, last)) >= _WITHIN:
            why = f"{own.words} words, all of them among the {old.words} that stood before and came back"
            found |= dict.fromkeys(_numbers(spell), (Verdict.TRUNCATED, why))
    return found


def text_of(sighting: Observation) -> str:
    """Return the fingerprint of what was read at *sighting*, where something was."""
    assert sighting.fingerprint is not None
    return sighting.fingerprint


def with_neighbours(seen: Iterable[Observation]) -> Iterator[tuple[list[Observation], list[str]]]:
    """Yield *seen* parted into neighbours that read alike, each with the texts just before and after it."""
    spells = runs(seen, text_of)
    for place, spell in enumerate(spells):
        beside = spells[max(0, place - 1) : place] + spells[place + 1 : place + 2]
        yield spell, [text_of(other[0]) for other in beside]


def runs(seen: Iterable[Observation], name: Callable[[Observation], object]) -> list[list[Observation]]:
    """Return *seen* parted into neighbours of one *name*."""
    return [list(run) for _, run in groupby(seen, name)]


def _numbers(spell: Iterable[Observation]) -> Iterator[int]:
    return (sighting.capture.id or 0 for sighting in spell)


def _written_open(seen: Iterable[Observation], likenesses: TextProfiles) -> set[int]:
    """Return the sightings of pages that may be whole and do not close, where that is so for long."""

    def ending(sighting: Observation) -> Ending:
        return likenesses[text_of(sighting)].ending

    spells = [spell for spell in runs(seen, ending) if ending(spell[0]) is Ending.OPEN and _lasts(spell)]
    return {number for spell in spells for number in _numbers(spell)}


def _lasts(spell: Sequence[Observation]) -> bool:
    return len(spell) >= _OFTEN and _stands(spell)


def _stands(spell: Sequence[Observation]) -> bool:
    return (
        parse_timestamp(spell[-1].capture.timestamp) - parse_timestamp(spell[0].capture.timestamp) >= flaps.MIN_LASTING
    )


def _lines(clauses: Iterable[Clause]) -> list[str]:
    return [normal_form(clause.text) for clause in clauses]


def _share(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Return which share of the runs of words of *mine* are in *theirs* too: all of them, where a sketch has a few."""
    own, other = _runs_of_words(mine), _runs_of_words(theirs)
    return len(own & other) / max(1, len(own))


def _runs_of_words(lines: Iterable[str]) -> set[tuple[str, ...]]:
    words = [word for line in lines for word in line.split()]
    return {tuple(words[place : place + _RUN]) for place in range(max(1, len(words) - _RUN + 1))}


def _lacks_the_end(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether most words that *theirs* has and *mine* has not stand behind the last line of *mine*."""
    last = mine[-1]
    place = next((place for place, line in enumerate(theirs) if line.startswith(last)), -1)
    behind = _words((theirs[place][len(last) :], *theirs[place + 1 :]))
    return place >= 0 and 2 * behind > _words(theirs) - _words(mine)


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _breaks_off(mine: Sequence[str], theirs: Sequence[str], *, is_heading: bool) -> bool:
    """Return whether *mine* ends where no document does and *theirs* goes on, and has all that stands before it.

    *is_heading* says what the last line is. A long line of *mine* that stands behind the place in *theirs* came from there by an
    author's hand; short ones may stand in the contents of a page that was cut.
    """
    if len(mine) < 2:
        return False
    *told, last = mine
    places = (
        at
        for at, (old, line) in enumerate(pairwise(theirs[:-1]))
        if old == told[-1] and _goes_on(last, line, is_heading=is_heading)
    )
    if (place := next(places, None)) is None:
        return False
    every, held = set(theirs), set(theirs[: place + 1])
    behind = {line for line in theirs[place + 2 :] if line.count(" ") >= _PROSE} - held
    return len([line for line in told if line in every]) >= _WITHIN * len(told) and behind.isdisjoint(told)


def _goes_on(last: str, text: str, *, is_heading: bool) -> bool:
    """Return whether *text* is *last*, or goes on with it, and *last* is no end: a heading, or broken off inside a word,
    a sentence or before what it announces.
    """
    rest = text[len(last) :]
    if not last or not text.startswith(last):
        return False
    inside_word = last[-1].isalnum() and rest[:1].isalnum()
    inside_sentence = bool(rest) and last[-1].isalnum() and len(last) >= _FEWEST
    return is_heading or inside_word or inside_sentence or last.endswith(_ANNOUNCING)
