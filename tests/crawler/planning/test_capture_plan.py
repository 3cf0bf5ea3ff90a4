"""Which captures a plan chooses, and that a run with fewer playbacks finds the same changes."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clausetrail.crawler.planning.capture_plan import (
    FetchMode,
    FetchOptions,
    all_unfetched,
    fetch_mode,
    listed_captures,
    may_hold_text,
    next_captures,
    payload_key,
    redirects_to_fetch,
    unfetched_payloads,
)
from clausetrail.snapshots.history.coverage import UNREADABLE
from clausetrail.snapshots.model import Capture
from tests.conftest import Run
from tests.support.forked_runs import running_replay_server
from tests.support.small_warcs import Page, policy, write

URL = "http://kites.example/privacy"


def capture(number: int, digest: str = "", day: float = -1.0) -> Capture:
    at = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=number if day < 0 else day)
    return Capture("kites", "a", "k", f"{at:%Y%m%d%H%M%S}", URL, "text/html", 200, digest or f"D{number}", None, number)


def row(number: int, status: int | None = 200, digest: str = "", mimetype: str = "text/html") -> Capture:
    return replace(capture(number, digest), statuscode=status, mimetype=mimetype)


def test_a_payload_is_a_digest_under_one_status_and_a_revisit_repeats_any_of_its_digest() -> None:
    rows = [row(1, digest="D"), row(2, None, "D", "warc/revisit"), row(3, None, "E", "warc/revisit"), row(4, 404, "D")]
    assert payload_key(rows[0]) != payload_key(rows[3])
    assert [one.id for one in unfetched_payloads(rows, frozenset())] == [1, 3]
    assert [one.id for one in unfetched_payloads(rows, {1})] == [3]
    assert [one.id for one in unfetched_payloads(rows, frozenset(), {1})] == [2, 3]
    assert [one.id for one in all_unfetched(rows, {3}, {1})] == [2]


def test_rows_without_a_digest_may_each_be_another_page() -> None:
    assert len(list(unfetched_payloads([row(n, digest="-") for n in (1, 2, 3)], frozenset()))) == 3


def test_errors_redirects_and_pictures_are_not_fetched_for_their_text() -> None:
    rows = [row(1, 404), row(2, 301), row(3, mimetype="image/png"), row(4, mimetype="text/css"), row(5, mimetype="unk")]
    assert [one.id for one in rows if may_hold_text(one)] == [5]


def test_of_each_run_of_redirects_the_first_and_the_last_are_fetched() -> None:
    statuses = {1: 200, 2: 301, 3: 302, 4: 301, 5: 200, 6: 308}
    rows = [row(number, status) for number, status in statuses.items()]
    assert [one.id for one in redirects_to_fetch(rows, frozenset())] == [2, 4, 6]
    assert [one.id for one in redirects_to_fetch(rows, {2})] == [4, 6]
    assert [one.id for one in redirects_to_fetch(rows, frozenset(), most=1)] == [6]


def test_a_deep_past_is_bisected_and_a_shallow_one_read_whole() -> None:
    captures = [capture(number) for number in range(1, 11)]
    assert fetch_mode(captures, FetchOptions(FetchMode.AUTO, bisect_above=10)) is FetchMode.DISTINCT
    assert fetch_mode(captures, FetchOptions(FetchMode.AUTO, bisect_above=9)) is FetchMode.BISECT
    assert (
        fetch_mode([replace(one, digest="D") for one in captures], FetchOptions(FetchMode.AUTO, bisect_above=1))
        is FetchMode.DISTINCT
    )


def test_an_unplayable_capture_counts_as_unreadable_in_a_sequence() -> None:
    captures = [capture(1), capture(2, "D"), capture(3, "D"), capture(4)]
    sequence = listed_captures(captures, {1: "A", 4: "B"}, {2})
    assert [place.fingerprint for place in sequence] == ["A", UNREADABLE, None, "B"]
    assert [one.id for one in next_captures(sequence, 1e9, None)] == [3]


def listed(number: int, digest: str, status: int | None = 200, mimetype: str = "text/html") -> Capture:
    return Capture(
        "acme", "a", "", f"2010020304{number:04}", "http://acme.example/", mimetype, status, digest, id=number
    )


def test_every_payload_is_planned_once_and_revisits_are_free() -> None:
    captures = [
        listed(1, "A"),
        listed(2, "B"),
        listed(3, "A"),
        listed(4, "A", None, "warc/revisit"),
        listed(5, "C", 301),
        listed(6, "D", 404),
    ]
    assert [capture.id for capture in unfetched_payloads(captures, set())] == [1, 2]
    assert [capture.id for capture in unfetched_payloads(captures, {1})] == [2]


def test_a_revisit_without_its_original_is_planned_itself() -> None:
    assert [
        capture.id
        for capture in unfetched_payloads(
            [listed(1, "A", None, "warc/revisit"), listed(2, "A", None, "warc/revisit")], set()
        )
    ] == [1]


def test_an_unplayable_capture_leaves_its_payload_to_another() -> None:
    captures = [listed(1, "A"), listed(2, "A"), listed(3, "A")]
    assert [capture.id for capture in unfetched_payloads(captures, set(), {1})] == [2]
    assert [capture.id for capture in unfetched_payloads(captures, set(), {1, 2, 3})] == []


def test_equal_digests_of_different_status_are_different_pages() -> None:
    """The digest of nothing at all is that of every empty redirect."""
    assert [capture.id for capture in unfetched_payloads([listed(1, "E", 301), listed(2, "E", 200)], set())] == [2]


def test_pictures_and_styles_are_not_fetched() -> None:
    assert not list(
        unfetched_payloads([listed(1, "A", mimetype="image/gif"), listed(2, "B", mimetype="text/css")], set())
    )


# The whole way ------------------------------------------------------------------------------------------------


def deep(path: Path) -> Path:
    """Write a WARC of 96 captures, each of other bytes, in which the text changes twice."""
    pages = []
    for number in range(96):
        added = ["We sell your letters."] if 41 <= number < 77 else ["We burn your letters."] if number >= 77 else []
        body = policy(*added).replace(b"</body>", b"<!-- %d --></body>" % number)
        pages.append(Page(f"{datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=3 * number):%Y%m%d%H%M%S}", body))
    return write(path, pages)


def plays(archive: str) -> list[str]:
    with urllib.request.urlopen(f"{archive}/_requests") as answer:  # (loopback)
        return [path for _, kind, path, _ in json.load(answer) if kind == "play"]


def test_bisecting_finds_the_same_changes_with_fewer_playbacks_and_goes_on(run: Run, tmp_path: Path) -> None:
    def history(data: str, *options: str) -> str:
        unlimited = ("-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_PER_MINUTE=0")
        done = run("history", URL, "--archive", archive, "--data", str(tmp_path / data), *unlimited, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def changed(told: str) -> list[str]:
        return [line for line in told.splitlines() if line.startswith("Changed between ")]

    with running_replay_server([deep(tmp_path / "deep.warc.gz")]) as archive:
        halved = history("halved", "--fetch", "bisect", "--budget", "9")
        assert "captures were not looked at. The widest interval left: " in halved
        assert len([path for path in plays(archive) if path.startswith("/web/2012")]) == 9  # beside the newest memento
        halved = history("halved", "--fetch", "bisect")
        asked = plays(archive)
        assert len(asked) == len(set(asked)) < 50
        assert changed(history("halved", "--fetch", "bisect")) == changed(halved)
        # Only the newest memento is asked for again, by a path with the present second.
        assert not [path for path in plays(archive)[len(asked) :] if path.startswith("/web/2012")]
        before = len(plays(archive))
        whole = history("whole", "--fetch", "distinct")
        assert len([path for path in plays(archive)[before:] if path.startswith("/web/2012")]) == 96
    assert "not looked at" not in whole
    assert changed(halved) == changed(whole)
    assert len(changed(whole)) == 2


def test_a_budget_is_spent_to_its_end_and_later_runs_end_where_a_run_without_one_does(run: Run, tmp_path: Path) -> None:
    def history(data: str, *options: str) -> str:
        unlimited = ("-s", "ARCHIVE_PLAYBACK_PER_MINUTE=0", "-s", "ARCHIVE_INDEX_PER_MINUTE=0", "--fetch", "distinct")
        done = run("history", URL, "--archive", archive, "--data", str(tmp_path / data), *unlimited, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def captures() -> list[str]:
        return [path for path in plays(archive) if path.startswith("/web/2012")]  # and not what the newest memento is

    with running_replay_server([deep(tmp_path / "deep.warc.gz")]) as archive:
        begun = history("little", "--budget", "20")
        assert len(captures()) == 20
        assert "76 captures were not looked at. The widest interval left: " in begun
        ended = history("little", "--budget", "80")
        assert len(captures()) == len({*captures()}) == 96
        assert history("little", "--budget", "80") == ended
        assert len(captures()) == 96
        assert history("whole") == ended
    assert "not looked at" not in ended
    assert begun.count("Changed between ") == ended.count("Changed between ") == 2
