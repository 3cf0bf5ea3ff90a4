"""Write a URL in ASCII, as archives spell it: the host by IDNA, everything else in percent escapes. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import idna

# What a URL may hold as it is, RFC 3986: everything else becomes UTF-8 in percent escapes (RFC 3987, 3.1).
_ASCII = "!#$%&'()*+,/:;=?@[]~-._"


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
    """Return a Location header that was decoded as latin-1: read as UTF-8 where its bytes are UTF-8, and without spaces around."""
    try:
        return value.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return value.strip()
