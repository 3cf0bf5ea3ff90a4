"""What tests of evidence packs share: an invented policy, its packs, and a forger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.pipelines.code_version import page_code, reading_code, revision_code
from clausetrail.pipelines.reading import read
from clausetrail.reports.evidence_pack.pack_files import build_pack, gather_evidence
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.evidence.evidence_record import Evidence
from clausetrail.snapshots.model import Policy, Snapshot
from clausetrail.snapshots.store import Store

FERRY = Policy("ferry", ("http://heron.example/privacy",), "The Heron Ferry's Privacy Policy")
NOON = "2026-02-03T12:00:00Z"
Pages = Mapping[str, str]


def gathered(
    store: Store, policy: Policy = FERRY, number: int = 2, change: int = 0
) -> tuple[Evidence, tuple[bytes, bytes]]:
    def today(snapshot: Snapshot) -> object:
        return read(snapshot, policy, reading_code())

    link = view_link_of(store)
    return gather_evidence(store, policy, number, today, revision_code(), link, change, page_code())  # type: ignore[arg-type]


def packed(store: Store, change: int = 0, at: str = NOON) -> Bag:
    return build_pack(*gathered(store, change=change), at)


def resealed(bag: Bag, altered: Mapping[str, bytes]) -> Bag:
    """Return *bag* as a forger makes it: with other files, and every manifest right."""
    files = {**bag.files, **altered}
    return bagit.make_bag(
        bag.name, {name: files[name] for name in files if name.startswith("data/")}, [("Packed-At", NOON)]
    )


def checked(bag: Bag, folder: Path) -> list[str]:
    path = folder / "pack.zip"
    bagit.write_bag(bag, path)
    return check_pack(path).differences
