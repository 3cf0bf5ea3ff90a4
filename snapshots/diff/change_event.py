"""What to call a pair of clauses: same, cosmetic, renumbered or reworded, and what the verdict rests on.

`SAME` and `COSMETIC` are promises. The first is given to equal normal forms only, the second only where the
words, numbers and signs are the same one by one, so that what differs is case or punctuation. Who is paired
with whom is not asked here.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from clausetrail.snapshots.diff.link_targets import canonical
from clausetrail.snapshots.model import Clause, Event, Kind
from clausetrail.snapshots.text import tokens
from clausetrail.snapshots.text.normalize import normal, undated, unlabelled, unreferenced

# In capitals these are other words ("shared with US partners"), unless the whole text is in capitals.
_HOMOGRAPHS = frozenset({"us", "it", "who", "id", "ai", "pin", "aids"})
_SAME_WORDS = "equal but for case or punctuation"
_HIDDEN = "[email protected]"  # what Cloudflare serves for an address, to those who do not run its script
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Where half an address was in bold, its other half stands behind what hides the first.
_OTHER_HALF = re.compile(r"(?<=\[email protected\])[\w-]{1,63}(?:\.[\w-]{2,63}){1,8}")
_NUMBER = re.compile(r"\w+")


def verdict(before: Clause, after: Clause, likeness: float) -> tuple[Event, str]:
    """Return what happened between two paired clauses and what that rests on."""
    if (before.text, before.label) == (after.text, after.label):
        return Event.SAME, _equal(before, after)
    (old_label, old), (new_label, new) = _apart(before), _apart(after)
    renumbered = _number(old_label) != _number(new_label)
    if old == new:
        event = Event.SAME if _dressed(old_label) == _dressed(new_label) else Event.COSMETIC
        return (Event.RENUMBERED if renumbered else event), _equal(before, after)
    # A number that stands before the words on one side, and among them on the other.
    if renumbered and _same_words(f"{old_label} {old}", f"{new_label} {new}"):
        return Event.COSMETIC, _SAME_WORDS
    if how := _cosmetic(old, new):
        return (Event.RENUMBERED if renumbered else Event.COSMETIC), how
    return Event.REWORDED, _reworded(old, new, likeness)


def similar(likeness: float) -> str:
    """Return *likeness* as it is told: "similar .83"."""
    return f"similar {likeness:.2f}".replace(" 0.", " .")


def _apart(clause: Clause) -> tuple[str, str]:
    """Return all labels of *clause*, those written in its text too, and the normal form of the rest."""
    text = normal(clause.text)
    written, rest = unlabelled(text)
    return (f"{normal(clause.label)} {written}".strip() if clause.label else written), rest


def _number(label: str) -> list[str]:
    return _NUMBER.findall(label)


def _dressed(label: str) -> str:
    """Return *label*, or "" for a bullet: one bullet or another, or none, is the style sheet's choice."""
    return label if _number(label) else ""


def _equal(before: Clause, after: Clause) -> str:
    """Say "equal", and what differs around the words."""
    notes = ["equal"]
    if before.links != after.links and [*map(canonical, before.links)] != [*map(canonical, after.links)]:
        notes.append("links differ")
    if (before.kind is Kind.HEADING) != (after.kind is Kind.HEADING):
        notes.append("now a heading" if after.kind is Kind.HEADING else "no longer a heading")
    return ", ".join(notes)


def _cosmetic(old: str, new: str) -> str:
    """Say why the difference between two normal forms is no difference of words, or "" if it is."""
    if _same_words(old, new):
        return _SAME_WORDS
    if _HIDDEN in old or _HIDDEN in new:
        veiled = _OTHER_HALF.sub("", old), _OTHER_HALF.sub("", new)
        if (_HIDDEN in old) != (_HIDDEN in new):
            veiled = _ADDRESS.sub(_HIDDEN, veiled[0]), _ADDRESS.sub(_HIDDEN, veiled[1])
        return "equal but for a hidden e-mail address" if _same_words(*veiled) else ""
    return ""


def _same_words(old: str, new: str) -> bool:
    both = zip_longest(tokens.each(old), tokens.each(new), fillvalue="")
    if any(one != other and one.casefold() != other.casefold() for one, other in both):
        return False
    shouted = old.isupper() or new.isupper()
    return shouted or not any(map(_is_other, tokens.each(old), tokens.each(new)))


def _is_other(one: str, other: str) -> bool:
    return one.casefold() in _HOMOGRAPHS and one.isupper() != other.isupper()


def _reworded(old: str, new: str, likeness: float) -> str:
    old, new = undated(old), undated(new)
    if old == new:
        return "same words but for a date"
    if unreferenced(old) == unreferenced(new):
        return "same words but for references"
    return similar(likeness)
