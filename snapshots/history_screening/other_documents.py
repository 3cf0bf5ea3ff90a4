"""Which readings belong to the policy, judged by its own history: pure, over sketches.

What a page says alone is judged where it is read (`clausetrail.pipelines.page_screening.page_verdict`). A page that reads well and yet is another
document, another language or half of the policy shows only beside its neighbours in time. Of 2,818 neighbouring
versions that people had extracted, 2.0 % share less than a fifth of their runs of four words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from clausetrail.snapshots.history import flaps
from clausetrail.snapshots.history_screening import truncation
from clausetrail.snapshots.history_screening.truncation import TextProfiles, text_of
from clausetrail.snapshots.model import Observation, Verdict, parse_timestamp

# Less in common than this, and two texts are not wordings of one document.
SAME_DOCUMENT = 0.2

Verdicts = truncation.Verdicts
Name = Callable[[Observation], str]
NamesSite = Callable[[str], bool]


def screen_readings(
    seen: Iterable[Observation], likenesses: TextProfiles, names_site: NamesSite, clauses: truncation.Clauses
) -> Verdicts:
    """Return the sightings that do not show the policy, by the number of their capture, with the verdict and why.

    *seen* are sightings with a fingerprint, oldest first; *likenesses* holds one for each fingerprint; *names_site*
    says of a fingerprint whether its words name the site, *clauses* brings them. What differs and lasts is a change of
    the policy.
    """
    left = list(seen)
    found: Verdicts = {}
    judges: tuple[Callable[[Sequence[Observation]], Verdicts], ...] = (
        lambda seen: truncation.unclosed(seen, likenesses),
        lambda seen: _other_languages(seen, likenesses),
        lambda seen: truncation.parts(seen, likenesses, clauses),
        lambda seen: truncation.pieces(seen, likenesses, clauses),
        lambda seen: _other_documents(seen, likenesses, names_site),
        lambda seen: _strangers(seen, likenesses, names_site),
    )
    for judge in judges:
        found |= judge(left)
        left = [sighting for sighting in left if sighting.capture.id not in found]
    return found


def site_name_check(labels: Iterable[str], clauses: truncation.Clauses) -> NamesSite:
    """Return what says of a text whether it has one of the names *labels*, however it is spaced, accented and hyphenated."""
    sought = [_plain(label) for label in labels]

    @cache
    def names_site(text: str) -> bool:
        words = _plain("".join(clause.text for clause in clauses(text)))
        return any(label in words for label in sought)

    return names_site


def _plain(text: str) -> str:
    """Return the letters and digits of *text* without their accents: "monespacesante" of "Mon espace santé"."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


def _other_languages(seen: Sequence[Observation], likenesses: TextProfiles) -> Verdicts:
    """Return the sightings in another language than the policy: where it came and went, and where it was seen once, first
    or last.
    """

    def language(sighting: Observation) -> str:
        return likenesses[text_of(sighting)].language

    told = [sighting for sighting in seen if language(sighting)]
    found: Verdicts = {
        number: (Verdict.OTHER_LANGUAGE, f"in {other!r}, where the policy stands in {own!r}")
        for number, other, own in _passing(told, language)
    }
    left = [sighting for sighting in told if sighting.capture.id not in found]
    for (lone, *more), beside in _ends(truncation.runs(left, language)):
        if not more:
            why = f"in {language(lone)!r}, where the policy stands in {language(beside)!r} next to it; seen once so far"
            found[lone.capture.id or 0] = (Verdict.OTHER_LANGUAGE, why)
    return found


def _other_documents(seen: Sequence[Observation], likenesses: TextProfiles, names_site: NamesSite) -> Verdicts:
    """Return the sightings of other documents: those without the words of a policy, however long they were shown, and
    of the rest those that came and went.

    Where no document of the history has the words of a policy, nothing is judged by them.
    """
    document = _documents(seen, likenesses)
    like = _policies(seen, document, likenesses, names_site)
    why = "has not the words of a policy, and little in common with what stood before and after"
    found = {
        sighting.capture.id or 0: (Verdict.OTHER_DOCUMENT, why)
        for sighting in seen
        if document[text_of(sighting)] not in like
    }
    left = [sighting for sighting in seen if document[text_of(sighting)] in like]
    for number, other, own in _passing(left, lambda sighting: document[text_of(sighting)]):
        share = likenesses[other].sketch.shared_with(likenesses[own].sketch)
        found[number] = (Verdict.OTHER_DOCUMENT, f"shares {share:.0%} of its words with the policy beside it")
    return found


