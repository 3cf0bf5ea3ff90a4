"""Texts that were rewritten throughout, in which hardly a clause stands: who became whom there."""

from __future__ import annotations

from clausetrail.snapshots.diff.alignment.align import align
from clausetrail.snapshots.model import Clause, Kind

# Each of the second kind says, in other words, what that of the first does.
OLD = [
    "You may bring small animals on board if they stay in a basket and the crew agrees before departure.",
    "Baggage that weighs more than twenty pounds travels in the hold and is handed over at the pier.",
    "Whoever falls ill during the crossing may ask the crew for a cabin and for the help of a physician.",
    "Tickets that were not used are paid back within a month, less the cost of the stamp and the letter.",
    "Children below six travel free of charge if a grown person sits beside them during the crossing.",
]
NEW = [
    "We welcome small animals on board while they stay in a basket or a box, provided that the crew has agreed.",
    "In the hold we carry baggage of more than twenty pounds; please bring it to the pier an hour earlier.",
    "The crew will give a cabin to whoever falls ill during the crossing, and will try to find the help of a physician.",
    "For tickets that were not used we return the price within a month, but keep the cost of stamp and letter.",
    "Free of charge travel those below six, where a grown person sits beside them for the whole crossing.",
]
STONES = [f"The {name} bell is rung {times} times for every {what} that passes." for name, times, what in (
    ("iron", "two", "barge"), ("silver", "three", "sloop"), ("copper", "four", "raft"), ("tin", "five", "canoe"),
)]  # fmt: skip


def paragraphs(texts):
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def pairs(before, after):
    return [(link.before, link.after) for link in align(before, after)]


def strange(count, word):
    return [f"{word}{at} {word}{at + 7} {word}{at + 13} {word}{at + 29} {word}{at + 31}." for at in range(count)]


def test_what_lies_between_pairs_that_were_found_is_looked_at_again():
    before, after = paragraphs([*strange(20, "old"), *OLD]), paragraphs([*NEW, *strange(20, "new")])
    found = pairs(before, after)
    assert found == [((20 + at,), (at,)) for at in range(len(OLD))]
    assert pairs(after, before) == [(new, old) for old, new in found]


def test_words_in_other_endings_are_the_same_words_in_what_was_rewritten():
    before = "Diese Bedingungen gelten für alle Fahrten, die wir anbieten, und für jede unserer Fähren."
    after = "Die vorliegende Bedingung gilt für jede angebotene Fahrt und alle unsere Fähren."
    around = paragraphs(STONES)
    links = pairs(
        [around[0], *paragraphs([before]), *around[1:]], [*around[:1], *paragraphs([after, OLD[0]]), *around[1:]]
    )
    assert ((1,), (1,)) in links


def test_what_has_nothing_in_common_stays_alone_there():
    before, after = (
        paragraphs([STONES[0], OLD[0], OLD[1], STONES[1]]),
        paragraphs([STONES[0], OLD[2], OLD[3], STONES[1]]),
    )
    assert pairs(before, after) == [((0,), (0,)), ((3,), (3,))]


def test_a_heading_is_no_stranger_to_another_because_the_clauses_below_hold_its_words():
    def section(title, *more):
        told = [f"{name} may ask for changes and updates to the terms of the crossing by a letter that says {why}."
                for name, why in (("Anybody", "when"), ("A crew", "to whom"), ("The master", "at what price"))]  # fmt: skip
        return [Clause(Kind.HEADING, f"{title} to the terms of the crossing"), *paragraphs([*more, *told])]

    assert pairs(section("Changes"), section("Updates", OLD[0]))[0] == ((0,), (0,))
