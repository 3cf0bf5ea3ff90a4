"""The names that clauses go by: short, made of their words, and the same whenever and wherever they are told.

`5c1e0a-9f3b21c4d7` is a hash of the policy's name, then one of the wording that the clause was first seen with. So
a name does not depend on the order in which captures arrive, and one wording has one second half in all policies.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from clausetrail.snapshots.text.normalize import match_key

# Of 10,000 policies about 3 pairs share 24 bits: then both are asked. 40 bits hold 10,000 wordings of one policy
# apart but for one chance in 20,000, and who comes second is counted on.
_POLICY_DIGITS = 6
_CLAUSE_DIGITS = 10


# Texts that return are the rule, and a key costs 50 microseconds. 5 MB as a rule, 16 at worst; long texts pass by.
_LONGEST_REMEMBERED = 2000  # characters


def wording_hash(text: str) -> int:
    """Return the number of a wording: alike for texts of one key (`clausetrail.snapshots.text.normalize`), unlike otherwise."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _mark(text)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> int:
    return _mark(text)


def _mark(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(match_key(text).encode("utf-8", "replace"), digest_size=8).digest())


def clause_suffix(marked: int, ordinal: int) -> str:
    """Return the second half of a clause's name, by its first wording and how many of that wording stand before it."""
    told = hashlib.blake2b(f"{marked} {ordinal}".encode(), digest_size=_CLAUSE_DIGITS // 2)
    return told.hexdigest()


def policy_prefix(name: str) -> str:
    """Return the first half of the names of all clauses of the policy that is called *name*."""
    return hashlib.blake2b(name.encode(), digest_size=_POLICY_DIGITS // 2).hexdigest()


def split_id(asked: str) -> tuple[str, str]:
    """Return the halves of a clause's name, the first one "" where only the second was given."""
    first, dash, second = asked.strip().lower().partition("-")
    return (first, second) if dash else ("", first)
