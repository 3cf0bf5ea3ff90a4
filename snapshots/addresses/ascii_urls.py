"""Write a URL in ASCII, as archives spell it: the host by IDNA, everything else in percent escapes. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import idna

# What a URL may hold as it is, RFC 3986: everything else becomes UTF-8 in percent escapes (RFC 3987, 3.1).
_ASCII = "!#$%&'()*+,/:;=?@[]~-._"

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def ascii_url(url: str) -> str:
    """Return *url* in ASCII. A URL that is ASCII already stays as it is, letter by letter, as does one that is malformed."""
    if url.isascii():
        return url
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return url
    place = parts.netloc
    if name and not name.isascii():
        start = place.lower().rfind(name)
        place = place[:start] + ascii_host(name) + place[start + len(name) :] if start >= 0 else ascii_host(name)
    return parts._replace(
        netloc=place,
        path=quote(parts.path, safe=_ASCII),
        query=quote(parts.query, safe=_ASCII),
        fragment=quote(parts.fragment, safe=_ASCII),
    ).geturl()


def ascii_host(host: str) -> str:
    """Return *host* as the DNS has it: by IDNA 2008 after the mapping of UTS 46, or as it is where that does not allow it."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return host


def decoded_location(value: str) -> str:
    """Return the text of a Location header that was decoded as latin-1, without spaces around it.

    Its bytes are read as UTF-8 where they are UTF-8. Where not, its host is latin-1, and every other byte beyond ASCII is
    escaped as it is: so browsers and crawlers request it, and so archives list it.
    """
    text = value.strip()
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeEncodeError:
        return text
    except UnicodeDecodeError:
        host = _HOST.match(text)
        start = host.end() if host else 0
        return text[:start] + _BEYOND_ASCII.sub(lambda found: f"%{ord(found[0]):02X}", text[start:])
