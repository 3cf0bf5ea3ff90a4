"""Name the slot of an element: a short hash of the tags and the stable classes around it."""

from __future__ import annotations

import re
from hashlib import blake2b

from clausetrail.pipelines.dom.tree import Node

_LEVELS = 6  # of elements, the innermost included
_HASH_BYTES = 5
# Classes that a build tool numbers or a script sets.
_UNSTABLE = re.compile(r"\d|__|css-|sc-|jsx|active|open|show|current|selected")


def slot(node: Node, known: dict[Node, str]) -> str:
    """Return the slot of *node*; *known* keeps the slots of the page."""
    if node not in known:
        names: list[str] = []
        above: Node | None = node
        while above is not None and len(names) < _LEVELS:
            classes = above.attrs.get("class", "").split()
            names.append(" ".join([above.tag, *(name for name in classes if not _UNSTABLE.search(name))]))
            above = above.parent
        known[node] = blake2b("/".join(names).encode("utf-8", "replace"), digest_size=_HASH_BYTES).hexdigest()
    return known[node]
