"""What is asked of an archive night after night, proven from the server's side, and what its bytes are worth."""

from __future__ import annotations

import gzip
import json
import re
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from clausetrail.crawler.archives.answers import Answer as Answered
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.download.archive_requests import ArchiveRequests
from clausetrail.crawler.policy_crawl.index_requests import IndexRequests
from clausetrail.crawler.policy_crawl.state import IndexQuery, Phase, PolicyCrawl
from clausetrail.snapshots.addresses.address_links import Redirect, address_links
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.disturbed_archive import DISTURBANCES, Answer, disturbed
from tests.support.forked_runs import running_replay_server
from tests.support.policy_crawls import ARCHIVE, POLICY, Requests, answer
from tests.support.small_warcs import SENTENCES, Page, policy, write

URL = "http://kites.example/privacy"
FIRST = [
    Page("20100101000000", policy()),
    Page("20110101000000", policy("We like kites of all colours and keep none.")),
]
THEN = [*FIRST, Page("20120101000000", policy("We like kites of no colour and keep them all."))]


def asked(archive: str) -> list[str]:
    with urllib.request.urlopen(f"{archive}/_requests") as answer:
        return [kind for _, kind, _, _ in json.load(answer)]


def tracked(run: Run, warc: Path, tmp_path: Path, *options: str, code: int = 0) -> tuple[list[str], dict[str, Any]]:
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n')
    with running_replay_server([warc]) as archive:
        done = run("track", "--policies", str(tmp_path / "p.toml"), "--archive", archive, *options)
        assert done.returncode == code, done.stderr
        return asked(archive), json.loads(run("timeline", "kites", "--json").stdout)


def test_a_night_without_news_costs_one_playback_and_news_are_listed_and_fetched_once(run: Run, tmp_path: Path) -> None:
    first, then = write(tmp_path / "first.warc.gz", FIRST), write(tmp_path / "then.warc.gz", THEN)
    assert tracked(run, first, tmp_path)[0] == ["play", "index", "play", "play"]
    assert tracked(run, first, tmp_path)[0] == ["play"]
    requests, told = tracked(run, then, tmp_path)
    assert requests == ["play", "index", "play"]
    assert [version["first_seen"] for version in told["versions"]] == [
        "20100101000000",
        "20110101000000",
        "20120101000000",
    ]
    assert tracked(run, then, tmp_path)[0] == ["play"]


def test_now_and_then_the_index_is_asked_for_what_was_published_late(run: Run, tmp_path: Path) -> None:
    late = [FIRST[0], Page("20101201000000", policy("We fly kites on Sundays.")), FIRST[1]]
    first, then = write(tmp_path / "first.warc.gz", FIRST), write(tmp_path / "then.warc.gz", late)
    tracked(run, first, tmp_path)
    assert tracked(run, then, tmp_path)[0] == ["play"]  # the newest memento cannot show it
    requests, told = tracked(run, then, tmp_path, "-s", "ARCHIVE_RELIST_DAYS=0", "-s", "ARCHIVE_OVERLAP_DAYS=9000")
    assert requests == ["play", "index", "play"]
    assert len(told["versions"]) == 3


def test_what_vanished_from_the_archive_is_looked_up_in_the_index_and_forgotten_by_nobody(
    run: Run, tmp_path: Path
) -> None:
    first = write(tmp_path / "first.warc.gz", FIRST)
    other = write(tmp_path / "other.warc.gz", [Page("20100101000000", policy(), url="http://else.example/")])
    tracked(run, first, tmp_path)
    requests, told = tracked(run, other, tmp_path, code=3)
    assert set(requests) == {"play", "index"}
    assert len(told["versions"]) == 2
    assert [absence["answer"] for absence in told["absences"]] == ["archive fault"]


HALF = policy(clauses=SENTENCES[:6])
ANNOUNCED = (("Content-Type", "text/html"), ("Content-Length", "9000"))


