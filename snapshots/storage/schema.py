"""Migrate a store from its schema to the newest one.

Facts and derivations have separate tables: every derivation can be computed again from the facts. SQLite's `user_version`
holds the number of steps that a store has taken.
"""

from __future__ import annotations

import sqlite3

from clausetrail.snapshots.errors import StoreIsNewer
from clausetrail.snapshots.storage.migrations import (
    ADDRESSES_AND_PROOFS,
    DERIVATIONS,
    FACES_AND_COMPARISONS,
    FACTS,
    FRAMES,
    LIKENESSES_AND_OUTSIDERS,
    OUTBOX,
    SPELLINGS,
    TEXTS_BY_USE,
    WORDINGS,
)

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
)


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate the store to the newest schema, all steps in one transaction.

    Raises StoreIsNewer if a later release wrote the store.
    """
    if _version(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have migrated the store while this one waited for the lock.
        version = _version(connection)
        if version > len(STEPS):
            raise StoreIsNewer(
                f"the store has schema {version}, this release knows {len(STEPS)}: install a newer Clausetrail"
            )
        for step in STEPS[version:]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
