"""Decide which readings do not show the policy, each judged beside its neighbours in time. Pure, over sketches of texts.

What a page shows by itself is judged where it is read (`clausetrail.pipelines.page_screening.page_verdict`). A page that
reads well and is yet another document, another language or a part of the policy is found only by comparing it with its
neighbours in time. `STEPS` lists the tests in the order in which they are applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from clausetrail.snapshots.history_screening import other_documents, other_languages, truncation
from clausetrail.snapshots.history_screening.observation_runs import (
    ClausesOf,
    NamesSite,
    TextProfiles,
    Texts,
    Verdicts,
)
from clausetrail.snapshots.model import Observation


class Step(NamedTuple):
    """One test: its name, why it has its place in the order, and the function that returns what it excludes."""

    name: str
    reason: str
    find: Callable[[Sequence[Observation], Texts], Verdicts]


# A step does not see what the steps before it excluded: so a text is compared with neighbours that passed all of these.
STEPS = (
    Step(
        "markup cut off",
        "It needs only how each page ends, and a page that is cut off must not be a neighbour in any later step.",
        truncation.find_cut_markup,
    ),
    Step(
        "other language",
        "A translation shares no words with its neighbours, so that the steps for documents would misjudge it.",
        other_languages.find_other_languages,
    ),
    Step(
        "beginning of a neighbour",
        "One neighbour is enough evidence, so this step is applied before the one that needs the same text on both sides.",
        truncation.find_beginnings,
    ),
    Step(
        "piece of both neighbours",
        "It covers the parts that the steps before cannot recognise by their end.",
        truncation.find_pieces,
    ),
    Step(
        "other document",
        "Texts are grouped into documents by the share of their words, which is meaningful only for whole texts.",
        other_documents.find_other_documents,
    ),
    Step(
        "unrelated text seen once",
        "The weakest evidence is applied last, to what is left beside neighbours that passed everything else.",
        other_documents.find_unrelated,
    ),
)


def screen_readings(
    seen: Iterable[Observation], profiles: TextProfiles, names_site: NamesSite, clauses: ClausesOf
) -> Verdicts:
    """Return the observations that do not show the policy, by the number of their capture, with verdict and reason.

    *seen* are observations with a fingerprint, oldest first; *profiles* holds one for each fingerprint; *names_site*
    returns whether the text of a fingerprint names the site, *clauses* its clauses. A difference that lasts is a change
    of the policy.
    """
    texts = Texts(profiles, clauses, names_site)
    remaining = list(seen)
    found: Verdicts = {}
    for step in STEPS:
        found |= step.find(remaining, texts)
        remaining = [observation for observation in remaining if observation.capture.id not in found]
    return found
