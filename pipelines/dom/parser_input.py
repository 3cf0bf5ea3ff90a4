"""Prepare the text of a page for a parser, the same for both parsers."""

from __future__ import annotations

import re
from html import escape

from clausetrail.pipelines.dom import archive_toolbar

_XML_PROLOG = re.compile(r"^\s{0,100}(?:<\?xml[^>]{0,300}>)?")


def parser_input(html: str) -> str:
    """Return *html* without NULs, XML prolog and an archive's toolbar; text without any tag is put into a <pre>."""
    html = _XML_PROLOG.sub("", archive_toolbar.without_toolbar(html.replace("\x00", "")), count=1)
    return html if "<" in html else f"<pre>{escape(html)}</pre>"
