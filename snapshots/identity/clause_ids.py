"""Build the short IDs of clauses from a hash of the policy's name and a hash of the clause's first wording.

In `5c1e0a-9f3b21c4d7` the first half is a hash of the policy's name, the second half a hash of the wording that the
clause was first seen with. So an ID does not depend on the order in which captures arrive, and one wording has the
same second half in all policies.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from clausetrail.snapshots.text.normalize import match_key

# Hexadecimal digits. Of 10,000 policies about 3 pairs share their 24 bits: a search then looks in both policies. With 40
# bits, 10,000 wordings of one policy collide with a chance of one in 20,000; then the second gets a higher ordinal.
_POLICY_DIGITS = 6
_CLAUSE_DIGITS = 10


# Most texts are hashed again and again, and a key takes 50 microseconds. The cache of 8,192 texts takes 5 MB as a rule
# and 16 MB at most, since longer texts are not cached.
_LONGEST_CACHED = 2000  # characters


def wording_hash(text: str) -> int:
    """Return a 64-bit hash of a wording: equal for texts with one key (`clausetrail.snapshots.text.normalize`)."""
    return _cached_hash(text) if len(text) <= _LONGEST_CACHED else _hash(text)


@lru_cache(maxsize=8192)
def _cached_hash(text: str) -> int:
    return _hash(text)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(match_key(text).encode("utf-8", "replace"), digest_size=8).digest())


def clause_suffix(wording: int, ordinal: int) -> str:
    """Return the second half of a clause's ID.

    *wording* is the hash of its first wording, *ordinal* the number of clauses with that wording before it.
    """
    return hashlib.blake2b(f"{wording} {ordinal}".encode(), digest_size=_CLAUSE_DIGITS // 2).hexdigest()


def policy_prefix(name: str) -> str:
    """Return the first half of the IDs of all clauses of the policy called *name*."""
    return hashlib.blake2b(name.encode(), digest_size=_POLICY_DIGITS // 2).hexdigest()


def split_id(clause_id: str) -> tuple[str, str]:
    """Return the two halves of a clause ID; the first is "" where only the second was given."""
    first, dash, second = clause_id.strip().lower().partition("-")
    return (first, second) if dash else ("", first)
