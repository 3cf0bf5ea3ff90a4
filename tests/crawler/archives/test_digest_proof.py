"""Whether a body is the payload that the index listed."""

from __future__ import annotations

import gzip

import pytest

from clausetrail.crawler.archives.digest_proof import check_digest
from clausetrail.snapshots.payload.content_coding import ends_as_a_page
from clausetrail.snapshots.payload.digests import digest_of
from clausetrail.snapshots.storage.bodies import payload_digest


def test_a_body_is_proven_by_its_digest_or_the_reason_is_stated() -> None:
    body = b"every word counts"
    digest = payload_digest(body)
    assert check_digest(digest, body, {}) == "equal"
    assert check_digest(digest, body, {"content-length": "40"}) == "equal, truncated: 17 of 40 bytes"
    assert check_digest(digest, body, {}, "disconnect") == "equal, truncated, as the record says: disconnect"
    assert check_digest("A" * 32, body, {"transfer-encoding": "chunked"}) == "stored chunked"
    assert check_digest("A" * 32, body, {"content-encoding": "br", "content-length": "99"}) == "stored compressed"
    assert check_digest("A" * 32, gzip.compress(body), {}, decoded=body) == "stored compressed"
    assert check_digest(digest, gzip.compress(body), {}, decoded=body) == "equal without the content coding"
    sha256, md5 = digest_of(body, "sha256"), digest_of(body, "md5")
    assert check_digest(sha256, body, {}) == check_digest(md5, body, {}) == "equal"
    assert check_digest(sha256, body[1:], {}) == "unequal, reason unknown"
    assert check_digest("blake3:00", body, {}) == "the index gives a digest of an unknown kind, blake3"
    assert check_digest("-", body, {}) == "the index gives no digest"
    assert check_digest("A" * 32, body, {}) == "unequal, reason unknown"
    ours = "equal, computed from the file: the record states none"
    assert check_digest(digest, body, {}, computed="the record states none") == ours
    assert check_digest("A" * 32, body, {}, computed="the record states none") == "unequal, reason unknown"


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (b"<p>text</p></body></html>\n\n", True),
        (b"<p>text</p></BODY>", True),
        (b"</html>" + b"<!-- %s -->" % (b"x" * 100), True),
        (b"</html>" + b" " * 10 + b"<p>" + b"x" * 300, False),
        (b"<html><body><p>half a page", False),
        (b"", False),
    ],
)
def test_a_page_is_whole_where_its_end_tags_are_among_its_last_bytes(body: bytes, is_whole: bool) -> None:
    assert ends_as_a_page(body) is is_whole
