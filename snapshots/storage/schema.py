"""Migrate a store from its schema to the newest one.

Facts and derivations have separate tables: every derivation can be computed again from the facts. SQLite's `user_version`
holds the number of steps that a store has taken.
"""

from __future__ import annotations

import hmac
import sqlite3

from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import StoreError, StoreIsNewer
from clausetrail.snapshots.storage.migrations import (
    ADDRESSES_AND_PROOFS,
    CANDIDATES,
    CHANNEL_CLAIMS,
    DERIVATIONS,
    ENDPOINTS,
    FACES_AND_COMPARISONS,
    FACTS,
    FRAMES,
    LIKENESSES_AND_OUTSIDERS,
    OUTBOX,
    PAYLOADS,
    POLICY_CLAIMS,
    SNAPSHOT_HASHES,
    SPELLINGS,
    SWITCHES,
    TEXTS_BY_USE,
    WORDINGS,
    ZONES,
)
from clausetrail.snapshots.storage.snapshot_hash import snapshot_hash

STEPS = (
    FACTS + DERIVATIONS,
    ADDRESSES_AND_PROOFS,
    FACES_AND_COMPARISONS,
    LIKENESSES_AND_OUTSIDERS,
    WORDINGS,
    OUTBOX,
    TEXTS_BY_USE,
    FRAMES,
    SPELLINGS,
    SNAPSHOT_HASHES,
    PAYLOADS,
    CHANNEL_CLAIMS,
    CANDIDATES,
    ENDPOINTS,
    POLICY_CLAIMS,
    SWITCHES,
    ZONES,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate the store to the newest schema, all steps in one transaction.

    Raises StoreIsNewer if a later release wrote the store.
    """
    if _version(connection) == len(STEPS):
        return
    # A step may drop what is not to be found in the free pages of the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have migrated the store while this one waited for the lock.
        version = _version(connection)
        if version > len(STEPS):
            raise _newer(version)
        add_functions(connection)
        for step in STEPS[version:]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def add_functions(connection: sqlite3.Connection) -> None:
    """Define the SQL functions that steps use."""
    connection.create_function("snapshot_hash", -1, snapshot_hash, deterministic=True)
    connection.create_function("time_of_migration", 0, clock.now)
    connection.create_function("keyed_name", 2, keyed_name, deterministic=True)


def check_is_store(connection: sqlite3.Connection) -> None:
    """Raise StoreError where the database of *connection* has no schema of ours: another program made it, or it was emptied."""
    if not _version(connection):
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        what = "is the database of another program" if tables else "has no tables"
        raise StoreError(f"the store's file {what}. Restore it from a copy, or move it away to begin a new one")


def check_is_newest(connection: sqlite3.Connection) -> None:
    """Raise StoreError where the schema is not the newest one: a store that cannot be written cannot be migrated either."""
    check_is_store(connection)
    version = _version(connection)
    if version > len(STEPS):
        raise _newer(version)
    if version < len(STEPS):
        raise StoreError(
            f"the store is read-only and has schema {version} of an earlier release, which has to be migrated to {len(STEPS)}: "
            "copy it to a folder that can be written, or run any command there once"
        )


def _newer(version: int) -> StoreIsNewer:
    return StoreIsNewer(f"the store has schema {version}, this release knows {len(STEPS)}: install a newer Clausetrail")


def keyed_name(key: bytes, name: str) -> str:
    """Return the keyed hash (HMAC-SHA256, 32 hexadecimal digits) of *name*, the hash of a URL in earlier releases."""
    return hmac.new(key, name.encode(), "sha256").hexdigest()[:32]


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
