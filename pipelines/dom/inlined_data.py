"""Leave inlined files out of a page that is too large with them: images in attributes, bundles of scripts and styles.

A page of 10 million characters is not read. Most of such pages are a policy of usual length with its pictures written into it,
as base64 (RFC 2397), and their text is as readable as that of any other page.
"""

from __future__ import annotations

import re

# Characters: a shorter value or element is kept. The longest attribute with words of a policy had 4,000.
_LONG = 20_000
_BASE64 = re.compile(r"(data:[\w.+/-]{0,100}(?:;[\w=.+-]{0,100}){0,5};base64,)[A-Za-z0-9+/=_%-]{1000,}")
# A value with < or > may be text behind a stray quotation mark: it is kept.
_VALUE = re.compile(rf"""(=\s{{0,10}})(?:"[^"<>]{{{_LONG},}}"|'[^'<>]{{{_LONG},}}'|[^\s"'<>=]{{{_LONG},}})(?=[\s/>])""")
_ELEMENTS = [
    (re.compile(rf"<{name}\b[^<>]{{0,2000}}>", re.IGNORECASE), re.compile(rf"</{name}\s{{0,10}}>", re.IGNORECASE))
    for name in ("script", "style")
]
_COMMENT = (re.compile("<!--"), re.compile("-->"))


def without_inlined_data(html: str) -> str:
    """Return *html* with empty values in place of long ones in attributes, and without long scripts, styles and comments."""
    html = _BASE64.sub(r"\1", html)
    for start, end in (*_ELEMENTS, _COMMENT):
        html = _without_long(html, start, end)
    return _VALUE.sub(r'\1""', html)


def _without_long(html: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """Return *html* without what lies between *start* and *end* where that is long. What has no end is kept."""
    kept: list[str] = []
    position = 0
    begun = start.search(html)
    while begun and (ended := end.search(html, begun.end())):
        is_long = ended.start() - begun.end() >= _LONG
        kept.append(html[position : begun.end() if is_long else ended.start()])
        position = ended.start()
        begun = start.search(html, ended.end())
    return "".join([*kept, html[position:]])
