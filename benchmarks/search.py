"""Search in figures: what it costs to learn a version, and to ask, beside SQLite's own LIKE over the same wordings.

    python benchmarks/search.py                                 a store of the size of the bench
    python benchmarks/search.py --policies 20 --versions 5      a smaller one

Policies of invented words, drawn by Zipf's law; one in four is of invented Han words without spaces. Three ways to cut such
words, each over the same wordings in the same run: every character (ours), overlapping pairs, SQLite's trigrams.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from clausetrail.snapshots.history.versions import assemble_versions
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Reading, Snapshot, Verdict
from clausetrail.snapshots.search.cjk import separate_characters
from clausetrail.snapshots.search.clause_index import INDEX
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store, opened

_LATIN, _HAN = 20_000, 8_000  # words known
_LENGTH, _REWORDED, _EAST = 40, 0.05, 4
_ROUNDS = 5


class Tongue:
    """An invented language: its words, the commonest first, each half as common as one of half its rank."""

    def __init__(self, size: int, letters: str, sizes: Sequence[int], space: str, comma: str, chance: random.Random):
        self._chance, self._space, self._comma = chance, space, comma
        signs = [*itertools.accumulate(1 / place for place in range(1, len(letters) + 1))]
        found: dict[str, None] = {}
        while len(found) < size:
            found["".join(chance.choices(letters, cum_weights=signs, k=chance.choice(sizes)))] = None
        self.words = [*found]
        self._weights = [*itertools.accumulate(1 / place for place in range(1, size + 1))]

    def clause(self) -> str:
        drawn = self._chance.choices(self.words, cum_weights=self._weights, k=_LENGTH)
        stretches = (self._space.join(drawn[at : at + 8]) for at in range(0, _LENGTH, 8))
        return f"{self._comma.join(stretches)}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policies", type=int, default=104, help="how many to invent (104)")
    parser.add_argument("--versions", type=int, default=20, help="of each (20)")
    parser.add_argument("--clauses", type=int, default=120, help="of each version (120)")
    arguments = parser.parse_args()
    chance = random.Random(7)
    latin = Tongue(_LATIN, "etaoinshrdlucmfwypvbgkjqxz", (2, 4, 5, 6, 7, 8, 10), " ", ", ", chance)
    han = Tongue(_HAN, "".join(map(chr, range(0x4E00, 0x4E00 + 7 * 2_500, 7))), (1, 2, 2, 2, 2, 3, 4), "", "，", chance)
    with tempfile.TemporaryDirectory() as temporary, opened(Path(temporary)) as store:
        seconds = [
            one
            for number in range(arguments.policies)
            for one in learned(store, number, han if number % _EAST == 0 else latin, arguments, chance)
        ]
        report(store, Path(temporary), seconds)
        for name, query in queries(store, latin, han):
            print(asked(store, name, query), flush=True)
        for name, cut, tokenizer, phrase in CUTS:
            print(compared(store, han, name, cut, tokenizer, phrase), flush=True)


def learned(
    store: Store, number: int, tongue: Tongue, arguments: argparse.Namespace, chance: random.Random
) -> Iterator[float]:
    """Invent a policy, let search learn its versions as nights would bring them, and yield the seconds of each."""
    policy = Policy(f"invented-{number:05}", (f"https://invented{number}.example/privacy",))
    store.facts.declare(policy)
    store.facts.record_archive("archive.example", "https://archive.example", "ia")
    texts = [tongue.clause() for _ in range(arguments.clauses)]
    for version in range(arguments.versions):
        if version:
            for place in chance.sample(range(len(texts)), max(1, int(_REWORDED * len(texts)))):
                texts[place] = tongue.clause()
        clauses = tuple(Clause(Kind.PARAGRAPH, text, path=(f"Section {at // 8}",)) for at, text in enumerate(texts))
        keep(store, policy, version, clauses)
    versions = assemble_versions(store.derivations.observations(policy.name))
    store.derivations.add_timeline(policy.name, versions, {}, "", "")
    for told in range(1, len(versions) + 1):
        started = time.perf_counter()
        store.search.update(policy.name, versions[:told])
        yield time.perf_counter() - started


def keep(store: Store, policy: Policy, version: int, clauses: tuple[Clause, ...]) -> None:
    body, fingerprint = f"{policy.name} {version}".encode(), f"{version:064}"
    for month in ("03", "09"):
        stamp = f"{2000 + version}{month}01000000"
        seen = Capture(
            policy.name, "archive.example", "k", stamp, policy.urls[0], "text/html", 200, payload_digest(body)
        )
        number = store.facts.add_snapshot(Snapshot(seen, body, "", 200, (), (), "2026-01-01T00:00:00Z", "equal"))
        held = store.facts.capture(number)
        store.derivations.add_reading(Reading(held, Verdict.POLICY, clauses=clauses, fingerprint=fingerprint))


def report(store: Store, folder: Path, seconds: Sequence[float]) -> None:
    reach = store.search.scope()
    (letters, index) = (
        store._database.execute(sql).fetchone()[0] / 1e6
        for sql in ("SELECT sum(length(CAST(words AS BLOB))) FROM wordings", f"SELECT {_SIZE}")
    )
    store._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{reach.policies} policies, {len(seconds)} versions, {reach.wordings:,} wordings of {letters:.1f} MB")
    print(
        f"learned: median {1000 * statistics.median(seconds):.1f} ms a version, slowest {1000 * max(seconds):.0f} ms, "
        f"{sum(seconds):.1f} s in all; index over the words {index:.1f} MB, the whole store {size:.1f} MB"
    )
    store._database.execute("DROP TABLE clause_words")
    started = time.perf_counter()
    store.search.prepare()
    print(f"made anew for a store of an earlier release: {time.perf_counter() - started:.1f} s", flush=True)


_SIZE = "(SELECT sum(length(block)) FROM clause_words_data) + (SELECT sum(length(sz)) FROM clause_words_docsize)"


def queries(store: Store, latin: Tongue, han: Tongue) -> Iterator[tuple[str, str]]:
    """Yield what is asked for: words by their rank, and stretches of a clause that the store holds."""
    (text,) = store._database.execute("SELECT words FROM wordings WHERE policy = 2 LIMIT 1").fetchone()
    (east,) = store._database.execute("SELECT words FROM wordings WHERE policy = 1 LIMIT 1").fetchone()
    pair, stretch = " ".join(text.split(",")[0].split()[2:4]), re.split("[，.]", east)[0][:6]
    long = [word for word in latin.words if len(word) > 4]
    two = [word for word in han.words if len(word) == 2]
    yield from (("common word", long[5]), ("rare word", long[9_000]), ("begins so", f"{long[300][:4]}*"))
    yield from (("phrase", f'"{pair}"'), ("two common words", f"{long[5]} {long[8]}"))
    yield from (("common Han word", two[2]), ("rare Han word", two[2_500]), ("six Han characters", stretch))
    yield "Latin and Han, no answer", f"{long[5]} {two[2]}"


def asked(store: Store, name: str, query: str) -> str:
    count = store.search.count(query)
    ours = median_ms(lambda: [*store.search.find(query, limit=20)])
    counting = median_ms(lambda: store.search.count(query))
    words = [f"%{word.strip('*')}%" for word in ([query.strip('"')] if '"' in query else query.split())]
    sql = f"SELECT id FROM wordings WHERE {' AND '.join('words LIKE ?' for _ in words)}"
    like = median_ms(lambda: store._database.execute(sql, words).fetchall())
    within = len(store._database.execute(sql, words).fetchall())
    return (
        f"{name}: {count:,} wordings; best 20 with their history {ours:.1f} ms, count {counting:.1f} ms; "
        f"LIKE {within:,} rows in {like:.1f} ms: {like / counting:.1f} x the count"
    )


def median_ms(do: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        do()
        return 1000 * (time.perf_counter() - started)

    return statistics.median(once() for _ in range(_ROUNDS))


@dataclass(frozen=True, slots=True)
class _Tried:
    """What one Han word brought: rows missed, rows made up, milliseconds."""

    missed: int
    made_up: int
    milliseconds: float


def compared(
    store: Store, han: Tongue, name: str, cut: Callable[[str], str], tokenizer: str, phrase: Callable[[str], str]
) -> str:
    """Return what one way to cut costs and misses, over the Han wordings alone."""
    rows = store._database.execute("SELECT id, words FROM wordings WHERE spelled IS NOT NULL").fetchall()
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE clause_words USING fts5(words, content='', {tokenizer})")
    database.executemany(
        "INSERT INTO clause_words (rowid, words) VALUES (?, ?)", [(n, cut(words)) for n, words in rows]
    )
    database.execute("INSERT INTO clause_words (clause_words) VALUES ('optimize')")
    (size,) = database.execute(f"SELECT {_SIZE}").fetchone()
    tried: dict[int, list[_Tried]] = {1: [], 2: [], 3: [], 4: []}
    for word in han.words[:6_000:40]:
        told = phrase(word)

        def ask(told: str = told) -> set[int]:
            found = database.execute("SELECT rowid FROM clause_words WHERE clause_words MATCH ?", (told,))
            return {number for (number,) in found}

        truth, found = {number for number, words in rows if word in words}, ask()
        tried[len(word)].append(_Tried(len(truth - found), len(found - truth), median_ms(ask)))
    lines = "; ".join(
        f"{length} sign{'s' if length > 1 else ''}: {sum(one.missed for one in some):,} missed, "
        f"{sum(one.made_up for one in some):,} made up, median {statistics.median(one.milliseconds for one in some):.2f} ms, "
        f"slowest {max(one.milliseconds for one in some):.1f}"
        for length, some in tried.items()
        if some
    )
    return f"{name}, {len(rows):,} wordings: {size / 1e6:.1f} MB; {lines}"


_STRETCH = re.compile("[\u4e00-\u9fff]+")


def pairs(text: str) -> str:
    """Return *text* with each run of characters as overlapping pairs, its last character alone behind them."""
    return _STRETCH.sub(lambda run: " ".join(run[0][at : at + 2] for at in range(len(run[0]))), text)


def pair_phrase(word: str) -> str:
    return f'"{" ".join(word[at : at + 2] for at in range(len(word) - 1))}"' if len(word) > 1 else f'"{word}" *'


_UNICODE61 = INDEX[INDEX.index("tokenize=") : -1]
CUTS: tuple[tuple[str, Callable[[str], str], str, Callable[[str], str]], ...] = (
    ("every character", separate_characters, _UNICODE61, lambda word: f'"{separate_characters(word)}"'),
    ("overlapping pairs", pairs, _UNICODE61, pair_phrase),
    ("trigrams", str, "tokenize='trigram'", lambda word: f'"{word}"'),
)


if __name__ == "__main__":
    main()
