"""What the real archive answered, as others recorded it: read without loss. Skipped where the recordings are absent."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from dataclasses import astuple
from typing import Any

import pytest

from clausetrail.crawler.archives import internet_archive
from clausetrail.crawler.archives.answers import Answer, judge_index, judge_playback, newest_memento
from clausetrail.crawler.archives.index_row import CdxRow
from clausetrail.snapshots.addresses.address_links import Redirect, redirect_target
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.model import Capture
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


def shown(row: CdxRow) -> str:
    return " ".join(astuple(row)[:7])


def written(line: str) -> str:
    """Return the columns of *line* that we keep; a few digests of 2019 are in hexadecimal."""
    columns = line.split(" ")[:7]
    return " ".join(
        base64.b32encode(bytes.fromhex(column)).decode() if re.fullmatch("[0-9a-f]{40}", column) else column
        for column in columns
    )


def test_every_recorded_index_row_is_read_letter_by_letter_and_every_refusal_is_one() -> None:
    seen: Counter[str] = Counter()
    for row, headers, body in recorded("cdx"):
        answer = judge_index(row["status"]["code"], headers, body)
        seen[answer] += 1
        if row["status"]["code"] != 200:
            assert answer is Answer.EXCLUDED
            continue
        assert answer is Answer.LISTED
        page = internet_archive.parse_index(body)
        told = [written(line) for line in body.split("\n") if line.strip()]
        assert (page.malformed, page.fault) == ((), "")
        assert [*map(shown, page.rows), *page.keys] == told
        seen["rows"] += len(page.rows)
        seen["keys"] += len(page.keys)
    assert seen["rows"] > 90_000
    assert seen[Answer.EXCLUDED] == 4
    assert seen["keys"] > 0


def test_every_row_of_a_recorded_timemap_is_one_of_an_index_and_a_count_of_pages_is_none() -> None:
    """We ask for none of these (the archive's own JSON, by pages that lag), but rows are rows."""
    seen: Counter[str] = Counter()
    for row, headers, body in recorded("timemap"):
        if row["status"]["code"] == 403:
            assert judge_index(403, headers, body) is Answer.EXCLUDED
            seen["excluded"] += 1
        elif body.startswith("["):
            names, *told = json.loads(body)
            columns = [names.index(name) for name in internet_archive.FIELDS]
            lines = [" ".join(values[column] for column in columns) for values in told]
            page = internet_archive.parse_index("\n".join(lines) + "\n")
            assert (page.malformed, page.fault, [*map(shown, page.rows)]) == ((), "", lines)
            seen["rows"] += len(page.rows)
        else:
            assert internet_archive.parse_index(body).rows == ()
            seen["counts"] += 1
    assert (seen["excluded"], seen["counts"]) == (1, 5)
    assert seen["rows"] > 1_000


def test_every_recorded_hop_says_where_it_leads_and_is_followed_by_nobody() -> None:
    hops = 0
    for row, headers, body in recorded("memento"):
        where, location = split_memento_url(row["uri"]), headers.get("location", "")
        if row["status"]["code"] != 302 or "memento-datetime" in headers:
            continue
        assert where
        capture = Capture("a", "a", "", where[0], where[1], "text/html", 200, "-")
        when, original = split_memento_url(location) or ("", "")
        assert judge_playback(capture, 302, headers, body) is Answer.HOP
        assert newest_memento(302, headers) == when != where[0]
        assert headers.get("x-archive-redirect-reason", when).endswith(when)
        assert location.endswith((f"/{when}id_/{original}", f"/{when}/{original}"))
        hops += 1
    assert hops > 50


def test_every_recorded_redirect_leads_to_an_original_and_not_to_the_archive() -> None:
    met = 0
    for row, headers, _ in recorded("memento"):
        where = split_memento_url(row["uri"])
        if where and row["status"]["code"] in range(300, 400) and "memento-datetime" in headers:
            capture = Capture("a", "a", "", where[0], where[1], "text/html", row["status"]["code"], "-")
            end = redirect_target(Redirect(capture, headers["location"]))
            assert end.startswith(("http://", "https://"))
            assert "web.archive.org" not in end
            met += 1
    assert met > 5


def test_every_recorded_memento_is_told_from_what_is_none() -> None:
    told: Counter[tuple[bool, Answer]] = Counter()
    for row, headers, body in recorded("memento"):
        where = split_memento_url(row["uri"])
        assert where
        capture = Capture("a", "a", "", where[0].ljust(14, "0"), where[1], "text/html", 200, "-")
        told[("memento-datetime" in headers, judge_playback(capture, row["status"]["code"], headers, body[:4000]))] += 1
    captures = {Answer.CAPTURE, Answer.ARCHIVED_ERROR, Answer.ARCHIVED_REDIRECT}
    assert {answer for is_memento, answer in told if is_memento} == captures
    assert not {answer for is_memento, answer in told if not is_memento} & captures
