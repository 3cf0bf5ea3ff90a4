"""The five documents that this project was made from, from real bytes to dated redlines.

    python benchmarks/seeds.py [--seeds ../shared/seeds] [--out FOLDER]

Packs the archived pages of the five sites into a WARC at their real URLs and capture times, plays it on loopback,
crawls it with `clausetrail track`, imports the texts that exist without a page, prints the redline of each site, and
the precision and recall of our words against the corpus's text where page and text are one capture.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from tracking import UNLIMITED, clausetrail
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.pipelines.extraction.corpus_markdown import split_title
from clausetrail.snapshots.watchlist.policies import name_for

# The corpus puts a comment of its own in front of each page; it is no part of what was captured.
_NOTE = re.compile(rb"\A\s*<!--The following is the downloaded HTML source.*?-->\s*", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent.parent
    parser.add_argument("--seeds", type=Path, default=here.parent / "shared" / "seeds")
    parser.add_argument("--out", type=Path, help="folder to keep the store and the exports in")
    arguments = parser.parse_args()
    if not (arguments.seeds / "sites").is_dir():
        sys.exit(f"no seeds in {arguments.seeds}: name their folder with --seeds")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.out or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        run(arguments.seeds / "sites", folder)


def run(sites: Path, folder: Path) -> None:
    rows = [row for row in map(json.loads, (sites / "manifest.jsonl").read_text("utf-8").splitlines()) if row["file"]]
    pages = [row for row in rows if row["kind"] == "html"]
    texts = [row for row in rows if row["kind"] == "md"]
    warc, watchlist = folder / "seeds.warc.gz", folder / "policies.toml"
    pack(sites, pages, warc)
    watchlist.write_text(declared(rows), "utf-8")
    with running_replay_server([warc]) as address:
        done = clausetrail(folder, "track", "--policies", str(watchlist), "--archive", address, *UNLIMITED)
        print(f"{len(pages)} pages and {len(texts)} texts of {len({row['domain'] for row in rows})} sites")
        print(done.stdout.strip())
        for row in texts:
            options = ("--policies", str(watchlist), "--policy", row["domain"])
            clausetrail(folder, "import", str(sites / row["file"]), *options)
        for domain in sorted({row["domain"] for row in rows}):
            print(f"\n{'=' * 110}\n{clausetrail(folder, 'timeline', domain).stdout.strip()}")
    clausetrail(folder, "export", str(folder / "export"))
    print(
        f"\n{'=' * 110}\nOur words against the corpus's text, where both are of one capture (the page's title is no clause of ours)"
    )
    for row in pages:
        if twin := next((text for text in texts if where(text) == where(row)), None):
            print(agreement(sites / twin["file"], folder / "export" / "captures.jsonl", row))


def where(row: dict[str, str]) -> tuple[str, str]:
    """Return the capture time and the original of a manifest's row; the corpus quotes the URL once more."""
    found = re.search(r"/(\d{14})id_/(.+)$", row["wayback_url"])
    assert found
    return found[1], unquote(found[2])


def pack(sites: Path, pages: list[dict[str, str]], warc: Path) -> None:
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for row in pages:
            timestamp, original = where(row)
            body = _NOTE.sub(b"", (sites / row["file"]).read_bytes())
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            when = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            record = writer.create_warc_record(
                original,
                "response",
                BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": f"{when:%Y-%m-%dT%H:%M:%SZ}"},
            )
            writer.write_record(record)


def declared(rows: list[dict[str, str]]) -> str:
    """Return the watchlist: one policy a site, with every address it was captured at, whole or as text only."""
    urls: dict[str, dict[str, str]] = {}
    for row in rows:
        original = where(row)[1]
        urls.setdefault(row["domain"], {}).setdefault(name_for(original), original)
    return "\n".join(
        f'[policies."{domain}"]\nurls = {json.dumps(list(seen.values()))}\n' for domain, seen in sorted(urls.items())
    )


def agreement(text: Path, captures: Path, row: dict[str, str]) -> str:
    timestamp, original = where(row)
    ours = next(
        capture["text"]
        for capture in map(json.loads, captures.read_text("utf-8").splitlines())
        if (capture["timestamp"], capture["imported"]) == (timestamp, False) and capture["url"] == original
    )
    title, rest = split_title(text.read_text("utf-8"))
    told, expected = words(ours), words(f"{title}\n{rest}")
    shared = sum((told & expected).values())
    more, less = " ".join((told - expected).elements()), " ".join((expected - told).elements())
    left_out = [line for line in rest.splitlines() if words(line) and _is_furniture(line, told)]
    unlike = words(f"{title}\n" + "\n".join(left_out))
    rest_recall = sum((told & (expected - unlike)).values()) / (expected - unlike).total()
    return (
        f"{row['domain']:22} {row['archived']}  precision {shared / told.total():.4f}  recall {shared / expected.total():.4f} "
        f"of {expected.total()} words; without its title and the lines below {rest_recall:.4f}\n"
        f"    only ours: {more or '-'}\n    only theirs: {less or '-'}\n"
        + "".join(f"    a line that we leave out as furniture: {line.strip()[:150]}\n" for line in left_out)
    )


def _is_furniture(line: str, told: Counter[str]) -> bool:
    """Return whether most of a line's words are links to elsewhere, or are not in our text at all."""
    linked = words(" ".join(re.findall(r"\[([^\]]*)\]\(", line))).total()
    return (linked >= 4 and 2 * linked > words(line).total()) or 2 * sum((words(line) & told).values()) <= words(
        line
    ).total()


def words(text: str) -> Counter[str]:
    """Return the words of *text*, without the targets of its links, folded in case and compatibility."""
    plain = re.sub(r"\]\([^)]*\)", "] ", text)
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", plain).casefold()))


if __name__ == "__main__":
    main()
