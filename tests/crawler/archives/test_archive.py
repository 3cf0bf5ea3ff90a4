"""The archives' languages: questions, rows, answers. Numbers in names are the traps of the design notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from clausetrail.crawler.archives import internet_archive, pywb, timemap
from clausetrail.crawler.archives.answers import Answer, judge_index, judge_playback, memento_time, retry_after
from clausetrail.crawler.archives.archive import Archive, resolve_archive
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.crawler.archives.index_row import CdxRow
from clausetrail.crawler.archives.registry import known_archives as all_known
from clausetrail.crawler.planning.capture_plan import unfetched_payloads
from clausetrail.snapshots.addresses.memento_urls import split_memento_url
from clausetrail.snapshots.errors import MalformedRow, UnusableArchive
from clausetrail.snapshots.model import Capture, parse_timestamp

DIGEST = "PGSVQHODA557U22H2BD6VW4O3PFWBEV3"
LINE = f"example,acme)/privacy 20100203040506 http://acme.example/privacy text/html 200 {DIGEST} 1234"
CAPTURE = Capture(
    "acme", "a.example", "example,acme)/", "20100203040506", "http://acme.example/privacy", "text/html", 200, DIGEST
)
AT = {"memento-datetime": "Wed, 03 Feb 2010 04:05:06 GMT"}


def row(number: int, digest: str, status: int | None = 200) -> Capture:
    return Capture(
        "acme", "a", "", f"2010020304{number:04}", "http://acme.example/", "text/html", status, digest, id=number
    )


def test_the_question_asks_for_exactly_one_url_without_collapsing() -> None:
    url = internet_archive.index_url("https://web.archive.org/", "http://acme.example/a b?x=1&y=%2520", "2010", "2012")
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://web.archive.org/cdx/search/cdx?")
    assert query["url"] == ["http://acme.example/a%20b?x=1&y=%2520"]
    assert (query["from"], query["to"], query["showResumeKey"]) == (["2010"], ["2012"], ["true"])
    assert not {"collapse", "matchType", "page", "resolveRevisits", "gzip"} & set(query)


@pytest.mark.parametrize("key", ["com%2Cacme%29%2F+20010414005931", "eJxLzs_VSa1I-_="])
def test_a_resume_key_is_handed_back_as_it_was_printed(key: str) -> None:
    url = internet_archive.index_url("https://a.example", "http://acme.example/", resume=key)
    assert url.endswith((f"&resumeKey={key}", f"&resumeKey={key.replace('=', '%3D')}"))


def test_an_answer_is_rows_and_perhaps_a_key() -> None:
    page = internet_archive.parse_index(f"{LINE}\n\nthe-key\n")
    assert ([row.timestamp for row in page.rows], page.malformed, page.keys) == (["20100203040506"], (), ("the-key",))
    assert internet_archive.parse_index("") == IndexPage()
    assert internet_archive.parse_index("\nonly-a-key\n").keys == ("only-a-key",)  # an empty slice goes on


def test_a_row_becomes_a_capture() -> None:
    assert internet_archive.parse_row(LINE) == CdxRow(*LINE.split(" "))
    revisit = internet_archive.parse_row(LINE.replace("text/html 200", "warc/revisit -")).capture("acme", "a.example")
    assert revisit.is_revisit
    assert revisit.statuscode is None


def test_trap_17_an_inserted_00_is_read_and_kept_as_written() -> None:
    row = internet_archive.parse_row(LINE.replace("20100203040506", "20000008241731"))
    assert row.timestamp == "20000008241731"
    with pytest.raises(MalformedRow):
        internet_archive.parse_row(LINE.replace("20100203040506", "20101303040506"))


def test_a_digest_in_hexadecimal_is_the_same_one_in_base_32() -> None:
    row = internet_archive.parse_row(LINE.replace(DIGEST, "da39a3ee5e6b4b0d3255bfef95601890afd80709"))
    assert row.digest == "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_a_month_or_day_00_was_put_in_and_the_seconds_are_lost() -> None:
    assert parse_timestamp("20000008241731") == datetime(2000, 8, 24, 17, 31, tzinfo=UTC)
    assert parse_timestamp("20000900041731") == datetime(2000, 9, 4, 17, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "This type of CDX query requires authorization.",
        "<html><body>429 Too Many Requests</body></html>",
        LINE.replace(DIGEST, "short"),
        LINE.replace(" 200 ", " 2000 "),
        LINE.replace("http://acme.example/privacy", "mailto:info@acme.example"),
        LINE.replace("20100203040506", "2010020304"),
        LINE.rsplit(" ", 1)[0],
    ],
)
def test_traps_4_16_what_is_no_row_never_becomes_a_capture(line: str) -> None:
    page = internet_archive.parse_index(f"{LINE}\n{line}\n{LINE}\n")
    assert (len(page.rows), page.malformed) == (2, (line,))
    is_row_shaped = line.startswith("example,acme)") and len(line.split(" ")) >= 7
    assert bool(page.fault) is not is_row_shaped


@pytest.mark.parametrize(
    ("status", "headers", "body", "answer"),
    [
        (200, {"content-type": "text/plain"}, LINE, Answer.LISTED),
        (200, {"content-type": "text/plain"}, "", Answer.LISTED),
        (
            200,
            {"content-type": "text/html"},
            "<html>Internet Archive: Temporarily Offline</html>",
            Answer.ARCHIVE_FAULT,
        ),
        (200, {}, "<!doctype html><title>maintenance</title>", Answer.ARCHIVE_FAULT),
        (200, {}, "java.lang.IllegalArgumentException: fromKey > toKey", Answer.ARCHIVE_FAULT),
        (429, {}, "", Answer.THROTTLED),
        (429, {"content-type": "text/html"}, "<html>\n\n</html>", Answer.THROTTLED),
        (503, {}, "No server is available to handle this request.", Answer.ARCHIVE_FAULT),
        (403, {}, "This type of CDX query requires authorization.", Answer.NOT_PERMITTED),
        (403, {}, "org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots", Answer.EXCLUDED),
        (
            403,
            {"x-archive-wayback-runtime-error": "AdministrativeAccessControlException: Blocked"},
            "",
            Answer.EXCLUDED,
        ),
        (400, {}, "url parameter is required", Answer.UNREADABLE),
    ],
)
def test_traps_4_34_35_only_plain_rows_or_nothing_are_a_listing(
    status: int, headers: dict[str, str], body: str, answer: Answer
) -> None:
    assert judge_index(status, headers, body) is answer


@pytest.mark.parametrize(
    ("status", "headers", "body", "answer"),
    [
        (200, AT, "page", Answer.CAPTURE),
        (404, AT, "gone", Answer.ARCHIVED_ERROR),
        (429, AT | {"retry-after": "5"}, "slow down", Answer.ARCHIVED_ERROR),
        (503, AT, "later", Answer.ARCHIVED_ERROR),
        (301, AT | {"location": "/web/20100203040506id_/http://acme.example/new"}, "", Answer.ARCHIVED_REDIRECT),
        (302, {"x-archive-redirect-reason": "found capture at 20100101000000"}, "", Answer.HOP),
        (200, {"memento-datetime": "Thu, 04 Feb 2010 04:05:06 GMT"}, "neighbour", Answer.HOP),
        (404, {}, "has not archived that URL", Answer.NOT_ARCHIVED),
        (429, {}, "", Answer.THROTTLED),
        (503, {}, "", Answer.ARCHIVE_FAULT),
        (200, {}, "This URL has been excluded from the Wayback Machine.", Answer.EXCLUDED),
        (200, {}, "Got an HTTP 302 response at crawl time", Answer.ARCHIVE_FAULT),
        (200, {}, "<html>The archive is being maintained.</html>", Answer.ARCHIVE_FAULT),
        (200, AT, "", Answer.ARCHIVE_FAULT),
    ],
)
def test_traps_25_to_30_a_capture_is_what_carries_its_own_time(
    status: int, headers: dict[str, str], body: str, answer: Answer
) -> None:
    assert judge_playback(CAPTURE, status, headers, body) is answer


def test_memento_time_and_retry_after_in_all_their_forms() -> None:
    assert memento_time(AT) == datetime(2010, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert memento_time({"memento-datetime": "soon"}) is None
    now = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
    waits = [retry_after({"retry-after": value}, now) for value in ("90", "Fri, 20 Nov 2026 12:01:00 GMT", "later")]
    assert waits == [90, 60, None]
    assert retry_after({}, now) is None


def test_pywb_is_asked_without_looser_matches_and_read_strictly() -> None:
    url = pywb.index_url("http://127.0.0.1:8080/web", "http://acme.example/", since="2010")
    assert "allowFuzzy=false" in url
    assert "from=2010" in url
    page = pywb.parse_index(f"{LINE}\nshort line\n")
    assert (len(page.rows), page.malformed, page.keys) == (1, ("short line",), ())
    assert "which is no row" in page.fault


def test_a_timemap_is_read_link_by_link_and_page_by_page() -> None:
    body = (
        '<http://acme.example/privacy>; rel="original",\n'
        '<http://a.example/timemap/link/http://acme.example/privacy>; rel="self"; type="application/link-format",\n'
        '<http://a.example/timemap/2/http://acme.example/privacy>; rel="timemap"; from="Sun, 01 Jan 2012 00:00:00 GMT",\n'
        '<http://a.example/20100203040506/http://acme.example/privacy>; rel="first memento"; '
        'datetime="Wed, 03 Feb 2010 04:05:06 GMT",\n'
        '<http://a.example/20110203040506mp_/http://acme.example/privacy?x=1,2>; datetime="Thu, 03 Feb 2011 04:05:06 GMT"; '
        'rel="memento",\n'
        '<http://a.example/short/abc>; rel="memento"; datetime="Thu, 03 Feb 2011 04:05:06 GMT"\n'
    )
    assert judge_index(200, {"content-type": "application/link-format"}, body) is Answer.LISTED
    page = timemap.parse_index(body)
    assert [(row.timestamp, row.original) for row in page.rows] == [
        ("20100203040506", "http://acme.example/privacy"),
        ("20110203040506", "http://acme.example/privacy?x=1,2"),
    ]
    assert (page.malformed, page.fault) == (("http://a.example/short/abc",), "")
    (following,) = page.keys
    assert following == "http://a.example/timemap/2/http://acme.example/privacy"
    assert timemap.index_url("http://a.example", "http://acme.example/", resume=following) == following
    assert [
        capture.id for capture in unfetched_payloads([replace(row(1, "-", None), id=1), row(2, "-", None)], set())
    ] == [1, 2]


def test_archives_of_ones_own_stand_in_the_data_folder(tmp_path: Path) -> None:
    own = '[archives.ours]\nendpoint = "https://archive.ours.example/w"\ndialect = "pywb"\nplayback_per_minute = 600\n'
    (tmp_path / "archives.toml").write_text(own)
    ours = all_known(tmp_path)["ours"]
    assert (ours.name, ours.dialect, ours.playback_per_minute) == ("archive.ours.example/w", "pywb", 600)
    (tmp_path / "archives.toml").write_text('[archives.ours]\nendpint = "https://archive.ours.example"\n')
    with pytest.raises(UnusableArchive, match="unknown field `endpint`"):
        all_known(tmp_path)


def test_an_archive_is_a_name_or_an_endpoint(tmp_path: Path) -> None:
    known = all_known(tmp_path)
    assert resolve_archive("ia", known) == resolve_archive("https://web.archive.org/", known)
    assert (
        resolve_archive("ia", known).index_per_minute,
        resolve_archive("https://other.example", known).index_per_minute,
    ) == (24, 12)
    local = resolve_archive("pywb+http://127.0.0.1:8080/web", known)
    assert (local.dialect, local.endpoint, local.is_on_loopback) == ("pywb", "http://127.0.0.1:8080/web", True)
    for wrong in ("nowhere", "ftp://a.example", "warc+http://a.example"):
        with pytest.raises(UnusableArchive, match="is no archive"):
            resolve_archive(wrong, known)


def test_a_named_collection_is_never_replaced_by_another_of_its_host(tmp_path: Path) -> None:
    known = all_known(tmp_path)
    every = resolve_archive("archive-it", known)
    one, other = (resolve_archive(f"timemap+https://wayback.archive-it.org/{name}", known) for name in (1068, 2077))
    assert one.endpoint == "https://wayback.archive-it.org/1068"
    assert len({every.name, one.name, other.name}) == 3
    assert resolve_archive("timemap+http://wayback.archive-it.org/all/", known) == every
    # Another way to ask the same archive is the same archive.
    assert resolve_archive(f"pywb+{every.endpoint}", known).name == every.name
    # A host without a collection is none of its collections.
    assert resolve_archive("timemap+https://wayback.archive-it.org", known).name != every.name
    here, there = (resolve_archive(f"pywb+http://127.0.0.1:8080/{name}", known).name for name in ("a", "b"))
    assert here != there
    assert resolve_archive("pywb+http://127.0.0.1:9090/a", known).name == here


def test_memento_urls_keep_the_original_letter_by_letter() -> None:
    original = "http://acme.example/Privacy%2520Terms/a.aspx?b=http://c.example/"
    capture = Capture("acme", "a", "", "20100203040506", original, "text/html", 200, DIGEST)
    archive = Archive("a", "https://a.example", "ia")
    raw = archive.raw_url(capture)
    assert raw == f"https://a.example/web/20100203040506id_/{original}"
    assert split_memento_url(raw) == split_memento_url(archive.view_url(capture)) == ("20100203040506", original)
