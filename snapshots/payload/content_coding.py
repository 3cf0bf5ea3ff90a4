"""Remove the content codings of a body: gzip, deflate, zstd and Brotli, as headers name them or as the bytes show.

Archives play an original that was stored compressed with a true, an empty, a missing or a false Content-Encoding (EDGI
web-monitoring-processing #309), and send Brotli to clients that did not ask for it (the same, #857). So the bytes decide
wherever a coding has a magic number, and a header decides only for Brotli and deflate, which have none.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import brotli
import zstandard

from clausetrail.snapshots.model import Snapshot
from clausetrail.snapshots.payload.wide_text import wide_encoding

# Bytes that a page may have once decoded; the largest of 10,000 policy pages had 6 MB. A decompression bomb stops here.
MAX_SIZE = 32 * 1024 * 1024
# Layers of coding that are removed. Two are seen in the archives (gzip twice, Brotli in gzip); more is an attack.
MAX_LAYERS = 5
# Bytes of memory that a zstd frame may ask for: RFC 8878, 3.1.1.1.2 recommends that decoders support 8 MiB; level 22 asks for 128.
_MAX_WINDOW = 128 * 1024 * 1024
_CHUNK = 1024 * 1024
# Bytes. A stream that holds a text has more; fewer bytes, of which nothing is decoded, only begin like one by chance.
_FEWEST_BYTES = 32
_HEAD = 4096
# Control characters of C0 that no text holds; ESC is part of ISO-2022-JP, NUL is beside every letter in UTF-16.
_NO_TEXT = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b"))

_TAG = re.compile(rb"<(?:[a-zA-Z]{1,10}[\s>/]|!--|!doctype)", re.IGNORECASE)
# The first bytes of pictures, and of archives and documents (ZIP, OLE, RTF), which are no coding of a text.
IMAGE_STARTS = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF")
DOCUMENT_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_NAMES = {
    "x-gzip": "gzip",
    "brotli": "br",
    "x-brotli": "br",
    "zstandard": "zstd",
    "x-zstd": "zstd",
    "x-deflate": "deflate",
}


class Undecodable(ValueError):
    """A body is coded and cannot be decoded; the message names the coding and the reason."""


class TooLarge(Undecodable):
    """A body is larger than MAX_SIZE once decoded. The same request brings the same body again: it is no fault of a moment."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its content codings.

    *codings* are those that were removed, outermost first. *cut* names the coding that has no end: the body holds what
    could be decoded before.
    """

    body: bytes
    codings: tuple[str, ...] = ()
    cut: str = ""


def declared_codings(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codings that the headers of *snapshot* name, in the order in which they were applied: the origin's first."""
    return coding_names(snapshot.origin_headers) + coding_names(snapshot.archive_headers)


