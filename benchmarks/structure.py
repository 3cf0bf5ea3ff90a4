"""How much of a policy's structure the reading keeps: headings, list items with their numbers, rows of tables.

    python benchmarks/structure.py --bench ../shared/bench/extract [--worst 5] [--page ID]

The bench is a folder as for extraction.py with gold/<id>.md: Markdown that people's selectors gave. A heading of the
gold is a line with # or underlined, and on a page that has none of these a line that is wholly bold. *Strict* counts
our headings against those alone; *lenient* counts a heading of ours right too where the gold has a line that is wholly
bold. Precision is told twice: of all our headings, and of those that the gold has as a line of its own at all,
for the selectors often cut the page's title. Texts are compared as case-folded words, and what gold.jsonl.gz calls
optional, the template of the service's pages, is neither asked for nor punished. A row is found if one of our rows has the words
of all its cells, in order and no others. Pages are parted by operator into the halves of extraction.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.extraction import _lines, _text, half_of
from clausetrail.pipelines import page
from clausetrail.pipelines.extraction import list_numbers
from clausetrail.snapshots.model import Kind

_MARKED = re.compile(r"#{1,6}\s+(.*?)[\s#]*$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\s*$")
_ITEM = re.compile(r"(?:[*+-]|(\d{1,9})[.)])\s+(\S.*)")
_RULE = re.compile(r"(?:[*_-]\s*){3,}$")
_BOLD = re.compile(r"(?:(?:\*\*|__)(?:(?!\*\*|__).)+(?:\*\*|__)[\s:.]*)+$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)\s]*\)")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\\]|\\.|\([^()]*\))*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~=])")
_MAIL = re.compile(r"\[?email\s+protected\]?|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ASIDE = re.compile(r"\(?opens in (?:a )?new (?:window|tab)\)?", re.IGNORECASE)  # told to screen readers alone
_UNSEEN = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x200E, 0x200F])
_WORD = re.compile(r"[^\W_]+")
_FIRST_WORDS = 10  # of an item: what follows a line break in it may be a block of its own


@dataclass(slots=True)
class Structure:
    """The headings, wholly bold lines, items with their numbers, and rows of one page, as words."""

    headings: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    items: list[tuple[str, str]] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    lines: set[str] = field(default_factory=set)
    text: str = ""

    def without(self, optional: Container[str]) -> Structure:
        """Return what is not *optional*, and says something."""
        wanted = [[x for x in kind if x and _bare(x) not in optional] for kind in (self.headings, self.bold, self.rows)]
        items = [(number, said) for number, said in self.items if said and _bare(said) not in optional]
        return Structure(wanted[0], wanted[1], items, wanted[2], self.lines, self.text)


@dataclass(slots=True)
class Tally:
    """How many were found of how many."""

    hits: int = 0
    total: int = 0

    def add(self, hits: int, total: int) -> None:
        self.hits += hits
        self.total += total

    def __str__(self) -> str:
        share = f"{self.hits / self.total:.4f}" if self.total else "-"
        return f"{share} ({self.hits} of {self.total})"


def main() -> None:
    arguments = _arguments()
    bench = Path(arguments.bench)
    manifest = list(_lines(bench / "manifest.jsonl"))
    chosen = [line for line in manifest if (bench / "gold" / f"{line['id']}.md").exists()]
    print(f"{len(chosen)} of {len(manifest)} pages of {bench.name}, {len({x['group'] for x in chosen})} operators")
    tallies: dict[str, dict[str, Tally]] = {}
    optional = _optional(bench)
    worst: list[tuple[int, str, list[str]]] = []
    for line in chosen:
        name = str(line["id"])
        if arguments.page in {"", name}:
            counted = [tallies.setdefault(of, {}) for of in ("all", half_of(str(line["group"])))]
            misses = _judge(bench, name, optional.get(name, frozenset()), counted)
            worst.append((len(misses), name, misses))
    for half in sorted(tallies, key=lambda name: (name != "all", name)):
        print("all pages" if half == "all" else f"half {half}")
        for what, tally in tallies[half].items():
            print(f"  {what:37} {tally}")
    for count, name, misses in sorted(worst, reverse=True)[: arguments.worst]:
        print(f"{name}: {count} misses", *misses[: arguments.misses], sep="\n    ")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default="../shared/bench/extract", help="the folder with pages, gold and manifest")
    parser.add_argument("--worst", type=int, default=5, help="name so many of the pages with the most misses")
    parser.add_argument("--misses", type=int, default=4, help="show so many misses of each of these")
    parser.add_argument("--page", default="", help="judge one page only")
    return parser.parse_args()


# --- what the gold says, and what we say ----------------------------------------------------------------------


def gold(markdown: str) -> Structure:
    """Return the structure of *markdown* as people's selectors gave it."""
    found = Structure(text=words(markdown))
    for paragraph in _paragraphs(markdown):
        found.lines.update(filter(None, (words(" ".join(paragraph)), *map(words, paragraph))))
        if paragraph[0].startswith("|"):
            found.rows += filter(None, map(_row, paragraph))
        elif (item := _ITEM.match(paragraph[0])) and not _RULE.match(paragraph[0]):
            inner = [item[2], *paragraph[1:]]
            found.items.append((item[1] or "", said := words(" ".join(inner))))
            found.lines.add(said)
            _add_heading(found, inner)
        else:
            _add_heading(found, paragraph)
    found.headings, found.bold = list(filter(None, found.headings)), list(filter(None, found.bold))
    return found


