"""What becomes of the sample files of other archive tools: indexed, played, read, exported, checked and replayed by others.

    python -m benchmarks.samples FOLDER --tools VENV [--only NAME ...]

FOLDER holds WARC, ARC, WACZ and CDX files, at any depth. For each one: `clausetrail play` indexes it, its captures are
requested under their own URL and time, `clausetrail history` reads one URL of it from the file, `clausetrail export --warc
--wacz` writes that store, `warcio check` and `wacz validate` check what was written, and pywb replays it. A payload is equal
where pywb's answer has the bytes that warcio reads from the sample, after the codings that the header names. A row names the
reason wherever a step has none.

VENV is an environment of its own with `warcio` and `wacz`; pywb installs itself as in the tests (`tests/support/pywb_archive.py`).
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.snapshots.errors import UnusableArchive
from tests.support.pywb_archive import pywb

_SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz", ".wacz", ".cdx", ".cdxj")
_CHECKED = 20  # captures of a file that are requested from `play`
Row = dict[str, Any]


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        """Follow nothing: an archived redirect is the answer itself."""


_OPENER = build_opener(ProxyHandler({}), _NoRedirect())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tools", type=Path, required=True, help="a virtual environment with warcio and wacz")
    parser.add_argument("--only", nargs="+", default=[], help="parts of the names of the files to try")
    asked = parser.parse_args()
    files = sorted(path for path in asked.folder.rglob("*") if path.name.endswith(_SUFFIXES))
    files = [path for path in files if not asked.only or any(part in str(path) for part in asked.only)]
    print(
        "| file | play: captures answered | history | export | warcio check | wacz validate | pywb | why |\n|"
        + "---|" * 8
    )
    whole = 0
    for path in files:
        with tempfile.TemporaryDirectory() as folder:
            row = tried(path, Path(folder), asked.tools)
        whole += row["whole"]
        columns = ("play", "history", "export", "warcio", "wacz", "pywb", "why")
        name = path.relative_to(asked.folder)
        print(
            f"| {name} | " + " | ".join(str(row.get(one, "-")).replace("|", "/") for one in columns) + " |", flush=True
        )
    print(f"\n{len(files)} files, {whole} through every step")


def tried(path: Path, folder: Path, tools: Path) -> Row:
    """Return the row of *path*, with "whole" true where every step succeeds."""
    row: Row = {"whole": False, "why": ""}
    captures = [*sample_captures(path)]
    try:
        with running_replay_server([path]) as address:
            answered = [asked_of(f"{address}/web/{stamp}id_", url) for url, stamp, _ in captures[:_CHECKED]]
        right = sum(status in {200, 301, 302, 303, 307, 308} or status >= 400 and known for status, known in answered)
        row["play"] = f"{right} of {len(answered)}"
    except UnusableArchive as error:
        row["play"] = "refused"
        row["why"] = (
            "an index, which holds no records" if "cdx" in path.suffix else str(error)[-200:].replace("\n", " ")
        )
    url = chosen(captures) or url_of_index(path)
    if not url:
        return row | {"why": row["why"] or "no URL in it"}
    done = ran(folder, "history", url, "--archive", str(path), "--quiet")
    row["history"] = f"exit {done.returncode}"
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    versions = next((found[0] for line in said if (found := re.match(r"\d+ versions? in \d+ captures?", line))), "")
    row["history"] += f", {versions}" if versions else ""
    why = [line for line in said if re.search(r"unread|lists no|no record|not |undecodable|damaged|nothing", line)]
    if not versions or done.returncode:
        row["why"] = row["why"] or " ".join(why[:2])[:220] or " ".join(said[:2])[:220]
    out = folder / "out"
    done = ran(folder, "export", str(out), "--warc", "--wacz")
    row["export"] = f"exit {done.returncode}"
    warc, wacz = out / "captures.warc.gz", out / "captures.wacz"
    if not warc.exists() or not records(warc):
        return row | {"export": row["export"] + ", no bytes"}
    checks = {"warcio": ("check", str(warc)), "wacz": ("validate", "-f", str(wacz))}
    for tool, arguments in checks.items():
        done = subprocess.run([str(tools / "bin" / tool), *arguments], capture_output=True, text=True, check=False)
        row[tool] = "pass" if done.returncode == 0 else f"exit {done.returncode}"
        if done.returncode:
            row["why"] += f" {tool}: {(done.stdout + done.stderr).strip()[-150:]}".replace("\n", " ")
    place = folder / "pywb"
    place.mkdir()
    payloads = {(one, stamp): body for one, stamp, body in captures}
    exported = [*sample_captures(warc)]
    equal, told = 0, []
    with pywb([warc], place) as address:
        for one, stamp, body in exported:
            expected = payloads.get((one, stamp), body)
            status, played = fetched(f"{address}/web/{stamp}id_/", one)
            equal += played == expected
            if played != expected:
                told.append(f"{stamp}: status {status}, {len(played)} bytes instead of {len(expected)}")
    row["pywb"] = f"{equal} of {len(exported)} equal"
    row["why"] += " ".join(told[:2])
    row["whole"] = bool(versions) and row["warcio"] == row["wacz"] == "pass" and not told
    return row


def sample_captures(path: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield URL, 14-digit time and decoded payload of each response or resource of *path*, as warcio reads it."""
    for stream in streams(path):
        with stream as file:
            try:
                for record in ArchiveIterator(file, arc2warc=True):
                    if record.rec_type not in {"response", "resource"}:
                        continue
                    heads = record.rec_headers
                    url = (heads.get_header("WARC-Target-URI") or "").strip("<>")
                    stamp = re.sub(r"\D", "", heads.get_header("WARC-Date") or "")[:14]
                    if url.startswith(("http:", "https:")):
                        yield url, stamp, record.content_stream().read()
            except (ArchiveLoadFailed, EOFError, OSError):
                continue


