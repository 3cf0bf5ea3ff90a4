"""Resolve the URLs that a page writes to absolute URLs, as the archive's index lists them."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from clausetrail.snapshots.addresses.memento_urls import original_url


def base_url(page: BeautifulSoup, url: str) -> str:
    """Return the URL to which the URLs of *page*, served at *url*, are relative: its first <base href> (HTML Standard, 4.2.3)."""
    tag = page.find("base", href=True)
    return (absolute_url(url, str(tag["href"])) if isinstance(tag, Tag) else "") or url


def absolute_url(base: str, written: str) -> str:
    """Return the HTTP URL to which *written* leads, without fragment and without an archive's own prefix, or ""."""
    try:
        url = urldefrag(original_url(urljoin(base, original_url(written.strip())))).url
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
