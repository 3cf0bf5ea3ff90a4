"""Classify how the markup of a page ends, as a sign of whether the capture is complete."""

from __future__ import annotations

from enum import IntEnum


class Ending(IntEnum):
    """The end of a page's markup; a higher value means that more of the page may be missing.

    Of 1,921 recorded pages of policies 1,910 are CLOSED, 11 are OPEN and none is CUT; of 1,000 bodies that were cut at
    random places before their end 997 are CUT.
    """

    CLOSED = 0
    OPEN = 1  # neither `html` nor `body` is closed; HTML allows an author to omit both end tags
    CUT = 2  # also an open tag, comment, script, or an element whose end tag authors do not forget
