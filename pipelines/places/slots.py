"""Name the slot of an element: a short hash of the tags and the stable classes around it."""

from __future__ import annotations

import re
from hashlib import blake2b

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.places.kept_results import keep_results

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
            stable = _stable(above.attrs.get("class", ""))
            names.append(f"{above.tag} {stable}" if stable else above.tag)
            above = above.parent
        known[node] = blake2b("/".join(names).encode("utf-8", "replace"), digest_size=_HASH_BYTES).hexdigest()
    return known[node]


@keep_results
def _stable(classes: str) -> str:
    return " ".join(name for name in classes.split() if not _UNSTABLE.search(name))
