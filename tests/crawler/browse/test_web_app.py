"""The live reading room: every page on demand, for this machine alone, and nothing archived but as words."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import urllib.request
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import httpx
import pytest

from clausetrail.crawler.browse.web_app import application
from clausetrail.reports.site.live_pages import LiveCache
from clausetrail.snapshots.errors import StoreError
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import FILE, Store
from tests.support.small_histories import FIRST, THIRD, add, built, heron, page

LOCAL = "http://127.0.0.1:8008"


def asked(
    tmp_path: Path,
    path: str,
    *,
    sql: bool = False,
    method: str = "GET",
    host: str = "127.0.0.1:8008",
    headers: dict[str, str] | None = None,
) -> Any:
    """Return the answer of the room of the store in *tmp_path* to one request."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=application(tmp_path / "data", sql=sql))
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as client:
            return await client.request(method, path, headers={"Host": host} | (headers or {}))

    return asyncio.run(ask())


class Page(HTMLParser):
    """What of a page a browser would act on."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "iframe", "object", "embed", "img", "base"}:
            self.scripts.append(given.get("src") or "inline")
        self.links += [value or "" for name, value in attrs if name in {"href", "action"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_every_page_of_the_static_site_is_there_on_demand(store, tmp_path):
    heron(store)
    built(store, tmp_path / "site")
    for path in sorted((tmp_path / "site" / "p" / "heron").glob("*.html")):
        answer = asked(tmp_path, f"/p/heron/{path.name}")
        assert answer.status_code == 200, path.name
        if path.name != "index.html":  # the live one leads to search and comparison as well
            assert answer.text == path.read_text("utf-8")
    for name in ("style.css", "site.js", "change.css", "change.js"):
        assert asked(tmp_path, f"/{name}").content == (tmp_path / "site" / name).read_bytes()


def test_the_first_page_leads_to_the_policies_and_to_search(store, tmp_path):
    heron(store)
    home = Page(asked(tmp_path, "/").text)
    assert {"p/heron/index.html", "search"} <= set(home.links)
    assert "compare" in Page(asked(tmp_path, "/p/heron/index.html").text).links


def test_feeds_are_told_on_demand_and_lead_to_the_room(store, tmp_path):
    heron(store)
    for name, page_of_it in (("all.atom", "/"), ("policy-heron.atom", "/p/heron/index.html")):
        answer = asked(tmp_path, f"/feeds/{name}")
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        newest = feedparser.parse(answer.content).entries[0]
        assert asked(tmp_path, newest.link.removeprefix(LOCAL)).status_code == 200
        assert any(link.endswith(f"feeds/{name}") for link in Page(asked(tmp_path, page_of_it).text).links)
    assert asked(tmp_path, "/feeds/policy-nobody.atom").status_code == 404


def test_a_feed_is_remembered_until_there_is_news():
    shelf, told = LiveCache(), []

    def tell() -> bytes:
        told.append(1)
        return b"feed"

    for mark in ("one", "one", "two"):
        assert shelf.feed(("all.atom", LOCAL), mark, tell) == b"feed"
    assert len(told) == 2


def test_the_page_of_a_policy_asks_for_two_dates(store, tmp_path):
    heron(store)
    text = asked(tmp_path, "/p/heron/index.html").text
    assert 'value="2005-03-10"' in text
    assert 'value="2015-06-13"' in text
    assert "clausetrail export" not in text


def test_a_long_list_of_policies_is_parted_into_pages(store, tmp_path):
    for number in range(51):
        store.facts.declare(Policy(f"p{number:02}", ("https://p.example/",)))
    assert "p/p50/index.html" in Page(asked(tmp_path, "/?page=2").text).links
    assert "p/p49/index.html" in Page(asked(tmp_path, "/").text).links
    for number in ("3", "0", "-1", "x", "9" * 5_000):
        assert asked(tmp_path, f"/?page={number}").status_code == 404


def test_two_dates_are_compared(store, tmp_path):
    heron(store)
    text = asked(tmp_path, "/p/heron/compare?from=2005&to=2010-01-31").text
    assert "1 reworded" in text
    assert "no capture shows which of the two" in text  # 2010-01-31 lies after the last capture of version 2
    assert "The text is the same at both: version 1" in asked(tmp_path, "/p/heron/compare?from=2005&to=2006").text
    assert "Nothing is known of" in asked(tmp_path, "/p/heron/compare?from=1999&to=2006").text
    assert "is not a date" in asked(tmp_path, "/p/heron/compare?from=May&to=2006").text


def test_the_address_with_a_policys_name_leads_to_its_pages(store, tmp_path):
    heron(store, "Heron Ferry")
    answer = asked(tmp_path, f"/policy/{quote('Heron Ferry')}/compare?from=2005&to=2010")
    assert answer.status_code == 307
    assert asked(tmp_path, answer.headers["Location"]).status_code == 200
    assert asked(tmp_path, "/policy/nobody").status_code == 404


def test_search_answers_with_dates_marks_and_mementos(store, tmp_path):
    heron(store)
    text = asked(tmp_path, "/search?q=%22for+30+days%22").text
    assert "<mark>for 30 days</mark>" in text
    assert "disappeared between 2006-04-11 and 2009-05-12" in text
    assert "https://archive.example/web/20050310080000/https://heron.example/privacy" in Page(text).links
    assert "1 wording" in asked(tmp_path, "/search?q=parcel&at=2006&policy=heron").text
    for query, said in (
        ("%22x", "quote that is not closed"),
        ("x&at=May", "is not a date"),
        ("x&policy=y", "no policy"),
    ):
        answer = asked(tmp_path, f"/search?q={query}")
        assert (answer.status_code, said in answer.text) == (200, True)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8008", "192.168.1.5", ""]
)
def test_a_foreign_host_is_refused(store, tmp_path, host):
    heron(store)
    for path in ("/", "/sql/", "/search?q=x"):
        assert asked(tmp_path, path, sql=True, host=host).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_method_writes(store, tmp_path, method):
    heron(store)
    for path in ("/", "/search", "/p/heron/index.html", "/p/heron/compare"):
        assert asked(tmp_path, path, method=method).status_code == 405


def test_nothing_can_be_written_through_the_store_that_the_room_reads(store, tmp_path):
    heron(store)
    reading = Store.open_read_only(tmp_path / "data")
    with pytest.raises(StoreError, match="read-only"):
        reading.facts.declare(Policy("new", ("https://new.example/",)))
    reading.close()


def test_every_answer_carries_a_policy_that_runs_nothing_archived(store, tmp_path):
    heron(store)
    for path in ("/", "/search?q=x", "/p/heron/index.html", "/p/heron/compare", "/style.css", "/nothing"):
        headers = asked(tmp_path, path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "no-referrer")


HOSTILE = (
    "We use &lt;script&gt;alert(1)&lt;/script&gt; and &lt;img src=x onerror=alert(2)&gt; &lt;/mark&gt;&lt;/style&gt; for you.",
    "Click <a href='javascript:alert(3)'>here</a> and read \u202ebackwards\u2066 with {{ 7*7 }} and a \x07bell of ours.",
)


def test_hostile_pages_stay_words(store, tmp_path):
    policy = Policy(
        "evil", ("https://evil.example/\"><script>alert('u')</script>",), "</title><script>alert(4)</script>\u202e"
    )
    add(store, policy, {"20050101000000": page(*FIRST), "20050201000000": page(*FIRST),
                        "20100101000000": page(*THIRD, *HOSTILE), "20110101000000": page(*THIRD, *HOSTILE)})  # fmt: skip
    paths = ["/", "/p/evil/index.html", "/p/evil/compare?from=2005&to=2010", "/search?q=alert+OR+here"]
    paths += ["/p/evil/change-20100101000000.html", "/p/evil/text-20100101000000.html"]
    echo = quote('"><script>alert(5)</script>\u202e{{7*7}}')
    paths += [f"/search?q={echo}&at={echo}&policy={echo}", f"/p/evil/compare?from={echo}&to={echo}"]
    for path in paths:
        answer = asked(tmp_path, path)
        shown = Page(answer.text)
        assert answer.status_code == 200
        assert set(shown.scripts) <= {"site.js", "../../site.js", "../../change.js"}, path
        assert shown.handlers == []
        assert not [one for one in shown.links if one.lower().strip().startswith(("javascript:", "data:t"))], path
        assert not any(sign in answer.text for sign in ("\u202e", "\u2066", "\x07", ">49<")), path
    for path in (
        "/p/../../etc/passwd",
        "/p/evil/..%2f..%2fx",
        "/p/%00/x",
        "/p/evil/.kept.json",
        f"/p/{echo}/x",
        "/site",
    ):
        answer = asked(tmp_path, path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8"), path


SQL = "/sql/clausetrail.json?_shape=array&sql="
ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) select"


def all_asked(tmp_path: Path, paths: Iterable[str]) -> list[httpx.Response]:
    """Return the answers of one application with SQL to requests for *paths*, one after another."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=application(tmp_path / "data", sql=True))
        async with httpx.AsyncClient(transport=transport, base_url=LOCAL) as client:
            return [await client.get(path, timeout=100) for path in paths]

    return asyncio.run(ask())


