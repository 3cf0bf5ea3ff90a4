from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from clausetrail.reports.timeline.timeline_document import Coverage
from clausetrail.reports.timeline.timeline_text import timeline_lines
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import (
    Piece,
    change_pieces,
    count_changes,
    fold_unchanged,
    redline_lines,
    to_plain_text,
)
from clausetrail.reports.wording.terminal import print_lines
from clausetrail.snapshots.addresses.lineage import Link
from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Revision, Timeline, Version
from clausetrail.snapshots.storage.facts import FailedRequest
from clausetrail.snapshots.text.normalize import normal_form

BEFORE = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 30 days and may share them.", "1.", ("Keeping",)),
    Clause(Kind.ITEM, "We burn what is older than that on midsummer night.", "2.", ("Keeping",)),
)
AFTER = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.ITEM, "We keep orders for 90 days and will share them.", "1.", ("Keeping",)),
)


def capture(timestamp: str) -> Capture:
    return Capture("acme", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def shown(full: bool = False) -> str:
    found = changes(BEFORE, AFTER)
    return "\n".join(to_plain_text(line) for line in redline_lines(found, BEFORE, AFTER, full=full))


def test_a_redline_marks_words_without_colour() -> None:
    assert "1. We keep orders for [-30-]{+90+} days and [-may-]{+will+} share them." in shown()
    assert "[-2. We burn what is older than that on midsummer night.-]" in shown()
    assert count_changes(changes(BEFORE, AFTER)) == "1 removed, 1 reworded"


texts = st.text(st.sampled_from("ab \N{RIGHT SINGLE QUOTATION MARK}.,9\n\x1b"), max_size=60)


@given(texts, texts)
def test_struck_and_kept_words_are_the_earlier_ones_inserted_and_kept_the_later(old: str, new: str) -> None:
    before, after = (Clause(Kind.PARAGRAPH, old),), (Clause(Kind.PARAGRAPH, new),)
    for change in changes(before, after):
        pieces = change_pieces(change, before, after)
        for style, whole in (("delete", old), ("insert", new)):
            if change.before and change.after:
                kept = "".join(piece.text for piece in pieces if piece.style in {"plain", style})
                # What only looks otherwise is not marked, so the normal forms are what must agree.
                assert normal_form(kept).replace(" ", "") == normal_form(visible(whole)).replace(" ", "")


def test_a_curved_quote_or_a_hard_space_is_no_mark_on_a_lawyers_page() -> None:
    before = (Clause(Kind.PARAGRAPH, 'The "Site" keeps orders for 30 days; we don\'t sell what you tell us here.'),)
    after = (Clause(Kind.PARAGRAPH, "The “Site” keeps orders for\u00a090 days; we don’t sell what you tell us here."),)
    (change,) = changes(before, after)
    told = to_plain_text(tuple(change_pieces(change, before, after)))
    assert (
        told.replace("\u00a0", " ")
        == "The “Site” keeps orders for [-30-]{+90+} days; we don’t sell what you tell us here."
    )


def test_what_stays_the_same_is_folded_but_what_changed_never() -> None:
    long = " ".join(f"word{number}" for number in range(100))
    pieces = fold_unchanged([Piece("plain", long), Piece("delete", long), Piece("plain", long)])
    assert [len(piece.text.split()) for piece in pieces] == [13, 100, 13]
    assert pieces[0].text.startswith("\N{HORIZONTAL ELLIPSIS} word88")


def test_archived_words_cannot_command_the_terminal() -> None:
    hostile = "before\x1b[2J\x1b]0;owned\x07 \u202egnp.exe\u2066 after"
    assert not set(visible(hostile)) & set("\x1b\x07\u202e\u2066")
    screen = io.StringIO()
    clause = (Clause(Kind.PARAGRAPH, hostile, "\x1b[31m1."),)
    print_lines(
        redline_lines(changes((), clause), (), clause),
        Console(file=screen, force_terminal=True, color_system="standard"),
    )
    assert "\x1b[2J" not in screen.getvalue()
    assert "\x07" not in screen.getvalue()


def test_rich_markup_in_a_policy_is_only_text() -> None:
    screen = io.StringIO()
    clause = (Clause(Kind.PARAGRAPH, "[bold]we[/bold] may [link=http://evil.example]click[/link]"),)
    print_lines(redline_lines(changes((), clause), (), clause), Console(file=screen))
    assert "[bold]we[/bold] may [link=http://evil.example]click[/link]" in screen.getvalue()


def test_a_timeline_says_between_and_never_on() -> None:
    one = Version(1, "1", "before", capture("20121023000000"), capture("20121024000000"), 2)
    two = Version(2, "2", "after", capture("20140619000000"), capture("20140619000000"), 1)
    timeline = Timeline(
        Policy("acme", ("http://acme.example/",)), (one, two), (Revision(one, two, changes(BEFORE, AFTER)),)
    )
    clauses = {"before": BEFORE, "after": AFTER}
    absences = (FailedRequest("acme", "x", "throttled"), FailedRequest("acme", "y", "throttled"))
    silent = tuple(UnreadableCapture(capture(f"{year}0101000000"), "archived error 404") for year in (2013, 2014, 2020))
    moved = (
        Link("http://acme.example/a", "http://acme.example/b", "20130101000000", "20140101000000"),
        Link("http://acme.example/a", "http://sold.example/", "20200101000000", "20200101000000", "another site"),
    )
    known = Coverage(absences, moved, silent, "2026-11-20T03:17:00Z")
    text = "\n".join(
        to_plain_text(line)
        for line in timeline_lines(timeline, clauses.__getitem__, lambda seen: f"<{seen.timestamp}>", known)
    )
    assert "Changed between 2012-10-24 and 2014-06-19: 1 removed, 1 reworded" in text
    assert "  before: <20121024000000>" in text
    assert "  after:  <20140619000000>" in text
    assert "Version 1: present on 2012-10-23 and 2012-10-24, 2 captures" in text
    assert "Captures between the two that show nothing: archived error 404 (2x)" in text
    assert "Captures after the last version that show nothing: archived error 404" in text
    assert "Redirect from http://acme.example/a to http://acme.example/b, seen from 2013-01-01 to 2014-01-01" in text
    assert (
        "Redirect from http://acme.example/a to http://sold.example/, seen on 2020-01-01; not followed: another site"
        in text
    )
    assert "Could not be fetched: throttled (2x)" in text
    assert "The archive was last checked for new captures on 2026-11-20." in text
    assert "changed on" not in text.lower()
