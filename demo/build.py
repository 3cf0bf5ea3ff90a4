"""Writes demo.warc.gz from captures.toml and pages/: the same bytes at each run.

Nothing here is random or asks the time: record ids are made of URL and time (UUID version 5), dates are those
of the captures. The archive is WARC/1.1 (ISO 28500:2017).
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Capture:
    """One table of captures.toml; *repeats* is set in place of *file* for a revisit."""

    url: str
    time: datetime
    status: int
    headers: list[list[str]]
    file: str = ""
    repeats: datetime | None = None

    @property
    def warc_headers(self) -> dict[str, str]:
        return {"WARC-Record-ID": _record_id(f"{_iso(self.time)} {self.url}"), "WARC-Date": _iso(self.time)}

    def http_headers(self, length: int | None) -> StatusAndHeaders:
        sized = [] if length is None else [("Content-Length", str(length))]
        headers = [("Date", format_datetime(self.time.astimezone(UTC), usegmt=True))]
        headers += [(name, value) for name, value in self.headers]
        return StatusAndHeaders(f"{self.status} {HTTPStatus(self.status).phrase}", headers + sized, "HTTP/1.1")


def captures(folder: Path) -> list[Capture]:
    """Return what *folder*/captures.toml lists, in its order."""
    tables = tomllib.loads((folder / "captures.toml").read_text(encoding="utf-8"))["captures"]
    return [Capture(**table) for table in tables]


def archive(folder: Path) -> bytes:
    """Return the WARC file of all captures in *folder*."""
    listed = captures(folder)
    payloads = {(one.url, one.time): (folder / one.file).read_bytes() for one in listed if one.file}
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="WARC/1.1")
    writer.write_record(_opening(writer, max(one.time for one in listed)))
    for one in listed:
        if one.repeats is None:
            writer.write_record(_response(writer, one, payloads[one.url, one.time]))
        else:
            writer.write_record(_revisit(writer, one, one.repeats, payloads[one.url, one.repeats]))
    return buffer.getvalue()


def _opening(writer: WARCWriter, time: datetime) -> ArcWarcRecord:
    text = b"description: captures of invented policies that were never on the web\r\n"
    headers = {
        "WARC-Record-ID": _record_id("demo.warc.gz"),
        "WARC-Date": _iso(time),
        "WARC-Filename": "demo.warc.gz",
    }
    return writer.create_warc_record(
        "", "warcinfo", payload=io.BytesIO(text), length=len(text), warc_headers_dict=headers
    )


def _response(writer: WARCWriter, capture: Capture, payload: bytes) -> ArcWarcRecord:
    return writer.create_warc_record(
        capture.url,
        "response",
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=capture.http_headers(len(payload)),
        warc_headers_dict=capture.warc_headers,
    )


def _revisit(writer: WARCWriter, capture: Capture, repeats: datetime, payload: bytes) -> ArcWarcRecord:
    return writer.create_revisit_record(
        capture.url,
        digest(payload),
        capture.url,
        _iso(repeats),
        http_headers=capture.http_headers(None),
        warc_headers_dict=capture.warc_headers,
    )


def digest(payload: bytes) -> str:
    """Return the payload digest as WARC files carry it: SHA-1 in base 32."""
    return f"sha1:{base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode('ascii')}"


def _record_id(name: str) -> str:
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, name).urn}>"


def _iso(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


if __name__ == "__main__":
    (HERE / "demo.warc.gz").write_bytes(archive(HERE))
