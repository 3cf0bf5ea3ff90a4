"""WARC files for tests, of pages made up on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SENTENCES = [
    f"Clause {number}: we keep the personal data that you give us about kite {number} for {number + 20} days, use it to send "
    f"kite {number} to you, and share it with nobody but the carrier, as the law and your consent allow."
    for number in range(1, 13)
]


def policy(*changed: str, clauses: Iterable[str] = SENTENCES) -> bytes:
    """Return a page of *clauses* and of those *changed* or added."""
    body = "".join(f"<p>{clause}</p>" for clause in [*clauses, *changed])
    return f"<html><head><title>Privacy</title></head><body><h1>Privacy</h1>{body}</body></html>".encode()


@dataclass(frozen=True)
class Page:
    timestamp: str
    body: bytes
    url: str = "http://kites.example/privacy"
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = field(default=(("Content-Type", "text/html"),))
    truncated: str = ""  # the reason that the record gives


def write(path: Path, pages: Iterable[Page]) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            when = datetime.strptime(page.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            marks = {"WARC-Truncated": page.truncated} if page.truncated else {}
            headers = StatusAndHeaders(page.status, list(page.headers), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                page.url,
                "response",
                BytesIO(page.body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": f"{when:%Y-%m-%dT%H:%M:%SZ}", **marks},
            )
            writer.write_record(record)
            record.raw_stream.close()  # warcio's spool for the digest, left open otherwise
    return path
