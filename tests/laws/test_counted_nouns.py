"""A message that says a number and a noun says them by `counted`, so that none says "1 captures"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# The PDF reader runs as a program of its own, and its bound is 400 pages.
_APART = {"pdfium_process.py"}
FILES = [
    path
    for floor in ("crawler", "pipelines", "reports", "snapshots")
    for path in sorted((ROOT / floor).rglob("*.py"))
    if path.name not in _APART
]
NOUNS = [
    "addresses",
    "archives",
    "bodies",
    "captures",
    "changes",
    "clauses",
    "comparisons",
    "days",
    "documents",
    "feeds",
    "files",
    "frames",
    "lines",
    "pages",
    "policies",
    "queries",
    "readings",
    "records",
    "responses",
    "revisions",
    "revisits",
    "rows",
    "seconds",
    "texts",
    "versions",
    "wordings",
]
_NOUN = re.compile(rf" (?:[a-z]+ )?({'|'.join(NOUNS)})\b(?! of (?:it|them)\b)")


def uncounted(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    """Yield each f-string in which a value that is counted, a length or a number with separators, stands before a plural.

    A name in capitals is a bound, whose value is not 1.
    """
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, after in zip(node.values, node.values[1:], strict=False):
            if (
                isinstance(value, ast.FormattedValue)
                and isinstance(after, ast.Constant)
                and _NOUN.match(after.value)
                and _is_number(value)
            ):
                yield node


def _is_number(value: ast.FormattedValue) -> bool:
    written = ast.unparse(value.value)
    if written.rpartition(".")[2].isupper() or written.startswith("counted("):
        return False
    is_separated = value.format_spec is not None and "," in ast.unparse(value.format_spec)
    counts = (
        "count",
        "number",
        "total",
        "sum(",
        "len(",
        "captures",
        "policies",
        "rows",
        "readings",
        "days",
        "malformed",
        "unread",
    )
    return is_separated or any(part in written for part in counts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_number_before_a_noun_is_counted(path: Path) -> None:
    found = [f"line {node.lineno}: {ast.unparse(node)[:90]}" for node in uncounted(ast.parse(path.read_text("utf-8")))]
    assert found == []


@pytest.mark.parametrize(
    "text", ["f'{len(found)} captures'", "f'{count} new rows'", "f'{total:,} malformed lines were left out'"]
)
def test_the_law_sees_one(text: str) -> None:
    assert [*uncounted(ast.parse(text))]
