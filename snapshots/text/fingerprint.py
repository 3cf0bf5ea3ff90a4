"""Name a text by its words: two texts with the same fingerprint read alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from clausetrail.snapshots.model import Clause
from clausetrail.snapshots.text.normalize import normal_form


def fingerprint(found: Iterable[Clause]) -> str:
    """Return the SHA-256 of the words in normal form. Two readings with the same fingerprint read alike.

    Paragraph breaks and bullets do not count; numbers that the markup generates do.
    """
    digest = hashlib.sha256()
    for clause in found:
        label = clause.label if any(character.isalnum() for character in clause.label) else ""
        words = normal_form(f"{label} {clause.text}" if label else clause.text).split()
        digest.update("".join(f"{word} " for word in words).encode())
    return digest.hexdigest()
