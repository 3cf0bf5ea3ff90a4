"""Read the `notify` tables of policies.toml: which channels are notified of which changes.

`[notify]` applies to all policies, `[policies.NAME.notify]` to one: each key in it replaces the general one, and `urls = []` turns
notifications off for the policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from clausetrail.snapshots.errors import InvalidEntry
from clausetrail.snapshots.significance.finding import Matter
from clausetrail.snapshots.significance.weights import ONE_LETTER
from clausetrail.snapshots.watchlist.toml_places import Place, dotted

_HEAVIEST = 100


@dataclass(frozen=True, slots=True)
class NotifyRule:
    """The channels for the changes of a policy, and a filter: changes about *matters* (empty: all) from a weight on.

    The channels are Apprise URLs as they are written, with the names of environment variables in place of secrets. A weight
    is between 0 and 100. *candidates* asks for new texts that were seen once, as provisional.
    """

    urls: tuple[str, ...] = ()
    from_weight: int = ONE_LETTER  # typography, numbering, moves and articles weigh less
    matters: frozenset[str] = frozenset()
    candidates: bool = False


class NotifyTable(msgspec.Struct, forbid_unknown_fields=True):
    """One `notify` table as written; None for a missing key."""

    urls: list[str] | None = None
    from_weight: int | None = None
    matters: list[str] | None = None
    candidates: bool | None = None


def merge_tables(general: NotifyTable, own: NotifyTable, place: Place) -> NotifyRule:
    """Return the rule for a policy from both tables; *place* is that of its own one.

    Raises InvalidEntry for an unknown matter or an invalid weight or URL.
    """
    default = NotifyRule()
    urls = next((one for one in (own.urls, general.urls) if one is not None), [])
    weight = next((one for one in (own.from_weight, general.from_weight) if one is not None), default.from_weight)
    matters = next((one for one in (own.matters, general.matters) if one is not None), [])
    candidates = next((one for one in (own.candidates, general.candidates) if one is not None), default.candidates)

    def invalid(key: str, why: str) -> InvalidEntry:
        where = (*place, key) if getattr(own, key) is not None else (place[-1], key)
        return InvalidEntry(f"{dotted(where)}{why}", where)

    if not 0 <= weight <= _HEAVIEST:
        raise invalid("from_weight", f" = {weight}: weights go from 0 to {_HEAVIEST}")
    if unknown := [one for one in matters if one not in set(Matter)]:
        raise invalid("matters", f": {unknown[0]!r} is none of {', '.join(Matter)}")
    for number, one in enumerate(urls, 1):
        if "://" not in one and not one.startswith("$"):  # what it holds may be a token: it is not shown
            raise invalid("urls", f": URL {number} is no Apprise URL, like mailto://… or json://…")
    return NotifyRule(tuple(dict.fromkeys(urls)), weight, frozenset(matters), candidates)


def channel_label(url: str, name: str) -> str:
    """Return the label of the channel with *url* for people: its kind, and the beginning of its *name* in the store."""
    kind = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,20}(?=://)", url)
    return f"{kind[0] if kind else 'channel'} ({name[:6]})"