def _add_heading(found: Structure, paragraph: Sequence[str]) -> None:
    if marked := _MARKED.match(paragraph[0]):
        found.headings.append(words(marked[1]))
    elif len(paragraph) > 1 and _UNDERLINE.match(paragraph[-1]):
        found.headings.append(words(" ".join(paragraph[:-1])))
    else:
        found.bold += [words(line) for line in paragraph if _BOLD.match(line)]


def _paragraphs(markdown: str) -> Iterator[list[str]]:
    """Yield the lines of each paragraph, without their indents; an item or a heading begins one."""
    paragraph: list[str] = []
    # A line break inside bold words, as in "**Title\n** text", ends a bold line all the same.
    markdown = re.sub(r" *\n\*\*(?=[^*\n ])(?![^\n]*\*\*)", "**\n", markdown.replace("\r\n", "\n"))
    for line in markdown.split("\n"):
        said = line.strip()
        begins = not said or _MARKED.match(said) or (_ITEM.match(said) and not _UNDERLINE.match(said))
        if begins and paragraph:
            yield paragraph
            paragraph = []
        if said:
            paragraph.append(said)
    if paragraph:
        yield paragraph


def _row(line: str) -> str:
    return "" if re.fullmatch(r"[|\s:-]+", line) else words(line)


def words(text: str) -> str:
    """Return the words of *text*, case-folded, without Markdown's signs, link targets and e-mail addresses."""
    for _ in range(2):
        text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = re.sub(r"(?<!\\)[*`~]+", "", _TAG.sub(" ", text))
    text = _MAIL.sub(" ", _ASIDE.sub(" ", unescape(_ESCAPE.sub(r"\1", text))))
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()))


def _bare(said: str) -> str:
    """Return *said* as gold.jsonl.gz has it: numbers of one or two digits are no words there."""
    return " ".join(word for word in said.split() if not re.fullmatch(r"\d{1,2}", word))


def _optional(bench: Path) -> dict[str, frozenset[str]]:
    """Return the optional lines of every page of *bench*; none for a bench that names none."""
    if not (named := bench / "gold.jsonl.gz").exists():
        return {}
    with gzip.open(named, "rt", encoding="utf-8") as lines:
        return {page["id"]: frozenset(page["optional"]) for page in map(json.loads, lines)}


def ours(html: str) -> Structure:
    """Return the structure of the blocks that we read in *html*."""
    found = Structure()
    for block in page.read(html).blocks:
        said = words(block.text)
        if block.kind is Kind.HEADING:
            found.headings.append(said)
        elif block.kind is Kind.ROW:
            found.rows.append(said)
        if block.kind is Kind.ITEM or block.label:
            found.items.append((block.label, said))
    return found


