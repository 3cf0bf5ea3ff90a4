"""Detect pages that send their readers on to another page by their markup, and return where to."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bs4 import Tag

from clausetrail.pipelines.dom import soup_tree

_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
# HTML Standard, 4.2.5.3, "shared declarative refresh steps": seconds, then a URL, which may be named and quoted.
_CONTENT = re.compile(
    r"\s*(?P<seconds>[0-9.]*)[\s;,]+(?:url\s*=\s*)?(?:\"(?P<double>[^\"]*)|'(?P<single>[^']*)|(?!url\s*=)(?P<bare>[^\"'\s].*))",
    re.IGNORECASE | re.DOTALL,
)
# A page that waits longer is there to be read: a start page that loads itself anew, or a notice.
_LONGEST_SECONDS = 60.0
_LONGEST_URL = 2_000  # characters


def refresh_target(markup: str) -> str:
    """Return the URL to which a page with *markup* sends its readers within a minute, as it is written there, or "".

    What is in <noscript> is for browsers without scripts: few readers were sent there. A URL is relative to the page's
    <base>, where it has one, else to the page itself.
    """
    if not _REFRESH.search(markup):
        return ""
    page = soup_tree.parse(markup)
    for tag in page.find_all("meta"):
        if str(tag.get("http-equiv") or "").strip().lower() != "refresh" or tag.find_parent("noscript"):
            continue
        url = _target(str(tag.get("content") or ""))
        base = page.find("base", href=True)
        try:
            return urljoin(str(base["href"]).strip(), url) if url and isinstance(base, Tag) else url
        except ValueError:
            return ""
    return ""


def _target(content: str) -> str:
    found = _CONTENT.match(content)
    if not found or _seconds(found["seconds"]) > _LONGEST_SECONDS:
        return ""
    url = "".join((found["double"] or found["single"] or found["bare"] or "").split()).partition("#")[0]
    is_of_the_web = not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE) or url.lower().startswith(
        ("http:", "https:")
    )
    return url if is_of_the_web and len(url) <= _LONGEST_URL else ""


def _seconds(written: str) -> float:
    whole = written.partition(".")[0]
    return float(whole) if whole else 0.0