@pytest.mark.parametrize(
    "cut",
    [
        Page("20110101000000", HALF, headers=ANNOUNCED),
        Page("20110101000000", HALF, truncated="length"),
        Page("20110101000000", policy()[: len(policy()) // 2]),
    ],
    ids=["shorter than announced", "marked in the record", "open at its end"],
)
def test_a_truncated_body_ends_no_clause(run: Run, tmp_path: Path, cut: Page) -> None:
    pages = [Page("20100101000000", policy()), cut]
    _, told = tracked(run, write(tmp_path / "cut.warc.gz", pages), tmp_path)
    assert (len(told["versions"]), told["revisions"]) == (1, [])
    run("export", str(tmp_path / "out"))
    rows = [json.loads(line) for line in (tmp_path / "out" / "captures.jsonl").read_text().splitlines()]
    assert [row["verdict"] for row in rows] == ["policy", "truncated"]
    assert SENTENCES[-1] in rows[0]["text"]
    assert rows[1]["text"] == ""  # a capture that shows nothing is given no words of a version


def moved(timestamp: str, location: str, url: str = URL) -> Page:
    return Page(timestamp, b"", url=url, status="301 Moved", headers=(("Location", location),))


def test_a_policy_that_moved_is_followed_from_when_it_was_seen_to_move(run: Run, tmp_path: Path) -> None:
    new = "http://www.kites.example/legal/privacy-notice"
    pages = [
        *FIRST,
        moved("20130101000000", "/legal/privacy-notice"),
        moved("20130601000000", "https://kites.example/legal/privacy-notice/"),
        Page("20120101000000", policy("This page was about string at that time."), url=new),
        Page("20130201000000", policy("We have moved, and keep our kites in a shed."), url=new),
    ]
    requests, told = tracked(run, write(tmp_path / "moved.warc.gz", pages), tmp_path)
    assert requests.count("index") == 2
    seen = [version["first_seen"] for version in told["versions"]]
    assert seen == ["20100101000000", "20110101000000", "20130201000000"]
    assert [(link["to"], link["not_followed"]) for link in told["links"]] == [
        ("http://kites.example/legal/privacy-notice", ""),
        ("https://kites.example/legal/privacy-notice/", ""),
    ]
    assert f"Redirect from {URL} to " in run("timeline", "kites").stdout
    assert tracked(run, write(tmp_path / "again.warc.gz", pages), tmp_path)[0] == ["play", "play"]


def refreshed(timestamp: str, target: str) -> Page:
    return Page(
        timestamp, f'<html><meta http-equiv=refresh content="0; url={target}">This page has moved.</html>'.encode()
    )


def test_a_page_that_sends_its_readers_on_by_its_markup_is_a_dated_redirect(run: Run, tmp_path: Path) -> None:
    new = "http://www.kites.example/legal/privacy-notice"
    pages = [
        *FIRST,
        refreshed("20130101000000", "/legal/privacy-notice"),
        refreshed("20130301000000", "http://sold.example/privacy"),
        Page("20120101000000", policy("This page was about string at that time."), url=new),
        Page("20130201000000", policy("We have moved, and keep our kites in a shed."), url=new),
    ]
    requests, told = tracked(run, write(tmp_path / "moved.warc.gz", pages), tmp_path)
    assert requests.count("index") == 2
    seen = [version["first_seen"] for version in told["versions"]]
    assert seen == ["20100101000000", "20110101000000", "20130201000000"]
    assert [(link["to"], link["not_followed"]) for link in told["links"]] == [
        ("http://kites.example/legal/privacy-notice", ""),
        ("http://sold.example/privacy", "another site"),
    ]


def test_what_a_redirect_leads_to_is_followed_within_the_site_and_told_otherwise() -> None:
    def link(location: str, timestamp: str = "20130101000000") -> list[tuple[str, str]]:
        capture = Capture("kites", "a", "", timestamp, URL, "text/html", 301, "A" * 32)
        found = address_links(Policy("kites", (URL,)), [Redirect(capture, location)])
        return [(one.target, one.reason) for one in found]

    archive = "https://web.archive.org/web/20130101000000id_/"
    assert link(f"{archive}http://kites.example/legal") == [("http://kites.example/legal", "")]
    assert link("/legal") == [("http://kites.example/legal", "")]
    assert link("https://help.kites.example/legal") == [("https://help.kites.example/legal", "")]
    assert link("https://www.kites.example/privacy/") == []  # one address to an archive
    assert link("/") == [("http://kites.example/", "the site's front page")]
    assert link("/login?next=privacy") == [
        ("http://kites.example/login?next=privacy", "a log-in or error page by its name")
    ]
    assert link("http://sold.example/privacy") == [("http://sold.example/privacy", "another site")]


def test_a_site_that_redirects_everything_ends_at_a_bound() -> None:
    captures = [
        Capture("kites", "a", "", f"2013010100{n:02}00", f"{URL}/{n}", "text/html", 301, "A" * 32) for n in range(30)
    ]
    found = address_links(Policy("kites", (URL,)), [Redirect(c, f"{URL}/{n + 1}") for n, c in enumerate(captures)])
    assert len([one for one in found if not one.reason]) == 5
    assert found[-1].reason == "too many addresses"


def test_redirects_in_a_circle_end(run: Run, tmp_path: Path) -> None:
    other = "http://kites.example/other"
    circle = [
        moved("20120101000000", "/other"),
        moved("20120201000000", URL, url=other),
        moved("20120301000000", "/other"),
    ]
    requests, told = tracked(run, write(tmp_path / "circle.warc.gz", [FIRST[0], *circle]), tmp_path)
    assert requests.count("index") == 2
    assert len(told["versions"]) == 1


def told_under(run: Run, tmp_path: Path, faults: str, *options: str) -> tuple[int, str, dict[str, Any]]:
    (tmp_path / "p.toml").write_text(f'[policies.kites]\nurl = "{URL}"\n')
    pages = [Page(f"20{year}0101000000", policy(f"This was written in the year 20{year}.")) for year in range(10, 16)]
    with running_replay_server([write(tmp_path / "kites.warc.gz", pages)], "--faults", faults) as archive:
        done = run(
            "track", "--policies", str(tmp_path / "p.toml"), "--archive", archive, "-s", "ARCHIVE_PARKED=1", *options
        )
    return done.returncode, done.stdout, json.loads(run("timeline", "kites", "--json").stdout)


@pytest.mark.parametrize("faults", ["play-half=5", "play-empty=3", "play-html=3"])
def test_half_and_empty_bodies_are_asked_for_again(run: Run, tmp_path: Path, faults: str) -> None:
    code, _, told = told_under(run, tmp_path, faults)
    assert (code, len(told["versions"])) == (0, 6)


@pytest.mark.parametrize(
    ("faults", "said"),
    [("play-half=1", "truncated"), ("play-empty=1", "archive fault"), ("play-html=1", "archive fault")],
)
def test_bodies_that_never_come_whole_leave_the_policy_unread_and_are_asked_for_next_time(
    run: Run, tmp_path: Path, faults: str, said: str
) -> None:
    for _ in range(2):
        code, _, told = told_under(run, tmp_path, faults, "-s", "ARCHIVE_TRIES=1")
        assert told["versions"] == []
        assert {silent["reason"] for silent in told["silent_captures"]} == {said}
        # Half a body that comes twice alike is all that the archive has, as far as can be told: kept, and called truncated.
        assert code == (0 if said == "truncated" else 3)
    if said != "truncated":
        assert len(told_under(run, tmp_path, "")[2]["versions"]) == 6


@pytest.mark.parametrize("faults", ["index-empty=1", "index-empty=2"])
def test_an_index_that_lists_nothing_is_believed_only_where_the_playback_agrees(
    run: Run, tmp_path: Path, faults: str
) -> None:
    code, out, told = told_under(run, tmp_path, faults, "-s", "ARCHIVE_INDEX_ROWS=2")
    assert code == 3
    assert "0 of 1 policy read" in out
    assert "archive fault" in {absence["answer"] for absence in told["absences"]}
    assert len(told_under(run, tmp_path, "")[2]["versions"]) == 6


# Without a network -------------------------------------------------------------------------------------------

ROW = f"example,kites)/privacy 20100101000000 {URL} text/html 200 {'A' * 32} 9\n"


class Listed:
    """The index requests of a policy, and its crawl."""

    def __init__(self, store: Store, archive: Archive = ARCHIVE, **settings: object) -> None:
        self.requests = Requests(store, **settings)
        advance, failed = self.requests.advance, self.requests.failed
        makes = ArchiveRequests(archive, self.requests.settings)
        self.index = IndexRequests(store, archive, makes, self.requests.settings, advance, failed)
        self.crawl = PolicyCrawl(POLICY)
        (self.newest,) = self.index.first_requests(self.crawl)

    @property
    def first(self) -> Request:
        """The first query of the index, where the playback has no capture."""
        (request,) = answer(self.newest, 404)
        return request

    def absences(self) -> list[str]:
        return [absence.detail for absence in self.requests.store.facts.failed_requests("kites")]


def test_pages_are_listed_until_no_key_is_left(store: Store) -> None:
    listed = Listed(store)
    assert "/cdx/search/cdx?" in listed.first.url
    (second,) = answer(listed.first, body=f"{ROW}\nKEY\n")
    assert "resumeKey=KEY" in second.url
    assert (listed.crawl.phase, listed.crawl.open_queries) == (Phase.LISTING, 1)
    assert answer(second, body=ROW.replace("20100101", "20100102")) == []
    assert (listed.crawl.phase, listed.crawl.listed, listed.crawl.new_captures) == (Phase.PLANNING, 2, 2)
    assert store.addresses.status("kites", ARCHIVE.name, URL).newest == "20100102000000"


def test_a_key_that_comes_again_ends_the_listing_as_a_fault(store: Store) -> None:
    listed = Listed(store)
    (second,) = answer(listed.first, body=f"{ROW}\nKEY\n")
    assert answer(second, body=f"{ROW}\nKEY\n") == []
    assert listed.absences() == [f"the index of {URL} gave a key that leads nowhere"]
    assert (listed.crawl.phase, listed.crawl.unread) == (Phase.PLANNING, True)


def test_lines_that_are_no_rows_are_counted_and_a_page_of_them_only_is_unreadable(store: Store) -> None:
    listed = Listed(store)
    answer(listed.first, body=f"{ROW}{ROW.replace('http://kites', 'mailto:kites')}")
    assert (listed.crawl.listed, listed.crawl.malformed, listed.absences()) == (1, 1, [])
    other = Listed(store)
    (request,) = [other.index._query_index(other.crawl, IndexQuery(URL, "", ""))]
    line = ROW.replace("http://kites", "mailto:kites")
    answer(request, body=line)
    assert (other.crawl.malformed, other.absences()) == (0, [f"no index row: {line.strip()[:100]!r}"])


@pytest.mark.parametrize(
    ("status", "location", "absences", "unread"),
    [
        (404, "", [], False),
        (302, f"/web/20100101000000id_/{URL}", ["the playback has a capture of 2010-01-01: not confirmed"], True),
        (503, "", ["the playback does not say whether that is all"], True),
    ],
)
def test_an_index_without_rows_is_verified_by_a_playback(
    store: Store, status: int, location: str, absences: list[str], unread: bool
) -> None:
    listed = Listed(store)
    assert (listed.newest.meta["asked"], listed.crawl.open_queries) == ("newest", 1)
    (request,) = answer(listed.newest, status, **({"Location": location} if location else {}))
    for again in answer(request, body=""):  # once more where the playback has a capture
        assert answer(again, body="") == []
    assert all(detail.endswith(part) for detail, part in zip(listed.absences(), absences, strict=True))
    assert (listed.crawl.unread, listed.crawl.phase) == (unread, Phase.PLANNING)
    assert bool(store.addresses.status("kites", ARCHIVE.name, URL).listed_at) is not unread


ROWS = "".join(ROW.replace("20100101", f"{year}0101") for year in range(2010, 2015))


@pytest.mark.parametrize("dialect", ["ia", "pywb", "timemap"])
@pytest.mark.parametrize("kept", range(6))
def test_an_index_that_is_cut_between_two_rows_is_queried_again_and_then_not_complete(
    store: Store, dialect: str, kept: int
) -> None:
    def body(count: int) -> str:
        if dialect == "timemap":
            return timemap_of(0, [], [*range(2010, 2010 + count)])
        return "".join(ROWS.splitlines(keepends=True)[:count])

    for lasts in (False, True):
        listed = Listed(store, replace(ARCHIVE, dialect=dialect, name=f"{dialect} {lasts}"))
        (request,) = answer(listed.newest, Memento_Datetime="Wed, 01 Jan 2014 00:00:00 GMT")
        requests = answer(request, body=body(kept))
        assert len(requests) == (kept < 5)
        for again in requests:
            continued = body(kept if lasts else 5).splitlines(keepends=True)
            last = max(kept - 1, 0) if dialect != "timemap" else 0
            assert answer(again, body="".join(continued[last:])) == []
        is_whole = kept == 5 or not lasts
        assert bool(store.addresses.status("kites", f"{dialect} {lasts}", URL).listed_at) is is_whole
        assert listed.crawl.unread is not is_whole
        if not is_whole:
            assert listed.absences()[-1].endswith("but the playback has a capture of 2014-01-01: not confirmed")


@pytest.mark.parametrize(
    ("answered", "confirms"),
    [
        ({"status": 503}, False),
        ({"status": 404}, True),  # it plays nothing: that contradicts no listing
        ({"status": 302, "Location": f"/web/20150101000000id_/{URL}?other"}, True),  # a similar page
        ({"status": 302, "Location": f"/web/20150101000000id_/{URL.replace('//', '//www.')}"}, False),
        ({"status": 302, "Location": f"/web/20140101000000id_/{URL}"}, True),
        ({"status": 302, "Location": f"/web/20120101000000id_/{URL}"}, True),  # the newest ones cannot be played
    ],
)
def test_a_listing_is_complete_where_the_newest_memento_does_not_contradict_it(
    store: Store, answered: dict[str, Any], confirms: bool
) -> None:
    listed = Listed(store)
    (request,) = answer(listed.newest, **answered)
    for again in answer(request, body=ROWS):
        answer(again, body=ROWS[-len(ROW) :])
    assert listed.crawl.unread is not confirms
    assert listed.crawl.new_captures == 5


def test_a_newest_memento_that_brings_no_answer_leaves_the_end_of_the_listing_open(store: Store) -> None:
    listed = Listed(store)
    query = listed.newest.cb_kwargs["query"]
    assert [*listed.index.without_answer(listed.crawl, "newest", query, Answered.REFUSED)] == []
    (request,) = listed.index.without_answer(listed.crawl, "newest", query, Answered.ARCHIVE_FAULT)
    assert answer(request, body=ROWS) == []
    assert listed.absences() == [
        f"the index lists captures of {URL} up to 2014-01-01, and the playback does not say whether that is all"
    ]


def test_after_a_whole_listing_only_the_newest_memento_is_asked_for(store: Store) -> None:
    answer(Listed(store).first, body=ROW)
    known, new = Listed(store), Listed(store)
    assert answer(known.newest, 302, Location=f"/web/20100101000000id_/{URL}") == []
    assert (known.newest.meta["asked"], known.crawl.phase, known.absences()) == ("newest", Phase.PLANNING, [])
    (listing,) = answer(new.newest, 302, Location=f"/web/20110101000000id_/{URL}")
    assert (listing.meta["asked"], new.crawl.open_queries) == ("index", 1)


def listing_of(rows: int, first: int = 2010) -> str:
    return "".join(ROW.replace("20100101", f"{first + number}0101") for number in range(rows))


def test_a_full_page_without_a_key_is_followed_by_the_rows_after_its_last_one(store: Store) -> None:
    listed = Listed(store, ARCHIVE_INDEX_ROWS=4)
    (second,) = answer(listed.first, body=listing_of(4))
    assert "from=20130101000000" in second.url
    (third,) = answer(second, body=listing_of(4, 2013))
    assert answer(third, body=listing_of(1, 2016)) == []
    assert (listed.crawl.unread, listed.crawl.new_captures) == (False, 7)
    assert store.addresses.status("kites", ARCHIVE.name, URL).listed_at


@pytest.mark.parametrize(
    ("bodies", "detail"),
    [
        ([listing_of(4), ""], "lists nothing from 20130101000000 on"),
        ([listing_of(4), ROW.replace("20100101", "20130101") * 4], "does not come to an end"),
        (["".join(reversed(listing_of(4).splitlines(keepends=True)))], "not in the order of time"),
    ],
)
def test_a_listing_whose_end_is_not_seen_is_not_complete(store: Store, bodies: list[str], detail: str) -> None:
    listed = Listed(store, ARCHIVE_INDEX_ROWS=4)
    requests = [listed.first]
    for body in bodies:
        requests = answer(requests[0], body=body)
    assert requests == []
    assert detail in listed.absences()[0]
    assert listed.crawl.unread
    assert not store.addresses.status("kites", ARCHIVE.name, URL).listed_at


def test_ever_new_keys_end_as_a_fault_after_some_pages_and_the_rows_are_kept(store: Store) -> None:
    listed = Listed(store)
    requests, pages = [listed.first], 0
    while requests:
        requests = answer(requests[0], body=f"{listing_of(1, 2000 + pages)}\nKEY{pages}\n")
        pages += 1
    assert pages < 60
    assert "names one more page after each" in listed.absences()[0]
    assert listed.crawl.new_captures == pages
    assert listed.crawl.unread


def test_an_index_with_an_error_in_it_leaves_the_listing_incomplete_and_keeps_its_rows(store: Store) -> None:
    listed = Listed(store)
    assert answer(listed.first, body=f"{listing_of(2)}java.io.IOException: timed out\n") == []
    assert listed.absences()[0].startswith(f"the index of {URL} is incomplete: it holds 'java.io.IOException")
    assert (listed.crawl.unread, listed.crawl.new_captures) == (True, 2)
    assert not store.addresses.status("kites", ARCHIVE.name, URL).listed_at
    assert Listed(store).first.meta["asked"] == "index"  # asked for again, from the beginning
    assert "from=" not in Listed(store).first.url


def test_an_index_that_moved_within_its_host_is_followed_and_no_further(store: Store) -> None:
    listed = Listed(store)
    (moved,) = answer(listed.first, 302, Location="/new/cdx?url=x")
    assert moved.url == "http://127.0.0.1:1/new/cdx?url=x"
    assert answer(moved, 301, Location="http://elsewhere.example/cdx") == []
    assert listed.absences() == [f"the index of {URL} redirects to http://elsewhere.example/cdx, which is not followed"]
    circle = Listed(store)
    requests, count = [circle.first], 0
    while requests:
        requests = answer(requests[0], 302, Location="/again")
        count += 1
    assert count == 4


def test_an_index_that_fails_is_asked_by_the_other_service_once(store: Store) -> None:
    archive = replace(ARCHIVE, fallback="http://127.0.0.1:1/web/timemap/cdx")
    listed = Listed(store, archive)
    (other,) = answer(listed.first, 503)
    assert other.url.startswith("http://127.0.0.1:1/web/timemap/cdx?url=")
    assert (other.meta["budget"], listed.absences()) == (listed.first.meta["budget"], [])
    assert answer(other, body=listing_of(3)) == []
    assert (listed.crawl.unread, listed.crawl.new_captures) == (False, 3)
    both = Listed(store, archive)
    (again,) = [both.index._query_index(both.crawl, IndexQuery(URL, "", ""))]
    (other,) = answer(again, 503)
    assert answer(other, 503) == []
    assert both.absences() == [f"the index answered 503 for {URL}"]


def test_captures_that_were_listed_before_and_are_not_now_are_a_fault(store: Store) -> None:
    answer(Listed(store).first, body=ROW)
    listed = Listed(store)
    (index,) = answer(listed.newest, 404)  # the playback of a pywb whose index is down
    assert answer(index, body="") == []
    assert "they were removed, or its index is down" in listed.absences()[0]
    assert listed.crawl.unread


def test_a_url_that_is_too_long_for_the_archive_is_said_in_one_line(store: Store) -> None:
    listed = Listed(store)
    url = URL + "?" + "a" * 9_000
    request = listed.index._query_index(listed.crawl, IndexQuery(url, "", ""))
    answer(request, 414)
    assert listed.absences() == ["the archive takes no URL of 9,029 characters: its index answered 414"]


TIMEMAPS = replace(ARCHIVE, dialect="timemap")
PLACE = "http://127.0.0.1:1"


def timemap_of(own: int, others: list[int], years: list[int]) -> str:
    def at(number: int) -> str:
        return f"{PLACE}/timemap/link/{number}/{URL}"

    links = [f'<{URL}>; rel="original"', f'<{at(own)}>; rel="self"']
    links += [f'<{at(number)}>; rel="timemap"; type="application/link-format"' for number in others]
    links += [
        f'<{PLACE}/{year}0101000000/{URL}>; rel="memento"; datetime="{format_datetime(datetime(year, 1, 1, tzinfo=UTC), usegmt=True)}"'
        for year in years
    ]
    return ",\n".join(links)


@pytest.mark.parametrize(
    "pages",
    [
        {0: ([1, 2], []), 1: ([], [2010, 2011]), 2: ([], [2012])},  # an index of TimeMaps
        {0: ([2], [2012]), 2: ([0, 3], [2011]), 3: ([2, 4], [2010]), 4: ([3], [2009])},  # both neighbours, newest first
        {
            0: ([1, 2], []),
            1: ([3, 0], [2010]),
            2: ([4, 0], [2012]),
            3: ([1], [2011]),
            4: ([], []),
        },  # an index of indexes
    ],
)
def test_all_timemaps_that_are_named_are_read_once_and_then_the_listing_is_complete(
    store: Store, pages: dict[int, tuple[list[int], list[int]]]
) -> None:
    listed = Listed(store, TIMEMAPS)
    requests, read = [listed.first], []
    while requests:
        found = re.search(r"/timemap/link/(\d)/", requests[0].url)
        number = int(found[1]) if found else 0
        read.append(number)
        requests = answer(requests[0], body=timemap_of(number, *pages[number]))
        assert bool(store.addresses.status("kites", ARCHIVE.name, URL).listed_at) is not bool(requests)
    assert sorted(read) == sorted(pages)
    assert listed.crawl.new_captures == sum(len(years) for _, years in pages.values())
    assert not listed.crawl.unread


def test_a_timemap_of_another_host_is_not_followed_and_the_listing_not_complete(store: Store) -> None:
    listed = Listed(store, TIMEMAPS)
    body = timemap_of(0, [1], [2010]).replace(f"{PLACE}/timemap/link/1/", "http://elsewhere.example/1/")
    assert answer(listed.first, body=body) == []
    assert "goes on at another host: http://elsewhere.example/1/" in listed.absences()[0]
    assert listed.crawl.unread


@pytest.mark.parametrize("kind", [kind for kind in DISTURBANCES if kind not in {"drop", "reset", "cut"}])
def test_a_disturbed_page_of_an_index_is_the_same_rows_or_leaves_the_policy_unread(store: Store, kind: str) -> None:
    listed = Listed(store)
    page = disturbed(Answer(200, (("Content-Type", "text/plain"),), ROW.encode() * 3), kind)
    headers = {name.replace("-", "_"): value for name, value in page.headers}
    (first,) = answer(listed.newest, 302, Location=f"/web/20100101000000id_/{URL}")
    for again in answer(first, page.status, page.body, **headers):
        answer(again, page.status, page.body, **headers)
    same = listed.crawl.listed == 1 and not listed.crawl.malformed
    assert same or listed.crawl.unread or Answered.EXCLUDED in listed.crawl.failures


@pytest.mark.parametrize(
    ("sent", "target"),
    [("/erklärung".encode(), "/erkl%C3%A4rung"), ("/erklärung".encode("latin-1"), "/erkl%E4rung")],
)
def test_a_location_beyond_ascii_leads_to_the_address_that_the_archive_lists(
    run: Run, tmp_path: Path, sent: bytes, target: str
) -> None:
    warc = write(
        tmp_path / "plain.warc.gz",
        [
            FIRST[0],
            moved("20120101000000", "/erkl@@rung"),
            Page("20130101000000", policy("We fly kites on Mondays."), url=f"http://kites.example{target}"),
        ],
    )
    raw = gzip.decompress(warc.read_bytes()).replace(b"/erkl@@rung", sent.ljust(11))
    raw_warc = tmp_path / "raw.warc"
    raw_warc.write_bytes(raw)
    requests, told = tracked(run, raw_warc, tmp_path)
    assert requests.count("index") == 2
    assert [version["first_seen"] for version in told["versions"]] == ["20100101000000", "20130101000000"]
    assert [link["to"] for link in told["links"]] == [f"http://kites.example{target}"]
