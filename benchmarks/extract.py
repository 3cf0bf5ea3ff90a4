"""How much of a policy the reading keeps, on saved pages with gold texts: writes predictions and calls their scorer.

    python benchmarks/extract.py --bench ../shared/bench/extract [--pred pred.jsonl] [--worst 10]

The bench is a folder with manifest.jsonl, pages/<id>.html.gz and score_extract.py. Seconds are CPU seconds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipelines import page
from pipelines.decode import decode


def main() -> None:
    arguments = _arguments()
    bench = Path(arguments.bench)
    ids = [json.loads(line)["id"] for line in (bench / "manifest.jsonl").open(encoding="utf-8")]
    shares = []
    with Path(arguments.pred).open("w", encoding="utf-8") as out:
        for name in ids:
            told, share = _read(name, _body(bench / "pages", name))
            shares.append(share)
            print(json.dumps(told, ensure_ascii=False), file=out)
    print(f"parse by BeautifulSoup: {100 * statistics.median(shares):.0f} % of the time, median over pages")
    scorer = [sys.executable, str(bench / "score_extract.py"), "--bench", str(bench), "--pred", arguments.pred]
    subprocess.run([*scorer, "--worst", str(arguments.worst)], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", default="../shared/bench/extract")
    parser.add_argument("--pred", default="pred.jsonl")
    parser.add_argument("--worst", type=int, default=0)
    return parser.parse_args()


def _body(pages: Path, name: str) -> bytes:
    path = next(pages.glob(f"{name}.*"))
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _read(name: str, body: bytes) -> tuple[dict[str, str | float], float]:
    """Return the prediction for one page, and the share of its time that the parse took."""
    began = time.process_time()
    html = decode(body).text
    read = page.read(html)
    seconds = time.process_time() - began
    page.parse(html)
    parse = time.process_time() - began - seconds
    lines = [f"{block.label} {block.text}" if block.label else block.text for block in read.blocks]
    return {"id": name, "text": "\n".join(lines), "seconds": round(seconds, 5)}, parse / seconds


if __name__ == "__main__":
    main()
