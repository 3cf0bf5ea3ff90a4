"""The version of the code that makes readings and revisions: what changes it, changes what they say.

A source file's change counts even where it is only a comment: telling a policy again for nothing costs
milliseconds, mistaking our change for the policy's costs a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent

# Everything below the two pure doors, by the test that follows their imports.
READING = (
    "pipelines/reading.py",
)  # fmt: skip
REVISION = (
    "snapshots/differ.py",
)  # fmt: skip


@cache
def reading_code() -> str:
    """Return the name of the code that turns bytes into clauses: its sources and the libraries that parse."""
    libraries = [
        f"{name} {version(name)}"
        for name in ("beautifulsoup4", "lxml", "ftfy", "soupsieve", "markdown-it-py")
    ]
    return f"read-{_digest(READING, [*libraries, f'libxml2 {etree.LIBXML_VERSION}'])}"


@cache
def revision_code() -> str:
    """Return the name of the code that turns two readings into changes: its sources and what they rest on."""
    libraries = [f"{name} {version(name)}" for name in ("diff-match-patch", "rapidfuzz")]
    return f"compare-{_digest(REVISION, libraries)}"


def _digest(sources: Iterable[str], libraries: Iterable[str]) -> str:
    told = hashlib.sha256()
    for source in sources:
        told.update((ROOT / source).read_bytes())
    told.update("\n".join(libraries).encode())
    return told.hexdigest()[:12]
