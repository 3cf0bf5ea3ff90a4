"""The index of all clauses of all times: each wording of a policy once, with the versions in which it stood.

SQL that learns is here, SQL that asks in `clausetrail.snapshots.search.full_text`. `ClauseIndex.update` runs in the telling transaction and costs what
is new: a version that follows those already known is read once, whatever lies before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from clausetrail.snapshots.model import Clause, Version
from clausetrail.snapshots.search.cjk import MARKS, separate_characters
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts

# The numbers of wordings by their digest, and of places by what is said of them, as far as one policy has needed them.
_Known = dict[bytes | tuple[str, tuple[str, ...]], int]
# The last version of what still stands.
_OPEN = 2**31 - 1
# Of "café" and "cafe" either finds both. Kept word for word in the store: an index that was made otherwise is made anew.
INDEX = (
    "CREATE VIRTUAL TABLE clause_words USING fts5(words, content='spellings', content_rowid='id',"
    f""" tokenize="unicode61 remove_diacritics 2 tokenchars '{MARKS}'")"""
)


def digest_of(words: str) -> bytes:
    """Return what a wording is known by."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:16]


class ClauseIndex:
    """The wordings of one store."""

    def __init__(self, database: Database, facts: Facts, derivations: Derivations) -> None:
        self._database = database
        self._facts = facts
        self._derivations = derivations

    def update(self, policy: str, versions: Sequence[Version], *, again: bool = False) -> None:
        """Bring the index of *policy* to *versions*, from the first one on that is news; with *again* from none."""
        number, now = self._facts.policy_id(policy), [_texts(version) for version in versions]
        rows = self._database.execute("SELECT texts FROM indexed WHERE policy = ? ORDER BY number", (number,))
        held = [texts for (texts,) in rows]
        keep = 0 if again else _alike(held, now)
        if keep == len(held) == len(now):
            return
        with self._database.transaction():
            self.prepare()
            if keep < len(held):
                self._unlearn(number, keep)
            known: _Known = {}
            for version in versions[keep:]:
                self._stand(number, version, known)
            self._database.executemany(
                "INSERT INTO indexed VALUES (?, ?, ?)",
                [(number, place, texts) for place, texts in enumerate(now[keep:], start=keep + 1)],
            )
            if keep < len(held):
                self._forget(number)

    def unindexed_policies(self) -> Iterator[str]:
        """Yield the names of policies that were told, but by a release that knew no search."""
        rows = self._database.execute(
            "SELECT name FROM policies WHERE id IN (SELECT policy FROM versions) AND id NOT IN (SELECT policy FROM indexed)"
        )
        return (name for (name,) in rows.fetchall())

    def prepare(self) -> None:
        """Make the index over the words, where SQLite can, if it is not there or an earlier release made it otherwise."""
        if self.is_ready() or not self.has_fts5():
            return
        with self._database.transaction():
            self._database.create_function("spelled", 1, _spelling, deterministic=True)
            self._database.execute("UPDATE wordings SET spelled = spelled(words) WHERE spelled(words) IS NOT NULL")
            self._database.execute("DROP TABLE IF EXISTS clause_words")
            self._database.execute(INDEX)
            self._database.execute("INSERT INTO clause_words (clause_words) VALUES ('rebuild')")

    def has_fts5(self) -> bool:
        """Return whether SQLite has full text here."""
        return bool(self._database.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone())

    def is_ready(self) -> bool:
        """Return whether there is an index over the words, made as this release makes it."""
        return bool(self._database.execute("SELECT 1 FROM sqlite_master WHERE sql = ?", (INDEX,)).fetchone())

    def is_empty(self) -> bool:
        """Return whether nothing was learned so far."""
        return not self._database.execute("SELECT 1 FROM indexed").fetchone()

    def _stand(self, policy: int, version: Version, known: _Known) -> None:
        """Keep which wordings begin and which end to stand with *version*, and what its faces say."""
        stood = self._database.execute(
            "SELECT wording, place FROM standings WHERE policy = ? AND last = ?", (policy, _OPEN)
        ).fetchall()
        stands = self._numbers(policy, self._derivations.clauses(version.text), known)
        self._database.executemany(
            "UPDATE standings SET last = ? WHERE wording = ? AND place = ? AND face = 0 AND last = ?",
            [(version.number - 1, *one, _OPEN) for one in stood if one not in stands],
        )
        begun = dict.fromkeys(stands.keys() - set(stood), (0, _OPEN))
        for face, other in enumerate(version.faces, start=1):
            shown = self._numbers(policy, self._derivations.clauses(other.text), known)
            self._add(policy, version.number, {one: (face, version.number) for one in shown if one not in stands})
        self._add(policy, version.number, begun)

    def _add(self, policy: int, number: int, begun: dict[tuple[int, int], tuple[int, int]]) -> None:
        self._database.executemany(
            "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?)",
            [(policy, *one, face, number, last) for one, (face, last) in sorted(begun.items())],
        )

    def _numbers(self, policy: int, clauses: Iterable[Clause], known: _Known) -> dict[tuple[int, int], None]:
        """Return the numbers of the wordings of *clauses*, each with that of its place; new ones are kept."""
        return {(self._wording(policy, clause.text, known), self._place(clause, known)): None for clause in clauses}

    def _wording(self, policy: int, words: str, known: _Known) -> int:
        digest = digest_of(words)
        if digest not in known:
            known[digest] = self._number_of(policy, digest, _storable(words))
        return known[digest]

    def _number_of(self, policy: int, digest: bytes, words: str) -> int:
        row = self._database.execute("SELECT id FROM wordings WHERE policy = ? AND digest = ?", (policy, digest))
        if held := row.fetchone():
            return int(held[0])
        spelling = _spelling(words)
        (number,) = self._database.execute(
            "INSERT INTO wordings (policy, digest, words, spelled) VALUES (?, ?, ?, ?) RETURNING id",
            (policy, digest, words, spelling),
        ).fetchone()
        if self.is_ready():
            self._database.execute("INSERT INTO clause_words (rowid, words) VALUES (?, ?)", (number, spelling or words))
        return int(number)

    def _place(self, clause: Clause, known: _Known) -> int:
        if (place := (clause.label, clause.path)) not in known:
            row = _storable(clause.label), msgspec.json.encode([_storable(part) for part in clause.path]).decode()
            self._database.execute("INSERT OR IGNORE INTO places (label, path) VALUES (?, ?)", row)
            found = self._database.execute("SELECT id FROM places WHERE label = ? AND path = ?", row).fetchone()
            known[place] = int(found[0])
        return known[place]

    def _unlearn(self, policy: int, keep: int) -> None:
        """Let the index stand as it did after *keep* versions."""
        for statement in (
            "DELETE FROM indexed WHERE policy = ? AND number > ?",
            "DELETE FROM standings WHERE policy = ? AND first > ?",
        ):
            self._database.execute(statement, (policy, keep))
        self._database.execute(
            "UPDATE standings SET last = ? WHERE policy = ? AND face = 0 AND last >= ?", (_OPEN, policy, keep)
        )

    def _forget(self, policy: int) -> None:
        """Drop the wordings of *policy* that stand nowhere any more."""
        gone = "WHERE policy = ? AND id NOT IN (SELECT wording FROM standings WHERE policy = ?)"
        if self.is_ready():
            self._database.execute(
                "INSERT INTO clause_words (clause_words, rowid, words) SELECT 'delete', id, coalesce(spelled, words)"  # noqa: S608
                f" FROM wordings {gone}",
                (policy, policy),
            )
        self._database.execute(f"DELETE FROM wordings {gone}", (policy, policy))  # noqa: S608 (SQL of ours)


def _spelling(words: str) -> str | None:
    """Return what is indexed instead of *words*, None where it is *words* themselves."""
    spelling = separate_characters(words)
    return spelling if spelling != words else None


def _texts(version: Version) -> str:
    return msgspec.json.encode([version.text, *(face.text for face in version.faces)]).decode()


def _alike(held: Sequence[str], now: Sequence[str]) -> int:
    """Return how many of the first texts of both are the same."""
    places = (place for place, (old, new) in enumerate(zip(held, now, strict=False)) if old != new)
    return next(places, min(len(held), len(now)))


def _storable(text: str) -> str:
    """Return *text* without halves of characters, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode()