def coding_names(headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the codings that the Content-Encoding fields of *headers* name, in the order in which they were applied.

    Names are normalised ("x-gzip" is "gzip", RFC 9110, 8.4.1.3); "identity", "none" and empty names are left out.
    """
    names = [
        token.strip().lower()
        for name, value in headers
        if name.lower() in {"content-encoding", "x-archive-orig-content-encoding"}
        for token in value.split(",")
    ]
    return tuple(_NAMES.get(name, name) for name in names if name not in {"", "identity", "none", "utf-8", "utf8"})


def decode_content(body: bytes, declared: Iterable[str] = ()) -> Decoded:
    """Return *body* without its content codings.

    *declared* are the codings that headers name, in the order in which they were applied. Raises Undecodable where a body
    is coded and cannot be decoded: then its bytes say nothing, which is never the same as "not text".
    """
    hints = [*declared]
    codings: list[str] = []
    for _ in range(MAX_LAYERS):
        layer = _next_layer(body, hints)
        if layer is None:
            break
        coding, content, is_whole = layer
        if not content and not is_whole and coding not in hints and len(body) < _FEWEST_BYTES:
            break  # a few bytes that only begin like a stream
        body = content
        codings.append(coding)
        if coding in hints:
            # The last one named was applied last.
            del hints[len(hints) - 1 - hints[::-1].index(coding)]
        if not is_whole:
            return Decoded(body, tuple(codings), cut=coding)
    else:
        if _coding_by_magic(body):
            raise Undecodable(f"undecodable: more than {MAX_LAYERS} layers of content coding")
    if hints and is_binary(body) and not _has_known_form(body):
        unknown = [name for name in hints if name not in _DECODERS]
        reason = "no decoder for this content coding" if unknown else "the bytes are no such stream"
        raise Undecodable(f"undecodable ({[*hints, *unknown][-1]}): {reason}")
    return Decoded(body, tuple(codings))


def is_binary(body: bytes) -> bool:
    """Return whether more than one byte in fifty at the start is a control character, and the body is not UTF-16 or UTF-32."""
    head = body[:_HEAD]
    if wide_encoding(body) or b"\x00<" in head[:1024] or b"<\x00" in head[:1024]:
        return False
    return len(head) - len(head.translate(None, _NO_TEXT)) > max(1, len(head) // 50)


def ends_as_a_page(body: bytes) -> bool:
    """Return whether *body* closes as HTML does: then it was hardly cut."""
    tail = body.rstrip()[-300:].lower()
    return b"</html" in tail or b"</body" in tail


def _coding_by_magic(body: bytes) -> str:
    """Return the coding that the first bytes of *body* show, or ""."""
    if body.startswith(_GZIP):
        return "gzip"
    if body.startswith(_ZSTD) or (body[1:4] == b"\x2a\x4d\x18" and 0x50 <= body[0] <= 0x5F):  # a skippable frame
        return "zstd"
    return ""


def _next_layer(body: bytes, hints: Sequence[str]) -> tuple[str, bytes, bool] | None:
    """Return the outermost coding of *body*, what it decodes to, and whether it has its end; None where there is none.

    A body that is text was decoded by the archive already, whatever its headers say. Without a header, a zlib or Brotli
    stream counts where all of it decodes, or its beginning to markup: no magic number tells it from other binary files.
    """
    if coding := _coding_by_magic(body):
        return (coding, *_DECODERS[coding](body))
    if not body or _has_known_form(body):
        return None
    # Few of a stream's bytes may be control characters by chance: bytes that are neither UTF-8 nor markup are tried as well.
    is_opaque = is_binary(body) or not _may_be_text(body)
    candidates = [coding for coding in reversed(hints) if coding in {"br", "deflate"}]
    if not candidates and is_opaque:
        candidates = ["br"]
    if _has_zlib_header(body) and "deflate" not in candidates:
        candidates.append("deflate")
    refused: Undecodable | None = None
    for coding in candidates:
        try:
            text, is_whole = _DECODERS[coding](body)
        except Undecodable as error:
            refused = refused or (error if coding in hints else None)
            continue
        # Half of a short stream may decode to nothing: a declared coding without its end is no reason to call its bytes "not text".
        # Where no header names a coding, a part that decodes to markup shows it as well as the whole does.
        if (text and is_whole) or (is_opaque and (coding in hints or _TAG.search(text[:_HEAD]))):
            return coding, text, is_whole
    if refused and is_opaque:
        raise refused
    return None


def _may_be_text(body: bytes) -> bool:
    """Return whether the start of *body* may be text: it is UTF-8, or has a tag, in whatever charset.

    A stream may have few control characters by chance, and still it is neither.
    """
    head = body[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _TAG.search(head):
        return True
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(body) > len(head)  # a character that the end of the head cuts
    return True


def _has_zlib_header(body: bytes) -> bool:
    """Return whether the first two bytes are the header of a zlib stream (RFC 1950, 2.2)."""
    return len(body) > 6 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0


def _has_known_form(body: bytes) -> bool:
    """Return whether *body* begins as a file of a binary form that is no coding."""
    return body.startswith((b"%PDF-", *IMAGE_STARTS, *DOCUMENT_STARTS))


def _gzip(body: bytes) -> tuple[bytes, bool]:
    """Return the members of a gzip stream, joined, and whether the last one has its end (RFC 1952, 2.2)."""
    parts: list[bytes] = []
    size = 0
    while body.startswith(_GZIP[:2]):
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            part = inflater.decompress(body, MAX_SIZE - size + 1)
        except zlib.error as error:
            if parts:  # bytes behind the last member: padding, as gzip(1) ignores it
                break
            raise Undecodable(f"undecodable (gzip): {error}") from error
        size = _checked(size + len(part), "gzip")
        parts.append(part)
        if not inflater.eof:
            return b"".join(parts), False
        body = inflater.unused_data
    return b"".join(parts), True


def _deflate(body: bytes) -> tuple[bytes, bool]:
    """Return a deflate stream, with the zlib frame that RFC 9110, 8.4.1.2 demands or, as some servers send it, without."""
    return _inflated(body, zlib.MAX_WBITS if _has_zlib_header(body) else -zlib.MAX_WBITS)


def _inflated(body: bytes, wbits: int) -> tuple[bytes, bool]:
    inflater = zlib.decompressobj(wbits=wbits)
    try:
        text = inflater.decompress(body, MAX_SIZE + 1)
    except zlib.error as error:
        raise Undecodable(f"undecodable (deflate): {error}") from error
    _checked(len(text), "deflate")
    return text, inflater.eof


def _zstd(body: bytes) -> tuple[bytes, bool]:
    """Return the frames of a zstd stream, joined, and whether the last one has its end (RFC 8878, 3.1)."""
    parts: list[bytes] = []
    size = 0
    while _coding_by_magic(body) == "zstd":
        if not body.startswith(_ZSTD):
            body = body[8 + int.from_bytes(body[4:8], "little") :]  # a skippable frame: its length is in bytes 4 to 8
            continue
        decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW).decompressobj()
        rest = memoryview(body)
        while rest and not decoder.eof:
            try:
                # In small pieces, so that a bomb is noticed before it is unpacked: zstd reaches 1 : 30,000.
                part = decoder.decompress(rest[:1024])
            except zstandard.ZstdError as error:
                raise Undecodable(f"undecodable (zstd): {error}") from error
            rest = rest[1024:]
            size = _checked(size + len(part), "zstd")
            parts.append(part)
        if not decoder.eof:
            return b"".join(parts), False
        body = decoder.unused_data + bytes(rest)
    return b"".join(parts), True


def _brotli(body: bytes) -> tuple[bytes, bool]:
    """Return a Brotli stream, and whether it has its end (RFC 7932). Bytes behind the end make it no Brotli stream."""
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    data = body
    while True:
        try:
            part = decoder.process(data, output_buffer_limit=_CHUNK)
        except brotli.error as error:
            raise Undecodable(f"undecodable (br): {error}") from error
        data = b""
        size = _checked(size + len(part), "br")
        parts.append(part)
        if decoder.is_finished() or (not part and decoder.can_accept_more_data()):
            return b"".join(parts), decoder.is_finished()


def _checked(size: int, coding: str) -> int:
    if size > MAX_SIZE:
        raise TooLarge(f"undecodable ({coding}): more than {MAX_SIZE // 2**20} MiB once decoded")
    return size


_DECODERS: Mapping[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
    "br": _brotli,
}
