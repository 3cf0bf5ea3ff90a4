"""What the real archive answered, as others recorded it: read without loss. Skipped where the recordings are absent."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from crawler.archives import internet_archive
from crawler.archives.answers import Answer, of_index, of_playback
from crawler.archives.memento import split
from snapshots.model import Capture
from tests.conftest import SHARED

RECORDED = SHARED / "bench" / "recorded"
pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recordings of the real archive are not beside this checkout"
)


def recorded(kind: str) -> list[tuple[dict[str, Any], dict[str, str], str]]:
    found = []
    for row in map(json.loads, (RECORDED / "manifest.jsonl").read_text("utf-8").splitlines()):
        if row["kind"] == kind:
            headers = {
                name.lower(): value if isinstance(value, str) else value[-1]
                for name, value in row["response_headers"].items()
            }
            found.append((row, headers, (RECORDED / row["file"]).read_bytes().decode("utf-8", "replace")))
    return found


def test_every_recorded_index_row_is_read_and_every_refusal_is_one() -> None:
    rows = 0
    for row, headers, body in recorded("cdx"):
        answer = of_index(row["status"]["code"], headers, body)
        if row["status"]["code"] != 200:
            assert answer is Answer.EXCLUDED
            continue
        assert answer is Answer.LISTED
        read, malformed, _ = internet_archive.parse_index(body)
        assert malformed == []
        rows += len(read)
    assert rows > 90_000


def test_every_recorded_memento_is_told_from_what_is_none() -> None:
    told: Counter[tuple[bool, Answer]] = Counter()
    for row, headers, body in recorded("memento"):
        where = split(row["uri"])
        assert where
        capture = Capture("a", "a", "", where[0].ljust(14, "0"), where[1], "text/html", 200, "-")
        told[("memento-datetime" in headers, of_playback(capture, row["status"]["code"], headers, body[:4000]))] += 1
    captures = {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}
    assert {answer for is_memento, answer in told if is_memento} == captures
    assert not {answer for is_memento, answer in told if not is_memento} & captures
