"""The text of a page as it is given to a parser, whichever that is."""

from __future__ import annotations

import re
from html import escape

from clausetrail.pipelines.dom import archive_toolbar

_PROLOG = re.compile(r"^\s{0,100}(?:<\?xml[^>]{0,300}>)?")


def prepared(html: str) -> str:
    """Return *html* without NULs, XML prolog and an archive's toolbar; one without any tag is plain text, kept line by line."""
    html = _PROLOG.sub("", archive_toolbar.without_toolbar(html.replace("\x00", "")), count=1)
    return html if "<" in html else f"<pre>{escape(html)}</pre>"