# --- how they compare -----------------------------------------------------------------------------------------


def _judge(bench: Path, name: str, optional: Container[str], tallies: Sequence[dict[str, Tally]]) -> list[str]:
    """Add what page *name* has, without what is *optional*, to *tallies*, and return its misses as lines."""
    right = gold((bench / "gold" / f"{name}.md").read_text(encoding="utf-8")).without(optional)
    read = ours(_text(next((bench / "pages").glob(f"{name}.html*")))).without(optional)
    misses: list[str] = []
    for what, hits, total in (
        *_headings(right, read, misses),
        *_rows(right, read, misses),
        *_items(right, read, misses),
    ):
        for tally in tallies:
            tally.setdefault(what, Tally()).add(hits, total)
    return misses


def _headings(right: Structure, read: Structure, misses: list[str]) -> Iterator[tuple[str, int, int]]:
    wanted = right.headings or right.bold
    lost, found = Counter(wanted) - Counter(read.headings), Counter(read.headings) & Counter(wanted)
    yield "headings, recall", len(wanted) - lost.total(), len(wanted)
    marked = len(right.headings)
    yield "headings, recall where marked", marked and marked - lost.total(), marked
    foreign = Counter(read.headings) - Counter(wanted)
    allowed = foreign & Counter(right.bold)
    absent = sum(count for said, count in foreign.items() if said not in right.lines)
    yield "headings, precision strict", found.total(), len(read.headings)
    yield "headings, precision lenient", found.total() + allowed.total(), len(read.headings)
    in_gold = len(read.headings) - absent
    yield "headings, precision strict, in gold", found.total(), in_gold
    yield "headings, precision lenient, in gold", found.total() + allowed.total(), in_gold
    misses += [f"heading lost: {said[:90]}" for said in lost]
    misses += [f"heading {'absent' if said not in right.lines else 'wrong'}: {said[:90]}" for said in foreign - allowed]


def _rows(right: Structure, read: Structure, misses: list[str]) -> Iterator[tuple[str, int, int]]:
    lost, foreign = Counter(right.rows) - Counter(read.rows), Counter(read.rows) - Counter(right.rows)
    yield "rows, recall", len(right.rows) - lost.total(), len(right.rows)
    absent = sum(count for said, count in foreign.items() if " ".join(said.split()[:4]) not in right.text)
    yield "rows, precision", len(read.rows) - foreign.total(), len(read.rows)
    yield "rows, precision, in gold", len(read.rows) - foreign.total(), len(read.rows) - absent
    misses += [f"row lost: {said[:120]}" for said in lost] + [f"row wrong: {said[:120]}" for said in foreign]


def _items(right: Structure, read: Structure, misses: list[str]) -> Iterator[tuple[str, int, int]]:
    labels: dict[str, list[str]] = {}
    for label, said in reversed(read.items):
        labels.setdefault(_beginning(said), []).append(label)
    titles = {*right.headings, *right.bold} & {*read.headings}
    found = numbered = same = 0
    for number, said in right.items:
        waiting = labels.get(_beginning(said))
        if not waiting and said in titles:  # a wholly bold item is both in the gold, and was found as a heading
            found += 1
            continue
        if not waiting:
            misses.append(f"item lost: {number} {said[:80]}")
            continue
        found += 1
        label = waiting.pop()
        if number:
            numbered += 1
            same += (agrees := _agrees(number, label or said.split()[0]))
            misses += [] if agrees else [f"number {label!r} for {number}: {said[:70]}"]
    yield "items, recall", found, len(right.items)
    yield "numbers of items found, right", same, numbered


def _beginning(said: str) -> str:
    return " ".join(said.split()[:_FIRST_WORDS])


def _agrees(number: str, label: str) -> bool:
    """Return whether *label*, generated or else the first word, is *number* in any style: Markdown writes digits."""
    return label.rstrip(".") in {list_numbers.format_ordinal(int(number), style) for style in "1aAiI"}


if __name__ == "__main__":
    main()
