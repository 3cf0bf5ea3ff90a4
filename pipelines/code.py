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

from snapshots.model import Policy
from snapshots.policies import all_selectors

_ROOT = Path(__file__).resolve().parent.parent
_OURS = ("pipelines", "snapshots")
# The reader of PDF runs as a program of its own, so nobody imports it.
_READING = ("pipelines/reading.py", "pipelines/pdfium.py")
_TELLING = ("snapshots/timeline.py", "snapshots/outsiders.py", "snapshots/framesets.py")


@cache
def reading_code() -> str:
    """Return the name of the code that turns bytes into clauses: its sources and the libraries that parse."""
    names = ("beautifulsoup4", "lxml", "ftfy", "soupsieve", "markdown-it-py", "w3lib", "py3langid", "pypdfium2")
    libraries = [f"{name} {version(name)}" for name in names]
    return f"read-{_digest(_READING, [*libraries, f'libxml2 {etree.LIBXML_VERSION}'])}"


def code_for(policy: Policy) -> str:
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
    return f"compare-{_digest(('snapshots/differ.py',), libraries)}"


@cache
def telling_code() -> str:
    """Return the name of the code that turns readings into versions: who belongs to the policy, and what stood."""
    libraries = [f"tldextract {version('tldextract')}"]
    return f"tell-{_digest(_TELLING, libraries)}"


def sources(start: str) -> list[str]:
    """Return the files of ours that *start*, a path from the root of our packages, imports, itself among them."""
    found: set[str] = set()
    unread = [start]
    while unread:
        path = unread.pop()
        if path not in found and (_ROOT / path).is_file():
            found.add(path)
            unread += _imported(ast.parse((_ROOT / path).read_text("utf-8")))
    return sorted(found)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the paths that a module's imports of ours may stand for: `from a.b import c` is a/b.py or a/b/c.py."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] in _OURS:
            base = node.module.replace(".", "/")
            yield f"{base}.py"
            yield from (f"{base}/{alias.name}.py" for alias in node.names)


def _digest(starts: Iterable[str], libraries: Iterable[str]) -> str:
    told = hashlib.sha256()
    for source in sorted({source for start in starts for source in sources(start)}):
        told.update((_ROOT / source).read_bytes())
    told.update("\n".join(libraries).encode())
    return told.hexdigest()[:12]
