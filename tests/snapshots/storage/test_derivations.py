"""How derivations are stored and decoded."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from clausetrail.snapshots.diff.compare import changes
from clausetrail.snapshots.model import Capture, Change, Clause, Event, Kind, Revision, Snapshot, TransientText, Version
from clausetrail.snapshots.storage import outbox
from clausetrail.snapshots.storage.derivations import Derivations, _revisions
from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME, capture, fetched, listing, reading


@pytest.fixture
def derivations(tmp_path: Path) -> Derivations:
    store = Store.open(tmp_path)
    store.facts.declare(ACME)
    return store.derivations


def stored(derivations: Derivations, found: tuple[Change, ...]) -> str:
    texts = (derivations._add_text(()), derivations._add_text((Clause(Kind.PARAGRAPH, "new"),)))
    derivations.add_timeline("acme", (), {texts: ("code", found)}, {}, "", "")
    ((document,),) = derivations._database.execute("SELECT changes FROM comparisons").fetchall()
    return str(document)


def test_changes_keep_their_similarity(derivations: Derivations) -> None:
    clauses = [[Clause(Kind.PARAGRAPH, f"You pay the {when} fee by post at once.")] for when in ("yearly", "monthly")]
    (change,) = changes(*clauses)
    assert (change.event, change.how) == (Event.REWORDED, f"similar {change.similarity}".replace(" 0.", " ."))
    stored(derivations, (change,))
    ((_, (decoded,)),) = derivations.comparisons("acme").values()
    assert (decoded, decoded.similarity) == (change, change.similarity)


@pytest.mark.parametrize(
    ("how", "similarity"),
    [
        ("similar .83", 0.83),
        ("similar 1.00", 1.0),
        ("in 2 parts, similar .91", 0.91),
        ("same words but for a date", 1.0),
        ("no partner", 1.0),
    ],
)
def test_a_row_without_similarity_has_the_one_that_its_sentence_states(
    derivations: Derivations, how: str, similarity: float
) -> None:
    document = msgspec.json.decode(stored(derivations, (Change(Event.REWORDED, (0,), (0,), how=how),)))
    del document[0]["similarity"]
    derivations._database.execute("UPDATE comparisons SET changes = ?", (msgspec.json.encode(document).decode(),))
    ((_, (decoded,)),) = derivations.comparisons("acme").values()
    assert (decoded.how, decoded.similarity) == (how, similarity)


def test_the_seal_of_an_event_does_not_depend_on_the_similarity() -> None:
    captures = [
        Capture("acme", "a.example", "k", time, "http://acme.example/", "text/html", 200, "A" * 32)
        for time in ("20100101000000", "20110101000000")
    ]
    before, after = (Version(n, f"f{n}", f"t{n}", seen, seen, 1) for n, seen in enumerate(captures, 1))
    for similarity in (1.0, 0.83):
        reworded = Change(Event.REWORDED, (0,), (0,), True, "similar .83", similarity)
        revision = Revision(before, after, (reworded, Change(Event.ADDED, (), (1,), how="no partner")))
        # Computed before changes had a similarity: stores know their delivered events by such values.
        assert outbox._seal(revision) == "860ad8d1e8a6fbb31f502701087b9f36"


def test_a_capture_with_the_digest_of_a_read_one_shows_its_text(acme: Store) -> None:
    revisit, unread = capture(3, status=None, mimetype="warc/revisit"), capture(4, "Z" * 32)
    acme.facts.add_listing(listing(), [capture(1), capture(2), revisit, unread, capture(5, "A" * 32, 301)])
    fetched(acme, 1, "one", "A" * 32)
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == [
        "one",
        "one",
        "one",
        None,
        None,
    ]


def test_captures_without_a_digest_share_no_reading(acme: Store) -> None:
    acme.facts.add_listing(listing(), [capture(1, "-", None), capture(2, "-", None)])
    one, _ = acme.facts.captures("acme")
    acme.facts.add_snapshot(Snapshot(one, b"one", "m", 200))
    acme.derivations.add_reading(reading(one, "one"))
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["one", None]


def test_the_page_of_a_capture_replaces_an_imported_text_of_the_same_time(acme: Store) -> None:
    text = replace(capture(1, "T" * 32), mimetype="text/markdown", archive="corpus.example")
    number = acme.facts.add_snapshot(Snapshot(text, b"text", "m", 200))
    acme.derivations.add_reading(reading(replace(text, id=number), "theirs"))
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["theirs"]
    fetched(acme, 1, "ours", "A" * 32)
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["ours"]
    later = replace(capture(2, "U" * 32), mimetype="text/markdown", archive="corpus.example")
    number = acme.facts.add_snapshot(Snapshot(later, b"text of the second", "m", 200))
    acme.derivations.add_reading(reading(replace(later, id=number), "theirs"))
    acme.facts.add_listing(listing(), [capture(2)])  # never fetched: its bytes are those of the first day
    assert [sighting.fingerprint for sighting in acme.derivations.observations("acme")] == ["ours", "ours"]


def test_a_revision_beside_a_text_that_is_present_at_another_time_too_is_one_of_alternates() -> None:
    def alternates(texts: str, transient: str = "", during: str = "") -> list[bool]:
        face = TransientText(transient, transient, capture(), capture(), 2, 1)
        versions = tuple(
            Version(n, one, one, capture(), capture(), 2, (face,) if one == during else ())
            for n, one in enumerate(texts, 1)
        )
        pairs = {(a.text, b.text): ("code", ()) for a, b in pairwise(versions)}
        return [revision.alternates for revision in _revisions(versions, pairs, {})]

    assert alternates("abcd") == [False, False, False]
    assert alternates("abac") == [True, True, False]
    assert alternates("abcbd") == [False, True, True, False]
    assert alternates("abc", "c", during="a") == [False, True]
    assert alternates("abc", "a", during="c") == [True, False]
    assert alternates("abc", "x", during="b") == [False, False]
