"""Where a site's policies stood, told to people, to programs, and as a watchlist."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.addresses.policy_link_history import PolicyLinkHistory
from clausetrail.snapshots.history.versions import first_and_last_day
from clausetrail.snapshots.model import iso_date
from clausetrail.snapshots.watchlist.policies import name_for


def link_lines(found: Sequence[PolicyLinkHistory], looked: int, link: MementoLink) -> Iterator[Line]:
    """Yield what *looked* captures say of where policies stand, sort by sort, and how to go on."""
    for sort, same in groupby(found, key=lambda one: one.kind):
        yield (Piece("title", str(sort)),)
        for one in same:
            yield from _one(one, looked, link)
        yield ()
    if found:
        yield (Piece("plain", f"Go on with  clausetrail history {shlex.quote(found[0].url)}"),)
        yield (Piece("plain", "or watch them all: the same with --toml prints entries for policies.toml"),)


def _one(one: PolicyLinkHistory, looked: int, link: MementoLink) -> Iterator[Line]:
    words = f"\N{LEFT DOUBLE QUOTATION MARK}{visible(one.words)}\N{RIGHT DOUBLE QUOTATION MARK}"
    yield (Piece("plain", f"  {visible(one.url)}"),)
    yield (
        Piece(
            "note",
            f"    {words}, seen on {first_and_last_day(one.first, one.last)}, in {one.captures} of {looked} captures looked at{_where(one)}",
        ),
    )
    yield (Piece("note", f"    {link(one.last)}"),)


def _where(one: PolicyLinkHistory) -> str:
    return "; of another site" if one.is_external else ""


def link_documents(found: Iterable[PolicyLinkHistory], link: MementoLink) -> list[dict[str, Any]]:
    """Return *found* for programs."""
    return [
        {
            "sort": str(one.kind),
            "url": one.url,
            "words": one.words,
            "first_seen": one.first.timestamp,
            "last_seen": one.last.timestamp,
            "captures": one.captures,
            "other_site": one.is_external,
            "memento": link(one.last),
        }
        for one in found
    ]


def watchlist_entries(found: Iterable[PolicyLinkHistory], site: str) -> Iterator[str]:
    """Yield entries for policies.toml: one policy of each sort, with every address that it stood at, oldest first.

    Addresses of one sort may be several policies: a person decides. Those of other sites are left out.
    """
    host = name_for(site)
    own = [one for one in found if not one.is_external]
    for sort, same in groupby(own, key=lambda one: one.kind):
        several = list(same)
        urls = "".join(f"    {_string(one.url)},  # {_comment(one)}\n" for one in several)
        yield f"[policies.{_string(f'{host}-{sort}')}]"
        yield f"title = {_string(f'{host}: {visible(several[-1].words)}')}"
        yield f"urls = [\n{urls}]\n"


def _comment(one: PolicyLinkHistory) -> str:
    first, last = iso_date(one.first.timestamp), iso_date(one.last.timestamp)
    return f"{visible(one.words)}; {first}" + (f" to {last}" if first != last else "")


def _string(text: str) -> str:
    """Return *text* as a basic string of TOML 1.0, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
