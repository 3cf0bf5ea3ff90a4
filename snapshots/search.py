"""Full text over all clauses of all times: each wording of a policy once, with the versions in which it stood.

SQL about search is here and nowhere else. `SearchIndex.learn` runs in the telling transaction and costs what is new: a
version that follows those already known is read once, whatever lies before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from snapshots.database import Database
from snapshots.derivations import Derivations
from snapshots.errors import UnusableQuery
from snapshots.facts import Facts
from snapshots.model import Clause, Face, Version, repaired
from snapshots.queries import fts5

# The numbers of wordings by their digest, and of places by what is said of them, as far as one policy has needed them.
_Known = dict[bytes | tuple[str, tuple[str, ...]], int]
# The last version of what still stands.
_OPEN = 2**31 - 1
# Signs that no clause holds once it is read: the control characters of "shift out" and "shift in".
_FROM, _TO = "\x0e", "\x0f"


@dataclass(frozen=True, slots=True)
class Stay:
    """A run of versions in which a wording stood, with those before and after it, which do not have it."""

    first: Version
    last: Version
    before: Version | None
    after: Version | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording that was found: *parts* are its words, every other one a match; *faces* say it beside their version."""

    policy: str
    parts: tuple[str, ...]
    label: str
    path: tuple[str, ...]
    stays: tuple[Stay, ...]
    faces: tuple[Face, ...]


class SearchIndex:
    """The wordings of one store."""

    def __init__(self, database: Database, facts: Facts, derivations: Derivations) -> None:
        self._database = database
        self._facts = facts
        self._derivations = derivations

    def learn(self, policy: str, versions: Sequence[Version], *, again: bool = False) -> None:
        """Bring the index of *policy* to *versions*, from the first one on that is news; with *again* from none."""
        number, now = self._facts.number(policy), [_texts(version) for version in versions]
        rows = self._database.execute("SELECT texts FROM indexed WHERE policy = ? ORDER BY number", (number,))
        held = [texts for (texts,) in rows]
        keep = 0 if again else _alike(held, now)
        if keep == len(held) == len(now):
            return
        with self._database.transaction():
            self._ready()
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

    def unlearned(self) -> Iterator[str]:
        """Yield the names of policies that were told, but by a release that knew no search."""
        rows = self._database.execute(
            "SELECT name FROM policies WHERE id IN (SELECT policy FROM versions) AND id NOT IN (SELECT policy FROM indexed)"
        )
        return (name for (name,) in rows.fetchall())

    def count(self, query: str, policy: str = "", at: str = "") -> int:
        """Return how many wordings `find` would yield. Raises UnusableQuery."""
        sql, values = self._asked(query, policy, at)
        (found,) = self._database.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()  # noqa: S608 (SQL of ours)
        return int(found)

    def find(self, query: str, policy: str = "", at: str = "", limit: int | None = None) -> Iterator[Hit]:
        """Yield the wordings that match *query*, best first: all, or those of *policy*, or in force *at* 14 digits.

        Raises UnusableQuery. Words weigh by BM25, over all that the store holds.
        """
        sql, values = self._asked(query, policy, at)
        order = f"{sql} ORDER BY clause_words.rank, wordings.policy, wordings.digest LIMIT ?"
        found = self._database.execute(order, (*values, -1 if limit is None else limit))
        versions = lru_cache(maxsize=8)(self._derivations.versions)
        for wording, name in found:
            (marked,) = self._database.execute(
                "SELECT highlight(clause_words, 0, ?, ?) FROM clause_words WHERE rowid = ? AND clause_words MATCH ?",
                (_FROM, _TO, wording, values[0]),
            ).fetchone()
            yield self._hit(wording, name, _parts(marked), versions(name))

    def _asked(self, query: str, policy: str, at: str) -> tuple[str, tuple[object, ...]]:
        expression = fts5(query)
        if not self._has_index():
            raise UnusableQuery(
                "SQLite was built without FTS5 here, so nothing can be searched. Install a Python whose sqlite3 has it"
                if not self._has_fts5()
                else "nothing is indexed yet; `clausetrail track` or `clausetrail rebuild` does it"
            )
        sql = (
            "SELECT wordings.id, policies.name FROM clause_words JOIN wordings ON wordings.id = clause_words.rowid"
            " JOIN policies ON policies.id = wordings.policy WHERE clause_words MATCH ?"
        )
        values: tuple[object, ...] = (expression,)
        if policy:
            sql, values = f"{sql} AND wordings.policy = ?", (*values, self._facts.number(policy))
        if at:
            self._database.create_function("repaired", 1, repaired, deterministic=True)
            sql, values = f"{sql}{_IN_FORCE}", (*values, repaired(at))
        return sql, values

    def _hit(self, wording: int, policy: str, parts: tuple[str, ...], versions: Sequence[Version]) -> Hit:
        rows = self._database.execute(
            "SELECT first, last, face, label, path FROM standings JOIN places ON places.id = place WHERE wording = ?"
            " ORDER BY face > 0, last, first",
            (wording,),
        ).fetchall()
        *_, label, path = next((row for row in reversed(rows) if not row[2]), rows[-1])
        runs = _merged((first, min(last, len(versions))) for first, last, face, *_ in rows if not face)
        faces = dict.fromkeys((first, face) for first, _, face, *_ in rows if face)
        return Hit(
            policy,
            parts,
            label,
            msgspec.json.decode(path, type=tuple[str, ...]),
            tuple(_stay(versions, first, last) for first, last in runs),
            tuple(versions[first - 1].faces[face - 1] for first, face in faces),
        )

    def _ready(self) -> None:
        """Make the index over the words, where SQLite can and it is not there: of what was learned before, too."""
        if self._has_fts5() and not self._has_index():
            # Of "café" and "cafe" either finds both.
            self._database.execute(
                "CREATE VIRTUAL TABLE clause_words USING fts5(words, content='wordings', content_rowid='id',"
                " tokenize='unicode61 remove_diacritics 2')"
            )
            self._database.execute("INSERT INTO clause_words (clause_words) VALUES ('rebuild')")

    def _has_fts5(self) -> bool:
        return bool(self._database.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone())

    def _has_index(self) -> bool:
        return bool(self._database.execute("SELECT 1 FROM sqlite_master WHERE name = 'clause_words'").fetchone())

    def _stand(self, policy: int, version: Version, known: _Known) -> None:
        """Keep which wordings begin and which end to stand with *version*, and what its faces say."""
        stood = self._database.execute(
            "SELECT wording, place FROM standings WHERE policy = ? AND last = ?", (policy, _OPEN)
        ).fetchall()
        stands = self._wordings(policy, self._derivations.clauses(version.text), known)
        self._database.executemany(
            "UPDATE standings SET last = ? WHERE wording = ? AND place = ? AND face = 0 AND last = ?",
            [(version.number - 1, *one, _OPEN) for one in stood if one not in stands],
        )
        begun = dict.fromkeys(stands.keys() - set(stood), (0, _OPEN))
        for face, other in enumerate(version.faces, start=1):
            shown = self._wordings(policy, self._derivations.clauses(other.text), known)
            self._add(policy, version.number, {one: (face, version.number) for one in shown if one not in stands})
        self._add(policy, version.number, begun)

    def _add(self, policy: int, number: int, begun: dict[tuple[int, int], tuple[int, int]]) -> None:
        self._database.executemany(
            "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?)",
            [(policy, *one, face, number, last) for one, (face, last) in sorted(begun.items())],
        )

    def _wordings(self, policy: int, clauses: Iterable[Clause], known: _Known) -> dict[tuple[int, int], None]:
        """Return the numbers of the wordings of *clauses*, each with that of its place; new ones are kept."""
        return {(self._wording(policy, clause.text, known), self._place(clause, known)): None for clause in clauses}

    def _wording(self, policy: int, words: str, known: _Known) -> int:
        digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:16]
        if digest not in known:
            known[digest] = self._number_of(policy, digest, _storable(words))
        return known[digest]

    def _number_of(self, policy: int, digest: bytes, words: str) -> int:
        row = self._database.execute("SELECT id FROM wordings WHERE policy = ? AND digest = ?", (policy, digest))
        if held := row.fetchone():
            return int(held[0])
        (number,) = self._database.execute(
            "INSERT INTO wordings (policy, digest, words) VALUES (?, ?, ?) RETURNING id", (policy, digest, words)
        ).fetchone()
        if self._has_index():
            self._database.execute("INSERT INTO clause_words (rowid, words) VALUES (?, ?)", (number, words))
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
        gone = "FROM wordings WHERE policy = ? AND id NOT IN (SELECT wording FROM standings WHERE policy = ?)"
        if self._has_index():
            self._database.execute(
                f"INSERT INTO clause_words (clause_words, rowid, words) SELECT 'delete', id, words {gone}",
                (policy, policy),
            )
        self._database.execute(f"DELETE {gone}", (policy, policy))


