"""How much of a policy the reading keeps, page by page, and what it costs, beside the libraries that people use.

    python benchmarks/extraction.py --bench ../shared/bench/extract --out pred.jsonl [--score] [--peers] [--speed]

The bench is a folder with pages/<id>.html or <id>.html.gz; manifest.jsonl, if it is there, says which and in what
order. --score calls the folder's own scorer, once more for each half of the operators where it has several. --peers
runs what is importable of trafilatura, readability-lxml, BeautifulSoup and selectolax over the same pages in the same
process. --speed times them and both of our ways, by BeautifulSoup and straight from the parser's events, page by page in
turns, and parts the times by the length of the page. All seconds are CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
import importlib.metadata
import itertools
import json
import operator
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bs4 import BeautifulSoup

from clausetrail.pipelines import page
from clausetrail.pipelines.decoding.decode import decode

Extract = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Saved:
    """One page of a bench as text: decoding is the same for all, and not timed."""

    name: str
    html: str


def main() -> None:
    arguments = _arguments()
    bench = Path(arguments.bench)
    pages = list(_pages(bench))
    print(f"{len(pages)} pages of {bench.name}; {platform.python_implementation()} {platform.python_version()}, "
          f"{_versions('beautifulsoup4', 'lxml')}, {platform.machine()}")  # fmt: skip
    out = Path(arguments.out)
    ours = run(_ours, pages, out)
    _tell("clausetrail", ours)
    if arguments.speed:
        _race(pages)
    if arguments.score:
        _score(bench, out, arguments.worst)
    if arguments.peers:
        _compare(bench, pages, out, scored=arguments.score)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default="../shared/bench/extract", help="the folder with the pages")
    parser.add_argument("--out", default="pred.jsonl", help='where to write {"id", "text", "seconds"}, one page a line')
    parser.add_argument("--score", action="store_true", help="call the folder's scorer")
    parser.add_argument("--worst", type=int, default=0, help="with --score, name so many of the worst pages")
    parser.add_argument("--peers", action="store_true", help="run other libraries too")
    parser.add_argument("--speed", action="store_true", help="time all in turns, by the length of the page")
    return parser.parse_args()


# --- the pages ------------------------------------------------------------------------------------------------


def _pages(bench: Path) -> Iterator[Saved]:
    """Yield the pages of *bench* in the order of its manifest; what is not there is said, and read as nothing."""
    found = {_name(path): path for path in sorted((bench / "pages").iterdir()) if _name(path)}
    manifest = bench / "manifest.jsonl"
    names = [str(line["id"]) for line in _lines(manifest)] if manifest.exists() else list(found)
    for name in names:
        if name in found:
            yield Saved(name, _text(found[name]))
        else:
            print(f"missing: pages/{name}.html", file=sys.stderr)


def _name(path: Path) -> str:
    for suffix in (".html.gz", ".htm.gz", ".html", ".htm"):
        if path.name.endswith(suffix):
            return path.name.removesuffix(suffix)
    return ""


def _text(path: Path) -> str:
    body = path.read_bytes()
    return decode(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).text


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


# --- who reads them -------------------------------------------------------------------------------------------


def _ours(html: str, quick: bool = False) -> str:
    if reason := page.too_large_reason(html):
        print(reason, file=sys.stderr)
        return ""
    return "\n".join(f"{block.label} {block.text}".strip() for block in page.read(html, quick=quick).blocks)


def _quick(html: str) -> str:
    return _ours(html, quick=True)


def _bare(html: str) -> str:
    BeautifulSoup(html, "lxml")
    return ""


def _peers() -> Iterator[tuple[str, Extract | str]]:
    """Yield each library by name, with its function or the word that it is missing."""
    for name, modules, make in (
        ("trafilatura, favor_recall", ["trafilatura"], _trafilatura),
        ("readability-lxml + html2text", ["readability", "html2text"], _readability),
        ("BeautifulSoup get_text, nav/header/footer dropped", ["bs4"], _soup),
        ("selectolax (lexbor), plain text", ["selectolax.lexbor"], _selectolax),
    ):
        try:
            yield name, make(*map(importlib.import_module, modules))
        except ImportError as error:
            yield name, f"not here: {error}"


def _trafilatura(trafilatura) -> Extract:  # type: ignore[no-untyped-def]
    return lambda html: trafilatura.extract(html, favor_recall=True, include_comments=False) or ""


def _readability(readability, html2text) -> Extract:  # type: ignore[no-untyped-def]
    def extract(html: str) -> str:
        writer = html2text.HTML2Text(bodywidth=0)
        writer.ignore_links = writer.ignore_images = True
        return str(writer.handle(readability.Document(html).summary()))

    return extract


def _soup(_bs4: object) -> Extract:
    def extract(html: str) -> str:
        soup = BeautifulSoup(html, "lxml")
        for tag in soup(["script", "style", "noscript", "template", "nav", "header", "footer"]):
            tag.decompose()
        return soup.get_text("\n", strip=True)

    return extract


def _selectolax(lexbor) -> Extract:  # type: ignore[no-untyped-def]
    def extract(html: str) -> str:
        tree = lexbor.LexborHTMLParser(html)
        for tag in ("script", "style", "noscript", "template"):
            for node in tree.css(tag):
                node.decompose()
        return tree.body.text(separator="\n", strip=True) if tree.body else ""

    return extract


# --- what it costs --------------------------------------------------------------------------------------------


def run(extract: Extract, pages: Sequence[Saved], out: Path | None) -> list[float]:
    """Return the CPU seconds of *extract* on each of *pages*; its texts are written to *out*."""
    extract("<p>What is made at the first call is not a part of the first page.</p>")
    seconds, lines = [], []
    for saved in pages:
        text, spent = _timed(extract, saved)
        seconds.append(spent)
        lines.append(json.dumps({"id": saved.name, "text": text, "seconds": round(spent, 5)}, ensure_ascii=False))
    if out:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return seconds


def _timed(extract: Extract, saved: Saved) -> tuple[str, float]:
    began = time.process_time()
    try:
        text = extract(saved.html)
    except Exception as error:  # noqa: BLE001 - a peer's failure on a page is a result, not ours to handle
        print(f"{saved.name}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        text = ""
    return text, max(time.process_time() - began, 1e-6)


def _tell(name: str, seconds: Sequence[float]) -> None:
    if seconds:
        print(f"{name}: median {1000 * statistics.median(seconds):.1f} CPU-ms a page, "
              f"{len(seconds) / sum(seconds):.1f} pages a CPU second, slowest {1000 * max(seconds):.0f} ms")  # fmt: skip


_SIZES = (0, 50_000, 150_000, 500_000, 1_500_000, 10**9)


def _race(pages: Sequence[Saved]) -> None:
    """Print what each reader takes: every page by all of them in turns, twice, and of each the better time counts.

    One reader after the other would measure what else the machine did meanwhile.
    """
    readers: dict[str, Extract] = {
        "clausetrail, by BeautifulSoup": _ours,
        "clausetrail, by events": _quick,
        "bare parse": _bare,
    }
    readers |= {name: extract for name, extract in _peers() if not isinstance(extract, str)}
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for saved in pages:
        turns = [[_timed(extract, saved)[1] for extract in readers.values()] for _ in range(2)]
        for name, *times in zip(readers, *turns, strict=True):
            spent[name].append(min(times))
    for least, most in [(0, 10**9), *itertools.pairwise(_SIZES)]:
        chosen = [at for at, saved in enumerate(pages) if least <= len(saved.html) < most]
        if chosen:
            print(f"{len(chosen)} pages of {least // 1000:,} k to {most // 1000:,} k signs:")
            for name, seconds in spent.items():
                _tell(f"  {name}", [seconds[at] for at in chosen])
    ratios = map(operator.truediv, spent["clausetrail, by BeautifulSoup"], spent["bare parse"])
    print(f"by BeautifulSoup = {statistics.median(ratios):.2f} x its bare parse, median over pages")


def _versions(*names: str) -> str:
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


# --- how good it is -------------------------------------------------------------------------------------------


def _score(bench: Path, predictions: Path, worst: int = 0) -> None:
    """Call the scorer of *bench*, and once more for each half of its operators, parted by the hash of their names."""
    scorer = next(iter(sorted(bench.glob("score*.py"))), None)
    if scorer is None:
        print(f"no scorer in {bench}", file=sys.stderr)
        return
    command = [sys.executable, str(scorer), "--pred", str(predictions)]
    subprocess.run([*command, "--bench", str(bench), "--worst", str(worst)], check=False)
    for half in ("a", "b"):
        with tempfile.TemporaryDirectory() as folder:
            if operators := _part(bench, Path(folder), half):
                print(f"  half {half} ({operators} operators):", flush=True)
                subprocess.run([*command, "--bench", folder], check=False)


def _part(bench: Path, folder: Path, half: str) -> int:
    """Write into *folder* the manifest of one half and return how many operators it has; none for a bench of few."""
    manifest = list(_lines(bench / "manifest.jsonl")) if (bench / "manifest.jsonl").exists() else []
    if len({line.get("group") for line in manifest}) < 4 or not (bench / "gold.jsonl.gz").exists():
        return 0
    chosen = [line for line in manifest if half_of(str(line.get("group"))) == half]
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in chosen)
    (folder / "gold.jsonl.gz").symlink_to((bench / "gold.jsonl.gz").resolve())
    return len({line.get("group") for line in chosen})


def half_of(operator: str) -> str:
    """Return "a" or "b" by the parity of the SHA-256 of *operator*: the same halves wherever the bench is read."""
    return "ab"[hashlib.sha256(operator.encode()).digest()[0] % 2]


def _compare(bench: Path, pages: Sequence[Saved], out: Path, scored: bool) -> None:
    for position, (name, extract) in enumerate(_peers()):
        if isinstance(extract, str):
            print(f"{name}: {extract}")
            continue
        predictions = out.with_name(f"{out.stem}.peer{position}{out.suffix}")
        seconds = run(extract, pages, predictions)
        _tell(name, seconds)
        if scored:
            _score(bench, predictions)


if __name__ == "__main__":
    main()
