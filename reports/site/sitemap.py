"""Write the sitemap of a published site (sitemaps.org, protocol 0.9): the pages of the list and of each policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from markupsafe import escape

SITEMAP_FILE = "sitemap.xml"
# The protocol allows 50,000 URLs in a file.
_MAX_URLS = 50_000


def sitemap(address: str, pages: Iterable[str]) -> str:
    """Return the sitemap of *pages*, which are paths below *address*; the first 50,000 of them."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "".join(_rows(address.rstrip("/"), pages)) + "</urlset>\n"


def _rows(address: str, pages: Iterable[str]) -> Iterator[str]:
    for _, page in zip(range(_MAX_URLS), pages, strict=False):
        yield f"<url><loc>{escape(f'{address}/{quote(page)}')}</loc></url>\n"
