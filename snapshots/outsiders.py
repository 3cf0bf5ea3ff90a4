"""Which readings belong to the policy, judged by its own history: pure, over sketches.

What a page says alone is judged where it is read (`pipelines.screen`). A page that reads well and yet is another
document, another language or half of the policy shows only beside its neighbours in time. Of 2,818 neighbouring
versions that people had extracted, 2.0 % share less than a fifth of their runs of four words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from tldextract import TLDExtract

from snapshots import flaps
from snapshots.likeness import Likeness
from snapshots.model import Sighting, Verdict, moment

# Less in common than this, and two texts are not wordings of one document.
ANOTHER = 0.2
# A text that lies within its neighbours and has less than this share of their words is a piece of them.
PIECE = 0.85
_WITHIN = 0.9


_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that is shipped: nothing is fetched
Judged = dict[int, tuple[Verdict, str]]
Name = Callable[[Sighting], str]
NamesSite = Callable[[str], bool]


def outsiders(seen: Iterable[Sighting], likenesses: Mapping[str, Likeness], names_site: NamesSite) -> Judged:
    """Return the sightings that do not show the policy, by the number of their capture, with the verdict and why.

    *seen* are sightings with a fingerprint, oldest first; *likenesses* holds one for each fingerprint; *names_site*
    says of a fingerprint whether its words name the site. What differs and lasts is a change of the policy.
    """
    left = list(seen)
    found: Judged = {}
    for judge in (_other_languages, _cut_short, _pieces, _other_documents):
        found |= judge(left, likenesses)
        left = [sighting for sighting in left if sighting.capture.id not in found]
    return found | _stranger_at_the_end(left, likenesses, names_site)


def _stranger_at_the_end(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness], names_site: NamesSite) -> Judged:
    """Return the newest sighting where it shares nothing with the text before it, not even the name of the site."""
    runs = _runs(seen, _print)
    if len(runs) < 2 or len(runs[-1]) > 1:
        return {}
    before, (last,) = runs[-2][-1], runs[-1]
    share = likenesses[_print(last)].sketch.shared(likenesses[_print(before)].sketch)
    if share >= ANOTHER or names_site(_print(last)) or not names_site(_print(before)):
        return {}
    why = f"shares {share:.0%} of its words with the text before it, and does not name the site as that did; seen once so far"
    return {last.capture.id or 0: (Verdict.OTHER_DOCUMENT, why)}


def _other_languages(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness]) -> Judged:
    told = [sighting for sighting in seen if likenesses[_print(sighting)].language]

    def language(sighting: Sighting) -> str:
        return likenesses[_print(sighting)].language

    found: Judged = {
        number: (Verdict.OTHER_LANGUAGE, f"in {other!r}, where the policy stands in {own!r}")
        for number, other, own in _passing(told, language)
    }
    spells = _runs((sighting for sighting in told if sighting.capture.id not in found), language)
    if len(spells) > 1 and len(spells[-1]) == 1:
        why = f"in {language(spells[-1][0])!r}, where the policy stood in {language(spells[-2][0])!r}; seen once so far"
        found[spells[-1][0].capture.id or 0] = (Verdict.OTHER_LANGUAGE, why)
    return found


def _other_documents(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness]) -> Judged:
    """Return the sightings of other documents: those without the words of a policy, however long they were shown, and
    of the rest those that came and went.

    Where no document of the history has the words of a policy, nothing is judged by them.
    """
    document = _documents(seen, likenesses)
    like = {document[text] for text in document if likenesses[text].is_policy_like} or set(document.values())
    why = "has not the words of a policy, and little in common with what stood before and after"
    found = {
        sighting.capture.id or 0: (Verdict.OTHER_DOCUMENT, why)
        for sighting in seen
        if document[_print(sighting)] not in like
    }
    left = [sighting for sighting in seen if document[_print(sighting)] in like]
    for number, other, own in _passing(left, lambda sighting: document[_print(sighting)]):
        share = likenesses[other].sketch.shared(likenesses[own].sketch)
        found[number] = (Verdict.OTHER_DOCUMENT, f"shares {share:.0%} of its words with the policy beside it")
    return found


def _documents(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness]) -> dict[str, str]:
    """Return for each text the first text of the document it is a wording of.

    A text belongs with the newest wording of a document that it shares enough with, the current document first.
    """
    newest: dict[str, str] = {}  # the document, by its first text: its newest text, the current document last
    found: dict[str, str] = {}
    for sighting in seen:
        text = _print(sighting)
        if text not in found:
            alike = (
                name
                for name, wording in reversed(newest.items())
                if likenesses[text].sketch.shared(likenesses[wording].sketch) >= ANOTHER
            )
            found[text] = next(alike, text)
        name = found[text]
        newest.pop(name, None)
        newest[name] = text
    return found


def _cut_short(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness]) -> Judged:
    """Return the sightings of a page that ends inside its markup, with a part of the words of a neighbour that closes."""
    runs = _runs(seen, _print)
    found: Judged = {}
    for place, spell in enumerate(runs):
        own = likenesses[_print(spell[0])]
        beside = [
            likenesses[_print(run[0])] for run in (*runs[max(0, place - 1) : place], *runs[place + 1 : place + 2])
        ]
        for whole in beside if own.open else ():
            is_part = own.sketch.words < whole.sketch.words and own.sketch.shared(whole.sketch) >= _WITHIN
            if is_part and not whole.open:
                why = f"the body ends inside its markup, after {own.sketch.words} of {whole.sketch.words} words"
                found |= {sighting.capture.id or 0: (Verdict.TRUNCATED, why) for sighting in spell}
    return found


def _pieces(seen: Sequence[Sighting], likenesses: Mapping[str, Likeness]) -> Judged:
    """Return the sightings of a text that is but a piece of the one before it, which comes back soon.

    A text that was really shortened does not come back whole.
    """
    runs = _runs(seen, _print)
    found: Judged = {}
    for before, spell, after in zip(runs, runs[1:], runs[2:], strict=False):
        old, own, new = (likenesses[_print(run[0])].sketch for run in (before, spell, after))
        is_piece = own.words < PIECE * min(old.words, new.words)
        is_within = min(own.shared(old), own.shared(new), old.shared(new)) >= _WITHIN
        brief = moment(after[0].capture.timestamp) - moment(before[-1].capture.timestamp) <= flaps.STANDS
        if is_piece and is_within and (brief or len(spell) == 1):
            why = f"{own.words} words, all of them among the {old.words} that stood before and came back"
            found |= {sighting.capture.id or 0: (Verdict.TRUNCATED, why) for sighting in spell}
    return found


def _passing(seen: Sequence[Sighting], name: Name) -> Iterator[tuple[int, str, str]]:
    """Yield the sightings whose name came and went while another one stood: their number, their name, and the other."""
    spells = _runs(seen, name)
    runs = [
        flaps.Run(name(spell[0]), moment(spell[0].capture.timestamp), moment(spell[-1].capture.timestamp), len(spell))
        for spell in spells
    ]
    for stand in flaps.stands(runs):
        for spell in spells[stand.start : stand.stop]:
            if name(spell[0]) != stand.fingerprint:
                yield from ((sighting.capture.id or 0, name(spell[0]), stand.fingerprint) for sighting in spell)


def site_label(url: str) -> str:
    """Return the name of the site in *url*, by the public suffixes known when its library was built: "larkspur" of
    www.larkspur.co.uk.
    """
    found = _suffixes(url)
    host = found.domain if found.suffix else found.subdomain.rpartition(".")[2] or found.domain
    return host.replace("-", "")


def site(url: str) -> str:
    """Return the registrable domain of *url* by the same suffixes: "tide.co.uk" of legal.tide.co.uk; or its host."""
    found = _suffixes(url)
    parts = (found.domain, found.suffix) if found.suffix else (found.subdomain.rpartition(".")[2], found.domain)
    return ".".join(part.lower() for part in parts if part)


def _runs(seen: Iterable[Sighting], name: Name) -> list[list[Sighting]]:
    return [list(run) for _, run in groupby(seen, name)]


def _print(sighting: Sighting) -> str:
    assert sighting.fingerprint is not None
    return sighting.fingerprint