def streams(path: Path) -> Iterator[Any]:
    """Yield the streams of records of *path*: itself, or the members of a WACZ."""
    if path.suffix == ".wacz":
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith((".warc", ".warc.gz", ".arc", ".arc.gz")):
                    yield io.BytesIO(package.read(name))
    elif not path.name.endswith((".cdx", ".cdxj")):
        yield path.open("rb")


def records(warc: Path) -> int:
    return sum(1 for _ in sample_captures(warc))


def chosen(captures: list[tuple[str, str, bytes]]) -> str:
    """Return the URL of the capture that is most like a page: HTML with the most bytes, else the first."""
    pages = [(len(body), url) for url, _, body in captures if b"<html" in body[:2000].lower()]
    return max(pages)[1] if pages else captures[0][0] if captures else ""


def url_of_index(path: Path) -> str:
    """Return the first URL that a line of a CDX or CDXJ file names, or ""."""
    if path.suffix not in {".cdx", ".cdxj"}:
        return ""
    found = re.search(r"https?://[^\s\"]+", path.read_text("utf-8", "replace"))
    return found[0] if found else ""


def asked_of(prefix: str, url: str) -> tuple[int, bool]:
    """Return the status of the memento of *url*, and whether the answer names its time."""
    try:
        with _OPENER.open(Request(f"{prefix}/{quote(url, safe=_SAFE)}"), timeout=30) as answer:
            return answer.status, "Memento-Datetime" in answer.headers
    except HTTPError as error:
        with error:
            return error.code, "Memento-Datetime" in error.headers
    except (URLError, OSError):
        return 0, False


_SAFE = ":/?#[]@!$&'()*+,;=%~"


def fetched(prefix: str, url: str) -> tuple[int, bytes]:
    """Return status and payload of *url*, after the codings that its header names."""
    try:
        with _OPENER.open(Request(prefix + quote(url, safe=_SAFE)), timeout=30) as answer:
            status, heads, body = answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            status, heads, body = error.code, error.headers, error.read()
    except (URLError, OSError):
        return 0, b""
    if (heads.get("Content-Encoding") or "").lower() in {"gzip", "x-gzip"}:
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError):
            return status, body
    return status, body


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CLAUSETRAIL_DATA": str(folder / "data"), "CLAUSETRAIL_GATES": str(folder / "gates")}
    command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


if __name__ == "__main__":
    main()
