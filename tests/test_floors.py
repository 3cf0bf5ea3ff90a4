"""The floors: crawler may import pipelines and reports, those may import snapshots, and nothing imports upwards."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

BELOW = {
    "crawler": {"crawler", "pipelines", "reports", "snapshots"},
    "pipelines": {"pipelines", "snapshots"},
    "reports": {"reports", "snapshots"},
    "snapshots": {"snapshots"},
}
# One door per dependency: the only folders or files that may import it.
DOORS = {
    "scrapy": ("crawler", "pipelines/keep.py", "pipelines/preserve.py", "pipelines/clean.py", "pipelines/compare.py"),
    "twisted": ("crawler",),
    "waybackpy": ("crawler/archives/internet_archive.py",),
    "bs4": ("pipelines",),
    "diff_match_patch": ("snapshots/words.py",),
    "sqlite3": ("snapshots/database.py", "snapshots/schema.py", "crawler/gate.py"),
    "zstandard": ("snapshots/bodies.py", "snapshots/derivations.py"),
    "aiohttp": ("crawler/playback.py",),
    "apprise": ("crawler/sending.py",),
    "datasette": ("crawler/room.py",),
    "starlette": ("crawler/room.py",),
    "uvicorn": ("crawler/room.py",),
    "warcio": ("crawler/warcs.py", "reports/warc.py"),
    "py3langid": ("pipelines/language.py",),
    "pypdfium2": ("pipelines/pdfium.py",),
    "pyarrow": ("reports/parquet.py",),
    "jinja2": ("reports/templating.py",),
    "rfc3161_client": ("pipelines/stamps.py",),
    "cryptography": ("pipelines/stamps.py",),
    "svg": ("reports/plots/drawing.py",),
    "rich": ("reports/terminal.py", "crawler"),
    "tldextract": ("snapshots/outsiders.py",),
    "time": ("snapshots/clock.py", "crawler/playback.py"),
}
FILES = sorted(path for floor in BELOW for path in (ROOT / floor).rglob("*.py"))


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down_only(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    ours = {name.partition(".")[0] for name in imports(path)} & set(BELOW)
    assert ours <= BELOW[floor]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_dependency_has_one_door(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    used = {name.partition(".")[0] for name in imports(path)} & set(DOORS)
    assert all(where.startswith(DOORS[name]) for name in used), used


def test_no_import_circle() -> None:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    graph = {}
    for name, path in modules.items():
        tree = ast.parse(path.read_text("utf-8"))
        froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        targets = {node.module for node in froms} | {f"{node.module}.{a.name}" for node in froms for a in node.names}
        graph[name] = targets & set(modules) - {name}
    while leaves := [name for name, targets in graph.items() if not targets & set(graph)]:
        for name in leaves:
            del graph[name]
    assert not graph, f"these import each other: {sorted(graph)}"


def test_nothing_hides_under_type_checking() -> None:
    assert not [path for path in FILES if "TYPE_CHECKING" in path.read_text("utf-8").replace("under TYPE_CHECKING", "")]
