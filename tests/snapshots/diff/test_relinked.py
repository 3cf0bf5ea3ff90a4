"""A link that leads elsewhere is a change of its own kind, and a link that is only written in another way is none."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording.redline_pieces import change_notes
from clausetrail.snapshots.diff.change_event import classify_pair
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Clause, Event, Kind
from clausetrail.snapshots.significance.classify_change import findings
from clausetrail.snapshots.significance.finding import Matter

WORDS = "You may opt out on this page at any time."


def linked(*links: str) -> Clause:
    return Clause(Kind.PARAGRAPH, WORDS, links=links)


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (("https://a.example/out",), ("https://b.example/form",), Event.RELINKED),
        (("https://a.example/out",), ("https://a.example/out", "https://a.example/form"), Event.RELINKED),
        (("http://www.a.example/out/",), ("https://a.example/out",), Event.SAME),
        (("/out",), ("https://a.example/out",), Event.SAME),
        (("/out",), ("https://a.example/about/out",), Event.RELINKED),
        (("https://a.example/out",), (), Event.SAME),
        (("https://web.archive.org/web/20200101000000/https://a.example/out",), ("https://a.example/out",), Event.SAME),
    ],
)
def test_only_another_target_is_a_change(before: tuple[str, ...], after: tuple[str, ...], event: Event) -> None:
    assert classify_pair(linked(*before), linked(*after), 1.0).event is event
    assert classify_pair(linked(*after), linked(*before), 1.0).event is event


def test_the_change_names_both_targets_in_every_output() -> None:
    before, after = [linked("https://a.example/out")], [linked("https://b.example/form\x1b[2J" + "x" * 300)]
    (change,) = changes(before, after)
    assert (change.event, change.how) == (Event.RELINKED, "equal, links differ")
    (note,) = change_notes(change, before, after)
    assert note.startswith("https://a.example/out → https://b.example/form")
    assert "\x1b" not in note
    assert len(note) < 220
    assert findings(change, before, after)[0].matter is Matter.LINK
