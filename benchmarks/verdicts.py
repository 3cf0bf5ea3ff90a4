"""What becomes of captures that are not the policy: pages of other kinds put between real captures, and a table of verdicts.

    python benchmarks/verdicts.py [--warc ../shared/bench/replay/captures.warc.gz] [--per-policy 24] [--seed 1]
        [--cuts shares | places] [--written as-it-was | open | rendered]

For each URL of the WARC, some real captures are read, and one page of each kind is put between two of them, at the end
and near the start: soft errors, walls, shells and front pages that are invented here, bodies cut at several places, and
captures of other policies, in the same language and in others. Judged by the page alone and then by the history.

The rules were looked at beside --cuts shares, as it was. --cuts places cuts elsewhere: at other shares, inside a tag,
a word and an attribute, and where blocks of 4, 8, 16, 32 and 64 KiB end; besides, its pages come before the first capture
too. --written says how the site writes its pages: open without the end tags of `body` and `html`; rendered, where a cut
page is closed again, as a browser does that saves what it shows.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).parent.parent))

from clausetrail.crawler.replay_server.warc_files import WarcCollection
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.history_screening.screening_steps import screen_readings
from clausetrail.snapshots.history_screening.site_name import site_label, site_name_check
from clausetrail.snapshots.history_screening.text_profile import TextProfile, profile_of
from clausetrail.snapshots.model import Capture, Observation, Policy, Reading, Snapshot, Verdict, parse_timestamp
from clausetrail.snapshots.page_ending import Ending

INVENTED = {
    "soft 404": (
        "<title>Page not found</title><h1>Oops, we cannot find that page</h1><p>The page may have moved. Try the search, "
        "or go back to the start.</p><ul><li>Products</li><li>Prices</li><li>Help</li><li>Jobs</li></ul>"
    ),
    "soft 404, long": "<title>Nothing here</title><h1>This address leads nowhere</h1>"
    + "<p>Perhaps you were looking for one of our gardens. The rose garden opens at nine, the fern house at ten, and the "
    "orchard closes when it rains. Bring boots in March.</p>" * 8,
    "log-in wall": "<title>Log in</title><h1>Please sign in to continue</h1><form><input type=password></form><p>Forgot it?</p>",
    "challenge": "<title>Just a moment...</title><p>Checking your browser before you go on. Ray ID 8831.</p>",
    "consent wall": "<title>Before you go on</title><h1>Your choices</h1><p>We and our partners store cookies on your device. "
    "You can agree to all, refuse all, or choose. Some partners rely on legitimate interest.</p><button>Agree</button>",
    "empty shell": "<title>App</title><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>",
    "shell with links": "<title>Service</title><nav><a href=/a>Home</a> <a href=/b>Prices</a></nav><footer>Terms Privacy Cookies "
    "Imprint Contact Careers Press Blog</footer>",
    "front page": "<title>Welcome</title>"
    + "".join(
        f"<h2>Boat trip number {n}</h2><p>Sail with us along the coast, watch the puffins, eat soup on deck and be back before "
        f"dusk. Trip {n} leaves from pier {n % 7}, takes {n + 1} hours and suits families, painters and people who like wind. "
        "Children under six travel free, and dogs are welcome on a lead.</p>"
        for n in range(1, 16)
    ),
}


_INSIDE = {
    "cut inside a tag": re.compile(rb"</?[a-z]+()[^<>]*>"),
    "cut inside an attribute": re.compile(rb"=\"[^\"<>]+()[^\"<>]+\""),
    "cut inside a word": re.compile(rb">[^<>{};]*[a-z]{2}()[a-z]{2}[^<>{};]*<"),
    "cut between two elements": re.compile(rb"</(?:p|li|div|h2)>()"),
}
CUTS = {
    "shares": [f"cut at {share} %" for share in (20, 50, 80)],
    "places": [
        *(f"cut at {share} %" for share in (10, 35, 65, 90, 95)),
        *_INSIDE,
        *(f"cut at blocks of {size} KiB" for size in (4, 8, 16, 32, 64)),
    ],
}
_END_TAGS = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warc", type=Path, default=Path("../shared/bench/replay/captures.warc.gz"))
    parser.add_argument("--per-policy", type=int, default=24, help="real captures read for each URL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cuts", choices=("shares", "places"), default="shares")
    parser.add_argument("--written", choices=("as-it-was", "open", "rendered"), default="as-it-was")
    chosen = parser.parse_args()
    histories = _histories(chosen.warc, chosen.per_policy, chosen.written)
    print(
        f"{len(histories)} URLs, {sum(map(len, histories.values()))} real captures of {chosen.warc.name}, seed {chosen.seed}, "
        f"--cuts {chosen.cuts}, --written {chosen.written}"
    )
    dice = random.Random(chosen.seed)
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for url, history in histories.items():
        table["a real capture, nothing put in"] += _verdicts_of_history([], history)
        for kind, injected in _injected(url, histories, dice, chosen.cuts, chosen.written):
            verdicts = _verdicts_of_history([injected], history)
            table[kind] += _verdict_of(injected, history)
            table["a real capture beside one of these"] += verdicts
    _print(table)


def _histories(warc: Path, most: int, written: str) -> dict[str, list[Snapshot]]:
    collection = WarcCollection.from_warcs([warc])
    found = {}
    for url in sorted(collection.originals()):
        rows = [row for row in collection.rows(url) if row.statuscode == "200"]
        step = max(1, len(rows) // most)
        found[url] = [
            _snapshot(url, row.timestamp, _written(collection.read(row).payload, written)) for row in rows[::step]
        ]
    return {url: history for url, history in found.items() if len(history) >= 4}


def _written(body: bytes, written: str) -> bytes:
    return _END_TAGS.sub(b"", body) if written == "open" else body


def _snapshot(url: str, timestamp: str, body: bytes) -> Snapshot:
    capture = Capture("x", "loopback", "", timestamp, url, "text/html", 200, "-", id=int(timestamp))
    return Snapshot(capture, body, url, 200, (), (("Content-Type", "text/html"),))


def _injected(
    url: str, histories: dict[str, list[Snapshot]], dice: random.Random, cuts: str, written: str
) -> Iterator[tuple[str, Snapshot]]:
    history = histories[url]
    bodies = {kind: f"<html><body>{page}</body></html>".encode() for kind, page in INVENTED.items()}
    own = _reading(history[0]).language[:2]
    others = [other for other in histories if other != url]
    for kind, same in (("another policy", True), ("another language", False)):
        fitting = [other for other in others if (_reading(histories[other][0]).language[:2] == own) is same]
        if fitting:
            bodies[kind] = dice.choice(histories[dice.choice(fitting)]).body
    spots = [("", len(history) // 2, 1), (", at the end", len(history) - 1, 1), (", at the start", 0, 1)]
    if cuts == "places":
        spots.append((", before the first", 0, -1))
    for kind in (*bodies, *CUTS[cuts]):
        for where, place, hours in spots:
            whole = history[place].body  # a body that is cut is one of its own time
            body = bodies[kind] if kind in bodies else _cut(whole, kind, dice, written)
            time = parse_timestamp(history[place].capture.timestamp) + timedelta(hours=hours)
            if body:
                yield f"{kind}{where}", _snapshot(url, f"{time:%Y%m%d%H%M%S}", body)


def _cut(whole: bytes, kind: str, dice: random.Random, written: str) -> bytes:
    """Return the beginning of *whole* up to the place that *kind* names, or nothing where it has none such."""
    number = int("".join(filter(str.isdigit, kind)) or 0)
    if "KiB" in kind:
        places = list(range(number * 1024, len(whole), number * 1024))
    elif "%" in kind:
        places = [len(whole) * number // 100]
    else:
        places = [found.start(1) for found in _INSIDE[kind].finditer(whole, len(whole) // 10, len(whole) * 9 // 10)]
    if not places:
        return b""
    cut = whole[: dice.choice(places)]
    return f"{BeautifulSoup(cut, 'lxml')}".encode() if written == "rendered" else cut


_READ: dict[tuple[str, bytes], Reading] = {}


def _reading(snapshot: Snapshot) -> Reading:
    key = (snapshot.capture.original, snapshot.body)
    if key not in _READ:
        _READ[key] = read(snapshot, Policy("x", (snapshot.capture.original,)), "bench")
    return replace(_READ[key], capture=snapshot.capture)


_PROFILES: dict[tuple[str, Ending], TextProfile] = {}


def _profile(reading: Reading) -> TextProfile:
    key = (reading.fingerprint, reading.ending)
    if key not in _PROFILES:
        _PROFILES[key] = profile_of(reading.language, reading.clauses, reading.ending)
    return _PROFILES[key]


def _judged(snapshots: Sequence[Snapshot]) -> dict[int, str]:
    readings = sorted((_reading(one) for one in snapshots), key=lambda reading: reading.capture.timestamp)
    seen = [Observation(r.capture, r.fingerprint, r.fingerprint) for r in readings if r.verdict is Verdict.POLICY]
    whole_last = sorted(readings, key=lambda reading: -reading.ending)
    profiles = {r.fingerprint: _profile(r) for r in whole_last if r.verdict is Verdict.POLICY}
    texts = {r.fingerprint: r.clauses for r in readings}
    names = site_name_check([site_label(snapshots[-1].capture.original)], texts.__getitem__)
    verdicts = {r.capture.id or 0: f"{r.verdict}" for r in readings}
    return verdicts | {
        number: f"{verdict} by history"
        for number, (verdict, _) in screen_readings(seen, profiles, names, texts.__getitem__).items()
    }


def _verdicts_of_history(injected: Sequence[Snapshot], history: Sequence[Snapshot]) -> Counter[str]:
    verdicts = _judged([*injected, *history])
    return Counter(verdicts[snapshot.capture.id or 0] for snapshot in history)


def _verdict_of(injected: Snapshot, history: Sequence[Snapshot]) -> Counter[str]:
    verdict = _judged([injected, *history])[injected.capture.id or 0]
    whole = verdict == "policy" and any(_reading(injected).fingerprint == _reading(one).fingerprint for one in history)
    return Counter(["policy, all of it" if whole else verdict])


def _print(table: dict[str, Counter[str]]) -> None:
    print("\n| what it is | " + "verdicts |\n|---|---|")
    for kind, counts in sorted(table.items()):
        print(f"| {kind} | {', '.join(f'{verdict} {count}' for verdict, count in counts.most_common())} |")


if __name__ == "__main__":
    main()
