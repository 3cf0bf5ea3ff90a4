"""What comes out when the archive fails: every fault of `crawler/replay_server/injected_faults.py`, one at a time and mixed, on loopback.

    python benchmarks/faults.py [--rates 3 10] [--only index-429 play-hop] [--peers VENV]

`clausetrail track` reads the demo's archive and an invented policy with some hundred captures into a fresh store, first
without faults, then with each. A row is "equal" where all versions and changes told are those of the undisturbed run.
Where they are not, the run has to say what is missing, and a next run without faults has to be equal, unless a body was cut
in the same way twice; else it is a LIE.

VENV is a virtual environment of its own with `waybackpy==3.0.6 wayback==0.5.1 waybackpack==0.6.4`, no dependency of ours.
Each peer lists the invented policy, as often as the rate says, or fetches 30 of its captures, under the same faults.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from tracking import UNLIMITED
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.replay_server.injected_faults import FAULT_NAMES
from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.reports.export.jsonl_rows import change_rows
from clausetrail.snapshots.store import Store

POLICY = "http://www.saltmarsh-atlas.example/privacy"
CAPTURES = 400
# Unnamed waits are a minute against the real archive.
OPTIONS = (*UNLIMITED, "-s", "ARCHIVE_PARKED=1", "-s", "ARCHIVE_INDEX_ROWS=50")
_CODINGS = ("br", "zstd-unsaid", "gzip", "deflate", "deflate-raw", "chained", "br-unsaid", "lying", "br-damaged")
# Periods without a common divisor with one another, so that each request meets another fault. About one request in 3, in 10.
MIXED = {
    3: "index-429=7,index-503=5,index-empty-slice=4,index-cut=6,play-429-unsaid=9,play-503=7,play-hop=5,play-cut=8",
    10: "index-429-html=11,index-html=7,index-reset=13,play-504=13,play-hop-far=17,play-other-time=19,play-reset=23",
}
MIXED_CODINGS = {
    3: ",".join(f"play-{name}={every}" for name, every in zip(_CODINGS, range(19, 37, 2), strict=True)),
    10: ",".join(f"play-{name}={every}" for name, every in zip(_CODINGS, range(71, 107, 4), strict=True)),
}
MIXED_INDEX = {
    3: "index-error-line=7,index-row-cut=11,index-404=13,index-gzip=5,index-loop=17,index-no-digest=4,index-br-damaged=19",
    10: "index-error-line=23,index-row-cut=29,index-empty=31,index-gzip=19,index-loop=37,index-no-digest=13",
}
_MIXTURES = {
    "mixed": MIXED,
    "mixed-codings": MIXED_CODINGS,
    "mixed-index": MIXED_INDEX,
    "mixed-all": {rate: f"{MIXED[rate]},{MIXED_CODINGS[rate]},{MIXED_INDEX[rate]}" for rate in MIXED},
}
# A peer is pointed at loopback by its own attribute, or by the constants of its modules; waits between tries are short.
_PRELUDE = """
import json, sys
address, url, calls = sys.argv[1:4]
def said(call):
    try:
        print(call(), flush=True)
    except Exception as error:
        print(type(error).__name__, flush=True)
"""
LISTING = {
    # Its retries are mounted on https alone, which a loopback archive does not speak: mounted on both here.
    "waybackpy": """
import requests
from waybackpy import WaybackMachineCDXServerAPI
mount = requests.Session.mount
def mounted(session, prefix, adapter):
    mount(session, prefix, adapter)
    if prefix == "https://":
        mount(session, "http://", adapter)
requests.Session.mount = mounted
api = WaybackMachineCDXServerAPI(url, "fault table", limit=50)
api.endpoint = address + "/cdx/search/cdx"
def call(): return sum(1 for _ in api.snapshots())
""",
    "wayback": """
from wayback import WaybackClient, WaybackSession, _client
_client.CDX_SEARCH_URL = address + "/cdx/search/cdx"
client = WaybackClient(WaybackSession(backoff=0.1, search_calls_per_second=0))
def call(): return sum(1 for _ in client.search(url, limit=50))
""",
    "waybackpack": """
from waybackpack import cdx, session
cdx.SEARCH_URL = address + "/cdx/search/cdx"
def call(): return len(cdx.search(url, session=session.Session(delay_retry=0.1)))
""",
}
FETCHING = {
    "wayback": """
from wayback import Mode, WaybackClient, WaybackSession, _utils
_utils.MEMENTO_URL_TEMPLATE = address + "/web/{timestamp}{mode}/{url}"
_utils.MEMENTO_URL_PATTERN = _utils.re.compile("^" + address + r"/web/(\\d+)(\\w\\w_)?/(.+)$")
client = WaybackClient(WaybackSession(backoff=0.1, memento_calls_per_second=0))
def call(when): return client.get_memento(url, timestamp=when, mode=Mode.original).content
""",
    "waybackpack": """
