"""Index the clauses of all versions: each wording of a policy once, with the versions that have it.

This module has the SQL that writes the index, `clausetrail.snapshots.search.full_text` the SQL that reads it.
`ClauseIndex.update` runs in the transaction of the derivation. Its cost depends on the new versions only: each is read once,
however many were indexed before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from clausetrail.snapshots.model import Clause, Version
from clausetrail.snapshots.search.cjk import MARKS, separate_characters
from clausetrail.snapshots.search.elsewhere_wordings import find_elsewhere
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts

# The numbers of wordings by their digest, and of places by their label and headings, as far as one update has used them.
_Known = dict[bytes | tuple[str, tuple[str, ...]], int]
# The last version of a wording that is still present.
OPEN = 2**31 - 1
# A query "café" or "cafe" finds both. SQLite stores this statement: an index created by another statement is rebuilt.
INDEX = (
    "CREATE VIRTUAL TABLE clause_words USING fts5(words, content='spellings', content_rowid='id',"
    f""" tokenize="unicode61 remove_diacritics 2 tokenchars '{MARKS}'")"""
)


def digest_of(words: str) -> bytes:
    """Return the 16-byte key of a wording."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:16]


class ClauseIndex:
    """The index of the wordings in one store."""

    def __init__(self, database: Database, facts: Facts, derivations: Derivations) -> None:
        self._database = database
        self._facts = facts
        self._derivations = derivations

    def update(self, policy: str, versions: Sequence[Version], *, again: bool = False) -> None:
        """Update the index of *policy* to *versions*, from the first version on that differs; with *again*, all of it."""
        number, texts = self._facts.policy_id(policy), [texts_of(version) for version in versions]
        rows = self._database.execute("SELECT texts FROM indexed WHERE policy = ? ORDER BY number", (number,))
        indexed = [row[0] for row in rows]
        keep = 0 if again else _common_prefix(indexed, texts)
        if keep == len(indexed) == len(texts):
            self._update_elsewhere(policy, number)
            return
        with self._database.transaction():
            self.prepare()
            if keep < len(indexed):
                self._remove_after(number, keep)
            if again:  # a wording that is kept would keep its words, whatever they are
                self._delete_unused_wordings(number)
            known: _Known = {}
            for version in versions[keep:]:
                self._add_version(number, version, known)
            self._database.executemany(
                "INSERT INTO indexed VALUES (?, ?, ?)",
                [(number, place, keys) for place, keys in enumerate(texts[keep:], start=keep + 1)],
            )
            if keep < len(indexed):
                self._delete_unused_wordings(number)
            self._update_elsewhere(policy, number)

    def _update_elsewhere(self, policy: str, number: int) -> None:
        """Store the wordings elsewhere on the pages of *policy* in place of the earlier ones, if they differ."""
        known: _Known = {}
        with self._database.transaction():
            self.prepare()
            rows = [
                (
                    number, self._wording(number, one.clause.text, known), self._place(one.clause, known), one.reason,
                    one.first.id, one.last.id, one.sightings,
                )
                for one in find_elsewhere(self._derivations, policy)
            ]  # fmt: skip
            # Words that differ in lone surrogates only are stored alike.
            rows = [*{row[1:3]: row for row in reversed(rows)}.values()]
            stored = self._database.execute("SELECT * FROM elsewhere WHERE policy = ?", (number,)).fetchall()
            if sorted(rows, key=repr) == sorted(stored, key=repr):
                return
            self._database.execute("DELETE FROM elsewhere WHERE policy = ?", (number,))
            self._database.executemany("INSERT INTO elsewhere VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            if stored:
                self._delete_unused_wordings(number)

    def unindexed_policies(self) -> Iterator[str]:
        """Yield the names of the policies that a release without search has derived, and that are not indexed yet."""
        rows = self._database.execute(
            "SELECT name FROM policies WHERE id IN (SELECT policy FROM versions) AND id NOT IN (SELECT policy FROM indexed)"
        )
        return (name for (name,) in rows.fetchall())

    def prepare(self) -> None:
        """Create the index over the words if SQLite has FTS5, and the index is missing or an earlier release created it differently."""
        if self.is_ready() or not self.has_fts5():
            return
        with self._database.transaction():
            self._database.create_function("spelled", 1, indexed_form, deterministic=True)
            self._database.execute("UPDATE wordings SET spelled = spelled(words) WHERE spelled(words) IS NOT NULL")
            self._database.execute("DROP TABLE IF EXISTS clause_words")
            self._database.execute(INDEX)
            self._database.execute("INSERT INTO clause_words (clause_words) VALUES ('rebuild')")

    def drop_full_text(self) -> None:
        """Delete the index over the words; the next update or search creates it from the words that are stored."""
        self._database.execute("DROP TABLE IF EXISTS clause_words")

    def has_fts5(self) -> bool:
        """Return whether this SQLite has full-text search."""
        return bool(self._database.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone())

    def is_ready(self) -> bool:
        """Return whether there is an index over the words, created by the statement of this release."""
        return bool(self._database.execute("SELECT 1 FROM sqlite_master WHERE sql = ?", (INDEX,)).fetchone())

    def is_empty(self) -> bool:
        """Return whether nothing is indexed yet."""
        return not self._database.execute("SELECT 1 FROM indexed").fetchone()

    def _add_version(self, policy: int, version: Version, known: _Known) -> None:
        """Store which wordings are new in *version*, which end before it, and which only its transient texts have."""
        before = self._database.execute(
            "SELECT wording, place FROM standings WHERE policy = ? AND last = ?", (policy, OPEN)
        ).fetchall()
        present = self._numbers(policy, self._derivations.clauses(version.text), known)
        self._database.executemany(
            "UPDATE standings SET last = ? WHERE wording = ? AND place = ? AND face = 0 AND last = ?",
            [(version.number - 1, *entry, OPEN) for entry in before if entry not in present],
        )
        added = dict.fromkeys(present.keys() - set(before), (0, OPEN))
        for face, transient in enumerate(version.faces, start=1):
            shown = self._numbers(policy, self._derivations.clauses(transient.text), known)
            only_there = {entry: (face, version.number) for entry in shown if entry not in present}
            self._add(policy, version.number, only_there)
        self._add(policy, version.number, added)

    def _add(self, policy: int, number: int, entries: dict[tuple[int, int], tuple[int, int]]) -> None:
        self._database.executemany(
            "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?)",
            [(policy, *entry, face, number, last) for entry, (face, last) in sorted(entries.items())],
        )

    def _numbers(self, policy: int, clauses: Iterable[Clause], known: _Known) -> dict[tuple[int, int], None]:
        """Return the numbers of the wordings of *clauses*, each with the number of its place; new ones are stored."""
        return {(self._wording(policy, clause.text, known), self._place(clause, known)): None for clause in clauses}

    def _wording(self, policy: int, words: str, known: _Known) -> int:
        digest = digest_of(words)
        if digest not in known:
            known[digest] = self._number_of(policy, digest, storable(words))
        return known[digest]

    def _number_of(self, policy: int, digest: bytes, words: str) -> int:
        row = self._database.execute("SELECT id FROM wordings WHERE policy = ? AND digest = ?", (policy, digest))
        if stored := row.fetchone():
            return int(stored[0])
        spelling = indexed_form(words)
        (number,) = self._database.execute(
            "INSERT INTO wordings (policy, digest, words, spelled) VALUES (?, ?, ?, ?) RETURNING id",
            (policy, digest, words, spelling),
        ).fetchone()
        if self.is_ready():
            self._database.execute("INSERT INTO clause_words (rowid, words) VALUES (?, ?)", (number, spelling or words))
        return int(number)

    def _place(self, clause: Clause, known: _Known) -> int:
        if (place := (clause.label, clause.path)) not in known:
            row = storable(clause.label), msgspec.json.encode([storable(part) for part in clause.path]).decode()
            self._database.execute("INSERT OR IGNORE INTO places (label, path) VALUES (?, ?)", row)
            found = self._database.execute("SELECT id FROM places WHERE label = ? AND path = ?", row).fetchone()
            known[place] = int(found[0])
        return known[place]

    def _remove_after(self, policy: int, keep: int) -> None:
        """Reset the index to its state after *keep* versions."""
        for statement in (
            "DELETE FROM indexed WHERE policy = ? AND number > ?",
            "DELETE FROM standings WHERE policy = ? AND first > ?",
        ):
            self._database.execute(statement, (policy, keep))
        self._database.execute(
            "UPDATE standings SET last = ? WHERE policy = ? AND face = 0 AND last >= ?", (OPEN, policy, keep)
        )

    def _delete_unused_wordings(self, policy: int) -> None:
        """Delete the wordings of *policy* that no version has any more."""
        unused = (
            "WHERE policy = ? AND id NOT IN (SELECT wording FROM standings WHERE policy = ?"
            " UNION SELECT wording FROM elsewhere WHERE policy = ?)"
        )
        if self.is_ready():
            self._database.execute(
                "INSERT INTO clause_words (clause_words, rowid, words) SELECT 'delete', id, coalesce(spelled, words)"  # noqa: S608
                f" FROM wordings {unused}",
                (policy, policy, policy),
            )
        self._database.execute(f"DELETE FROM wordings {unused}", (policy, policy, policy))  # noqa: S608 (SQL of ours)


def indexed_form(words: str) -> str | None:
    """Return the form of *words* that is indexed, or None if it equals *words*."""
    spelling = separate_characters(words)
    return spelling if spelling != words else None


def texts_of(version: Version) -> str:
    """Return the keys of the texts that *version* is indexed from, as JSON: its own, then those of its transient texts."""
    return msgspec.json.encode([version.text, *(face.text for face in version.faces)]).decode()


def _common_prefix(indexed: Sequence[str], texts: Sequence[str]) -> int:
    """Return how many texts at the beginning of both are equal."""
    differing = (place for place, (old, new) in enumerate(zip(indexed, texts, strict=False)) if old != new)
    return next(differing, min(len(indexed), len(texts)))


def storable(text: str) -> str:
    """Return *text* without lone surrogates, which SQLite does not accept."""
    return text.encode("utf-8", "replace").decode()