# The version of each policy that was the newest at a time, and the wordings that stood in it.
_IN_FORCE = (
    " AND EXISTS (SELECT 1 FROM standings JOIN"
    " (SELECT versions.policy AS policy, max(number) AS number FROM versions JOIN captures ON captures.id = versions.first"
    "  WHERE repaired(timestamp) <= ? GROUP BY versions.policy) AS forced ON forced.policy = standings.policy"
    " WHERE wording = wordings.id AND face = 0 AND forced.number BETWEEN standings.first AND standings.last)"
)


def _texts(version: Version) -> str:
    return msgspec.json.encode([version.text, *(face.text for face in version.faces)]).decode()


def _alike(held: Sequence[str], now: Sequence[str]) -> int:
    """Return how many of the first texts of both are the same."""
    places = (place for place, (old, new) in enumerate(zip(held, now, strict=False)) if old != new)
    return next(places, min(len(held), len(now)))


def _storable(text: str) -> str:
    """Return *text* without halves of characters, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode()


def _parts(marked: str) -> tuple[str, ...]:
    """Return *marked* in turns of words around a match and words of it, whatever signs the words hold themselves."""
    parts = [""]
    for number, piece in enumerate(marked.split(_FROM)):
        match, closed, rest = piece.partition(_TO) if number else ("", "", piece)
        parts[-1:] = [*parts[-1:], match, rest] if closed else [parts[-1] + match + rest]
    return tuple(part.replace(_TO, "") for part in parts)


def _merged(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return *runs* of versions with those as one that overlap or follow each other."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _stay(versions: Sequence[Version], first: int, last: int) -> Stay:
    before = versions[first - 2] if first > 1 else None
    after = versions[last] if last < len(versions) else None
    return Stay(versions[first - 1], versions[last - 1], before, after)
