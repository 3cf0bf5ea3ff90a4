"""The URL key of an archive's index (SURT: sort-friendly URI reordering transform).

Written after the public description in the CDX server's README and the Heritrix glossary. A key looks like
`com,example)/path?query`. It does not identify a URL: http and https, with and without `www.`, share one key, so only the
`original` of an index row is the captured URL.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_AUTHORITY_END = re.compile(r"[/?#]")
_WWW = re.compile(r"www\d*\.")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")

# Characters. RFC 1035, 2.3.4: no host name is longer; the codec for international names is quadratic in longer ones.
_LONGEST_HOST = 253


def urlkey(url: str) -> str:
    """Return the URL key of *url*: host reversed, path and sorted query in lower case, without scheme and `www.`.

    Escapes of unreserved characters are undone (RFC 3986, 6.2.2.2) and all others kept, once: `%2520` and
    `%20` have two keys, while the Internet Archive's canonicalizer gives them one.
    """
    rest = _SCHEME.sub("", url.strip(), count=1).partition("#")[0]
    end = _AUTHORITY_END.search(rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    path, _, query = _escaped(tail).lower().partition("?")
    path = path.rstrip("/") or "/"
    return f"{_host(authority)}){path}" + (f"?{_sorted(query)}" if query else "")


def _host(authority: str) -> str:
    name, colon, port = authority.rpartition("@")[2].lower().partition(":")
    name = _WWW.sub("", _ascii(name.strip(".")), count=1) if _WWW.match(name) else _ascii(name.strip("."))
    named_port = f":{port}" if colon and port not in {"", "80", "443"} else ""
    return ",".join(reversed(name.split("."))) + named_port


def _ascii(name: str) -> str:
    if name.isascii() or len(name) > _LONGEST_HOST:
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _sorted(query: str) -> str:
    return "&".join(sorted(query.split("&")))


def _escaped(text: str) -> str:
    """Return *text* with blanks and non-ASCII characters escaped and unreserved characters unescaped."""
    plain = _ESCAPE.sub(_unescaped, text)
    return quote(plain, safe="%!\"#$&'()*+,/:;<=>?@[\\]^`{|}~")


def _unescaped(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter in _UNRESERVED else match[0]
