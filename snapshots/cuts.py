"""Which readings show but a part of the policy, since the rest of the page did not come: pure, beside their neighbours in time.

What came of a body that was cut shows which clauses were present, never which were absent: taken for a version, it would
tell all that lies behind the cut as deleted. So it counts only where it reads like a page that came whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from snapshots import flaps
from snapshots.endings import Ending
from snapshots.likeness import Likeness
from snapshots.model import Clause, Kind, Sighting, Verdict, moment
from snapshots.normal import normal

Judged = dict[int, tuple[Verdict, str]]
Likenesses = Mapping[str, Likeness]
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


def unclosed(seen: Sequence[Sighting], likenesses: Likenesses) -> Judged:
    """Return the sightings of pages that end where no page may, where pages before or after them are whole.

    A text that was seen on a whole page too has come whole. Where pages end so for a month and several captures running,
    they were written so.
    """
    spells = [
        (cut, list(spell)) for cut, spell in groupby(seen, lambda one: likenesses[text_of(one)].ending is Ending.CUT)
    ]
    why = "the body ends inside a tag or an element, as none does before or after it"
    return {
        number: (Verdict.TRUNCATED, why)
        for cut, spell in spells
        if cut and len(spells) > 1 and not _lasts(spell)
        for number in _numbers(spell)
    }


def parts(seen: Sequence[Sighting], likenesses: Likenesses, clauses: Clauses) -> Judged:
    """Return the sightings of a text that is the beginning of one beside it, as far as the page or the text shows.

    The page does not close, and that of the other does, unless it may have been written so: what it lacks stands in
    the midst of the other, or pages without needless end tags have become the way of the site. Or it ends in a heading or inside a sentence, where the other goes on, which no author writes. If a page
    that may be whole shows that for a month, it is what readers saw.
    """
    found: Judged = {}
    habit = _written_open(seen, likenesses)
    for spell, beside in with_neighbours(seen):
        own = likenesses[text_of(spell[0])]
        is_open = own.ending > Ending.CLOSED and not habit.issuperset(_numbers(spell))
        for other in beside:
            whole = likenesses[other]
            if own.sketch.words >= whole.sketch.words or own.sketch.shared(whole.sketch) < _PERHAPS:
                continue
            mine, theirs = clauses(text_of(spell[0])), clauses(other)
            is_worse = is_open and whole.ending < own.ending
            if (
                is_worse
                and _share(mine, theirs) >= _WITHIN
                and (own.ending is Ending.CUT or _lacks_the_end(mine, theirs))
            ):
                why = f"the body does not close, after {own.sketch.words} of {whole.sketch.words} words"
            elif (own.ending is Ending.CUT or not _stands(spell)) and _breaks_off(mine, theirs):
                why = f"breaks off, in a heading or a sentence, after {own.sketch.words} of {whole.sketch.words} words"
            else:
                continue
            found |= dict.fromkeys(_numbers(spell), (Verdict.TRUNCATED, why))
    return found


def pieces(seen: Sequence[Sighting], likenesses: Likenesses, clauses: Clauses) -> Judged:
    """Return the sightings of a text that is but a piece of the one before it, which comes back soon.

    A text that was really shortened does not come back whole.
    """
    spells = _runs(seen)
    found: Judged = {}
    for before, spell, after in zip(spells, spells[1:], spells[2:], strict=False):
        old, own, new = (likenesses[text_of(run[0])].sketch for run in (before, spell, after))
        brief = moment(after[0].capture.timestamp) - moment(before[-1].capture.timestamp) <= flaps.STANDS
        if own.words >= _PIECE * min(old.words, new.words) or not (brief or len(spell) == 1):
            continue
        if old.shared(new) < _WITHIN or min(own.shared(old), own.shared(new)) < _PERHAPS:
            continue
        first, mine, last = (clauses(text_of(run[0])) for run in (before, spell, after))
        if min(_share(mine, first), _share(mine, last)) >= _WITHIN:
            why = f"{own.words} words, all of them among the {old.words} that stood before and came back"
            found |= dict.fromkeys(_numbers(spell), (Verdict.TRUNCATED, why))
    return found


def text_of(sighting: Sighting) -> str:
    """Return the fingerprint of what was read at *sighting*, where something was."""
    assert sighting.fingerprint is not None
    return sighting.fingerprint


def with_neighbours(seen: Iterable[Sighting]) -> Iterator[tuple[list[Sighting], list[str]]]:
    """Yield *seen* parted into neighbours that read alike, each with the texts just before and after it."""
    spells = _runs(seen)
    for place, spell in enumerate(spells):
        beside = spells[max(0, place - 1) : place] + spells[place + 1 : place + 2]
        yield spell, [text_of(other[0]) for other in beside]


def _runs(seen: Iterable[Sighting]) -> list[list[Sighting]]:
    return [list(run) for _, run in groupby(seen, text_of)]


def _numbers(spell: Iterable[Sighting]) -> Iterator[int]:
    return (sighting.capture.id or 0 for sighting in spell)


def _written_open(seen: Iterable[Sighting], likenesses: Likenesses) -> set[int]:
    """Return the sightings of pages that may be whole and do not close, where that is so for long."""
    spells = [(ending, list(spell)) for ending, spell in groupby(seen, lambda one: likenesses[text_of(one)].ending)]
    return {number for ending, spell in spells if ending is Ending.OPEN and _lasts(spell) for number in _numbers(spell)}


def _lasts(spell: Sequence[Sighting]) -> bool:
    return len(spell) >= _OFTEN and _stands(spell)


def _stands(spell: Sequence[Sighting]) -> bool:
    return moment(spell[-1].capture.timestamp) - moment(spell[0].capture.timestamp) >= flaps.STANDS


def _share(mine: Sequence[Clause], theirs: Sequence[Clause]) -> float:
    """Return which share of the runs of words of *mine* are in *theirs* too: all of them, where a sketch has a few."""
    own, other = _runs_of_words(mine), _runs_of_words(theirs)
    return len(own & other) / max(1, len(own))


def _runs_of_words(clauses: Sequence[Clause]) -> set[tuple[str, ...]]:
    words = [word for clause in clauses for word in normal(clause.text).split()]
    return {tuple(words[place : place + _RUN]) for place in range(max(1, len(words) - _RUN + 1))}


def _lacks_the_end(mine: Sequence[Clause], theirs: Sequence[Clause]) -> bool:
    """Return whether most words that *theirs* has and *mine* has not stand behind the last clause of *mine*."""
    last = normal(mine[-1].text) if mine else ""
    texts = [normal(clause.text) for clause in theirs]
    place = next((place for place, text in enumerate(texts) if text.startswith(last)), -1)
    behind = len(texts[place][len(last) :].split()) + sum(len(text.split()) for text in texts[place + 1 :])
    missing = sum(len(text.split()) for text in texts) - sum(len(normal(clause.text).split()) for clause in mine)
    return place >= 0 and 2 * behind > missing


def _breaks_off(mine: Sequence[Clause], theirs: Sequence[Clause]) -> bool:
    """Return whether *mine* ends where no document does and *theirs* goes on, and all before it stands before it in both.

    A clause that stands behind the place in *theirs* came from there by an author's hand.
    """
    if len(mine) < 2:
        return False
    before, last = normal(mine[-2].text), normal(mine[-1].text)
    is_heading = mine[-1].kind is Kind.HEADING
    texts = [normal(clause.text) for clause in theirs]
    told = [normal(clause.text) for clause in mine[:-1]]
    for place, (old, text) in enumerate(pairwise(texts[:-1])):
        if old == before and _goes_on(last, text, is_heading=is_heading):
            held, every = set(texts[: place + 1]), set(texts)
            # Short lines behind it may stand in the contents of a page that was cut.
            behind = {text for text in texts[place + 2 :] if text.count(" ") >= _PROSE} - held
            return len([text for text in told if text in every]) >= _WITHIN * len(told) and behind.isdisjoint(told)
    return False


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
