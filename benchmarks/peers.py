"""What other tools make of the same pairs of clause lists: one clause a line in, links between lines out.

Line differs pair the lines they call equal, and, where as many lines were struck as inserted in one hunk, those one
by one. Word differs are projected to clauses: two clauses are linked if they share half of the shorter one's words.
This is generous to both. Tools that cannot be imported are named and left out.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any

Tool = Callable[[dict[str, Any]], tuple[float, list[dict[str, Any]]]]
Opcode = tuple[int, int, int, int, bool]  # of both sides from and to, and whether they are equal
Runs = Iterable[tuple[str, str]]  # "=", "-" or "+", and the text

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_WORD = re.compile(r"\S+")


def present() -> dict[str, Tool]:
    """Return the tools that are here, by name, and name the others."""
    wanted = {
        "redlines": ("redlines", _by_words(_redlines)),
        "web-monitoring-diff": ("web_monitoring_diff", _by_words(_web_monitoring)),
        "diff-match-patch": ("diff_match_patch", _by_words(_diff_match_patch)),
        "lxml.html.diff": ("lxml.html.diff", _by_words(_lxml)),
    }
    tools: dict[str, Tool] = {f"git-{name}": _by_lines(_git(name)) for name in ("histogram", "patience")}
    tools["difflib"] = _by_lines(_difflib)
    for name, (module, tool) in wanted.items():
        if _is_here(module):
            tools[name] = tool
        else:
            print(f"{name} cannot be imported here and is left out")
    return tools


def _is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None and bool(__import__(module))
    except (ImportError, RuntimeError):  # web-monitoring-diff refuses a libxml2 that is not lxml's
        return False


def _by_lines(differ: Callable[[Sequence[str], Sequence[str]], list[Opcode]]) -> Tool:
    def tool(pair: dict[str, Any]) -> tuple[float, list[dict[str, Any]]]:
        old, new = ([" ".join(told["text"].split()) for told in pair[side]] for side in ("old", "new"))
        start = time.perf_counter()
        opcodes = differ(old, new)
        return time.perf_counter() - start, [*_events(opcodes)]

    return tool


def _events(opcodes: Iterable[Opcode]) -> Iterator[dict[str, Any]]:
    for i, k, j, m, equal in opcodes:
        if k - i == m - j:
            kind = "same" if equal else "modified"
            yield from ({"old": [i + n], "new": [j + n], "kind": kind, "moved": False} for n in range(k - i))
        else:
            yield from ({"old": [n], "new": [], "kind": "removed", "moved": False} for n in range(i, k))
            yield from ({"old": [], "new": [n], "kind": "added", "moved": False} for n in range(j, m))


def _difflib(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    told = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i, k, j, m, tag == "equal") for tag, i, k, j, m in told]


def _git(algorithm: str) -> Callable[[Sequence[str], Sequence[str]], list[Opcode]]:
    def differ(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / name for name in ("old", "new")]
            for file, lines in zip(files, (old, new), strict=True):
                file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
            command = ["git", "diff", "--no-index", "-U0", f"--diff-algorithm={algorithm}", *map(str, files)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        return [*_hunks(done.stdout, len(old), len(new))]

    return differ


def _hunks(diff: str, size: int, other: int) -> Iterator[Opcode]:
    i = j = 0
    for match in filter(None, map(_HUNK.match, diff.split("\n"))):
        start, count, at, put = (int(part) if part is not None else 1 for part in match.groups())
        # Of a side without lines git names the line before.
        start, at = start - (count > 0), at - (put > 0)
        yield i, start, j, at, True
        yield start, start + count, at, at + put, False
        i, j = start + count, at + put
    yield i, size, j, other, True


def _by_words(differ: Callable[[str, str], Runs]) -> Tool:
    def tool(pair: dict[str, Any]) -> tuple[float, list[dict[str, Any]]]:
        old, new = ([_WORD.findall(told["text"]) for told in pair[side]] for side in ("old", "new"))
        texts = ["\n\n".join(" ".join(clause) for clause in side) for side in (old, new)]
        start = time.perf_counter()
        runs = [*differ(*texts)]
        return time.perf_counter() - start, _projected(runs, old, new)

    return tool


def _projected(runs: Runs, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return the events that word runs amount to."""
    owners = [[at for at, clause in enumerate(side) for _ in clause] for side in (old, new)]
    common: Counter[tuple[int, int]] = Counter()
    i = j = 0
    for op, text in runs:
        size = len(_WORD.findall(text))
        if op == "=":
            common.update(zip(owners[0][i : i + size], owners[1][j : j + size], strict=False))
        i, j = i + size * (op != "+"), j + size * (op != "-")
    links = [(i, j) for (i, j), held in common.items() if 2 * held >= min(len(old[i]), len(new[j]))]
    return [*_grouped(links, old, new)]


