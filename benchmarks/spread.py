"""Count false steps between captures of one page that are weeks apart and whose gold text is equal.

    python benchmarks/spread.py FOLDER [FOLDER ...] [--weeks 3] [--lines 4]

Each folder has captures.warc.gz, gold.jsonl ({"url", "timestamp", "gold"} a line), gold/ with the text in force of each
capture, and maybe truth.json ("url|from|to": whether the policy changed, where a person corrected gold). Of each URL
one capture in so many weeks is kept in a store of its own, as fetched, and `derive` makes the timeline: so the history
that the reading can use is thin. A step is two neighbours of these; it is quiet where gold has equal words at both and at
every capture between them. A quiet step is false where the texts that versions rest on differ. Gold is at times late: where
some gold text of the URL has one of the clauses that differ, the policy's own words changed, and the step is counted as *late*,
neither quiet nor true. Each false step is printed with its cause, guessed from the clauses that differ, and the first of these.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.snapshots.model import Capture, Policy, Snapshot, iso_date, parse_timestamp
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store, opened

_WORD = re.compile(r"\w+")
_OWN_WORDS = 5  # of a clause that is the policy's where gold has it
_Bodies = dict[tuple[str, str], tuple[bytes, tuple[tuple[str, str], ...]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--weeks", type=float, default=3)
    parser.add_argument("--lines", type=int, default=4, help="differing clauses that are printed for a false step")
    chosen = parser.parse_args()
    total: Counter[str] = Counter()
    for folder in chosen.folders:
        started, counts = time.process_time(), Counter[str]()
        for url, captures in _by_url(folder):
            counts += _of_url(folder, url, captures, timedelta(weeks=chosen.weeks), chosen.lines)
        print(f"{folder.name}: {_share(counts)}, CPU {time.process_time() - started:.0f} s")
        total += counts
    print(f"all, {chosen.weeks:g} weeks apart or more: {_share(total)}")
    for cause, count in sorted(total.items()):
        if cause.startswith("cause: "):
            print(f"  {cause}: {count}")


def _share(counts: Counter[str]) -> str:
    return (
        f"{counts['urls']} URLs, {counts['captures']} captures, {counts['quiet']} quiet steps, "
        f"false {counts['false']} ({counts['false'] / max(1, counts['quiet']):.2%}), late {counts['late']}; of {counts['true']} true ones told {counts['told']}"
    )


def _by_url(folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each URL with its captures that have a gold text: the timestamps and the names of the texts, oldest first."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines()):
        if row["gold"]:
            found[row["url"]].append((row["timestamp"], row["gold"]))
    yield from ((url, sorted(captures)) for url, captures in sorted(found.items()))


def _of_url(folder: Path, url: str, captures: Sequence[tuple[str, str]], apart: timedelta, lines: int) -> Counter[str]:
    """Return the counts of one URL, and print its false steps."""
    spread: list[int] = []
    for at, (when, _) in enumerate(captures):
        if not spread or parse_timestamp(when) - parse_timestamp(captures[spread[-1]][0]) >= apart:
            spread.append(at)
    bodies = _bodies(folder, url, {captures[at][0] for at in spread})
    spread = [at for at in spread if (url, captures[at][0]) in bodies]
    if len(spread) < 2:
        return Counter()
    counts = Counter({"urls": 1, "captures": len(spread)})
    texts = {name: _words((folder / "gold" / name).read_text("utf-8")) for _, name in captures}
    changed, gold = _changed(folder, url, captures, texts), "\n".join(" ".join(words) for words in texts.values())
    with tempfile.TemporaryDirectory() as temporary, opened(Path(temporary)) as store:
        policy = _keep(store, url, [captures[at][0] for at in spread], bodies)
        shown = {one.capture.timestamp: one for one in store.derivations.observations(policy.name)}
        for before, after in pairwise(spread):
            old, new = shown.get(captures[before][0]), shown.get(captures[after][0])
            if not (old and new and old.fingerprint and new.fingerprint):
                counts["unread"] += 1
                continue
            is_true, is_told = any(changed[before:after]), old.fingerprint != new.fingerprint
            differing = [*_differing(store, old.text or "", new.text or "")] if is_told and not is_true else []
            if any(len(_words(text)) >= _OWN_WORDS and " ".join(_words(text)) in gold for _, text in differing):
                counts["late"] += 1
                continue
            counts["true" if is_true else "quiet"] += 1
            if is_told:
                counts["told" if is_true else "false"] += 1
            if is_told and not is_true:
                cause = _cause([text for _, text in differing])
                counts[f"cause: {cause}"] += 1
                print(f"false: {url} {iso_date(captures[before][0])} to {iso_date(captures[after][0])}: {cause}")
                for sign, text in differing[:lines]:
                    print(f"    {sign} {text[:140]}")
    return counts


def _words(text: str) -> list[str]:
    """Return the words of *text* in small letters; targets of links are none."""
    text = re.sub(r"!\[[^\]]*\]", " ", re.sub(r"\]\([^)]*\)", "]", text))
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def _changed(
    folder: Path, url: str, captures: Sequence[tuple[str, str]], words: Mapping[str, Sequence[str]]
) -> list[bool]:
    """Return for each capture but the last whether gold, or the person who corrected it, has a change to the next one."""
    truth_file = folder / "truth.json"
    truth = json.loads(truth_file.read_text("utf-8")) if truth_file.exists() else {}
    return [
        truth.get(f"{url.rstrip('/')}|{before}|{after}", words[old] != words[new])
        for (before, old), (after, new) in pairwise(captures)
    ]


def _bodies(folder: Path, url: str, wanted: set[str]) -> _Bodies:
    """Return the bodies and headers of the captures of *url* at the *wanted* times."""
    if folder not in _INDEX:
        _INDEX[folder] = _read_all(folder / "captures.warc.gz")
    return {key: found for key, found in _INDEX[folder].items() if key[0] == url and key[1] in wanted}


_INDEX: dict[Path, _Bodies] = {}


def _read_all(path: Path) -> _Bodies:
    found: _Bodies = {}
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            when = re.sub(r"\D", "", record.rec_headers.get_header("WARC-Date"))[:14]
            kind = record.http_headers.get_header("Content-Type") or "text/html"
            body = record.content_stream().read()
            found[record.rec_headers.get_header("WARC-Target-URI"), when] = body, (("Content-Type", kind),)
    return found


def _keep(store: Store, url: str, timestamps: Iterable[str], bodies: _Bodies) -> Policy:
    """Keep the captures as fetched, and derive the timeline."""
    policy = Policy("spread", (url,))
    store.facts.declare(policy)
    store.facts.record_archive("loopback", "https://archive.example", "ia")
    for stamp in timestamps:
        body, headers = bodies[url, stamp]
        seen = Capture(policy.name, "loopback", url, stamp, url, "text/html", 200, payload_digest(body))
        memento = f"https://archive.example/web/{stamp}id_/{url}"
        store.facts.add_snapshot(Snapshot(seen, body, memento, 200, (), headers, "2026-01-01T00:00:00Z", "equal"))
    derive(store, policy)
    return policy


def _differing(store: Store, old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the clauses that only one of two texts has, with a sign."""
    sides = [Counter(clause.labelled_text for clause in store.derivations.clauses(text)) for text in (old, new)]
    yield from (("-", text) for text in sides[0] - sides[1])
    yield from (("+", text) for text in sides[1] - sides[0])


def _cause(texts: Sequence[str]) -> str:
    """Return what clauses that differ look like."""
    if not texts:
        return "order or headings of the same clauses"
    without = Counter(re.sub(r"\S*\d\S*", "#", text) for text in texts)
    if all(count > 1 for count in without.values()):
        return "numbers, dates or ids alone"
    longest = max(len(_WORD.findall(text)) for text in texts)
    if longest <= 4:
        return "short lines: menu, picker, button"
    return "lines without a sentence: teasers, banners" if longest < 12 else "prose"


if __name__ == "__main__":
    main()
