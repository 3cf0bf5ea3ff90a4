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
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause is in its page, and what speaks against it.

    *role* is the part of the page that it is in, below the container ("dialog", "navigation", "footer", …) or "". *hidden*
    is the evidence that a browser does not show it ("display:none", "aria-hidden", …) or "": text that a control of the page
    opens is not hidden. *linked* is true where all its words are links. *slot* is a short hash of its tag and of the stable
    tags and classes around it, equal in captures of one layout, or "". The defaults are those of certain text.
    """

    region: Region = Region.CORE
    role: str = ""
    hidden: str = ""
    linked: bool = False
    slot: str = ""


CERTAIN = Place()  # of text without evidence