def _policies(
    seen: Sequence[Observation], document: Mapping[str, str], likenesses: TextProfiles, names_site: NamesSite
) -> set[str]:
    """Return the documents that have the words of a policy, or all where none has.

    The policy of somebody else, seen once, is none of them where it does not name the site as others do.
    """
    every = set(document.values())
    like = {document[text] for text in document if likenesses[text].is_policy_like}
    if like in (set(), every):
        return every
    counts = Counter(document[text_of(sighting)] for sighting in seen)
    once = {name for name in like if counts[name] == 1}
    if once and any(map(names_site, every - like)):
        like -= {name for name in once if not names_site(name)}
    return like or every


def _strangers(seen: Sequence[Observation], likenesses: TextProfiles, names_site: NamesSite) -> Verdicts:
    """Return the sightings of a document, seen once, that shares nothing with those beside it, not even the name of the
    site.
    """
    found: Verdicts = {}
    document = _documents(seen, likenesses)
    times = Counter(document[text_of(sighting)] for sighting in seen)
    for (lone, *_), beside in truncation.with_neighbours(seen):
        sketch = likenesses[text_of(lone)].sketch
        share = max((sketch.shared_with(likenesses[text].sketch) for text in beside), default=1.0)
        is_strange = times[document[text_of(lone)]] == 1 and share < SAME_DOCUMENT
        if is_strange and not names_site(text_of(lone)) and all(map(names_site, beside)):
            why = f"shares {share:.0%} of its words with the text beside it, and does not name the site as that does; seen once so far"
            found[lone.capture.id or 0] = (Verdict.OTHER_DOCUMENT, why)
    return found


def _documents(seen: Sequence[Observation], likenesses: TextProfiles) -> dict[str, str]:
    """Return for each text the first text of the document it is a wording of.

    A text belongs with the newest wording of a document that it shares enough with, the current document first.
    """
    newest: dict[str, str] = {}  # the document, by its first text: its newest text, the current document last
    found: dict[str, str] = {}
    for sighting in seen:
        text = text_of(sighting)
        if text not in found:
            alike = (
                name
                for name, wording in reversed(newest.items())
                if likenesses[text].sketch.shared_with(likenesses[wording].sketch) >= SAME_DOCUMENT
            )
            found[text] = next(alike, text)
        name = found[text]
        newest.pop(name, None)
        newest[name] = text
    return found


def _passing(seen: Sequence[Observation], name: Name) -> Iterator[tuple[int, str, str]]:
    """Yield the sightings whose name came and went while another one stood: their number, their name, and the other."""
    spells = truncation.runs(seen, name)
    runs = [
        flaps.Run(
            name(spell[0]),
            parse_timestamp(spell[0].capture.timestamp),
            parse_timestamp(spell[-1].capture.timestamp),
            len(spell),
        )
        for spell in spells
    ]
    for stand in flaps.stable_periods(runs):
        for spell in spells[stand.start : stand.stop]:
            if name(spell[0]) != stand.fingerprint:
                yield from ((sighting.capture.id or 0, name(spell[0]), stand.fingerprint) for sighting in spell)
    # However far apart: a document or a language that came back did not go for the one capture that shows another.
    times = Counter(map(name, seen))
    for before, (lone, *_), after in zip(spells, spells[1:], spells[2:], strict=False):
        if times[name(lone)] == 1 and name(before[0]) == name(after[0]):
            yield lone.capture.id or 0, name(lone), name(before[0])


def _ends(spells: Sequence[Sequence[Observation]]) -> Iterator[tuple[Sequence[Observation], Observation]]:
    """Yield the last and the first of *spells*, each with the sighting next to it, where there are two or more.

    Where the captures lie far apart, nothing is said of the first, for it may have stood for long; nor where what follows
    was seen no more often.
    """
    if len(spells) < 2:
        return
    yield spells[-1], spells[-2][-1]
    first, following = spells[0][-1], spells[1][0]
    near = parse_timestamp(following.capture.timestamp) - parse_timestamp(first.capture.timestamp) <= flaps.MAX_SPACING
    if near and len(spells[1]) > 1:
        yield spells[0], following


@cache
def _suffixes() -> Callable[[str], Any]:
    """Return the parser of hosts by the public suffix list that tldextract ships: nothing is fetched."""
    from tldextract import TLDExtract  # noqa: PLC0415 (65 ms, for `requests`: only new captures are screened)

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def site_label(url: str) -> str:
    """Return the name of the site in *url*, by the public suffixes known when its library was built: "larkspur" of
    www.larkspur.co.uk.
    """
    found = _suffixes()(url)
    host: str = found.domain if found.suffix else found.subdomain.rpartition(".")[2] or found.domain
    return host.replace("-", "")


def site(url: str) -> str:
    """Return the registrable domain of *url* by the same suffixes: "tide.co.uk" of legal.tide.co.uk; or its host."""
    found = _suffixes()(url)
    parts = (found.domain, found.suffix) if found.suffix else (found.subdomain.rpartition(".")[2], found.domain)
    return ".".join(part.lower() for part in parts if part)
