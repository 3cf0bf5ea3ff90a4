"""Damage a copy of a store: overwrite a page of its file, forge the words of a text, change a header."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import zstandard

from clausetrail.pipelines.derive.verify_store import policy_differences, store_differences
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.store import Store

Damage = Callable[[Path, random.Random], str]


def overwrite_page(file: Path, chance: random.Random) -> str:
    """Overwrite a page of *file* with random bytes, and return what it was. Free pages, which hold nothing, are left out."""
    with closing(sqlite3.connect(file)) as raw:
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        pages = raw.execute("SELECT pageno, name FROM dbstat ORDER BY pageno").fetchall()
    number, table = chance.choice(pages)
    with file.open("r+b") as opened:
        opened.seek(size * (number - 1))
        opened.write(chance.randbytes(size))
    return f"page {number}, of {table}"


def forge_text(file: Path, chance: random.Random) -> str:
    """Replace one word of one text by another, and store the text as Clausetrail does; return which."""
    with closing(sqlite3.connect(file)) as raw, raw:
        key, content = chance.choice(raw.execute("SELECT id, clauses FROM texts ORDER BY id").fetchall())
        clauses = msgspec.json.decode(zstandard.ZstdDecompressor().decompress(content))
        clause = chance.choice([one for one in clauses if one["text"].split()])
        words = clause["text"].split()
        place = chance.randrange(len(words))
        clause["text"] = " ".join([*words[:place], "forged", *words[place + 1 :]])
        forged = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(clauses))
        raw.execute("UPDATE texts SET clauses = ? WHERE id = ?", (forged, key))
    return f"word {place} of text {key[:8]}: {words[place]!r}"


def change_header(file: Path, chance: random.Random) -> str:
    """Change a header, the status, the proof or the memento of one snapshot; return which."""
    column = chance.choice(("archive_headers", "origin_headers", "proof", "memento", "fetched_at", "status"))
    with closing(sqlite3.connect(file)) as raw, raw:
        capture, value = chance.choice(
            raw.execute(f"SELECT capture, {column} FROM snapshots ORDER BY capture").fetchall()
        )
        changed: str | int = 203
        if column.endswith("headers"):
            changed = msgspec.json.encode([*msgspec.json.decode(value)[:-1], ["X-Forged", "yes"]]).decode()
        elif column != "status":
            changed = f"{value[:-1]}{'x' if value[-1:] != 'x' else 'y'}"
        raw.execute(f"UPDATE snapshots SET {column} = ? WHERE capture = ?", (changed, capture))
    return f"{column} of capture {capture}"


DAMAGES: dict[str, Damage] = {
    "a page overwritten": overwrite_page,
    "a text forged": forge_text,
    "a header changed": change_header,
}


def found_by_verify(folder: Path) -> Iterator[str]:
    """Yield what `clausetrail verify` prints of the store in *folder*, in this process."""
    try:
        with closing(Store.open_read_only(folder)) as store:
            yield from store_differences(store)
            for policy in store.facts.policies():
                yield from policy_differences(store, policy)
    except (StoreError, ValueError) as error:  # as the command does it: one line, exit code 5
        yield f"{type(error).__name__}: {error}"
