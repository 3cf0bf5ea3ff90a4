"""What commands show of a store beside its policies: how far the knowledge of one reaches, and where captures can be seen."""

from __future__ import annotations

from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.planning.capture_plan import listed_captures
from clausetrail.reports.timeline.timeline_document import Coverage, MementoLink
from clausetrail.reports.wording.nothing_read import asked_period
from clausetrail.snapshots.history.coverage import UNREADABLE, coverage_gaps
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.store import Store


def load_coverage(store: Store, policy: Policy) -> Coverage:
    """Return what the store knows of the captures of *policy* that are not stored: failed requests, links, gaps."""
    failed = tuple(store.facts.failed_requests(policy.name))
    links = store.frames.links(policy)
    readings = store.derivations.readings(policy.name)
    fingerprints = {number: reading.certain_fingerprint or UNREADABLE for number, reading in readings.items()}
    fingerprints |= dict.fromkeys(store.derivations.screened_out(policy.name), UNREADABLE)
    copies = store.derivations.copies(policy.name)
    for copy, original in copies.items():
        if copy in fingerprints:
            fingerprints.setdefault(original, fingerprints[copy])
    captures = (capture for capture in store.facts.captures(policy.name) if capture.id not in copies)
    sequence = listed_captures(captures, fingerprints, store.facts.unplayable(policy.name, ""))
    return Coverage(
        failed,
        links,
        store.unreadable_captures(policy),
        store.addresses.last_checked(policy),
        coverage_gaps(sequence),
        asked_period(store.facts.listings(policy.name)),
    )


def view_link_of(store: Store) -> MementoLink:
    """Return a function from a capture to the URL where a person can look at it, in the archive that listed it."""
    archives = store.facts.archives()

    def link(capture: Capture) -> str:
        if memento := store.facts.source(capture):
            return memento.replace(f"/{capture.timestamp}id_/", f"/{capture.timestamp}/", 1)
        known = store.facts.endpoint(capture) or archives.get(capture.archive)
        endpoint, dialect = known or (f"https://{capture.archive}", "ia")
        return Archive(capture.archive, endpoint, dialect).view_url(capture)

    return link
