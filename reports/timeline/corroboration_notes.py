"""Add corroboration to the JSON document of a timeline: what each version is supported by, and what weakens each revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausetrail.snapshots.addresses.memento_urls import memento_archive
from clausetrail.snapshots.history.corroboration import Headers, cautions, collection, support
from clausetrail.snapshots.model import Timeline
from clausetrail.snapshots.store import Store


def add_corroboration(document: dict[str, Any], store: Store, timeline: Timeline) -> dict[str, Any]:
    """Return the *document* of *timeline* with the support of each version and the cautions about each revision."""
    policy = timeline.policy
    observations = tuple(store.derivations.observations(policy.name))
    crawls = collection_names(store.facts.archive_headers(policy.name))
    archives = {number: memento_archive(memento) for number, memento in store.facts.sources(policy.name).items()}
    supports = {version.number: support(version, observations, crawls, archives) for version in timeline.versions}
    cautions_by_number = {
        revision.after.number: cautions(
            revision,
            (crawls.get(revision.before.last.id or 0, ""), crawls.get(revision.after.first.id or 0, "")),
            archives,
        )
        for revision in timeline.revisions
    }
    versions = [
        version
        | {
            "single_capture": supports[version["number"]].captures == 1,
            "archives": list(supports[version["number"]].archives),
            "collections": list(supports[version["number"]].collections),
            "captures_of_untold_collection": supports[version["number"]].unknown_collection,
        }
        for version in document["versions"]
    ]
    revisions = [
        revision | {"cautions": list(cautions_by_number[revision["number"]])} for revision in document["revisions"]
    ]
    return document | {"versions": versions, "revisions": revisions}


def collection_names(headers: Mapping[int, Headers]) -> dict[int, str]:
    """Return the archive's name of the crawl that made each capture, by capture id, where its *headers* give one."""
    return {number: name for number, capture_headers in headers.items() if (name := collection(capture_headers))}
