"""What tests of evidence packs share: an invented policy, its packs, and a forger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.checking import check
from crawler.verbs import view_links
from pipelines.code import reading_code, revision_code
from pipelines.reading import read
from reports.evidence import gather, pack
from snapshots import bags
from snapshots.bags import Bag
from snapshots.evidence import Evidence
from snapshots.model import Policy, Snapshot
from snapshots.store import Store

FERRY = Policy("ferry", ("http://heron.example/privacy",), "The Heron Ferry's Privacy Policy")
NOON = "2026-02-03T12:00:00Z"
Pages = Mapping[str, str]


def gathered(
    store: Store, policy: Policy = FERRY, number: int = 2, change: int = 0
) -> tuple[Evidence, tuple[bytes, bytes]]:
    def today(snapshot: Snapshot) -> object:
        return read(snapshot, policy, reading_code())

    link = view_links(store)
    return gather(store, policy, number, today, revision_code(), link, change)  # type: ignore[arg-type]


def packed(store: Store, change: int = 0, at: str = NOON) -> Bag:
    return pack(*gathered(store, change=change), at)


def resealed(bag: Bag, altered: Mapping[str, bytes]) -> Bag:
    """Return *bag* as a forger makes it: with other files, and every manifest right."""
    files = {**bag.files, **altered}
    return bags.sealed(
        bag.name, {name: files[name] for name in files if name.startswith("data/")}, [("Packed-At", NOON)]
    )


def checked(bag: Bag, folder: Path) -> list[str]:
    path = folder / "pack.zip"
    bags.write(bag, path)
    return check(path).differences
