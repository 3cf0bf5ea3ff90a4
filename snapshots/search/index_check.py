"""Compare the index of the clauses with the texts that it was made from, and check the full-text index.

Linear in the words of a policy. What it holds in memory is one policy's wordings by their digest, never their words.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import msgspec

from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Clause, Version
from clausetrail.snapshots.search.clause_index import (
    INDEX,
    OPEN,
    ClauseIndex,
    digest_of,
    indexed_form,
    storable,
    texts_of,
)
from clausetrail.snapshots.search.elsewhere_wordings import find_elsewhere
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts

# The digest of a wording, and the label and the headings that it stands under.
_Entry = tuple[bytes, str, str]
# An entry, the number of its face (0: the version itself), and the first and the last version that have it.
_Standing = tuple[_Entry, int, int, int]
_SHADOW_TABLES = ("data", "idx", "docsize", "config")


class IndexCheck:
    """The check of the index in one store."""

    def __init__(self, database: Database, facts: Facts, derivations: Derivations) -> None:
        self._database = database
        self._facts = facts
        self._derivations = derivations
        self._index = ClauseIndex(database, facts, derivations)

    def differences(self, policy: str) -> Iterator[str]:
        """Yield a sentence for each part of the index of *policy* that is not what its versions give. Raises StoreError."""
        number, versions = self._facts.policy_id(policy), self._derivations.versions(policy)
        rows = self._database.execute("SELECT texts FROM indexed WHERE policy = ? ORDER BY number", (number,))
        indexed = [texts for (texts,) in rows]
        if not indexed and not self._has_wordings(number):
            return  # a release without search derived it; the next search indexes it
        if indexed != [texts_of(version) for version in versions]:
            yield f"{policy}: the search index was made from other texts than those of its versions"
        expected, words = self._expected(versions)
        elsewhere = self._elsewhere(policy, words)
        forged = sum(
            1
            for digest, shown, spelled in self._database.execute(
                "SELECT digest, words, spelled FROM wordings WHERE policy = ?", (number,)
            )
            if words.get(digest) != digest_of(shown) or spelled != indexed_form(shown)
        )
        if forged:
            yield f"{policy}: {counted(forged, 'wording')} in the search index {'is not one' if forged == 1 else 'are not those'} of its texts"
        rows = self._database.execute(
            "SELECT digest, label, path, face, first, last FROM standings JOIN wordings ON wordings.id = standings.wording"
            " JOIN places ON places.id = standings.place WHERE standings.policy = ?",
            (number,),
        )
        if {((digest, label, path), face, first, last) for digest, label, path, face, first, last in rows} != expected:
            yield f"{policy}: the search index does not name the versions that have its wordings"

        rows = self._database.execute(
            "SELECT digest, label, path, reason, first, last, sightings FROM elsewhere"
            " JOIN wordings ON wordings.id = elsewhere.wording JOIN places ON places.id = elsewhere.place"
            " WHERE elsewhere.policy = ?",
            (number,),
        )
        if {tuple(row) for row in rows} != elsewhere:
            yield f"{policy}: the search index does not name what is elsewhere on the pages"

    def _elsewhere(self, policy: str, words: dict[bytes, bytes]) -> set[tuple[object, ...]]:
        """Return the rows on what is elsewhere on the pages of *policy*, and add the digests of its wordings to *words*."""
        found = find_elsewhere(self._derivations, policy)
        rows = {}
        for one in reversed(found):
            (entry,) = self._entries([one.clause], words)
            rows[entry] = (*entry, one.reason, one.first.id, one.last.id, one.sightings)
        return set(rows.values())

    def _has_wordings(self, policy: int) -> bool:
        return bool(self._database.execute("SELECT 1 FROM wordings WHERE policy = ?", (policy,)).fetchone())

    def full_text_faults(self) -> Iterator[str]:
        """Yield a sentence if the full-text index is damaged, or does not have the words of the wordings.

        FTS5 checks an index by a statement that writes (sqlite.org/fts5.html, section 6.6), so it is copied, with the words, to
        a temporary database that SQLite deletes; nothing is written to the store.
        """
        if not (self._index.has_fts5() and self._index.is_ready()):
            return
        (was_query_only,) = self._database.execute("PRAGMA query_only").fetchone()
        self._database.execute("PRAGMA query_only = OFF")
        self._database.execute("ATTACH '' AS scratch")
        fault = ""
        try:
            self._check_copy()
        except StoreError as error:
            fault = str(error)
        finally:
            with contextlib.suppress(
                StoreError
            ):  # a failed check may leave a statement open: closing the store ends it
                self._database.execute("DETACH scratch")
            self._database.execute(f"PRAGMA query_only = {was_query_only}")
        if fault:
            yield f"the full-text index is damaged: {fault}; `clausetrail rebuild` makes it again"

    def _check_copy(self) -> None:
        self._database.execute("CREATE TABLE scratch.spellings (id INTEGER PRIMARY KEY, words TEXT)")
        self._database.execute("INSERT INTO scratch.spellings SELECT id, words FROM main.spellings")
        self._database.execute(INDEX.replace("clause_words", "scratch.clause_words", 1))
        for name in _SHADOW_TABLES:
            table = f"clause_words_{name}"
            self._database.execute(f"DELETE FROM scratch.{table}")  # noqa: S608 (names of ours)
            self._database.execute(f"INSERT INTO scratch.{table} SELECT * FROM main.{table}")  # noqa: S608
        self._database.execute("INSERT INTO scratch.clause_words (clause_words, rank) VALUES ('integrity-check', 1)")

    def _expected(self, versions: Sequence[Version]) -> tuple[set[_Standing], dict[bytes, bytes]]:
        """Return the standings that *versions* give, and for each wording the digest of its words as SQLite can store them."""
        found: set[_Standing] = set()
        words: dict[bytes, bytes] = {}
        began: dict[_Entry, int] = {}
        for version in versions:
            present = self._entries(self._derivations.clauses(version.text), words)
            for entry in began.keys() - present:
                found.add((entry, 0, began.pop(entry), version.number - 1))
            for face, transient in enumerate(version.faces, start=1):
                only_there = self._entries(self._derivations.clauses(transient.text), words) - present
                found |= {(entry, face, version.number, version.number) for entry in only_there}
            for entry in present - began.keys():
                began[entry] = version.number
        return found | {(entry, 0, first, OPEN) for entry, first in began.items()}, words

    @staticmethod
    def _entries(clauses: Sequence[Clause], words: dict[bytes, bytes]) -> set[_Entry]:
        found = set()
        for clause in clauses:
            digest = digest_of(clause.text)
            words[digest] = digest_of(storable(clause.text))
            path = msgspec.json.encode([storable(part) for part in clause.path]).decode()
            found.add((digest, storable(clause.label), path))
        return found
