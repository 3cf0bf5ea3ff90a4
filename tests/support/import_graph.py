"""The imports between modules of the package, read from the source: what the tests of the layout and their report share."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("crawler", "pipelines", "reports", "snapshots")


@cache
def modules() -> dict[str, Path]:
    """Return the file of each module by its dotted name without "clausetrail."; `__init__` files are left out."""
    paths = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")) if path.name != "__init__.py"]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


@cache
def rooms() -> dict[str, list[str]]:
    """Return the modules of each room, a floor's own root among them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in modules():
        found[room_of(name)].append(name)
    return dict(found)


def room_of(module: str) -> str:
    """Return the room of *module*: its folder, dotted."""
    return module.rpartition(".")[0]


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return the modules of ours that each module imports."""
    return {name: frozenset(_imported(path)) - {name} for name, path in modules().items()}


def room_imports() -> dict[str, set[str]]:
    """Return the rooms that each room imports."""
    found: dict[str, set[str]] = {room: set() for room in rooms()}
    for name, targets in imports().items():
        found[room_of(name)] |= {room_of(target) for target in targets} - {room_of(name)}
    return found


def cycle(graph: Mapping[str, set[str] | frozenset[str]]) -> list[str]:
    """Return the nodes of *graph* that are left when all nodes without a way into a cycle are removed."""
    left = {name: set(targets) for name, targets in graph.items()}
    while leaves := [name for name, targets in left.items() if not targets & set(left)]:
        for name in leaves:
            del left[name]
    return sorted(left)


def longest_walk(graph: Mapping[str, set[str] | frozenset[str]]) -> list[str]:
    """Return the longest chain of imports in an acyclic *graph*, importer first."""

    @cache
    def walk(name: str) -> tuple[str, ...]:
        return (name, *max((walk(target) for target in sorted(graph[name])), key=len, default=()))

    return list(max((walk(name) for name in sorted(graph)), key=len))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            base = node.module.removeprefix("clausetrail.")
            for name in (base, *(f"{base}.{alias.name}" for alias in node.names)):
                if name in modules():
                    yield name
