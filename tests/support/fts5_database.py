"""A database in memory of the process with the index over words, and what SQLite marks in it."""

from __future__ import annotations

from pathlib import Path

from clausetrail.snapshots.search.cjk import FROM, TO, separate_characters, split_matches
from clausetrail.snapshots.search.clause_index import INDEX
from clausetrail.snapshots.search.query_syntax import to_fts5
from clausetrail.snapshots.storage.database import connect

MADE: list[object] = []


def connect_once():
    """Return a database with one row, made once: Hypothesis asks hundreds of times."""
    if not MADE:
        from tempfile import mkdtemp  # noqa: PLC0415

        database = connect(Path(mkdtemp()) / "x.sqlite")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
        database.execute(INDEX.replace("content='spellings', content_rowid='id', ", ""))
        database.execute("INSERT INTO t VALUES ('a é 漢')")
        MADE.append(database)
    return MADE[0]


def marked_by_sqlite(text: str, query: str) -> tuple[str, ...] | None:
    """Return *text* in turns of words around a match and words of it, or None where SQLite finds none."""
    database = connect_once()
    database.execute("DELETE FROM clause_words")
    database.execute("INSERT INTO clause_words (rowid, words) VALUES (1, ?)", (separate_characters(text),))
    row = database.execute(
        "SELECT highlight(clause_words, 0, ?, ?) FROM clause_words WHERE clause_words MATCH ?",
        (FROM, TO, to_fts5(query)),
    ).fetchone()
    return split_matches(row[0], text) if row else None
