"""The archive in demo/ is what its sources make of it, and holds every case that its README promises."""

from __future__ import annotations

import gzip
import importlib.util
import itertools
import re
import sys
import tomllib
from datetime import UTC, datetime

import pytest
from warcio.checker import Checker

from clausetrail.crawler.replay_server.warc_files import WarcCollection
from tests.conftest import ROOT

DEMO = ROOT / "demo"
WARC = DEMO / "demo.warc.gz"
OLD_PRIVACY = "http://www.larkspur-records.example/privacy.html"
FERRY = "http://www.tidewater-ferry.example/conditions"
GAMES = "http://www.pennywhistle-games.example/privacy"
DIARY = "https://ambergate-diary.example/legal/terms"


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("demo_build", DEMO / "build.py")
    module = sys.modules["demo_build"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["demo_build"]


@pytest.fixture(scope="module")
def collection():
    return WarcCollection.from_warcs([WARC])


@pytest.fixture(scope="module")
def policies():
    return tomllib.loads((DEMO / "policies.toml").read_text(encoding="utf-8"))["policies"]


@pytest.fixture(scope="module")
def truth():
    return tomllib.loads((DEMO / "truth.toml").read_text(encoding="utf-8"))


def page(collection, policy, time):
    """Return the words of the capture of *policy* at *time*, tags and all else dropped."""
    stamp = f"{time.astimezone(UTC):%Y%m%d%H%M%S}"
    (row,) = (row for url in policy["urls"] for row in collection.rows(url) if row.timestamp == stamp)
    response = collection.read(row)
    assert response.statuscode == 200
    letters = "utf-8" if b"utf-8" in response.payload else "windows-1252"
    text = re.sub(r"<[^>]*>", " ", response.payload.decode(letters))
    return re.sub(r"\s+", " ", text)


def test_the_file_is_what_its_sources_make(build):
    # Compared unpacked: other builds of zlib pack the same bytes otherwise.
    assert gzip.decompress(WARC.read_bytes()) == gzip.decompress(build.archive(DEMO))


def test_building_twice_gives_the_same_bytes(build):
    assert build.archive(DEMO) == build.archive(DEMO)


def test_the_file_is_small_enough_to_be_carried_along():
    assert WARC.stat().st_size < 150_000


def test_every_record_has_the_digest_of_its_bytes(capsys):
    Checker(type("Options", (), {"inputs": [str(WARC)], "verbose": True})()).process_all()
    told = capsys.readouterr().out
    # The archive's description, with a digest of its block, and all captures but two revisits.
    assert told.count("digest pass") == 26
    assert told.count("digest present but not checked (revisit)") == 2
    assert "digest failed" not in told


def test_every_page_is_used_once(build):
    files = [one.file for one in build.captures(DEMO) if one.file]
    assert sorted(files) == sorted(str(path.relative_to(DEMO)) for path in (DEMO / "pages").rglob("*.html"))


def test_every_policy_has_several_captures_over_years(collection, policies):
    for policy in policies.values():
        stamps = sorted({row.timestamp for url in policy["urls"] for row in collection.rows(url)})
        assert len(stamps) >= 5
        assert int(stamps[-1][:4]) - int(stamps[0][:4]) >= 6
    assert {row.timestamp[:4] for url in (OLD_PRIVACY, DIARY) for row in collection.rows(url)} >= {
        "1999",
        "2025",
    }


def test_all_addresses_are_examples(build):
    assert all(re.match(r"https?://[a-z.-]+\.example/", one.url) for one in build.captures(DEMO))


def test_a_path_moved_behind_an_archived_redirect(collection):
    (moved,) = (row for row in collection.rows(OLD_PRIVACY) if row.statuscode == "302")
    assert collection.read(moved).header("location") == "/legal/privacy.php"
    new = collection.rows("http://www.larkspur-records.example/legal/privacy.php")
    assert [row.timestamp > moved.timestamp for row in new] == [True, True]


def test_http_moved_to_https_under_one_key(collection):
    (moved,) = (row for row in collection.rows(FERRY) if row.statuscode == "301")
    assert moved.circular
    following = collection.rows(FERRY)[collection.rows(FERRY).index(moved) + 1]
    assert following.original == collection.read(moved).header("location")


def test_an_archived_404_and_503_are_no_policies(collection):
    statuses = {row.statuscode for url in (OLD_PRIVACY, DIARY) for row in collection.rows(url)}
    assert statuses == {"200", "302", "404", "503", "-"}


def test_one_revisit_repeats_the_capture_before_it_and_one_an_older_one(collection):
    for url, steps_back in ((OLD_PRIVACY, 1), (GAMES, 2)):
        rows = collection.rows(url)
        (place,) = (place for place, row in enumerate(rows) if row.is_revisit)
        digests = [row.digest for row in rows[:place]]
        assert [back for back in range(1, place + 1) if digests[-back] == rows[place].digest] == [steps_back]


def test_the_oldest_pages_hold_letters_their_charset_does_not_have(collection):
    payload = collection.read(collection.rows(OLD_PRIVACY)[0]).payload
    assert b"charset=iso-8859-1" in payload
    assert b"we\x92ll" in payload


def test_truth_is_told_of_neighbouring_captures_and_every_step(truth, policies, collection):
    told = {(step["policy"], *step["between"]) for step in truth["events"] + truth["quiet"]}
    for name, policy in policies.items():
        rows = sorted((row.timestamp, row.statuscode) for url in policy["urls"] for row in collection.rows(url))
        stamps = [stamp for stamp, status in rows if status in {"200", "-"}]
        moments = [datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC) for stamp in stamps]
        steps = set(itertools.pairwise(moments))
        assert {(begin, end) for of, begin, end in told if of == name} == steps


def test_pages_say_what_truth_says_of_them(truth, policies, collection):
    for event in truth["events"]:
        before, after = (page(collection, policies[event["policy"]], time) for time in event["between"])
        told = {
            "added": event["clause"] not in before and event["clause"] in after,
            "removed": event["clause"] in before and event["clause"] not in after,
            "same": event["clause"] in before and event["clause"] in after and event.get("moved"),
            "renumbered": event["clause"] in before and event["clause"] in after,
            "reworded": event.get("was", "") in before and event.get("now", "?") in after,
        }
        assert told[event["event"]], event


def test_every_kind_of_event_happens(truth):
    assert {event["event"] for event in truth["events"]} == {
        "added",
        "removed",
        "reworded",
        "renumbered",
        "same",
    }
    assert sum(event.get("moved", False) for event in truth["events"]) == 2


def test_quiet_steps_have_other_bytes_or_are_revisits(truth, policies, collection):
    for step in truth["quiet"]:
        rows = [row for url in policies[step["policy"]]["urls"] for row in collection.rows(url)]
        stamps = [f"{time.astimezone(UTC):%Y%m%d%H%M%S}" for time in step["between"]]
        before, after = (next(row for row in rows if row.timestamp == stamp) for stamp in stamps)
        assert after.is_revisit or before.digest != after.digest
