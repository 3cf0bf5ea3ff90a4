"""Find readings in another language than the policy."""

from __future__ import annotations

from collections.abc import Sequence

from clausetrail.snapshots.history_screening.observation_runs import Texts, Verdicts, runs, text_of
from clausetrail.snapshots.history_screening.transient_labels import end_runs, transient_labels
from clausetrail.snapshots.model import Observation, Verdict


def find_other_languages(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations in another language than the policy.

    Their language appears for a while only, or on a single observation at the beginning or the end. A text without a
    known language is not judged.
    """

    def language(observation: Observation) -> str:
        return texts.profiles[text_of(observation)].language

    known = [observation for observation in seen if language(observation)]
    found: Verdicts = {
        number: (Verdict.OTHER_LANGUAGE, f"in {other!r}, while the policy is in {own!r}")
        for number, other, own in transient_labels(known, language)
    }
    left = [observation for observation in known if observation.capture.id not in found]
    for (single, *more), beside in end_runs(runs(left, language)):
        if not more:
            own, other = language(beside), language(single)
            reason = f"in {other!r}, while the policy next to it is in {own!r}; seen once so far"
            found[single.capture.id or 0] = (Verdict.OTHER_LANGUAGE, reason)
    return found
