"""Define the place of a clause in its page: the evidence on whether its text belongs to the policy.

A place holds no text of the page. It is written when a page is read and kept with the clauses, so that the decision on a
whole history needs no page again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Region(StrEnum):
    """The position of a clause relative to the main container of its page, the box that holds most of the prose."""

    CORE = "core"  # from the first to the last prose of the container
    CONTAINER = "container"  # in the container, before or after its prose
    NEAR = "near"  # outside the container, in the smallest box that holds it and the title of the page
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause is in its page, and what speaks for and against it.

    *role* is the part of the page that it is in, below the container ("dialog", "navigation", "footer", …) or ""; *named* is
    true where only a class or an id names that part, and no tag, role or position. *hidden* is the evidence that a browser
    does not show it ("display:none", "aria-hidden", …) or ""; *opened* is true where a control of the page shows it, and then
    *hidden* is "". *linked* is true where all its words are links that lead elsewhere. *slot* is a short hash of its tag and
    of the stable tags and classes around it, equal in captures of one layout, or "". *titled* is true where its words are
    those of the title of the page. The defaults are those of certain text.
    """

    region: Region = Region.CORE
    role: str = ""
    hidden: str = ""
    linked: bool = False
    slot: str = ""
    titled: bool = False
    opened: bool = False
    named: bool = False


CERTAIN = Place()  # of text without evidence
# Evidence that a text is for screen readers, which is a label or an announcement where it is short.
READERS_ONLY = "for screen readers only"
LIVE_REGION = "announced by a live region"
