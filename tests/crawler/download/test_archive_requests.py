"""The requests to one archive: contact, rates and the way an answer is judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from clausetrail.crawler import settings as defaults
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.registry import known_archives
from clausetrail.crawler.download.archive_requests import ArchiveRequests, contact_hint, request_rates


def test_a_contact_is_hinted_at_once_and_sent_in_every_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(**changed: str) -> Settings:
        found = Settings()
        found.setmodule(defaults)
        found.setdict(changed)
        return found

    public, local = known_archives(tmp_path)["ia"], Archive("b", "http://127.0.0.1:1", "ia")
    assert contact_hint(settings(), local) == ""
    assert "CLAUSETRAIL_CONTACT=you@example.org" in contact_hint(settings(), public)
    assert contact_hint(settings(), public) == ""
    monkeypatch.setenv("CLAUSETRAIL_CONTACT", "ann@kites.example\r\nX-Evil: 1")
    for named, wanted in (("", b"ann@kites.exampleX-Evil: 1"), ("bob@kites.example", b"bob@kites.example")):
        request = ArchiveRequests(public, settings(CONTACT=named)).request(
            "https://web.archive.org/", "index", print, print
        )
        assert (request.headers["User-Agent"] or b"").endswith(b"contact: " + wanted)


def ours(**changed: object) -> Settings:
    found = Settings()
    found.setmodule(defaults)
    found.setdict(changed)
    return found


@pytest.mark.parametrize(("asked", "kind"), [("index", "index"), ("newest", "playback"), ("capture", "playback")])
def test_a_request_names_its_budget_its_rate_and_how_it_is_judged(asked: str, kind: str, tmp_path: Path) -> None:
    archive = known_archives(tmp_path)["ia"]
    request = ArchiveRequests(archive, ours()).request("https://web.archive.org/x", asked, print, print, crawl="c")
    assert request.meta == {
        "asked": asked,
        "archive": archive,
        "budget": f"web.archive.org {kind}",
        "per_minute": {"index": 24, "playback": 480}[kind],
        "refused_for": 3600,
        "download_slot": kind,
        "verbatim_url": True,
    }
    assert (request.cb_kwargs, request.dont_filter, request.errback) == ({"crawl": "c"}, True, print)


def test_an_escape_of_an_escape_is_sent_as_it_is() -> None:
    url = "http://127.0.0.1:1/web/2010id_/http://kites.example/a%2520b"
    requests = ArchiveRequests(Archive("b", "http://127.0.0.1:1", "ia"), ours())
    assert requests.request(url, "capture", print, print).url == url
    assert requests.request(url + " c", "capture", print, print).meta["verbatim_url"] is False


def test_local_files_have_no_limits() -> None:
    files = Archive("demo~1", "http://127.0.0.1:1", "files", "file:///demo")
    assert request_rates(files, ours()) == {"index": 0, "playback": 0}
