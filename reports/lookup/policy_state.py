"""Say of each policy whether it was read of late, for people and for monitoring. Pure but for the queries of one policy.

States, worst first: "never checked", "unread" (the last request failed), "nothing read" (checked, and no text is known), "stale"
(not checked for so many days), "read".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from clausetrail.reports.wording.nothing_read import LATER, asked_period
from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.model import Policy, iso_date
from clausetrail.snapshots.store import Store

NEVER, UNREAD, NOTHING, STALE, READ = "never checked", "unread", "nothing read", "stale", "read"
STATES = (NEVER, UNREAD, NOTHING, STALE, READ)
_SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class PolicyState:
    """The state of a policy, one of STATES.

    *reason* says why it is not READ. *checked* is when every address was last checked, in ISO 8601, or "". *age* is the days since
    then, or None. *newest* is the day of the newest capture that shows the policy, and *changed* the day on which the newest version was
    first seen, or "".
    """

    policy: str
    state: str
    reason: str
    checked: str
    age: float | None
    versions: int
    newest: str
    changed: str


def policy_state(store: Store, policy: Policy, now: datetime, stale_days: float) -> PolicyState:
    """Return the state of *policy* at *now*. It is stale when its last check is more than *stale_days* days ago."""
    versions = store.derivations.versions(policy.name)
    checked = store.addresses.last_checked(policy)
    failed = [one for one in store.facts.failed_requests(policy.name) if one.asked_at > checked]
    period = asked_period(store.facts.listings(policy.name))
    trouble = trouble_phrase(versions, store.unreadable_captures(policy), failed, checked, period)
    age = (now - datetime.fromisoformat(checked)).total_seconds() / _SECONDS_OF_A_DAY if checked else None
    waits = sorted({one.answer for one in failed if one.answer in LATER})
    state, reason = READ, ""
    if waits or (failed and not versions):
        state, reason = UNREAD, trouble
    elif not checked and not (versions and versions[-1].is_imported):
        state, reason = NEVER, "no archive was checked yet"
    elif not versions:
        state, reason = NOTHING, trouble
    elif age is not None and age > stale_days:
        state, reason = STALE, f"last checked on {checked[:10]}"
    newest, changed = (
        (iso_date(versions[-1].last.timestamp), iso_date(versions[-1].first.timestamp)) if versions else ("", "")
    )
    return PolicyState(policy.name, state, reason, checked, age, len(versions), newest, changed)


def never_read(name: str) -> PolicyState:
    """Return the state of a policy of the watchlist that the store does not have."""
    return PolicyState(name, NEVER, "in the watchlist, and not in the store", "", None, 0, "", "")


def prometheus_lines(states: Iterable[PolicyState]) -> Iterator[str]:
    """Yield the lines of a file for Prometheus' textfile collector (exposition format 0.0.4)."""
    counts: Counter[str] = Counter()
    yield "# HELP clausetrail_policy_age_days Days since every address of the policy was last checked."
    yield "# TYPE clausetrail_policy_age_days gauge"
    for one in states:
        counts[one.state] += 1
        if one.age is not None:
            yield f'clausetrail_policy_age_days{{policy="{_label(one.policy)}"}} {one.age:.3f}'
    yield "# HELP clausetrail_policies Policies by state."
    yield "# TYPE clausetrail_policies gauge"
    for state in STATES:
        yield f'clausetrail_policies{{state="{state}"}} {counts[state]}'


def _label(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
