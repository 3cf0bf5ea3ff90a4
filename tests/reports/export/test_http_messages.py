"""The HTTP response of a snapshot: which headers still describe its bytes."""

from __future__ import annotations

import gzip
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeadersParser

from clausetrail.reports.export.http_messages import http_response
from clausetrail.snapshots.model import Snapshot
from tests.support.kite_snapshots import capture, snapshot


def head(block: bytes) -> list[str]:
    return block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")


def test_headers_that_no_longer_describe_the_bytes_are_moved_aside() -> None:
    stale = (("Content-Length", "900"), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"), ("ETag", "x"))
    assert head(http_response(snapshot(b"<p>one</p>", stale))) == [
        "HTTP/1.1 200 OK",
        "X-Archive-Orig-Content-Length: 900",
        "X-Archive-Orig-Transfer-Encoding: chunked",
        "X-Archive-Orig-Content-Encoding: gzip",
        "ETag: x",
    ]


def test_headers_that_still_describe_the_bytes_stay() -> None:
    body = gzip.compress(b"<p>one</p>", mtime=0)
    true = (("Content-Length", str(len(body))), ("Content-Encoding", "gzip"))
    assert head(http_response(snapshot(body, true)))[1:] == [f"{name}: {value}" for name, value in true]


def test_a_redirect_leads_to_where_the_origin_sent_its_visitors() -> None:
    moved = "https://archive.example/web/20120304050607id_/http://kites.example/legal"
    answer = Snapshot(capture(), b"", "", 302, (("Location", moved),))
    assert head(http_response(answer)) == ["HTTP/1.1 302 Found", "Location: http://kites.example/legal"]


@given(
    st.binary(),
    st.lists(st.tuples(st.from_regex(r"[A-Za-z-]+", fullmatch=True), st.text(st.characters(max_codepoint=255)))),
)
def test_no_archived_header_begins_another_or_touches_the_body(body: bytes, headers: list[tuple[str, str]]) -> None:
    block = BytesIO(http_response(snapshot(body, tuple(headers))))
    parsed = StatusAndHeadersParser(["HTTP/1.1"]).parse(block)
    # Bytes that begin like a coded stream are labelled with their coding.
    assert len(parsed.headers) - len(headers) in {0, 1}
    assert [name for name, _ in parsed.headers[len(headers) :]] in ([], ["Content-Encoding"])
    assert block.read() == body
