"""The version of the code that makes readings and revisions: what changes it, changes what they say.

A source file's change counts even where it is only a comment: telling a policy again for nothing costs
milliseconds, mistaking our change for the policy's costs a name.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from lxml import etree

import clausetrail
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import all_selectors

_ROOT = Path(clausetrail.__file__).parent
_OURS = "clausetrail"
# The PDF reader runs as a program of its own, so no module imports it.
_READING = ("pipelines/reading.py", "pipelines/pdf/pdfium_process.py")
_COMPARING = ("snapshots/diff/compare.py",)
_TIMELINE = (
    "snapshots/history/versions.py",
    "snapshots/history_screening/other_documents.py",
    "snapshots/addresses/framesets.py",
)


@cache
def reading_code() -> str:
    """Return the name of the code that turns bytes into clauses: its sources and the libraries that parse."""
    names = ("beautifulsoup4", "lxml", "ftfy", "soupsieve", "markdown-it-py", "w3lib", "py3langid", "pypdfium2")
    libraries = [f"{name} {version(name)}" for name in names]
    return f"read-{_digest(_READING, [*libraries, f'libxml2 {etree.LIBXML_VERSION}'])}"


def reading_code_for(policy: Policy) -> str:
    """Return the name of what reads *policy*: the code, and what its watchlist selects and removes, if anything.

    Who edits a selector reads another part of the same pages: that is a change of ours too, and no revision.
    """
    if not all_selectors(policy):
        return reading_code()
    told = hashlib.sha256(repr((policy.select, policy.remove, *policy.eras)).encode())
    return f"{reading_code()} of {told.hexdigest()[:8]}"


@cache
def revision_code() -> str:
    """Return the name of the code that turns two readings into changes: its sources and what they rest on."""
    libraries = [f"rapidfuzz {version('rapidfuzz')}"]
    return f"compare-{_digest(_COMPARING, libraries)}"


@cache
def timeline_code() -> str:
    """Return the name of the code that turns readings into versions: who belongs to the policy, and what stood."""
    libraries = [f"tldextract {version('tldextract')}"]
    return f"tell-{_digest(_TIMELINE, libraries)}"


def source_files(start: str) -> list[str]:
    """Return the files of this package that *start* imports, directly or not, itself and their packages among them.

    Paths are relative to the package. Raises ImportError where an import of ours leads to no file: a file that is
    left out here would change what readings say without a new name for the code that made them.
    """
    found: set[str] = set()
    unread = [start]
    while unread:
        path = unread.pop()
        if path not in found:
            found.add(path)
            unread += _imported(path, ast.parse((_ROOT / path).read_text("utf-8")))
    return sorted(found)


def _imported(importer: str, tree: ast.Module) -> Iterator[str]:
    """Yield the files that the imports of ours in *tree* run, `__init__` of each package on the way included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ImportError(f"{importer} imports relatively, which the code version cannot follow")
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.partition(".")[0] == _OURS:
                yield from _files(importer, name)


def _files(importer: str, name: str) -> Iterator[str]:
    """Yield the files of the module *name* and of its packages; the last part of *name* may be an attribute of a module."""
    parts = name.split(".")[1:]
    for depth, part in enumerate(parts):
        folder = "/".join(parts[: depth + 1])
        if (_ROOT / folder).is_dir():
            yield f"{folder}/__init__.py"
        elif (_ROOT / f"{folder}.py").is_file():
            yield f"{folder}.py"
            return
        else:
            raise ImportError(f"{importer} imports {name}, but {part!r} is no file of this package")


def _digest(starts: Iterable[str], libraries: Iterable[str]) -> str:
    seal = hashlib.sha256()
    for source in sorted({source for start in starts for source in source_files(start)}):
        seal.update((_ROOT / source).read_bytes())
    seal.update("\n".join(libraries).encode())
    return seal.hexdigest()[:12]
