"""Name the code that makes readings, revisions and timelines: a digest of its source files and its libraries.

Every derivation in a store carries the name of the code that made it. When a name changes, stored derivations are
out of date, and the next crawl, `import` or `rebuild` of a policy makes them again from the stored bytes: a new reading
code reads its captures again, a new revision code compares its texts again, and a new timeline code assembles its
versions again. What then differs is a change of ours, so it is not announced as a revision of the policy (see
`clausetrail.pipelines.derive.derive_timeline`). A file that is missing from a digest is the worse error: its changes
would go unnoticed, and stores would mix derivations of two codes under one name. So an import of ours that cannot be
followed raises.

A source file's change counts even where it is only a comment: deriving a policy again for nothing costs milliseconds,
mistaking our change for the policy's costs a reader's trust.
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
_PACKAGE = "clausetrail"
# The modules where each kind of derivation starts; what they import is found from there.
# The PDF reader runs as a program of its own, so no module imports it.
READING_STARTS = ("pipelines/reading.py", "pipelines/pdf/pdfium_process.py")
REVISION_STARTS = ("snapshots/diff/compare.py",)
PAGE_STARTS = ("reports/evidence_pack/pack_files.py",)
PAGE_TEMPLATES = ("reports/templates/evidence.html",)
TIMELINE_STARTS = (
    "snapshots/history/versions.py",
    "snapshots/history_screening/screening_steps.py",
    "snapshots/addresses/framesets.py",
    "snapshots/addresses/sightings.py",
    "snapshots/zones/settle.py",
    "snapshots/zones/certain_part.py",
    "snapshots/text/fingerprint.py",
)


@cache
def reading_code() -> str:
    """Return the name of the code that turns bytes into clauses: its source files and the libraries that parse."""
    names = ("beautifulsoup4", "lxml", "ftfy", "soupsieve", "markdown-it-py", "w3lib", "py3langid", "pypdfium2")
    libraries = [f"{name} {version(name)}" for name in names]
    return f"read-{_digest(READING_STARTS, [*libraries, f'libxml2 {etree.LIBXML_VERSION}'])}"


def reading_code_for(policy: Policy) -> str:
    """Return the name of the code that reads *policy*: the reading code, and a digest of the policy's selectors, if any.

    An edited selector reads another part of the same pages. That is a change of ours too, and no revision.
    """
    if not all_selectors(policy):
        return reading_code()
    selectors = hashlib.sha256(repr((policy.select, policy.remove, *policy.eras)).encode())
    return f"{reading_code()} of {selectors.hexdigest()[:8]}"


@cache
def revision_code() -> str:
    """Return the name of the code that turns two readings into changes: its source files and the matching library."""
    libraries = [f"rapidfuzz {version('rapidfuzz')}"]
    return f"compare-{_digest(REVISION_STARTS, libraries)}"


@cache
def timeline_code() -> str:
    """Return the name of the code that turns readings into versions: screening by neighbours, and versions over time."""
    libraries = [f"tldextract {version('tldextract')}"]
    return f"timeline-{_digest(TIMELINE_STARTS, libraries)}"


@cache
def page_code() -> str:
    """Return the name of the code that writes the pages of an evidence pack: its source files, its template and the engine."""
    templates = [hashlib.sha256((_ROOT / path).read_bytes()).hexdigest() for path in PAGE_TEMPLATES]
    engine = f"jinja2 {version('jinja2')}"
    return f"pages-{_digest(PAGE_STARTS, [*templates, engine])}"


def source_files(start: str) -> list[str]:
    """Return the files of this package that *start* imports, directly or through others, with *start* and all `__init__.py`.

    Paths are relative to the package and sorted. Imports inside functions count as well. Raises ImportError where an
    import of ours resolves to no file: a file that is left out here could change readings under the same name.
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
    """Yield the files that the imports of ours in *tree* execute, with the `__init__.py` of each package on the path."""
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
            if name.partition(".")[0] == _PACKAGE:
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
    """Return 12 hexadecimal digits of a SHA-256 over all source files below *starts* and the versions of *libraries*."""
    checksum = hashlib.sha256()
    for source in sorted({source for start in starts for source in source_files(start)}):
        checksum.update((_ROOT / source).read_bytes())
    checksum.update("\n".join(libraries).encode())
    return checksum.hexdigest()[:12]
