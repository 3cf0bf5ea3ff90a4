"""Search the clauses of all versions: which wordings match a query, and in which versions they are present.

This module has the SQL that reads the index; `clausetrail.snapshots.search.clause_index` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.model import Capture, TransientText, Version, repair_timestamp
from clausetrail.snapshots.search.cjk import FROM, TO, split_matches
from clausetrail.snapshots.search.clause_index import ClauseIndex, digest_of
from clausetrail.snapshots.search.paragraph_breaks import ParagraphBreaks
from clausetrail.snapshots.search.query_syntax import to_fts5, to_regex
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.derivations import Derivations
from clausetrail.snapshots.storage.facts import Facts

# Characters. FTS5 copies all marked text again at each match (SQLite 3.40, `fts5HighlightAppend`): a clause of 400,000
# characters, one word repeated, took 54 seconds; one of this length takes less than one.
_LONGEST_MARKED = 30_000
_FIRST, _LAST = "00010101000000", "99991231235959"


@dataclass(frozen=True, slots=True)
class VersionRun:
    """A run of versions that have a wording, from *first* to *last*, with the versions before and after it that do not.

    Where the paragraph of the wording was only split from another or joined with one, its words are present longer:
    *words_first* is the first version that has them, *words_before* the one before that, if any. *words_remain* is whether
    the version *after* has them in other paragraphs.
    """

    first: Version
    last: Version
    before: Version | None
    after: Version | None
    words_first: Version | None = None
    words_before: Version | None = None
    words_remain: bool = False


@dataclass(frozen=True, slots=True)
class ElsewhereSpan:
    """The captures, from *first* to *last*, that show a wording elsewhere on their page, with the *reason*."""

    first: Capture
    last: Capture
    sightings: int
    reason: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording that matches: *parts* is its text, outside and inside a match by turns, outside first.

    *runs* are the versions that have it, *transient_texts* those that have it while their version does not, *elsewhere* the
    captures that show it elsewhere on the page. *label* and *path* are those of its last place.
    """

    policy: str
    parts: tuple[str, ...]
    label: str
    path: tuple[str, ...]
    runs: tuple[VersionRun, ...]
    transient_texts: tuple[TransientText, ...]
    elsewhere: tuple[ElsewhereSpan, ...] = ()

    @property
    def earliest(self) -> str:
        """The time of the first capture that shows it, as 14 repaired digits."""
        seen = [(run.words_first or run.first).first for run in self.runs] + [
            transient.first for transient in self.transient_texts
        ]
        seen += [span.first for span in self.elsewhere]
        return min(repair_timestamp(capture.timestamp) for capture in seen)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a search covers: the number of policies and of wordings, and the times of the first and last capture, 14 digits."""

    policies: int
    wordings: int
    first: str
    last: str


class SearchIndex:
    """Search in the index of one store."""

    def __init__(self, database: Database, facts: Facts, derivations: Derivations) -> None:
        self._database = database
        self._facts = facts
        self._derivations = derivations
        self._index = ClauseIndex(database, facts, derivations)
        self._breaks = ParagraphBreaks(facts, derivations)
        self.update = self._index.update
        self.unindexed_policies = self._index.unindexed_policies
        self.prepare = self._index.prepare
        self.drop_full_text = self._index.drop_full_text

    def is_complete(self) -> bool:
        """Return whether every policy is indexed, by the statement of this release."""
        missing = self._index.has_fts5() and not self._index.is_ready()
        return not missing and not any(self._index.unindexed_policies())

    def count(self, query: str, policy: str = "", at: str = "", *, since: str = "", until: str = "") -> int:
        """Return how many wordings `find` would yield. Raises UnusableQuery."""
        sql, values = self._matching(query, policy, at, since, until)
        (found,) = self._database.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()  # noqa: S608 (SQL of ours)
        return int(found)

    def find(
        self, query: str, policy: str = "", at: str = "", limit: int | None = None, *, since: str = "", until: str = ""
    ) -> Iterator[Hit]:
        """Yield the wordings that match *query*, best first: of all policies or of *policy*, at any time or valid *at* 14 digits.

        With *since* and *until*, 14 digits each, wordings that were valid or seen at some time of that period match.
        Raises UnusableQuery. Results are ranked by BM25 over all wordings of the store.
        """
        sql, values = self._matching(query, policy, at, since, until)
        order = f"{sql} ORDER BY clause_words.rank, wordings.policy, wordings.digest LIMIT ?"
        found = self._database.execute(order, (*values, -1 if limit is None else limit))
        versions = lru_cache(maxsize=8)(self._derivations.versions)
        for wording, name, words in found:
            yield self._hit(wording, name, self._marked(query, wording, words), versions(name))

    def _marked(self, query: str, wording: int, words: str) -> tuple[str, ...]:
        """Return *words* split into text outside and inside a match by turns."""
        if len(words) > _LONGEST_MARKED:
            return tuple(to_regex(query).split(words))
        (marked,) = self._database.execute(
            "SELECT highlight(clause_words, 0, ?, ?) FROM clause_words WHERE rowid = ? AND clause_words MATCH ?",
            (FROM, TO, wording, to_fts5(query)),
        ).fetchone()
        return split_matches(marked, words)

    def exact_matches(self, words: str) -> list[Hit]:
        """Return the wordings of versions equal to *words* in every policy, the one with the oldest capture first."""
        rows = self._database.execute(
            "SELECT wordings.id, name FROM policies JOIN wordings ON wordings.policy = policies.id AND wordings.digest = ?"
            " WHERE EXISTS (SELECT 1 FROM standings WHERE standings.wording = wordings.id)",
            (digest_of(words),),
        ).fetchall()
        versions = self._derivations.versions
        return sorted(
            (self._hit(wording, name, (words,), versions(name)) for wording, name in rows),
            key=lambda hit: (hit.earliest, hit.policy),
        )

    def scope(self, policy: str = "") -> SearchScope:
        """Return what a search covers, of *policy* or of all policies."""
        where, values = (" WHERE policy = ?", (self._facts.policy_id(policy),)) if policy else ("", ())
        counted = f"SELECT count(DISTINCT policy), count(*) FROM wordings{where}"  # noqa: S608 (SQL of ours)
        policies, wordings = self._database.execute(counted, values).fetchone()
        seen = f"SELECT first, last FROM versions{where} UNION ALL SELECT first, last FROM faces{where}"  # noqa: S608
        self._database.create_function("repaired", 1, repair_timestamp, deterministic=True)
        first, last = self._database.execute(
            f"SELECT min(repaired(began.timestamp)), max(repaired(ended.timestamp)) FROM ({seen}) AS seen"  # noqa: S608
            " JOIN captures AS began ON began.id = seen.first JOIN captures AS ended ON ended.id = seen.last",
            (*values, *values),
        ).fetchone()
        return SearchScope(int(policies), int(wordings), first or "", last or "")

    def _matching(self, query: str, policy: str, at: str, since: str, until: str) -> tuple[str, tuple[object, ...]]:
        expression = to_fts5(query)
        if not self._index.is_ready() or self._index.is_empty():
            raise UnusableQuery(self._why_unsearchable())
        sql = (
            "SELECT wordings.id, policies.name, wordings.words FROM clause_words"
            " JOIN wordings ON wordings.id = clause_words.rowid"
            " JOIN policies ON policies.id = wordings.policy WHERE clause_words MATCH ?"
        )
        values: tuple[object, ...] = (expression,)
        if policy:
            sql, values = f"{sql} AND wordings.policy = ?", (*values, self._facts.policy_id(policy))
        if at or since or until:
            self._database.create_function("repaired", 1, repair_timestamp, deterministic=True)
            begun, ended = (
                (repair_timestamp(at), repair_timestamp(at))
                if at
                else (repair_timestamp(until) or _LAST, repair_timestamp(since) or _FIRST)
            )
            seen = ("", ()) if at else (f" OR EXISTS ({_SEEN})", (begun, ended))
            sql, values = f"{sql} AND (EXISTS ({_VALID}){seen[0]})", (*values, begun, ended, *seen[1])
        return sql, values

    def _why_unsearchable(self) -> str:
        """Return why nothing can be searched, with the remedy."""
        if not self._index.has_fts5():
            return (
                "SQLite was built without FTS5 here, so nothing can be searched. Install a Python whose sqlite3 has it"
            )
        if self._index.is_empty():
            return "nothing is indexed yet; `clausetrail track` or `clausetrail rebuild` does it"
        return "an earlier release indexed the words: run `clausetrail search` once, which indexes them anew"

    def _hit(self, wording: int, policy: str, words: tuple[str, ...], versions: Sequence[Version]) -> Hit:
        rows = self._database.execute(
            "SELECT first, last, face, label, path FROM standings JOIN places ON places.id = place WHERE wording = ?"
            " ORDER BY face > 0, last, first",
            (wording,),
        ).fetchall()
        spans = self._database.execute(
            "SELECT first, last, sightings, reason, label, path FROM elsewhere JOIN places ON places.id = place"
            " WHERE wording = ? ORDER BY first, last, place",
            (wording,),
        ).fetchall()
        *_, label, path = next((row for row in reversed(rows) if not row[2]), (rows or spans)[-1])
        runs = _merged((first, min(last, len(versions))) for first, last, face, *_ in rows if not face)
        faces = dict.fromkeys((first, face) for first, _, face, *_ in rows if face)
        return Hit(
            policy,
            words,
            label,
            msgspec.json.decode(path, type=tuple[str, ...]),
            tuple(self._version_run(policy, "".join(words), versions, first, last) for first, last in runs),
            tuple(versions[first - 1].faces[face - 1] for first, face in faces),
            tuple(
                ElsewhereSpan(self._facts.capture(first), self._facts.capture(last), seen, reason)
                for first, last, seen, reason, *_ in spans
            ),
        )

    def _version_run(self, policy: str, words: str, versions: Sequence[Version], first: int, last: int) -> VersionRun:
        before = versions[first - 2] if first > 1 else None
        after = versions[last] if last < len(versions) else None
        since = self._breaks.words_since(policy, words, before, versions[first - 1]) if before else first
        return VersionRun(
            versions[first - 1],
            versions[last - 1],
            before,
            after,
            versions[since - 1] if since < first else None,
            versions[since - 2] if 1 < since < first else None,
            after is not None and self._breaks.words_remain(policy, words, versions[last - 1], after),
        )


# Whether a version has the wording at a time: its first version has a capture by then, and the next version has none by then.
_VALID = (
    "SELECT 1 FROM standings JOIN versions AS began ON began.policy = standings.policy AND began.number = standings.first"
    " JOIN captures AS began_capture ON began_capture.id = began.first"
    " LEFT JOIN versions AS ended ON ended.policy = standings.policy AND ended.number = standings.last + 1"
    " LEFT JOIN captures AS ended_capture ON ended_capture.id = ended.first"
    " WHERE standings.wording = wordings.id AND standings.face = 0 AND repaired(began_capture.timestamp) <= ?"
    " AND (ended_capture.id IS NULL OR repaired(ended_capture.timestamp) > ?)"
)
# Whether a transient text has it: from the first to the last capture that shows the transient text.
_SEEN = (
    "SELECT 1 FROM standings JOIN faces ON faces.policy = standings.policy AND faces.version = standings.first"
    " AND faces.place = standings.face - 1 JOIN captures AS began_capture ON began_capture.id = faces.first"
    " JOIN captures AS ended ON ended.id = faces.last WHERE standings.wording = wordings.id AND standings.face > 0"
    " AND repaired(began_capture.timestamp) <= ? AND repaired(ended.timestamp) >= ?"
)


def _merged(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return *runs* of versions, with those merged that overlap or follow each other."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(runs):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found
