"""Invented policies in a store, told from pages by the real way in: for tests of what readers get out."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.pipelines.derive.derive_timeline import DerivationResult, derive
from clausetrail.reports.publishing.page_cache import WriteCounts
from clausetrail.reports.site.build import build
from clausetrail.snapshots.model import Capture, Policy, Snapshot
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.storage.schema import STEPS, add_functions
from clausetrail.snapshots.store import Store


def page(*passages: str, title: str = "Privacy Policy of the Heron Ferry") -> str:
    """Return a page of *passages*; those that begin with "#" are headings."""
    told = "".join(f"<h2>{one[1:]}</h2>" if one.startswith("#") else f"<p>{one}</p>" for one in passages)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><h1>{title}</h1>{told}</body></html>"
    )


OPENING = (
    "The Heron Ferry carries people and parcels between two banks of one river. This policy says which words of yours we "
    "write down at the landing, why we need them for the crossing, and how long our books keep them after it."
)
BOOKS = "#What we write down"
NAMES = (
    "We write down the name of every passenger who books a crossing, and the time of the boat that was booked, because "
    "the harbour master may ask us who was on board."
)
PARCELS = (
    "Of a parcel we keep the weight and the address that is written on it. We keep this information for 30 days after the "
    "parcel has arrived, and then the page is torn out of the book."
)
SHARING = "#Who else may read our books"
MASTER = (
    "We share the names of passengers with the harbour master and with nobody else. We do not sell your personal data, and "
    "no other company may read our books."
)
RIGHTS = (
    "You may ask us at any time to read the page on which you stand, and to strike your name out where the harbour master "
    "does not need it any more."
)
FIRST = (OPENING, BOOKS, NAMES, PARCELS, SHARING, MASTER, RIGHTS)
SECOND = (OPENING, BOOKS, NAMES, PARCELS.replace("30 days", "90 days"), SHARING, MASTER, RIGHTS)
THIRD = (OPENING, RIGHTS, BOOKS, NAMES, PARCELS.replace("30 days", "90 days"), SHARING)

HERON = {
    "20050310080000": page(*FIRST),
    "20060411080000": page(*FIRST),
    "20090512090000": page(*SECOND),
    "20090912090000": page(*SECOND),
    "20140613100000": page(*THIRD),
    "20150613100000": page(*THIRD),
}


WALL = page("Please enable JavaScript in the browser to go on.", title="Heron Ferry")
# Captures that show nothing before, inside, between and after the versions of HERON.
SILENT = dict.fromkeys(("20040310080000", "20050810080000", "20060110080000", "20080411080000", "20160101080000"), WALL)


def add(store: Store, policy: Policy, pages: Mapping[str, str]) -> DerivationResult:
    """Keep *pages*, by capture time, as mementos of *policy* in an archive, and derive its timeline."""
    store.facts.declare(policy)
    store.facts.record_archive("archive.example", "https://archive.example", "ia")
    url = policy.urls[0]
    for timestamp, document in pages.items():
        body = document.encode("utf-8", "surrogatepass")
        digest = payload_digest(body)
        seen = Capture(
            policy.name, "archive.example", "example,heron)/privacy", timestamp, url, "text/html", 200, digest
        )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        memento = f"https://archive.example/web/{timestamp}id_/{url}"
        store.facts.add_snapshot(Snapshot(seen, body, memento, 200, (), headers, "2026-01-01T00:00:00Z", "equal"))
    reached = "20260101000000"
    listed = Listing(policy.name, "archive.example", url, "", reached, "listed", asked_at="2026-01-01T00:00:00Z")
    store.facts.add_listing(listed)
    return derive(store, policy)


def heron(store: Store, name: str = "heron", title: str = "Heron Ferry: Privacy") -> Policy:
    """Return a policy with three versions, told in *store*."""
    policy = Policy(name, ("https://heron.example/privacy",), title)
    add(store, policy, HERON)
    return policy


def heron_with_silence(store: Store) -> Policy:
    """Return the policy of `heron`, with captures that show nothing before, inside, between and after its versions."""
    policy = Policy("heron", ("https://heron.example/privacy",), "Heron Ferry: Privacy")
    add(store, policy, HERON | SILENT)
    return policy


def link(capture: Capture) -> str:
    """Return where the invented archive shows *capture*."""
    return f"https://archive.example/web/{capture.timestamp}/{capture.original}"


def built(store: Store, folder: object) -> WriteCounts:
    """Build the whole site of *store*."""
    return build(store, store.facts.policies(), folder, link, load_coverage)  # type: ignore[arg-type]


def store_before(folder: Path, step: str) -> sqlite3.Connection:
    """Return a store in *folder* as the release left it that did not know the schema's *step* yet."""
    old = sqlite3.connect(folder / "clausetrail.sqlite", isolation_level=None)
    add_functions(old)
    for earlier in STEPS[: STEPS.index(step)]:
        for statement in earlier.split(";\n"):
            old.execute(statement)
    old.execute(f"PRAGMA user_version = {STEPS.index(step)}")
    return old
