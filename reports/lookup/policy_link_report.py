"""Print the addresses at which a site linked its policies: as lines, as JSON values, and as watchlist entries."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.escaping import quoted, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.addresses.policy_link_history import PolicyLinkHistory
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.versions import first_and_last_day
from clausetrail.snapshots.model import iso_date
from clausetrail.snapshots.watchlist.policies import name_for


def link_lines(found: Sequence[PolicyLinkHistory], examined: int, link: MementoLink) -> Iterator[Line]:
    """Yield the addresses that *examined* captures link as policies, by kind of policy, then the commands to go on with."""
    for kind, same_kind in groupby(found, key=lambda linked: linked.kind):
        yield (Piece("title", str(kind)),)
        for linked in same_kind:
            yield from _address_lines(linked, examined, link)
        yield ()
    if found:
        yield (Piece("plain", f"Go on with  clausetrail history {shlex.quote(found[0].url)}"),)
        yield (Piece("plain", "or watch them all: the same with --toml prints entries for policies.toml"),)


def _address_lines(linked: PolicyLinkHistory, examined: int, link: MementoLink) -> Iterator[Line]:
    seen = f"seen on {first_and_last_day(linked.first, linked.last)}, in {linked.captures} of {counted(examined, 'capture')} looked at"
    other_site = "; of another site" if linked.is_external else ""
    yield (Piece("plain", f"  {visible(linked.url)}"),)
    yield (Piece("note", f"    {quoted(visible(linked.words))}, {seen}{other_site}"),)
    yield (Piece("note", f"    {link(linked.last)}"),)


def link_documents(found: Iterable[PolicyLinkHistory], link: MementoLink) -> list[dict[str, Any]]:
    """Return *found* as plain values for JSON. Times are 14 archive digits, in UTC."""
    return [
        {
            "sort": str(linked.kind),
            "url": linked.url,
            "words": linked.words,
            "first_seen": linked.first.timestamp,
            "last_seen": linked.last.timestamp,
            "captures": linked.captures,
            "other_site": linked.is_external,
            "memento": link(linked.last),
        }
        for linked in found
    ]


def watchlist_entries(found: Iterable[PolicyLinkHistory], site: str) -> Iterator[str]:
    """Yield entries for policies.toml: one policy of each kind, with every address at which it was linked, oldest first.

    Addresses of one kind may be several policies: a person has to decide. Those of other sites are left out.
    """
    host = name_for(site)
    own_site = [linked for linked in found if not linked.is_external]
    for kind, same_kind in groupby(own_site, key=lambda linked: linked.kind):
        addresses = list(same_kind)
        urls = "".join(f"    {_toml_string(linked.url)},  # {_comment(linked)}\n" for linked in addresses)
        yield f"[policies.{_toml_string(f'{host}-{kind}')}]"
        yield f"title = {_toml_string(f'{host}: {visible(addresses[-1].words)}')}"
        yield f"urls = [\n{urls}]\n"


def _comment(linked: PolicyLinkHistory) -> str:
    first, last = iso_date(linked.first.timestamp), iso_date(linked.last.timestamp)
    return f"{visible(linked.words)}; {first}" + (f" to {last}" if first != last else "")


def _toml_string(text: str) -> str:
    """Return *text* as a basic string of TOML 1.0, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
