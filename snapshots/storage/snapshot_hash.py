"""Hash what came with the bytes of a capture: its headers, its proof, its time and its address.

The hash of the bytes is the name of the body. This one is stored beside it, so that `verify` notices a changed header as it
notices a changed byte. It finds damage and careless edits; who changes a store on purpose can compute it again.
"""

from __future__ import annotations

import hashlib

import msgspec


def snapshot_hash(*values: str | int | None) -> str:
    """Return the SHA-256, in hexadecimal, of the columns of a snapshot and its capture, as a JSON array.

    A migration has stored such hashes: the same values must always give the same hash.
    """
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()
