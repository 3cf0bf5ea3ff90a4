"""Who is to be told of which changes: the `notify` tables of policies.toml.

`[notify]` holds for all policies, `[policies.NAME.notify]` for one: what it names replaces what holds for all, and
`urls = []` silences the policy.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

from clausetrail.snapshots.errors import PoliciesError
from clausetrail.snapshots.significance.finding import Matter
from clausetrail.snapshots.significance.weights import ONE_LETTER

_HEAVIEST = 100


@dataclass(frozen=True, slots=True)
class NotifyRule:
    """The channels that are told of a policy, and of which of its changes: of *matters* (none: of all) from a weight on.

    The channels are Apprise URLs as they are written, with the names of environment variables in place of secrets.
    """

    urls: tuple[str, ...] = ()
    from_weight: int = ONE_LETTER  # typography, numbering, moves and articles weigh less
    matters: frozenset[str] = frozenset()


class NotifyTable(msgspec.Struct, forbid_unknown_fields=True):
    """One `notify` table, as it is written."""

    urls: list[str] | None = None
    from_weight: int | None = None
    matters: list[str] | None = None


def merge_tables(general: NotifyTable, own: NotifyTable, where: str) -> NotifyRule:
    """Return what holds for a policy. Raises PoliciesError for a matter or a weight that means nothing."""
    plain = NotifyRule()
    urls = next((one for one in (own.urls, general.urls) if one is not None), [])
    weight = next((one for one in (own.from_weight, general.from_weight) if one is not None), plain.from_weight)
    matters = next((one for one in (own.matters, general.matters) if one is not None), [])
    if not 0 <= weight <= _HEAVIEST:
        raise PoliciesError(f"{where}.from_weight = {weight}: weights go from 0 to {_HEAVIEST}")
    if unknown := [one for one in matters if one not in set(Matter)]:
        raise PoliciesError(f"{where}.matters: {unknown[0]!r} is none of {', '.join(Matter)}")
    if empty := [one for one in urls if "://" not in one and not one.startswith("$")]:
        raise PoliciesError(
            f"{where}.urls: {empty[0].partition(':')[0]!r}… is no Apprise URL, like mailto://… or json://…"
        )
    return NotifyRule(tuple(dict.fromkeys(urls)), weight, frozenset(matters))


def channel_name(url: str) -> str:
    """Return what the store calls the channel that policies.toml writes as *url*: nothing of a secret is in it."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def channel_label(url: str) -> str:
    """Return what people are told of a channel: its kind, and the beginning of its name."""
    kind = url.partition("://")[0] if "://" in url else "channel"
    return f"{kind} ({channel_name(url)[:6]})"
