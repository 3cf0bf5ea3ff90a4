"""Words that moved to another clause keep the version in which they first appeared."""

from __future__ import annotations

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.moved_words import MovedWords, joint_words, with_moved_words
from clausetrail.snapshots.identity.word_provenance import Origin, Provenance, Run, new_provenance
from clausetrail.snapshots.model import Change, Clause, Event, KeptWords, Kind
from tests.support.small_clauses import DATA, FEES, KEEP, LAW, POST, TALK, page


def tracked(*versions):
    tracker, before, shown = IdentityTracker("p"), (), None
    for number, clauses in enumerate(versions, 1):
        shown = tracker.add_version(number, clauses, changes(before, clauses) if before else ())
        before = clauses
    return tracker, shown


def dates(tracker, identity):
    return [(run.length, run.origin.since) for run in tracker.histories[identity].provenance.runs]


def test_a_sentence_that_moved_to_another_clause_keeps_its_date():
    tracker, shown = tracked(
        page(f"{FEES} {LAW}", TALK, f"{KEEP} {POST}"),
        page(FEES, TALK, f"{KEEP} {LAW} Nobody sings. {POST}"),
    )
    assert dates(tracker, shown.identities[2]) == [(33, 1), (2, 2), (15, 1)]


def test_a_number_before_the_moved_words_does_not_shift_their_dates():
    before = (Clause(Kind.PARAGRAPH, f"2. {FEES} {LAW}"), *page(TALK, f"{KEEP} {POST}"))
    after = (Clause(Kind.PARAGRAPH, f"2. {FEES}"), *page(TALK, f"{LAW} {KEEP} {POST} Nobody sings here."))
    tracker, shown = tracked(before, after)
    assert dates(tracker, shown.identities[2]) == [(48, 1), (3, 2)]


def relocated(before, after, old, new):
    """Return the tracker after a relocation of the clause at *new*, whose words were in that at *old*."""
    tracker = IdentityTracker("p")
    tracker.add_version(1, before, ())
    start = before[old].text.index(after[new].text)
    kept = (KeptWords(old, start, start + len(after[new].text), new, 0, len(after[new].text)),)
    found = [
        Change(Event.REWORDED, (old,), (old,), kept=kept),
        Change(Event.RELOCATED, (), (new,), kept=kept),
    ]
    return tracker, tracker.add_version(2, after, found)


def test_a_relocated_clause_is_a_part_of_the_clause_that_had_its_words():
    tracker, shown = relocated(page(f"{FEES} {DATA} {LAW}", TALK), page(f"{FEES} {LAW}", TALK, DATA), 0, 2)
    history = tracker.histories[shown.identities[2]]
    assert (history.parents, history.wording_since, history.words_since) == ((shown.identities[0],), 1, 1)


def test_a_clause_that_was_relocated_is_removed_into_the_one_with_its_words():
    before, after = page(FEES, DATA, LAW), page(f"{FEES} {DATA}", LAW)
    tracker = IdentityTracker("p")
    first = tracker.add_version(1, before, ())
    kept = (KeptWords(1, 0, len(DATA), 0, len(FEES) + 1, len(FEES) + 1 + len(DATA)),)
    found = [Change(Event.REWORDED, (0,), (0,), kept=kept), Change(Event.RELOCATED, (1,), (), kept=kept)]
    (removal,) = (x for x in tracker.add_version(2, after, found).events if x.event_type is EventType.REMOVED)
    assert removal.related == (first.identities[0],)
    assert dates(tracker, first.identities[0]) == [(35, 1)]


def test_only_the_words_that_moved_get_the_origins_that_they_had():
    known = with_moved_words(new_provenance("one two three four", 5), [MovedWords(1, (Origin(2), Origin(3)))])
    assert [(run.length, run.origin.since) for run in known.runs] == [(1, 5), (1, 2), (1, 3), (1, 5)]


def test_a_clause_of_one_passage_reads_so_since_the_last_cut_in_it():
    passage = MovedWords(0, (Origin(2), Origin(1, cut_before=4)))
    assert joint_words(Provenance((Run(2, Origin(7)),)), [passage], 7).wording_since == 4
    assert joint_words(Provenance((Run(3, Origin(7)),)), [passage], 7).wording_since == 7
