"""The URL key of an archive's index (SURT: sort-friendly URI reordering transform).

A key looks like `com,example)/path?query`. It does not identify a URL: http and https, with and without `www.`, share one
key, so only the `original` of an index row is the captured URL.

The rules are those of the Internet Archive's canonicalizer, which pywb applies too: `IAURLCanonicalizer`,
`URLRegexTransformer` and `URLParser` of iipc/webarchive-commons (Apache-2.0), and the canonicalization of Google's Safe
Browsing protocol that they build on. One rule differs: names of hosts are mapped by IDNA 2008 with UTS 46, as browsers do it,
where the Internet Archive still follows IDNA 2003 (`straße` is `xn--strae-oqa`, not `strasse`).
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

import idna

_STRAY = re.compile(r"[\t\r\n\x85\u2028\u2029]+")
# Browsers read "http:/host" and "http:////host" too (WHATWG URL, scheme start); other schemes need two slashes.
_SCHEME = re.compile(r"(https?):/*|[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)
_AUTHORITY_END = re.compile(r"[/?#]")
_PORT = re.compile(r"(.*?):(\d*)", re.DOTALL | re.ASCII)
_WWW = re.compile(r"www\d*\.", re.ASCII)
_DOTS = re.compile(r"\.{2,}")
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_IPV4 = re.compile(r"\d{1,10}(?:\.\d{1,10}){1,3}", re.ASCII)
_ESCAPE = re.compile(rb"%[0-9a-fA-F]{2}")
_TO_ESCAPE = re.compile(rb"[\x00-\x20\x7f-\xff#%]")
_DEFAULT_PORTS = {"": 80, "http": 80, "https": 443}
# IDs of sessions that applications write into paths (ASP.NET) and queries: groups 1 and 2 are kept.
_PATH_SESSIONS = (
    re.compile(r"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)"),
    re.compile(r"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)"),
)
_QUERY_SESSIONS = (
    re.compile(r"(.*)jsessionid=[0-9a-z]{32}(?:&(.*))?"),
    re.compile(r"(.*)phpsessid=[0-9a-z]{32}(?:&(.*))?"),
    re.compile(r"(.*)sid=[0-9a-z]{32}(?:&(.*))?"),
    re.compile(r"(.*)aspsessionid[a-z]{8}=[a-z]{24}(?:&(.*))?"),
    re.compile(r"(.*)cfid=[^&]+&cftoken=[^&]+(?:&(.*))?"),
)

# Java's session ID in a path. The canonicalizer keeps it; OpenWayback's removed it, and it names no other page.
_JAVA_SESSION = re.compile(r";jsessionid=[0-9a-z!._-]+")

# Characters. RFC 1035, 2.3.4: no host name is longer; the codec for international names is quadratic in longer ones.
_LONGEST_HOST = 253
# Escapes of escapes that are undone; more is an attack.
_MOST_ROUNDS = 20


def urlkey(url: str) -> str:
    """Return the URL key of *url*: host reversed, path and sorted query in lower case, without scheme and `www.`.

    All escapes are undone, also those of escapes, and then made once where a character needs one: `%2520` and `%20` have one
    key. Segments `.` and `..`, empty segments, and IDs of sessions are removed.
    """
    text = _STRAY.sub("", url.strip())
    scheme = _SCHEME.match(text)
    rest = (text[scheme.end() :] if scheme else text).partition("#")[0]
    end = _AUTHORITY_END.search(rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    path, _, query = tail.partition("?")
    key = f"{_host(authority, (scheme[1] or '-').lower() if scheme else '')}){_path(path)}"
    query = _query(query)
    return f"{key}?{query}" if query else key


def filing_key(url: str) -> str:
    """Return the key under which local files list *url*: its URL key without the session ID of a Java server."""
    return _JAVA_SESSION.sub("", urlkey(url), count=1)


def host_of_key(key: str) -> str:
    """Return the part of *key* that stands for the host, without the port."""
    return key.partition(")")[0].partition(":")[0]


def _host(authority: str, scheme: str) -> str:
    name = authority.rpartition("@")[2]
    if name.startswith("["):
        address, _, port = name[1:].partition("]")
        return address.lower() + _named_port(port.removeprefix(":"), scheme)
    port_found = _PORT.fullmatch(name)
    name, port = (port_found[1], port_found[2]) if port_found else (name, "")
    plain = _unescaped(name).decode("utf-8", "replace")
    ascii_name = _ascii(_DOTS.sub(".", plain).strip(".")).strip(".")
    host = _WWW.sub("", _as_address(ascii_name), count=1)
    return ",".join(reversed(host.split("."))) + _named_port(port, scheme)


def _named_port(digits: str, scheme: str) -> str:
    if not re.fullmatch(r"\d+", digits, re.ASCII):
        return ""
    is_default = int(digits[:9]) in {0, _DEFAULT_PORTS.get(scheme)}
    return "" if is_default else f":{digits.lstrip('0')}"


def _ascii(name: str) -> str:
    """Return *name* in the form of the DNS: by IDNA 2008, or by IDNA 2003 for names that only this one allows (`☃`)."""
    if name.isascii() or len(name) > _LONGEST_HOST:
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        pass
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name.lower()


def _as_address(name: str) -> str:
    """Return *name* in dotted form where it is an IPv4 address: one number, or with octal and missing parts."""
    if _NUMBER.fullmatch(name) and int(name) < 2**32:
        return ".".join(str(byte) for byte in int(name).to_bytes(4, "big"))
    if not _IPV4.fullmatch(name):
        return name
    try:
        parts = [int(part, 8) if part.startswith("0") and part != "0" else int(part) for part in name.split(".")]
    except ValueError:
        return name
    *first, last = parts
    width = 4 - len(first)
    if any(part > 255 for part in first) or last >= 256**width:
        return name
    return ".".join(str(byte) for byte in [*first, *last.to_bytes(width, "big")])


def _path(raw: str) -> str:
    path = _escaped(_normalized(_unescaped(raw))).lower()
    for session in _PATH_SESSIONS:
        if ".aspx" in path and (found := session.fullmatch(path)):
            path = found[1] + found[2]
    return path if path == "/" else path.removesuffix("/")


def _normalized(path: bytes) -> bytes:
    """Return *path* without empty segments, `.` and `..`, except for a `..` that leads out of the root."""
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b".." and kept and kept[-1] != b"..":
            kept.pop()
        elif segment not in {b"", b"."}:
            kept.append(segment)
    is_folder = path.endswith(b"/") and kept
    return b"/" + b"/".join(kept) + (b"/" if is_folder else b"")


def _query(raw: str) -> str:
    query = _escaped(_unescaped(raw)).lower()
    for session in _QUERY_SESSIONS:
        if found := session.fullmatch(query):
            query = found[1] + (found[2] or "")
    return "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[::2]))


def _unescaped(text: str) -> bytes:
    plain = text.encode("utf-8", "surrogatepass")
    for _ in range(_MOST_ROUNDS):
        if not _ESCAPE.search(plain):
            break
        plain = unquote_to_bytes(plain)
    return plain


def _escaped(plain: bytes) -> str:
    """Return *plain* with escapes for blanks, control characters, `#`, `%` and all that is not ASCII."""
    return _TO_ESCAPE.sub(lambda match: b"%%%02x" % match[0][0], plain).decode("ascii")
