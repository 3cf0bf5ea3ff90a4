"""Classify a pair of aligned clauses as same, cosmetic, renumbered or reworded, with the reason.

Two results are guarantees. `SAME` requires equal normal forms. `COSMETIC` requires the same words, numbers and signs
one by one, so that only case or punctuation differs, and no comma that may change the scope of what follows it. Which clauses form a pair is decided in
`clausetrail.snapshots.diff.alignment`.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import NamedTuple

from clausetrail.snapshots.diff.link_targets import canonical_target
from clausetrail.snapshots.model import Clause, Event, Kind
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import mask_references, mask_update_date, normal_form, split_labels
from clausetrail.snapshots.text.scope_commas import scope_commas

# In capitals these are other words ("shared with US partners"), unless the whole text is in capitals.
_HOMOGRAPHS = frozenset({"us", "it", "who", "id", "ai", "pin", "aids"})
_SAME_WORDS = "equal but for case or punctuation"
_HIDDEN = "[email protected]"  # what Cloudflare serves instead of an address to clients that do not run its script
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Where half of an address was in bold, its other half follows the replacement of the first.
_OTHER_HALF = re.compile(r"(?<=\[email protected\])[\w-]{1,63}(?:\.[\w-]{2,63}){1,8}")
_NUMBER = re.compile(r"\w+")


class PairEvent(NamedTuple):
    """What happened between two aligned clauses: the last three fields of a `Change` of one clause each."""

    event: Event
    how: str  # what the pairing rests on, for people
    similarity: float = 1.0  # rounded; 1.0 where the words are equal but for dates and references


def classify_pair(before: Clause, after: Clause, similarity: float) -> PairEvent:
    """Return what happened between two aligned clauses; *similarity* is reported where they were reworded."""
    if (before.text, before.label) == (after.text, after.label):
        return PairEvent(_same_or_relinked(before, after), _equal(before, after))
    (old_label, old), (new_label, new) = _label_and_rest(before), _label_and_rest(after)
    renumbered = _numbers(old_label) != _numbers(new_label)
    if old == new:
        is_same = _without_bullet(old_label) == _without_bullet(new_label)
        event = _same_or_relinked(before, after) if is_same else Event.COSMETIC
        return PairEvent(Event.RENUMBERED if renumbered else event, _equal(before, after))
    # A number that precedes the words on one side and is among them on the other.
    if renumbered and _same_words(f"{old_label} {old}", f"{new_label} {new}"):
        return PairEvent(Event.COSMETIC, _SAME_WORDS)
    if any(scope_commas(old, new)) and _same_words(old, new):
        return PairEvent(Event.REWORDED, "same words but for a comma that may change the scope")
    if how := _cosmetic_reason(old, new):
        return PairEvent(Event.RENUMBERED if renumbered else Event.COSMETIC, how)
    return _reworded(old, new, similarity)


def rounded(similarity: float) -> float:
    """Return *similarity* as `Change` stores it: with the two decimals that `similarity_phrase` shows."""
    return round(similarity, 2)


def similarity_phrase(similarity: float) -> str:
    """Return *similarity* as people read it: "similar .83"."""
    return f"similar {similarity:.2f}".replace(" 0.", " .")


def _label_and_rest(clause: Clause) -> tuple[str, str]:
    """Return all labels of *clause*, also those written in its text, and the normal form of the rest."""
    text = normal_form(clause.text)
    written, rest = split_labels(text)
    return (f"{normal_form(clause.label)} {written}".strip() if clause.label else written), rest


def _numbers(label: str) -> list[str]:
    return _NUMBER.findall(label)


def _without_bullet(label: str) -> str:
    """Return *label*, or "" for a bullet: which bullet is shown, if any, depends on the style sheet."""
    return label if _numbers(label) else ""


def _same_or_relinked(before: Clause, after: Clause) -> Event:
    """Return RELINKED where links of both clauses lead elsewhere: a text without markup has no links to compare."""
    return Event.RELINKED if before.links and after.links and _links_differ(before, after) else Event.SAME


def _links_differ(before: Clause, after: Clause) -> bool:
    return before.links != after.links and (
        len(before.links) != len(after.links) or not all(map(_is_same_target, before.links, after.links))
    )


def _is_same_target(before: str, after: str) -> bool:
    """Return whether two links lead to one target, of which one may be written without the host."""
    old, new = canonical_target(before), canonical_target(after)
    shorter, longer = sorted((old, new), key=len)
    return old == new or (shorter.startswith("/") and longer.partition("/")[2] == shorter[1:])


def _equal(before: Clause, after: Clause) -> str:
    """Return "equal", and what differs besides the words."""
    notes = ["equal"]
    if _links_differ(before, after):
        notes.append("links differ")
    if (before.kind is Kind.HEADING) != (after.kind is Kind.HEADING):
        notes.append("now a heading" if after.kind is Kind.HEADING else "no longer a heading")
    return ", ".join(notes)


def _cosmetic_reason(old: str, new: str) -> str:
    """Return why two different normal forms have the same words, or "" if they do not."""
    if _same_words(old, new):
        return _SAME_WORDS
    if _HIDDEN in old or _HIDDEN in new:
        masked = _OTHER_HALF.sub("", old), _OTHER_HALF.sub("", new)
        if (_HIDDEN in old) != (_HIDDEN in new):
            masked = _ADDRESS.sub(_HIDDEN, masked[0]), _ADDRESS.sub(_HIDDEN, masked[1])
        return "equal but for a hidden e-mail address" if _same_words(*masked) else ""
    return ""


def _same_words(old: str, new: str) -> bool:
    both = zip_longest(tokens.iter_words(old), tokens.iter_words(new), fillvalue="")
    if any(one != other and one.casefold() != other.casefold() for one, other in both):
        return False
    capitals = old.isupper() or new.isupper()
    return capitals or not any(map(_is_other_word, tokens.iter_words(old), tokens.iter_words(new)))


def _is_other_word(old: str, new: str) -> bool:
    return old.casefold() in _HOMOGRAPHS and old.isupper() != new.isupper()


def _reworded(old: str, new: str, similarity: float) -> PairEvent:
    old, new = mask_update_date(old), mask_update_date(new)
    if old == new:
        return PairEvent(Event.REWORDED, "same words but for a date")
    if mask_references(old) == mask_references(new):
        return PairEvent(Event.REWORDED, "same words but for references")
    return PairEvent(Event.REWORDED, similarity_phrase(similarity), rounded(similarity))
