"""Group the captures that record one request of one crawler, whichever files and archives hold the record. Pure.

One crawl is often held several times: in a WARC and its copy, in a folder that is read again after it has grown, in two
collections of one archive, in two archives. Counting such records as separate observations would let one look at a page
confirm itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import groupby

from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.model import Capture, repair_timestamp


@dataclass(slots=True)
class _Group:
    captures: list[Capture]
    payloads: set[str]
    statuses: set[int]

    def records(self, other: _Group) -> bool:
        """Return whether *other* is of the same payload, and no status contradicts it: a revisit has none."""
        return bool(self.payloads & other.payloads) and len(self.statuses | other.statuses) < 2

    def merge(self, other: _Group) -> None:
        self.captures += other.captures
        self.payloads |= other.payloads
        self.statuses |= other.statuses


def group_sightings(
    captures: Iterable[Capture], payloads: Mapping[int, Collection[str]]
) -> Iterator[tuple[Capture, ...]]:
    """Yield *captures*, which are in the order of time, in groups: one group for each request of a crawler.

    The captures of a group have the same address, second and payload. *payloads* holds further names of a capture's payload
    by its number, such as hashes of its bytes: an index may hash the stored form of a body and another one its decoded form.
    A capture of an unknown payload is a group of its own, and so are two payloads of one second.
    """
    for _, of_one_second in groupby(captures, key=lambda capture: repair_timestamp(capture.timestamp)):
        same_second = list(of_one_second)
        if len(same_second) == 1:
            yield (same_second[0],)
            continue
        by_address: dict[str, list[Capture]] = {}
        for capture in same_second:
            by_address.setdefault(address_key(capture.original), []).append(capture)
        for alike in by_address.values():
            yield from _same_payload(alike, payloads)


def stored_twins(captures: Iterable[Capture], stored: Set[int]) -> dict[int, int]:
    """Return the captures that need no fetching because another record of the same request is *stored*: number to number.

    *captures* are in the order of time. Only the digests of the indexes are compared.
    """
    found: dict[int, int] = {}
    for records in group_sightings(captures, {}):
        fetched = [one.id for one in records if one.id in stored] if len(records) > 1 else []
        if fetched and fetched[0] is not None:
            found |= {one.id: fetched[0] for one in records if one.id is not None and one.id not in stored}
    return found


def _same_payload(
    captures: Iterable[Capture], payloads: Mapping[int, Collection[str]]
) -> Iterator[tuple[Capture, ...]]:
    groups: list[_Group] = []
    for capture in captures:
        names = {capture.digest, *payloads.get(capture.id or 0, ())} - {"", "-"}
        found = _Group([capture], names, {capture.statuscode} - {None})  # type: ignore[arg-type]
        for group in [group for group in groups if group.records(found)]:
            if group.records(found):  # still, after the groups before it were merged
                groups.remove(group)
                group.merge(found)
                found = group
        groups.append(found)
    return (tuple(sorted(group.captures, key=lambda capture: capture.id or 0)) for group in groups)
