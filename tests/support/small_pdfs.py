"""Small PDF files, written here: pages of lines, each a place, a size, a face and its words (ISO 32000-1)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # A4 in points


class Line(NamedTuple):
    """Words at *x*, *y* from the top left; *bold* takes Helvetica-Bold."""

    x: float
    y: float
    words: str
    size: float = 10
    bold: bool = False


def pdf(*pages: Sequence[Line], title: str = "", language: str = "") -> bytes:
    """Return a PDF of *pages*."""
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    fonts = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding >>" for face in _FACES]
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Lang ({language}) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        *fonts,
        f"<< /Title ({title}) >>",
    ]
    parts = [part.encode("cp1252") for part in objects]
    for number, page in enumerate(pages):
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >> >>".encode()
        )
        content = zlib.compress("\n".join(map(_shown, page)).encode("cp1252"))
        parts.append(stream(content))
    return assembled(parts)


def stream(content: bytes, filters: str = "/FlateDecode") -> bytes:
    """Return a stream object of *content*, packed as *filters* say."""
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), filters.encode(), content)


def assembled(parts: Sequence[bytes]) -> bytes:
    """Return the objects *parts* as a file; the first is its catalogue, the fifth its description."""
    file, places = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, rows, size, len(file))
    )


_FACES = ("Helvetica", "Helvetica-Bold")


def _shown(line: Line) -> str:
    words = line.words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{int(line.bold)} {line.size} Tf {line.x} {HEIGHT - line.y} Td ({words}) Tj ET"
