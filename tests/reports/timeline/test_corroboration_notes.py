"""The support of versions and the cautions about revisions in the JSON of a timeline."""

from __future__ import annotations

from clausetrail.reports.timeline.corroboration_notes import add_corroboration, collection_names
from clausetrail.snapshots.store import Store
from tests.support.small_packs import FERRY


def test_each_version_and_each_revision_gets_its_notes(ferry: Store) -> None:
    timeline = ferry.timeline(FERRY)
    noted = add_corroboration(
        {
            "versions": [{"number": version.number} for version in timeline.versions],
            "revisions": [{"number": revision.after.number} for revision in timeline.revisions],
        },
        ferry,
        timeline,
    )
    assert [version["number"] for version in noted["versions"]] == [version.number for version in timeline.versions]
    assert all(isinstance(version["single_capture"], bool) for version in noted["versions"])
    assert all(version["archives"] for version in noted["versions"])
    assert [len(revision["cautions"]) > 0 for revision in noted["revisions"]] == [
        "single_capture" in str(revision) or bool(revision["cautions"]) for revision in noted["revisions"]
    ]


def test_a_crawl_is_named_where_the_archive_names_it() -> None:
    headers = {1: (("x-archive-src", "kites-2012/k.warc.gz"),), 2: (("Content-Type", "text/html"),)}
    assert set(collection_names(headers)) <= {1}
