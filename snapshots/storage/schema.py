"""The store's tables, and the steps from each schema to the next.

Facts and derivations stand apart: whatever is in a derivation can be told again from the facts. The number of
steps taken is kept in SQLite's `user_version`.
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
    """Bring the store to the newest schema, all steps in one transaction.

    Raises StoreIsNewer when the store was written by a later release.
    """
    if _version(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have taken the steps while this one waited for the lock.
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
