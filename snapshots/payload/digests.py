"""Read the digests of payloads as indexes and WARC records write them, and check bytes against them.

A SHA-1 is kept as 32 letters of base 32, which is how the Internet Archive's index has it. Every other digest keeps its kind:
"sha256:" or "md5:" and so on, with hexadecimal digits. WARC 1.1 (ISO 28500, 5.8) allows any kind in any notation.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

NONE = "-"
# The size of each kind in bytes. A kind that is not here is kept as it is written, and no bytes are checked against it.
_SIZES = {"sha1": 20, "md5": 16, "sha256": 32, "sha384": 48, "sha512": 64}
_LABELLED = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[:=]\s*([A-Za-z0-9+/_=-]+)")
_HEXADECIMAL = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_BASE32 = re.compile(r"[A-Z2-7]+=*", re.IGNORECASE)
_SHA1 = re.compile(r"[A-Z2-7]{32}")


def parse_digest(text: str) -> str:
    """Return the digest *text* in its one form, NONE for "" and "-". Raises ValueError for what is no digest.

    Without a label, the length tells the kind. 32 characters are an MD5 in hexadecimal or a SHA-1 in base 32: small letters
    and digits that hexadecimal has are taken for an MD5.
    """
    text = text.strip()
    if text in {"", NONE}:
        return NONE
    labelled = _LABELLED.fullmatch(text)
    if not labelled or (labelled[1].lower() not in _SIZES and set(labelled[2]) == {"="}):
        return _unlabelled(text)
    kind, value = labelled[1].lower().replace("-", ""), labelled[2]
    if kind not in _SIZES:
        return f"{kind}:{value}"
    raw = _bytes(value, _SIZES[kind])
    if raw is None:
        raise ValueError(f"digest {text!r} is no {kind}")
    return _written(kind, raw)


def _unlabelled(text: str) -> str:
    if _SHA1.fullmatch(text):
        return text
    for kind, size in sorted(_SIZES.items(), key=lambda item: item[0] != "md5"):
        raw = _bytes(text, size) if kind != "md5" or len(text) == 2 * size else None
        if raw is not None:
            return _written(kind, raw)
    raise ValueError(f"digest {text!r} is of no known kind")


def _bytes(value: str, size: int) -> bytes | None:
    """Return the *size* bytes that *value* holds in hexadecimal, base 32 or base 64, or None."""
    if len(value) == 2 * size and _HEXADECIMAL.fullmatch(value):
        return bytes.fromhex(value)
    bare = value.rstrip("=")
    try:
        if len(bare) == -(-size * 8 // 5) and _BASE32.fullmatch(value):
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == -(-size * 8 // 6):
            return base64.b64decode(bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return None
    return None


def _written(kind: str, raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii") if kind == "sha1" else f"{kind}:{raw.hex()}"


def kind_of(digest: str) -> str:
    """Return the kind of *digest*, one that `parse_digest` returned: "sha1", "sha256", …; "" for NONE."""
    if digest in {"", NONE}:
        return ""
    return digest.partition(":")[0] if ":" in digest else "sha1"


def is_checkable(digest: str) -> bool:
    """Return whether bytes can be checked against *digest*."""
    return kind_of(digest) in _SIZES


def digest_of(body: bytes, kind: str = "sha1") -> str:
    """Return the digest of *body* of a known *kind*, in the form of `parse_digest`."""
    return _written(kind, hashlib.new(kind, body, usedforsecurity=False).digest())


def is_digest_of(digest: str, body: bytes) -> bool:
    """Return whether *digest* is that of *body*; False also for a kind that cannot be checked."""
    return is_checkable(digest) and digest_of(body, kind_of(digest)) == digest


def is_of_no_bytes(digest: str) -> bool:
    """Return whether *digest* is that of an empty payload: what a crawler writes that has hashed nothing."""
    return is_digest_of(digest, b"")


def labelled(digest: str) -> str:
    """Return *digest* as a WARC record writes it: with its kind; NONE as it is."""
    return digest if ":" in digest or digest == NONE else f"sha1:{digest}"
