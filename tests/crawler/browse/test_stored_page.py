"""A stored page in the browser: its own bytes, no script, no request; and a link to it where no archive serves the capture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clausetrail.crawler.browse.stored_page import CONTENT_POLICY, playable_link, stored_page
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.crawler.browse.test_web_app import asked
from tests.support.small_histories import heron
from tests.support.small_warcs import Page, policy, write


def tracked(run: Run, tmp_path: Path, pages: list[Page]) -> Store:
    (tmp_path / "p.toml").write_text('[policies.kites]\nurl = "http://kites.example/privacy"\n')
    warc = str(write(tmp_path / "kites.warc.gz", pages))
    data = ("--data", str(tmp_path / "data"))
    done = run("track", "--policies", str(tmp_path / "p.toml"), "--archive", warc, *data)
    assert done.returncode == 0, done.stderr
    return Store.open_read_only(tmp_path / "data")


def test_captures_of_a_file_are_linked_to_the_stored_page(run: Run, tmp_path: Path) -> None:
    store = tracked(run, tmp_path, [Page("20100101000000", policy()), Page("20110101000000", policy("One more."))])
    (capture, _) = store.facts.fetched_captures("kites")
    home = asked(tmp_path, "/p/kites/index.html").text
    assert f'href="http://127.0.0.1:8008/captures/{capture.id}"' in home
    answer = asked(tmp_path, f"/captures/{capture.id}")
    assert (answer.status_code, answer.content) == (200, policy())
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    store.close()


@pytest.mark.parametrize("declared", ["image/svg+xml", "text/html\x00", "application/pdf"])
def test_what_is_no_page_is_a_download(store: Store, monkeypatch: pytest.MonkeyPatch, declared: str) -> None:
    heron(store)
    capture = next(iter(store.facts.fetched_captures("heron")))
    snapshot = replace(store.facts.snapshot(capture), origin_headers=(("content-type", declared),))
    monkeypatch.setattr(store.facts, "snapshot", lambda _: snapshot)
    found = stored_page(store, capture.id or 0)
    assert found is not None
    assert found[0] == snapshot.body
    assert found[1]["Content-Type"] == "application/octet-stream"
    assert found[1]["Content-Disposition"].startswith("attachment")


def test_an_unknown_capture_is_named_as_missing(store: Store, tmp_path: Path) -> None:
    heron(store)
    for number in ("999999", "x", "0", "9" * 30):
        answer = asked(tmp_path, f"/captures/{number}")
        assert (answer.status_code, answer.text) == (404, "No page of this capture is stored.\n")


def test_a_capture_that_an_archive_serves_is_linked_there(store: Store) -> None:
    heron(store)
    capture = next(iter(store.facts.fetched_captures("heron")))
    link = playable_link(store, lambda one: f"https://archive.example/web/{one.timestamp}", "http://127.0.0.1:8008")
    assert link(capture).startswith("https://archive.example/web/")
    nowhere = playable_link(store, lambda one: "file:x", "http://127.0.0.1:8008")
    assert nowhere(capture) == f"http://127.0.0.1:8008/captures/{capture.id}"
    assert nowhere(replace(capture, id=None)) == "file:x"