def test_sql_reads_the_same_store_and_writes_nothing(store, tmp_path):
    heron(store)
    tables = [
        f"/sql/clausetrail/{table}" for table in ("policies", "captures", "bodies", "versions", "events", "wordings")
    ]
    counted, deleted, whole, *shown = all_asked(
        tmp_path,
        [f"{SQL}select+count(*)+as+n+from+versions", f"{SQL}delete+from+versions", "/sql/clausetrail.db", *tables],
    )
    assert json.loads(counted.text) == [{"n": 3}]
    assert (deleted.status_code, whole.status_code) == (400, 403)
    for page_of_table in shown:
        assert (page_of_table.status_code, "/sql/sql/" in page_of_table.text) == (200, False)
        assert "default-src 'self'" in page_of_table.headers["Content-Security-Policy"]
    assert asked(tmp_path, "/sql/", sql=False).status_code == 404


def test_a_query_that_takes_too_much_is_stopped_and_the_next_one_is_answered(store, tmp_path, capfd):
    heron(store)
    queries = [
        "select randomblob(900000000)",
        "select length(zeroblob(900000000))",
        f"{ENDLESS} count(*) from c",
        f"{ENDLESS} x, randomblob(16000000) from c",
        "select json_group_array(a.words) from wordings a, wordings b, wordings c, wordings d, wordings e, wordings f",
        f"select {', '.join(['zeroblob(4000000)'] * 150)}",
        f"{ENDLESS} group_concat(hex(randomblob(100000))) from c",
    ]
    before = resource.getrusage(
        resource.RUSAGE_CHILDREN
    ).ru_maxrss  # of other tests of this process, a browser among them
    found = all_asked(tmp_path, [f"{SQL}{quote(query)}" for query in queries for query in (query, "select 1 as n")])
    assert {answer.status_code for answer in found[::2]} <= {400, 503}
    assert [json.loads(answer.text) for answer in found[1::2]] == [[{"n": 1}]] * len(queries)
    assert not any("Traceback" in answer.text for answer in found)
    assert "Traceback" not in "".join(capfd.readouterr())
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert most <= max(before, 700 * 1024)  # kilobytes on Linux


