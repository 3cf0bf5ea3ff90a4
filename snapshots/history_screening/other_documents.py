"""Find readings of other documents than the policy, by the words that they share with their neighbours in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from clausetrail.snapshots.history_screening.observation_runs import (
    TextProfiles,
    Texts,
    Verdicts,
    is_habit,
    runs,
    runs_with_neighbours,
    span,
    text_of,
)
from clausetrail.snapshots.history_screening.transient_labels import transient_labels
from clausetrail.snapshots.model import Observation, Verdict

# Share of runs of four words. Two texts with less in common are not wordings of one document. Of 2,818 neighbouring
# versions that people had extracted, 2.0 % share less.
SAME_DOCUMENT = 0.2
# Share of the captures. A page to which an address led for five months was 40 % of a history; guidelines without legal
# words, 95 %.
_MOST_LEFT_OUT = 0.75


def find_other_documents(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations of documents that `_policies` leaves out for their words, and of the rest those of documents
    that appeared for a while only.
    """
    document = documents(seen, texts.profiles)
    policies = _policies(seen, document, texts)
    reason = "lacks the words of a policy, and has little in common with the texts before and after"
    found = {
        observation.capture.id or 0: (Verdict.OTHER_DOCUMENT, reason)
        for observation in seen
        if document[text_of(observation)] not in policies
    }
    left = [observation for observation in seen if document[text_of(observation)] in policies]
    for number, other, own in transient_labels(left, lambda observation: document[text_of(observation)]):
        share = texts.profiles[other].sketch.shared_with(texts.profiles[own].sketch)
        found[number] = (Verdict.OTHER_DOCUMENT, f"shares {share:.0%} of its words with the policy beside it")
    return found


def _policies(seen: Sequence[Observation], document: Mapping[str, str], texts: Texts) -> set[str]:
    """Return the documents that may be the policy, judged by their words.

    These are the documents with the words of a policy. The words alone never decide over most of a history, because a
    document without legal words (guidelines, a notice in a language with few known stems) has none at any time. So
    others count too: one that lasts, and either is about as long as the policy or is shown by half of the captures or
    for half of the time; and all of them where the rest would be more than three quarters of the captures, or where no
    document has the words. A shell that alternates with the policy does not last. A document that was seen once is the
    policy of another site where it does not name the site and others do.
    """
    every = set(document.values())
    policies = {document[text] for text in document if texts.profiles[text].is_policy_like}
    if policies in (set(), every):
        return every
    counts = Counter(document[text_of(observation)] for observation in seen)
    single = {name for name in policies if counts[name] == 1}
    if single and any(map(texts.names_site, every - policies)):
        policies -= {name for name in single if not texts.names_site(name)}
    policies |= _lasting_documents(seen, document, policies, texts.profiles)
    is_most_left = sum(counts[name] for name in every - policies) > _MOST_LEFT_OUT * len(seen)
    return every if is_most_left or not policies else policies


def _lasting_documents(
    seen: Sequence[Observation], document: Mapping[str, str], policies: set[str], profiles: TextProfiles
) -> set[str]:
    """Return the documents that last, and are as long as a policy or are shown by half of the captures or of the time.

    As long is half the words of the shortest of *policies*: a front page or a parking page, to which the address of a
    policy leads for months, has a tenth, as a rule.
    """

    def name_of(observation: Observation) -> str:
        return document[text_of(observation)]

    words: dict[str, int] = {}
    for text, name in document.items():
        words[name] = max(words.get(name, 0), profiles[text].sketch.words)
    shortest = min((words[name] for name in policies), default=0)
    captures, time, lasting = Counter[str](), Counter[str](), set[str]()
    for spell in runs(seen, name_of):
        name = name_of(spell[0])
        captures[name] += len(spell)
        time[name] += int(span(spell[0], spell[-1]).total_seconds())
        if is_habit(spell):
            lasting.add(name)
    whole = span(seen[0], seen[-1]).total_seconds()
    return {
        name
        for name in lasting
        if 2 * words[name] >= shortest or 2 * captures[name] >= len(seen) or 2 * time[name] >= whole
    }


def find_unrelated(seen: Sequence[Observation], texts: Texts) -> Verdicts:
    """Return the observations of a document, seen once, that shares nothing with its neighbours, not even the name of
    the site.
    """
    found: Verdicts = {}
    document = documents(seen, texts.profiles)
    counts = Counter(document[text_of(observation)] for observation in seen)
    for (single, *_), beside in runs_with_neighbours(seen):
        text = text_of(single)
        sketch = texts.profiles[text].sketch
        share = max((sketch.shared_with(texts.profiles[other].sketch) for other in beside), default=1.0)
        is_unrelated = counts[document[text]] == 1 and share < SAME_DOCUMENT
        if is_unrelated and not texts.names_site(text) and all(map(texts.names_site, beside)):
            reason = f"shares {share:.0%} of its words with the text beside it, and unlike that does not name the site; seen once so far"
            found[single.capture.id or 0] = (Verdict.OTHER_DOCUMENT, reason)
    return found


def documents(seen: Sequence[Observation], profiles: TextProfiles) -> dict[str, str]:
    """Return for each text the first text of the document that it is a wording of.

    A text belongs to the document with the newest wording that it shares enough with, the current document first.
    """
    newest: dict[str, str] = {}  # by the first text of a document, its newest; the current document is last
    found: dict[str, str] = {}
    for observation in seen:
        text = text_of(observation)
        if text not in found:
            matching = (
                name
                for name, wording in reversed(newest.items())
                if profiles[text].sketch.shared_with(profiles[wording].sketch) >= SAME_DOCUMENT
            )
            found[text] = next(matching, text)
        name = found[text]
        newest.pop(name, None)
        newest[name] = text
    return found
