"""Parse the head of a WARC or ARC record, and the HTTP head of its block. Pure functions over streams.

WARC is ISO 28500 (1.0 and 1.1), ARC is the Internet Archive's format of 1996 in its versions 1 and 2. Real files deviate: lines
end in LF alone, media types of ARC records have parameters, dates have fractions, offsets or a year only, and blocks have no
HTTP head at all (HTTP/0.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.ascii_urls import decoded_location
from clausetrail.snapshots.model import parse_timestamp

WARC_START = re.compile(rb"WARC/\d+\.\d+[ \t\r]*\n[ \t]*[A-Za-z]", re.IGNORECASE)
_PLACE = rb"([A-Za-z][A-Za-z0-9+.-]*:\S[^\r\n]*?) +([0-9A-Fa-f.:]+|-) +(\d{1,17}) +"
# Version 2 has five more fields between type and length: status, checksum, location, offset and file name.
_ARC_2 = re.compile(_PLACE + rb"(\S[^\r\n]*?) +(\d{3}|-) +\S+ +\S+ +(?:\d+|-) +\S+ +(\d+)[ \t\r]*\n")
_ARC_1 = re.compile(_PLACE + rb"(\S[^\r\n]*?) +(\d+)[ \t\r]*\n")
# "ICY" is SHOUTcast's name for HTTP; browsers read it too.
_STATUS_LINE = re.compile(rb"(?:HTTP(?:/[\d.]+)?|ICY)[ \t]+(\d{3})(?!\d)", re.IGNORECASE)
_PROTOCOL = re.compile(rb"(?:HTTP/\d|ICY[ \t])", re.IGNORECASE)
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z -]+:")
_W3C_DATE = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[Tt ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?\s*(Z|z|UTC|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
# Bytes. The longest URL that crawlers keep has 64 KiB; no head of a record or of an HTTP response has more than 1 MiB.
LONGEST_LINE = 1 << 17
_LONGEST_HEAD = 1 << 20
# The first page of the Web was served in 1990. A capture cannot be younger than today: two days are left for wrong clocks.
_FIRST = "19900101000000"
_GRACE = timedelta(days=2)


class MalformedRecord(ValueError):
    """The head of a record cannot be read, or states something impossible."""


class Lines(Protocol):
    """A stream that is read by lines: `io.BufferedReader` and others."""

    def readline(self, size: int | None = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class RecordHead:
    """The head of a record: its type, its fields by their names in lower case, its size and the length of its block in bytes."""

    kind: str
    fields: dict[str, str]
    size: int
    length: int

    @property
    def url(self) -> str:
        """The target URI, without the angle brackets that Wget 1.19 adds, and with its scheme in lower case."""
        url = self.fields.get("warc-target-uri", "").strip()
        if url.startswith("<") and url.endswith(">"):
            url = url[1:-1]
        scheme, colon, rest = url.partition(":")
        return re.sub(r"\s", "%20", f"{scheme.lower()}{colon}{rest}")


@dataclass(frozen=True, slots=True)
class HttpHead:
    """The head of an HTTP response: the status or 0, the headers in their order."""

    status: int
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return the first value of header *name*, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def is_record_start(head: bytes) -> bool:
    """Return whether *head* begins with a record that is not compressed."""
    return bool(WARC_START.match(head) or _ARC_2.match(head) or _ARC_1.match(head))


def parse_head(stream: Lines) -> RecordHead:
    """Return the head of the record that *stream* begins with. Raises MalformedRecord."""
    first = stream.readline(LONGEST_LINE)
    if not first.upper().startswith(b"WARC/"):
        return _arc_head(first)
    fields: dict[str, str] = {}
    size, name = len(first), ""
    while True:
        line = stream.readline(LONGEST_LINE)
        size += len(line)
        if not line.endswith(b"\n") or size > _LONGEST_HEAD:
            raise MalformedRecord("its head has no end")
        text = _text(line.rstrip(b"\r\n"))
        if not text.strip():
            break
        if text[0] in " \t" and name:
            fields[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if colon:
            fields.setdefault(name, value.strip())
    length = fields.get("content-length", "")
    if not re.fullmatch(r"\d{1,18}", length, re.ASCII):
        raise MalformedRecord(f"its Content-Length is {length!r}" if length else "it has no Content-Length")
    return RecordHead(fields.get("warc-type", "").lower(), fields, size, int(length))


def _arc_head(line: bytes) -> RecordHead:
    found = _ARC_2.fullmatch(line)
    status = found[5] if found else b""
    found = found or _ARC_1.fullmatch(line)
    if not found:
        raise MalformedRecord(f"it begins with {line[:40]!r}")
    length = found[found.re.groups]
    url = _text(found[1])
    fields = {
        "warc-target-uri": url,
        "warc-date": found[3].decode(),
        "content-type": _text(found[4]),
        "arc-status": status.decode(),
    }
    kind = "warcinfo" if url.lower().startswith("filedesc:") else "response"
    return RecordHead(kind, fields, len(line), int(length))


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def http_head(block: Lines) -> tuple[HttpHead | None, bytes]:
    """Return the HTTP head that *block* begins with, and what was read of the payload behind it.

    None where it begins with none; then the bytes are those at the beginning of the block. Blank lines before the status line
    and interim answers (100 to 199, RFC 9110, 15.2) are passed over.
    """
    seen = b""
    while not (line := block.readline(LONGEST_LINE)).strip() and line and len(seen) < LONGEST_LINE:
        seen += line
    if not _PROTOCOL.match(line):
        return None, seen + line
    while True:
        found = _STATUS_LINE.match(line)
        headers, over = _headers(block)
        status = int(found[1]) if found else 0
        if not 100 <= status < 200 or over:
            return HttpHead(status, headers), over
        line = block.readline(LONGEST_LINE)
        if not _PROTOCOL.match(line):
            return HttpHead(status, headers), line


def _headers(block: Lines) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Return the headers up to the blank line, and a line that is no header: the payload begins with it."""
    headers: list[tuple[str, str]] = []
    size = 0
    while (line := block.readline(LONGEST_LINE)).strip(b"\r\n"):
        size += len(line)
        if line[:1] in b" \t" and headers and line.strip():
            headers[-1] = headers[-1][0], f"{headers[-1][1]} {_text(line.strip())}"
        elif _TOKEN.match(line) and size <= _LONGEST_HEAD:
            name, _, value = _text(line).partition(":")
            if name.strip().lower() == "location":
                value = decoded_location(line.partition(b":")[2].decode("latin-1"))
            headers.append((name.strip(), value.strip()))
        elif line.lstrip()[:1] == b"<":
            return tuple(headers), line
    return tuple(headers), b""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a record was made: 14 digits in UTC, the digits of the fraction, and whether its time of day was filled in."""

    timestamp: str
    fraction: str = ""
    is_filled: bool = False


def parse_date(text: str) -> Moment:
    """Return the time *text* of a record: 14 digits (ARC), or W3C-DTF as in WARC 1.1, with an offset or shortened.

    What a shortened date leaves out is filled with the earliest possible value. Raises MalformedRecord for what is no date, or
    before the Web, or in the future.
    """
    text = text.strip()
    found = _W3C_DATE.fullmatch(text)
    if not text:
        raise MalformedRecord("it has no date")
    if not found:
        raise MalformedRecord(f"its date {text[:40]!r} is none")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    digits = f"{year}{month or '01'}{day or '01'}{hour or '00'}{minute or '00'}{second or '00'}"
    try:
        if zone and zone[0] in "+-":
            given = datetime.strptime(digits + zone.replace(":", ""), "%Y%m%d%H%M%S%z")
            digits = f"{given.astimezone(UTC):%Y%m%d%H%M%S}"
        if second == "60":  # a leap second
            digits = digits[:12] + "59"
        time = parse_timestamp(digits)
    except (ValueError, OverflowError) as error:
        raise MalformedRecord(f"its date {text[:40]!r} is no time") from error
    if digits < _FIRST or time > datetime.fromisoformat(clock.now()) + _GRACE:
        raise MalformedRecord(f"its date {text[:40]!r} is before the Web or in the future")
    return Moment(digits, (fraction or "").rstrip("0"), is_filled=hour is None)
