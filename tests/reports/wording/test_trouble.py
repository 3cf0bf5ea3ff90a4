"""Why a policy may be different today from its last version."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.model import Capture, Version
from clausetrail.snapshots.storage.facts import FailedRequest

CAPTURE = Capture("acme", "a.example", "", "20100101000000", "http://acme.example/", "text/html", 200, "A", id=1)
LATER = Capture("acme", "a.example", "", "20110101000000", "http://acme.example/", "text/html", 200, "B", id=2)
VERSIONS = (Version(1, "f", "t", CAPTURE, CAPTURE, 1),)
ASKED = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("versions", "unreadable", "failed", "asked_at", "phrase"),
    [
        (VERSIONS, [], [], ASKED, ""),
        (VERSIONS, [UnreadableCapture(LATER, "wall")], [], ASKED, "since the last version only: wall"),
        (VERSIONS, [], [FailedRequest("acme", "x", "throttled", asked_at="2026-01-02")], ASKED, "unread: throttled"),
        (VERSIONS, [], [FailedRequest("acme", "x", "throttled", asked_at="2025-01-02")], ASKED, ""),
        (VERSIONS, [], [], "", "no archive was checked yet"),
        ((), [UnreadableCapture(LATER, "wall")], [], ASKED, "no readable capture is stored: wall"),
        ((), [], [FailedRequest("acme", "x", "excluded", asked_at="2026-01-02")], ASKED,
         "no readable capture is stored; unread: excluded"),
    ],
)  # fmt: skip
def test_trouble_is_named_with_its_reason(
    versions: tuple[Version, ...],
    unreadable: list[UnreadableCapture],
    failed: list[FailedRequest],
    asked_at: str,
    phrase: str,
) -> None:
    assert trouble_phrase(versions, unreadable, failed, asked_at) == phrase