def test_no_answer_shows_where_the_store_is_on_this_machine(store, tmp_path):
    heron(store)
    listed, *others = all_asked(
        tmp_path,
        [
            f"{SQL}select+file+from+pragma_database_list",
            "/sql/",
            "/sql/.json",
            "/sql/clausetrail",
            "/sql/clausetrail.json",
            "/sql/clausetrail/nosuch",
            "/sql/nosuch",
            f"{SQL}select+nosuch",
            f"{SQL}select+load_extension('x')",
            "/sql/-/databases.json",
            "/sql/%2d/versions.json",
            "/sql//-/settings.json",
        ],
    )
    assert json.loads(listed.text) == [{"file": None}]
    assert not any(str(tmp_path) in answer.text for answer in others)
    assert [answer.status_code for answer in others[-3:]] == [404] * 3


NAVIGATION = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/", {"Sec-Fetch-Site": "same-origin", "Origin": LOCAL}, 200),
        ("/", {"Sec-Fetch-Site": "none"}, 200),
        ("/", NAVIGATION, 200),
        ("/", NAVIGATION | {"Sec-Fetch-Dest": "iframe"}, 403),
        ("/", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ("/search?q=x", {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ("/", {"Origin": "https://other.example"}, 403),
        ("/", {"Origin": "null"}, 403),
        ("/sql/?sql=select+1", NAVIGATION, 403),
        ("/sql/clausetrail.json?sql=select+1", {"Origin": "http://localhost:3000"}, 403),
    ],
)
def test_a_request_that_a_page_of_another_site_makes_is_refused(store, tmp_path, path, headers, code):
    heron(store)
    assert asked(tmp_path, path, sql=True, headers=headers).status_code == code


def test_a_store_that_cannot_be_read_is_one_line_without_its_path(store, tmp_path, capsys):
    store.close()
    (tmp_path / "data" / FILE).write_bytes(b"")
    answer = asked(tmp_path, "/")
    assert (answer.status_code, str(tmp_path) in answer.text) == (503, False)
    assert "is empty: 0 bytes" in capsys.readouterr().err


def test_the_command_serves_on_loopback(store, tmp_path):
    heron(store)
    command = [sys.executable, "-P", "-m", "clausetrail", "browse", "--port", "0"]
    served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert served.stdout is not None
        address = served.stdout.readline().split()[0]
        answer = ""
        while not answer and served.poll() is None:
            try:
                with urllib.request.urlopen(address) as page_of_it:  # (loopback)
                    answer = page_of_it.read().decode()
            except OSError:
                continue  # it says where before it listens
        assert "Heron Ferry: Privacy" in answer
    finally:
        served.terminate()
        served.communicate(timeout=30)
