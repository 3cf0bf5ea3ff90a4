"""Policies in frames: which frame is followed, what is told of it, and what never is."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail import api
from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.pipelines.links.frame_pages import frame_urls
from clausetrail.pipelines.reading import read_body
from clausetrail.reports.timeline import timeline_text
from clausetrail.snapshots.addresses.framesets import FrameAnswer
from clausetrail.snapshots.model import Policy, Verdict
from clausetrail.snapshots.storage.schema import FRAMES
from clausetrail.snapshots.store import FILE, Store
from tests.conftest import Run, data_in
from tests.support.forked_runs import FORKS, UNLIMITED, BegunRun, running_replay_server
from tests.support.small_framesets import HERON, HERON_TEXT, NEWS, SHELL, WATCHLIST, archived
from tests.support.small_histories import store_before
from tests.support.small_warcs import SENTENCES, policy
from tests.support.tracking import ended_at, requests

URL = "http://kites.example/privacy.html"
KITES = Policy("kites", (URL,))


# What a page shows in frames ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ["http://kites.example/old/a.html"]),
        ("<base href='http://www.kites.example/new/'>", ["http://www.kites.example/new/a.html"]),
        ("<base href='/b/'>", ["http://kites.example/b/a.html"]),
        ("<base target=main>", ["http://kites.example/old/a.html"]),
        ("<base href='http://[x'>", ["http://kites.example/old/a.html"]),
    ],
)
def test_the_url_of_a_frame_is_relative_to_the_base_of_its_page(markup: str, expected: list[str]) -> None:
    assert list(frame_urls(markup, ["a.html#top", "a.html"], "http://kites.example/old/privacy.html")) == expected


def test_addresses_that_an_archive_rewrote_are_unwrapped_and_what_is_none_is_left_out() -> None:
    frames = [
        "/web/19980101000000fr_/http://kites.example/text.html",
        "javascript:x()",
        "http://[",
        "mailto:a@b.example",
        URL,
    ]
    assert frame_urls("", frames, URL) == ("http://kites.example/text.html",)


@given(st.lists(st.text(max_size=40), max_size=20), st.text(max_size=40))
def test_any_frame_of_any_page_is_an_address_or_none(frames: list[str], base: str) -> None:
    found = frame_urls(f"<base href='{base}'>", frames, URL)
    assert all(url.startswith(("http://", "https://")) for url in found)


def test_a_frameset_is_a_shell_whatever_text_it_has_for_browsers_without_frames() -> None:
    sight = read_body(SHELL, "text/html")
    assert (sight.verdict, sight.page and sight.page.frames) == (
        Verdict.EMPTY,
        ("banner.html", "menu.html", "privacy_text.html"),
    )
    many = b"Welcome to our shop, which has all sorts of kites and string and tails, in all colours. " * 8
    assert read_body(SHELL.replace(b"This page", many), "text/html").verdict is Verdict.EMPTY
    whole = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES).encode()
    assert read_body(SHELL.replace(b"This page", whole), "text/html").verdict is Verdict.POLICY


def test_a_frameset_names_its_frames_where_the_watchlist_selects_of_later_pages() -> None:
    sight = read_body(SHELL, "text/html", select=("#policy",))
    assert sight.page is not None
    assert sight.page.frames[-1] == "privacy_text.html"


def test_a_page_with_an_iframe_is_a_shell_only_without_text_of_its_own() -> None:
    frame = "<iframe src=/text></iframe>"
    page = "<html lang=en><body><h1>Privacy Policy</h1>{}" + frame + "</body></html>"
    few = "<p>" + "We build kites of paper and of silk for children and for the wind on all our coasts. " * 4 + "</p>"
    assert read_body(page.format("").encode(), "text/html").verdict is Verdict.EMPTY
    assert read_body(page.format(few).encode(), "text/html").verdict is Verdict.EMPTY
    unseen = page.format("").replace("<iframe", "<iframe style='display: none'").encode()
    assert read_body(unseen, "text/html").reason == "2 words"
    assert (
        read_body(page.format(few).replace("<iframe", "<iframe height=0").encode(), "text/html").verdict
        is Verdict.POLICY
    )
    assert read_body(policy().replace(b"</body>", frame.encode()), "text/html").verdict is Verdict.POLICY
    short = "当社は、お客様の個人情報を適切に取り扱い、法令を遵守し、" * 6
    assert (
        read_body(page.format(f"<p>{short}</p>").replace("en", "ja").encode(), "text/html; charset=utf-8").verdict
        is Verdict.POLICY
    )


# The store ------------------------------------------------------------------------------------------------------


def test_a_store_of_before_learns_of_frames(tmp_path: Path) -> None:
    store_before(tmp_path, FRAMES).close()
    store = Store.open(tmp_path)
    store.facts.declare(KITES)
    assert store.frames.links(KITES) == ()
    answer = FrameAnswer(
        "a", "http://kites.example/text", "capture", "19980101000001", 500, ("http://kites.example/inner",)
    )
    store.frames.add_answer("kites", answer)
    (held,) = store.frames.answers("kites")
    assert (held.url, held.words, held.frames, held.served) == (answer.url, 500, answer.frames, "19980101000001")
    store.close()


# The whole way --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str]]:
    """A folder whose store has tracked the small archive twice, and what the archive met the first and the second time."""
    folder = tmp_path_factory.mktemp("frames")
    (folder / "p.toml").write_text(WATCHLIST)
    with running_replay_server([archived(folder / "frames.warc.gz")]) as archive:
        _track(folder, archive)
        first = requests(archive)
        _track(folder, archive)
        second = requests(archive)[len(first) :]
    return folder, [path for _, _, path, _ in first], [kind for _, kind, _, _ in second]


def _track(folder: Path, archive: str, *options: str, code: int = 0) -> None:
    arguments = ["track", "--policies", "p.toml", "--archive", archive, *UNLIMITED, *options]
    done = FORKS.run(*arguments, folder=folder, environment=data_in(folder))
    assert done.returncode == code, done.stderr


@pytest.fixture
def held(tracked: tuple[Path, list[str], list[str]]) -> Iterator[Store]:
    store = Store.open_read_only(tracked[0] / "data")
    yield store
    store.close()


def spans(store: Store, name: str) -> list[tuple[str, str]]:
    return [(one.first.timestamp, one.last.timestamp) for one in store.derivations.versions(name)]


def test_a_text_that_changes_in_a_frame_is_one_change_of_the_policy(held: Store) -> None:
    assert spans(held, "heron") == [
        ("19980210120500", "19980801120500"),
        ("19990301120500", "20000115120500"),
        ("20030401120000", "20040401120000"),  # without frames, and what still lies in the old frame is not told
    ]
    told = api.timeline(held, "heron")
    before, after = (api.clauses(held, version) for version in told.versions[:2])
    changes = told.revisions[0].changes
    assert sorted(str(change.event) for change in changes) == ["added", "removed", "removed"]
    gone = [before[change.before[0]].text for change in changes if change.before]
    assert [("kite 12" in text, "Boats" in text) for text in gone] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )
    assert [after[change.after[0]].text for change in changes if change.after] == [NEWS]
    words = "".join(clause.text for version in told.versions for clause in api.clauses(held, version))
    assert "1961" not in words


def test_the_timeline_names_the_frame_in_which_the_text_was_read(held: Store) -> None:
    policy = held.facts.policy("heron")
    lines = timeline_text.timeline_lines(
        held.timeline(policy), held.derivations.clauses, str, load_coverage(held, policy)
    )
    text = "\n".join("".join(piece.text for piece in line) for line in lines)
    assert f"Read in a frame of {HERON}: {HERON_TEXT}, seen from 1998-02-10 to 2000-01-15" in text
    assert "Captures between the two that show nothing: frameset" in text
    assert "menu.html" not in text


def test_the_targets_of_frames_are_listed_with_the_reason_why_they_are_not_followed(held: Store) -> None:
    reasons = {
        name: {link.target.rpartition("/")[2]: link.reason for link in held.frames.links(held.facts.policy(name))}
        for name in ("heron", "linnet", "godwit", "dunlin", "plover", "curlew", "whimbrel")
    }
    assert reasons == {
        "heron": {"privacy_text.html": ""},
        "linnet": {"policy?lang=en": ""},
        "godwit": {"p.html": "another site"},
        "dunlin": {"top.html": "no policy reads in it", "text.html": "not archived"},
        "plover": {},  # its iframe is beside a policy
        "curlew": {"inner.html": "", "words.html": ""},
        "whimbrel": {"text.html": ""},  # in a frame, and from there redirected to a page of the same name
    }
    counts = {name: len(spans(held, name)) for name in reasons}
    assert counts == {"heron": 3, "linnet": 1, "godwit": 0, "dunlin": 0, "plover": 1, "curlew": 1, "whimbrel": 1}


def test_frames_are_requested_once_within_the_site_and_at_the_time_of_their_page(
    tracked: tuple[Path, list[str], list[str]],
) -> None:
    _, first, second = tracked
    assert second == ["play"] * 13  # the newest memento of each address
    asked = [path for path in first if path.startswith("/web/19980210120000id_/") and not path.endswith(HERON)]
    legal = HERON_TEXT.rpartition("/")[0]
    assert sorted(asked) == [
        f"/web/19980210120000id_/{legal}/{name}.html" for name in ("banner", "menu", "privacy_text")
    ]
    assert not [path for path in first if "elsewhere.example" in path or "ads." in path]


def test_readings_from_frames_verify_and_are_derived_again_alike(
    run: Run, tracked: tuple[Path, list[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSETRAIL_DATA", str(tracked[0] / "data"))
    done = run("verify")
    assert done.returncode == 0, done.stdout


def test_a_frame_that_the_archive_owes_leaves_the_policy_unread_until_it_comes(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(f'[policies.heron]\nurl = "{HERON}"\n')
    warc = archived(tmp_path / "frames.warc.gz")
    with running_replay_server([warc], "--faults", "play-503=4") as archive:
        _track(tmp_path, archive, "-s", "ARCHIVE_TRIES=1", "-s", "ARCHIVE_PARKED=1", code=3)
    store = Store.open(tmp_path / "data")
    assert {link.reason for link in store.frames.links(store.facts.policy("heron"))} == {"not looked at yet"}
    with running_replay_server([warc]) as archive:
        _track(tmp_path, archive)
        _forget_frames(tmp_path)  # as in a store that was filled before there were any
        _track(tmp_path, archive)
    assert [first for first, _ in spans(store, "heron")] == ["19980210120500", "19990301120500", "20030401120000"]
    assert len(store.frames.answers("heron")) == 3
    store.close()


def _forget_frames(folder: Path) -> None:
    database = sqlite3.connect(folder / "data" / FILE)
    database.executescript("DELETE FROM frames; DELETE FROM shells;")
    database.close()


def test_a_run_that_is_killed_between_frames_continues_and_requests_none_twice(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(f'[policies.heron]\nurl = "{HERON}"\n')
    known: set[str] = set()
    with running_replay_server([archived(tmp_path / "frames.warc.gz")], "--latency", "20") as archive:
        for after in (5, 3, 3):
            begins = len(requests(archive))
            process = BegunRun("track", "--policies", "p.toml", "--archive", archive, *UNLIMITED, folder=tmp_path)
            ended_at(process, archive, begins + after, signal.SIGKILL)
            _check(requests(archive)[begins:], known)
            store = Store.open(tmp_path / "data")
            known = {one.url for one in store.frames.answers("heron")}
            store.close()
        begins = len(requests(archive))
        _track(tmp_path, archive)
        _check(requests(archive)[begins:], known)
    store = Store.open(tmp_path / "data")
    assert len(store.frames.answers("heron")) == 3
    assert [first for first, _ in spans(store, "heron")] == ["19980210120500", "19990301120500", "20030401120000"]
    store.close()


def _check(log: list[list[Any]], known: set[str]) -> None:
    """Assert that no frame which is *known* was asked for at the time of its page."""
    assert not [path for _, _, path, _ in log if path.removeprefix("/web/19980210120000id_/") in known]
