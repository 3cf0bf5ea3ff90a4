"""A policy and the facts about it, for tests of the store."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Reading, Snapshot, Verdict
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store

ACME = Policy("acme", ("http://acme.example/privacy",), title="Acme")


def capture(day: int = 1, digest: str = "A" * 32, status: int | None = 200, mimetype: str = "text/html") -> Capture:
    return Capture(
        "acme", "a.example", "example,acme)/privacy", f"201002{day:02}000000", ACME.urls[0], mimetype, status, digest
    )


def listing(reached: str = "20100301000000", since: str = "", outcome: str = "listed") -> Listing:
    return Listing("acme", "a.example", ACME.urls[0], since, reached, outcome, asked_at="2026-01-01T00:00:00Z")


def reading(seen: Capture, words: str, verdict: Verdict = Verdict.POLICY) -> Reading:
    clauses = (Clause(Kind.PARAGRAPH, words),)
    return Reading(seen, verdict, clauses=clauses, fingerprint=words, code="read-1")


def fetched(store: Store, day: int, words: str, digest: str) -> Capture:
    number = store.facts.add_snapshot(
        Snapshot(capture(day, digest), words.encode(), "http://a.example/web/x", 200, (), ())
    )
    seen = replace(capture(day, digest), id=number)
    store.derivations.add_reading(reading(seen, words))
    return seen
