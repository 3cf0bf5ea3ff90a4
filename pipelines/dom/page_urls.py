"""The addresses that a page writes, as the archive's index would list them."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from clausetrail.snapshots.addresses.memento_urls import original


def base_url(page: BeautifulSoup, url: str) -> str:
    """Return what the addresses of *page*, which stood at *url*, are relative to: its first <base href> (HTML Standard, 4.2.3)."""
    tag = page.find("base", href=True)
    return (absolute_url(url, str(tag["href"])) if isinstance(tag, Tag) else "") or url


def absolute_url(base: str, written: str) -> str:
    """Return where *written* leads on the web, without its fragment and without an archive's own prefix, or ""."""
    try:
        end = urldefrag(original(urljoin(base, original(written.strip())))).url
        parts = urlsplit(end)
    except ValueError:
        return ""
    return end if parts.scheme in {"http", "https"} and parts.hostname else ""