from waybackpack import asset, session
asset.ARCHIVE_TEMPLATE = address + "/web/{timestamp}{flag}/{url}"
def call(when): return asset.Asset(url, when).fetch(session.Session(delay_retry=0.1), raw=True)
""",
}
_LIST = "\nfor _ in range(int(calls)): said(call)\n"
_FETCH = """
import hashlib
def right(when, sha1):
    body = call(when)
    return "nothing" if body is None else "right" if hashlib.sha1(body).hexdigest() == sha1 else "WRONG"
for when, sha1 in json.loads(calls).items(): said(lambda: right(when, sha1))
"""
DEMO = Path(__file__).resolve().parent.parent / "demo"


@dataclass(frozen=True, slots=True)
class Run:
    """What one `clausetrail track` ended with, said and left in its store."""

    code: int
    output: str
    told: dict[str, str]
    met: Counter[str]  # requests that the archive met, by kind

    @property
    def came(self) -> str:
        """Captures known and fetched, in the words of the run's own summary."""
        found = re.search(r"([\d,]+) new captures, ([\d,]+) fetched", self.output)
        return f"{found[1]}/{found[2]}" if found else "-"

    @property
    def versions(self) -> int:
        return sum(" version " in name for name in self.told)

    @property
    def says(self) -> str:
        """The troubles that the run itself names, apart from what fetching them again repaired."""
        lines = "\n".join(re.findall(r"^(?:!|  )\s*\S+: .*$", self.output, re.MULTILINE))
        knowledge = {Answer.LISTED, Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}
        troubles = [str(answer) for answer in Answer if answer not in knowledge and re.search(rf"\b{answer}\b", lines)]
        return ", ".join([*troubles, *re.findall(r"were no rows|looks? truncated", lines)[:1]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", nargs="+", type=int, default=[3, 10])
    parser.add_argument("--only", nargs="+", default=[*FAULT_NAMES, "refuse", *_MIXTURES], help="some of the faults")
    parser.add_argument("--peers", type=Path, help="a virtual environment that holds the peers")
    arguments = parser.parse_args()
    print(f"demo.warc.gz and {CAPTURES} captures of an invented policy; clausetrail track {' '.join(OPTIONS)}")
    peers = tuple(LISTING) if arguments.peers else ()
    print(f"peers: {', '.join(peers)}, each call ended after 20 s" if peers else "peers not measured")
    heading = (
        f"{'fault':20} {'1 in':>5} {'struck':>6} {'exit':>4} {'known/fetched':>13} {'versions':>8}  {'outcome':60}"
    )
    print(" | ".join([heading, *(f"{peer:42}" for peer in peers)]))
    with tempfile.TemporaryDirectory() as temporary:
        for line in rows(Path(temporary), arguments.only, arguments.rates, arguments.peers):
            print(line, flush=True)


def rows(folder: Path, faults: list[str], rates: list[int], venv: Path | None) -> Iterator[str]:
    """Yield the table's lines, the undisturbed run first."""
    warcs = (DEMO / "demo.warc.gz", folder / "atlas.warc.gz")
    truth = pack(warcs[1])
    watchlist = (DEMO / "policies.toml").read_text("utf-8") + f'\n[policies.atlas]\nurl = "{POLICY}"\n'
    (folder / "policies.toml").write_text(watchlist, "utf-8")
    usual = tracked(folder, folder / "usual", warcs, "")
    yield " | ".join([row("none", 0, usual, "the measure"), *peers_told(warcs, "", 1, venv, truth)])
    if usual.code or not usual.told:
        sys.exit(usual.output)
    for fault in faults:
        for rate in rates:
            order, place = ordered(fault, rate), folder / f"{fault}-{rate}"
            run = tracked(folder, place, warcs, order)
            following = tracked(folder, place, warcs, "") if run.code or run.told != usual.told else run
            line = row(fault, rate, run, judged(run, following, usual))
            yield " | ".join([line, *peers_told(warcs, order, rate, venv, truth)])


def ordered(fault: str, rate: int) -> str:
    """Return what `clausetrail play --faults` takes for *fault* at *rate*."""
    # Closed for two seconds: at once, or not before much has been read.
    if fault in _MIXTURES:
        return _MIXTURES[fault].get(rate, _MIXTURES[fault][10])
    return f"refuse=2@{rate * 5}" if fault == "refuse" else f"{fault}={rate}"


def row(fault: str, rate: int, run: Run, outcome: str) -> str:
    struck = run.met[fault.partition("-")[0]] // rate if rate else 0
    return f"{fault:20} {rate or '-':>5} {struck or '-':>6} {run.code:4} {run.came:>13} {run.versions:8}  {outcome:60}"


def judged(run: Run, following: Run, usual: Run) -> str:
    """Return how *run* and the one *following* it without faults compare with the undisturbed one."""
    said = f"says: {run.says}" if run.says else ""
    if following is run:
        return "; ".join(filter(None, ["equal", said]))
    state = "; ".join(filter(None, ["equal" if run.told == usual.told else "", said])) or "SILENT"
    mended = following.told == usual.told and not following.code
    after = "next run equal" if mended else f"next run exits {following.code} with {following.versions} versions"
    # A body that is cut in the same way twice is kept, named, and not requested again.
    is_honest = run.code in {0, 3} and state != "SILENT" and (mended or "truncated" in run.says)
    return f"{'' if is_honest else 'LIE: '}{state}, {after}"


def tracked(folder: Path, place: Path, warcs: tuple[Path, ...], faults: str) -> Run:
    """Return what a run brings into the store in *place*, from an archive with *faults*."""
    with running_replay_server(warcs, "--faults", faults) as address:
        track = ran(place, "track", "--policies", str(folder / "policies.toml"), "--archive", address, *OPTIONS)
        log = [] if "refuse" in faults else log_of(address)
    return Run(
        track.returncode, track.stderr + track.stdout, told(place / "store"), Counter(kind for _, kind, *_ in log)
    )


def log_of(address: str) -> list[tuple[float, str, str, int]]:
    with build_opener(ProxyHandler({})).open(f"{address}/_requests", timeout=60) as answer:
        return [tuple(entry) for entry in json.load(answer)]


def ran(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "CLAUSETRAIL_DATA": str(place / "store"),
        "CLAUSETRAIL_GATES": str(place / "gates.sqlite"),
    }
    command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=False)


def told(folder: Path) -> dict[str, str]:
    """Return what the store in *folder* tells: each version, and all changes of each policy, as JSON."""
    store, tales = Store.open(folder), {}
    for policy in store.facts.policies():
        for version in store.derivations.versions(policy.name):
            span = (version.first.timestamp, version.last.timestamp, version.first.original, version.fingerprint)
            tales[f"{policy.name} version {version.number}"] = json.dumps(span)
        tales[policy.name] = json.dumps([*change_rows(store, policy, lambda capture: capture.timestamp)])
    store.close()
    return tales


def peers_told(warcs: tuple[Path, ...], faults: str, rate: int, venv: Path | None, truth: dict[str, str]) -> list[str]:
    """Return a column for each peer: what it lists, or fetches, under the same *faults*."""
    if venv is None:
        return []
    some, columns = json.dumps(dict(list(truth.items())[:25])), []
    for peer, listing in LISTING.items():
        scripts = [] if faults.startswith("play") else [(listing + _LIST, str(rate))]
        scripts += [(FETCHING[peer] + _FETCH, some)] if peer in FETCHING and not faults.startswith("index") else []
        # Started only where there is something to ask, so that each peer meets the faults from the first on.
        with running_replay_server(warcs, "--faults", faults) if scripts else contextlib.nullcontext("") as address:
            said = [outcome(venv, script, address, calls, len(truth)) for script, calls in scripts]
        columns.append(f"{'; '.join(said) or '-':42}")
    return columns


def outcome(venv: Path, script: str, address: str, calls: str, rows: int) -> str:
    """Return what a peer says, call by call, counted: rows or errors of listings, right or wrong bodies."""
    command = [str(venv / "bin" / "python"), "-c", _PRELUDE + script, address, POLICY, calls]
    with tempfile.TemporaryFile("w+") as words:
        ended = []
        try:
            subprocess.run(command, stdout=words, stderr=subprocess.DEVNULL, timeout=20, check=False)
        except subprocess.TimeoutExpired:
            ended = ["HANGS"]
        words.seek(0)
        said = Counter(words.read().split())
    # Rows too many may be what the index told; rows too few, and no error, are a silence.
    named = {word: f"{'WRONG: ' * (int(word) < rows)}{word} rows" if word.isdigit() else word for word in said}
    return ", ".join([*(f"{named[word]} {number}x" for word, number in said.items()), *ended]) or "nothing"


def pack(warc: Path) -> dict[str, str]:
    """Write the invented policy's captures, and return the SHA-1 of each body by its timestamp."""
    truth = {}
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(CAPTURES):
            when = datetime(1999, 5, 4, 3, 2, 1, tzinfo=UTC) + timedelta(days=number * 5, seconds=number * 77)
            status, body = capture(number)
            headers = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
            dated = {"WARC-Date": f"{when:%Y-%m-%dT%H:%M:%SZ}"}
            heads = {"http_headers": headers, "warc_headers_dict": dated}
            writer.write_record(writer.create_warc_record(POLICY, "response", BytesIO(body), **heads))
            truth[f"{when:%Y%m%d%H%M%S}"] = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return truth


def capture(number: int) -> tuple[str, bytes]:
    """Return status and body of one capture: new bytes every eighth time, a new text every other, at times an old one."""
    if number % 29 == 28:
        return "503 Service Unavailable", b"<html><body><p>Back soon.</p></body></html>"
    edition = number // 16 if number // 16 % 7 else 0
    clauses = "".join(
        f"<p>Section {place}: the survey keeps the sightings you send us of marsh {place * 7} for "
        f"{30 + (edition if place == edition % 8 else 0)} days, and shows them to nobody but its own wardens.</p>"
        for place in range(8)
    )
    title = "Salt Marsh Atlas: Privacy"
    page = (
        f"<html><head><title>{title}</title><!-- {number // 8} --></head><body><h1>{title}</h1>{clauses}</body></html>"
    )
    return "200 OK", page.encode()


if __name__ == "__main__":
    main()