def _grouped(
    links: Sequence[tuple[int, int]], old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]
) -> Iterator[dict[str, Any]]:
    forward: dict[int, list[int]] = {}
    backward: dict[int, list[int]] = {}
    for i, j in sorted(links):
        forward.setdefault(i, []).append(j)
        backward.setdefault(j, []).append(i)
    told: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    for i, found in forward.items():
        sides = (tuple(backward[found[0]]), (found[0],)) if len(found) == 1 else ((i,), tuple(found))
        told.add(sides)
    for before, after in sorted(told):
        same = len(before) == len(after) == 1 and old[before[0]] == new[after[0]]
        yield {"old": before, "new": after, "kind": "same" if same else "modified", "moved": False}
    yield from ({"old": [i], "new": [], "kind": "removed"} for i in range(len(old)) if i not in forward)
    yield from ({"old": [], "new": [j], "kind": "added"} for j in range(len(new)) if j not in backward)


def _diff_match_patch(old: str, new: str) -> Runs:
    from diff_match_patch import diff_match_patch  # noqa: PLC0415 (only where it is asked for)

    engine = diff_match_patch()  # with its time limit of one second, as everybody uses it
    found = engine.diff_main(old, new)
    engine.diff_cleanupSemantic(found)
    # Cuts fall inside words: only whole words count as common.
    return _whole_words(old, new, [("-=+"[op + 1], text) for op, text in found])


def _whole_words(old: str, new: str, runs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield word runs in which a word is equal if all its characters are."""
    sides = [[*_WORD.finditer(text)] for text in (old, new)]
    equal: dict[int, int] = {}
    i = j = 0
    for op, text in runs:
        if op == "=":
            equal |= {i + n: j + n for n in range(len(text))}
        i, j = i + len(text) * (op != "+"), j + len(text) * (op != "-")
    places = {word.start(): at for at, word in enumerate(sides[1])}
    last = 0
    for word in sides[0]:
        partner = places.get(equal.get(word.start(), -1))
        whole = partner is not None and partner >= last and all(at in equal for at in range(*word.span()))
        if partner is None or not whole or sides[1][partner][0] != word[0]:
            yield "-", word[0]
            continue
        yield from (("+", put[0]) for put in sides[1][last:partner])
        yield "=", word[0]
        last = partner + 1
    yield from (("+", put[0]) for put in sides[1][last:])


def _redlines(old: str, new: str) -> Runs:
    from redlines import Redlines  # noqa: PLC0415

    told = Redlines(old, new, markdown_style="none").output_markdown
    told = re.sub(r"[ ]?¶[ ]?", "\n\n", told)
    return _tagged(told)


def _lxml(old: str, new: str) -> Runs:
    from lxml.html.diff import htmldiff  # noqa: PLC0415

    pages = ["".join(f"<p>{escape(clause, quote=False)}</p>" for clause in text.split("\n\n")) for text in (old, new)]
    told = htmldiff(*pages)
    return _tagged(unescape(re.sub(r"</?p>", "\n\n", told)))


def _tagged(told: str) -> Iterator[tuple[str, str]]:
    """Yield the runs of a text with `del` and `ins` in it."""
    for piece in re.split(r"(<del\b[^>]*>.*?</del>|<ins\b[^>]*>.*?</ins>)", told, flags=re.DOTALL):
        op = {"<de": "-", "<in": "+"}.get(piece[:3], "=")
        yield op, re.sub(r"</?(?:del|ins)\b[^>]*>", "", piece)


def _web_monitoring(old: str, new: str) -> Runs:
    from web_monitoring_diff.basic_diffs import compute_dmp_diff  # noqa: PLC0415

    return _whole_words(old, new, [("-=+"[op + 1], text) for op, text in compute_dmp_diff(old, new)])
