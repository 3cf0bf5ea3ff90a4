"""The changes between two readings, and the laws of every comparison."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.diff.compare import changes, compare
from clausetrail.snapshots.model import Change, Clause, Event, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."


def paragraph(text, label="", **more):
    return Clause(Kind.PARAGRAPH, text, label, **more)


def event(before, after):
    (change,) = compare([before], [after])
    return change.event


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (paragraph(FEES), paragraph(FEES), Event.SAME),
        (paragraph("our “partners” may"), paragraph('our "partners"\u00a0may'), Event.SAME),
        (paragraph(FEES, "•"), paragraph(FEES, "-"), Event.SAME),
        (paragraph(FEES, "4."), paragraph(FEES, "4)"), Event.COSMETIC),
        (paragraph(FEES), paragraph(FEES.upper()), Event.COSMETIC),
        (paragraph("fees, if any, apply"), paragraph("fees if any apply"), Event.COSMETIC),
        (paragraph("write to [email protected] now"), paragraph("write to a@example.org now"), Event.COSMETIC),
        (paragraph("write to [email protected]mple.org now"), paragraph("write to a@example.org now"), Event.COSMETIC),
        (
            paragraph("at [email protected] or by post"),
            paragraph("at [email protected]mple.org or by post"),
            Event.COSMETIC,
        ),
        (
            paragraph("[email protected] or a@example.org"),
            paragraph("[email protected] or b@example.org"),
            Event.REWORDED,
        ),
        (paragraph(FEES, "4."), paragraph(FEES, "5."), Event.RENUMBERED),
        (paragraph("Seats", "7."), paragraph("7 Seats"), Event.COSMETIC),
        (paragraph(FEES), paragraph("7. Article 7: " + FEES), Event.RENUMBERED),
        (paragraph(FEES, "4."), paragraph(FEES.upper(), "5."), Event.RENUMBERED),
        (paragraph("Last updated: 25 May 2018"), paragraph("Last updated: 3 June 2021"), Event.REWORDED),
        (paragraph("as Section 4 says here"), paragraph("as Section 5 says here"), Event.REWORDED),
    ],
)
def test_the_event_of_a_pair(before, after, expected):
    assert event(before, after) is expected
    assert event(after, before) is expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("may", "may not"),
        ("may", "must"),
        ("30", "60"),
        ("1.5", "15"),
        ("€5", "$5"),
        ("5%", "5"),
        ("and/or", "and or"),
        ("re-sign", "resign"),
        ("US", "us"),
        ("> 5", "5"),
        ("✓", "✗"),
    ],
)
def test_a_small_change_of_meaning_is_not_cosmetic(old, new):
    frame = "the customer and the company {} agree on what is written here"
    assert event(paragraph(frame.format(old)), paragraph(frame.format(new))) is Event.REWORDED


def test_a_removal_is_at_the_former_position_of_the_clause():
    found = compare([paragraph(FEES), paragraph(DATA), paragraph(LAW)], [paragraph(FEES), paragraph(LAW)])
    assert [change.event for change in found] == [Event.SAME, Event.REMOVED, Event.SAME]


def test_changes_leave_out_unchanged_clauses_but_not_moves():
    before, after = (
        [paragraph(FEES), paragraph(DATA), paragraph(LAW)],
        [paragraph(DATA), paragraph(LAW), paragraph(FEES)],
    )
    assert changes(before, after) == (Change(Event.SAME, (0,), (2,), moved=True, how="equal"),)


def test_a_clause_that_is_still_present_elsewhere_is_not_removed():
    found = compare(
        [paragraph(FEES), paragraph(DATA), paragraph(FEES), paragraph(LAW)],
        [paragraph(FEES), paragraph(DATA), paragraph(LAW), paragraph(FEES)],
    )
    assert Event.REMOVED not in {change.event for change in found}


def test_how_gives_the_reason_of_a_pairing():
    link = paragraph(FEES, links=("https://example.org/a",))
    assert compare([link], [paragraph(FEES)])[0].how == "equal, links differ"
    assert compare([paragraph("Updated 1 May 2018")], [paragraph("Updated 2 May 2018")])[0].how.endswith("a date")
    assert compare([paragraph(FEES)], [paragraph(FEES + " Soon.")])[0].how.startswith("similar .9")


FRAME = ["we", "may", "not", "share", "sell", "your", "data", "fee", "30", "60", "days", "Section", "4", ".", "never"]
TEXT = st.lists(st.sampled_from(FRAME), min_size=1, max_size=14).map(" ".join)
CLAUSE = st.builds(
    Clause,
    st.sampled_from(Kind),
    TEXT,
    st.sampled_from(["", "1.", "2.", "(a)", "•"]),
    st.sampled_from([(), ("Fees",), ("Data",)]),
)
READING = st.lists(CLAUSE, max_size=10)


@st.composite
def neighbours(draw):
    """Return two readings, the second made from the first: clauses are kept, removed, moved, joined and added."""
    before = draw(READING)
    after = [clause for clause in before if draw(st.booleans())]
    after += draw(st.lists(CLAUSE, max_size=3))
    if len(after) > 2 and draw(st.booleans()):
        after.insert(0, after.pop())
    if len(before) > 1 and draw(st.booleans()):
        after.append(paragraph(f"{before[0].text} {before[1].text}"))
    return before, after


@given(READING)
def test_a_reading_against_itself_is_the_same_throughout(reading):
    found = compare(reading, reading)
    assert [(change.event, change.before, change.after, change.moved) for change in found] == [
        (Event.SAME, (position,), (position,), False) for position in range(len(reading))
    ]


@given(neighbours())
def test_every_clause_is_in_exactly_one_change(pair):
    before, after = pair
    found = compare(before, after)
    assert Counter(i for change in found for i in change.before) == Counter(range(len(before)))
    assert Counter(j for change in found for j in change.after) == Counter(range(len(after)))


MIRROR = {Event.ADDED: Event.REMOVED, Event.SPLIT: Event.MERGED}
MIRROR |= {other: one for one, other in MIRROR.items()}


@given(neighbours())
def test_the_comparison_is_symmetric(pair):
    before, after = pair
    back = Counter((MIRROR.get(c.event, c.event), c.after, c.before, c.moved) for c in compare(after, before))
    assert Counter((c.event, c.before, c.after, c.moved) for c in compare(before, after)) == back


FENCE = [paragraph(f"Mooring {n} of the outer harbour is let by the week in season {n}.") for n in range(40)]
FAR = [paragraph(f"Lantern {n} burns whale oil number {n} until dawn{n}.") for n in range(30)]


@given(neighbours(), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_unrelated_clauses_far_away_change_nothing(pair, removed, added, at_end):
    before, after = pair
    plain, far = compare([*before, *FENCE], [*after, *FENCE]), (FAR[:removed], FAR[30 - added :])
    if not at_end:
        before, after = [*FENCE, *before], [*FENCE, *after]
        plain, far = compare(before, after), (FAR[:removed], FAR[30 - added :])
        found = compare([*far[0], *before], [*far[1], *after])
        found = tuple(
            replace(c, before=tuple(n - removed for n in c.before), after=tuple(n - added for n in c.after))
            for c in found
            if any(n >= removed for n in c.before) or any(n >= added for n in c.after)
        )
    else:
        ends = len(before) + len(FENCE), len(after) + len(FENCE)
        found = compare([*before, *FENCE, *far[0]], [*after, *FENCE, *far[1]])
        found = tuple(c for c in found if any(n < ends[0] for n in c.before) or any(n < ends[1] for n in c.after))
    assert Counter(found) == Counter(plain)


@given(neighbours())
def test_the_events_fit_their_clauses(pair):
    sides = {Event.ADDED: (0, 1), Event.REMOVED: (1, 0)}
    for change in compare(*pair):
        many = (len(change.before), len(change.after))
        if change.event is Event.SPLIT:
            assert many[0] == 1 < many[1]
        elif change.event is Event.MERGED:
            assert many[1] == 1 < many[0]
        else:
            assert many == sides.get(change.event, (1, 1))


@given(neighbours())
def test_the_order_is_that_of_the_later_reading(pair):
    firsts = [change.after[0] for change in compare(*pair) if change.after]
    assert firsts == sorted(firsts)


SCRIPT = """
from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.diff.word_diff import spans
texts = [f"rule {n % 7} binds party {n % 5} for {n % 3} days and word{n % 11}" for n in range(60)]
before = [Clause(Kind.PARAGRAPH, text) for text in texts]
after = before[20:40] + before[::-3] + [Clause(Kind.PARAGRAPH, f"{text} unless it is waived") for text in texts[::9]]
changes = compare(before, after)
print(changes, [spans(before[c.before[0]].text, after[c.after[0]].text) for c in changes if c.before and c.after])
"""


def test_the_result_depends_neither_on_the_seed_of_hashes_nor_on_the_build_of_rapidfuzz():
    worlds = [{"PYTHONHASHSEED": str(seed)} for seed in range(10)]
    worlds += [{"PYTHONHASHSEED": "3", "RAPIDFUZZ_IMPLEMENTATION": build} for build in ("python", "cpp")]
    runs = {
        subprocess.run([sys.executable, "-c", SCRIPT], env=os.environ | world, capture_output=True, check=True).stdout
        for world in worlds
    }
    assert len(runs) == 1
    assert b"reworded" in runs.pop()
