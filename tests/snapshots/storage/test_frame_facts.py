"""Shells and the answers for their frames are stored and found again."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.snapshots.addresses.framesets import FrameAnswer
from clausetrail.snapshots.model import Capture, Reading, Snapshot, Verdict
from clausetrail.snapshots.storage.frame_facts import FrameFacts
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME, capture, listing

TEXT = "http://acme.example/text.html"
REASON = "shows others in frames: text.html"


def shell(store: Store, frames: tuple[str, ...] = (TEXT,)) -> Capture:
    number = store.facts.add_snapshot(Snapshot(capture(1), b"<frameset>", "m", 200))
    seen = replace(capture(1), id=number)
    store.derivations.add_reading(Reading(seen, Verdict.EMPTY, REASON, code="read-1"))
    store.frames.add_shell("acme", number, "frames-1", frames)
    return seen


def test_a_shell_is_every_capture_with_its_bytes(acme: Store) -> None:
    acme.facts.add_listing(listing(), [capture(1), capture(2), capture(3, "B" * 32), capture(4, status=404)])
    shell(acme)
    assert [(found.timestamp, found.frames) for found in acme.frames.shells("acme")] == [
        ("20100201000000", (TEXT,)),
        ("20100202000000", (TEXT,)),
    ]
    days = {
        found.timestamp[6:8]
        for found in acme.facts.captures("acme")
        if found.id in acme.frames.shell_capture_ids("acme")
    }
    assert days == {"01", "02"}


def test_a_page_without_frames_is_no_shell(acme: Store) -> None:
    shell(acme, ())
    assert (acme.frames.shells("acme"), acme.frames.shell_capture_ids("acme")) == ((), set())
    assert not acme.frames.framesets(ACME)


def test_newer_code_checks_every_empty_capture_again(acme: Store) -> None:
    seen = shell(acme)
    assert acme.frames.captures_to_check("acme", "shows others", "frames-1") == []
    assert acme.frames.captures_to_check("acme", "shows others", "frames-2") == [seen.id]
    assert acme.frames.captures_to_check("acme", "another reason", "frames-2") == []


def test_an_answer_replaces_the_earlier_one_for_the_same_address(acme: Store) -> None:
    acme.frames.add_answer("acme", FrameAnswer("a.example", TEXT, "not archived"))
    acme.frames.add_answer(
        "acme", FrameAnswer("a.example", TEXT.replace("http", "https"), "capture", "20100201000000", 80)
    )
    (answer,) = acme.frames.answers("acme")
    assert (answer.answer, answer.words, answer.asked_at != "") == ("capture", 80, True)


def test_a_frame_with_a_policy_is_a_followed_link(acme: Store) -> None:
    shell(acme)
    acme.frames.add_answer("acme", FrameAnswer("a.example", TEXT, "capture", "20100201000000", 80))
    (link,) = acme.frames.links(ACME)
    assert (link.target, link.reason, link.since) == (TEXT, "", "20100201000000")


def test_the_frames_of_a_store_are_its_own_table(acme: Store) -> None:
    assert isinstance(acme.frames, FrameFacts)
    acme.facts.add_listing(listing(), [capture(1)])
    assert acme.frames.shell_capture_ids("acme") == set()
    seen = shell(acme)
    assert acme.frames.shell_capture_ids("acme") == {seen.id}
