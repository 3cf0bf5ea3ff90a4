"""Find readings in another language than the policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening.observation_runs import Texts, Verdicts, runs, span, text_of
from clausetrail.snapshots.history_screening.transient_labels import end_runs, transient_labels
from clausetrail.snapshots.model import Observation, Verdict


def find_other_languages(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations in another language than the policy.

    Their language appears for a while only, or on a single observation at the beginning or the end. Between two
    observations of one language, a month apart at most, any number of others are a while: a policy is not translated
    and translated back. The language of most observations is never another one. A text without a known language is not
    judged.
    """

    def language(observation: Observation) -> str:
        return texts.profiles[text_of(observation)].language

    known = [observation for observation in seen if language(observation)]
    found: Verdicts = {
        number: (Verdict.OTHER_LANGUAGE, f"in {other!r}, while the policy is in {own!r}")
        for number, other, own in transient_labels(known, language)
    }
    left = [observation for observation in known if observation.capture.id not in found]
    for between, own in _excursions(left, language):
        reason = f"in {language(between)!r}, while the policy is in {own!r} before and after, within a month"
        found[between.capture.id or 0] = (Verdict.OTHER_LANGUAGE, reason)
    left = [observation for observation in left if observation.capture.id not in found]
    for (single, *more), beside in end_runs(runs(left, language)):
        if not more:
            own, other = language(beside), language(single)
            reason = f"in {other!r}, while the policy next to it is in {own!r}; seen once so far"
            found[single.capture.id or 0] = (Verdict.OTHER_LANGUAGE, reason)
    return found


def _excursions(
    known: Sequence[Observation], language: Callable[[Observation], str]
) -> Iterator[tuple[Observation, str]]:
    """Yield the observations between two of another language that are `flaps.MIN_LASTING` apart at most, with that one.

    From the oldest on: what is between is not itself the beginning of an excursion.
    """
    spells, counts = runs(known, language), Counter(map(language, known))
    main = {own for own, count in counts.items() if 2 * count > len(known)}
    following: dict[str, int] = {}
    back = [-1] * len(spells)
    for place in range(len(spells) - 1, -1, -1):
        own = language(spells[place][0])
        back[place], following[own] = following.get(own, -1), place
    place = 0
    while place < len(spells):
        end, own = back[place], language(spells[place][0])
        if end < 0 or span(spells[place][-1], spells[end][0]) > flaps.MIN_LASTING:
            place += 1
            continue
        for spell in spells[place + 1 : end]:
            if language(spell[0]) not in main:
                yield from ((observation, own) for observation in spell)
        place = end
