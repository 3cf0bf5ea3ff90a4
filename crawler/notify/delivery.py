"""Deliver the changes in the outbox to the channels: each change once, in one message per run; failed messages wait.

A channel gets the changes that were noted since it was registered, and the withdrawal of those that are no longer valid.
A message is marked as delivered after it was sent: a run that is killed in between sends it again, rather than never.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.reports.feeds.alert_messages import AlertItem, build_retraction
from clausetrail.reports.feeds.change_summary import ChangeSummary, summarize_change
from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots.errors import ChannelDown
from clausetrail.snapshots.storage.outbox import DELIVERED, PASSED_OVER, TAKEN_BACK, RecordedChange, Withdrawn
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule, channel_label, channel_name

Send = Callable[[str, Sequence[AlertItem]], None]
# The most changes in one message: after a long time without a channel there are several messages.
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result for one channel: how many changes were delivered and retracted, how many of both wait, and why."""

    channel: str
    delivered: int
    pending: int = 0
    error: str = ""
    retracted: int = 0

    @property
    def line(self) -> str:
        """The result in one line for people."""
        if self.error:
            return f"{self.channel} could not be reached; for the next run wait {_changes(self.pending)}: {self.error}"
        retracted = f", {self.retracted} sent earlier withdrawn" if self.retracted else ""
        return f"{_changes(self.delivered)} sent to {self.channel}{retracted}"


def register_channels(store: Store, rules: Mapping[str, NotifyRule]) -> None:
    """Register the channels of *rules* that are new: they get the changes that are noted from now on."""
    for url in _channels(rules):
        store.outbox.add_channel(channel_name(url))


def deliver(store: Store, rules: Mapping[str, NotifyRule], link: MementoLink, send: Send) -> list[Delivery]:
    """Send what waits for each channel of *rules*, and return the results of the channels for which anything waited."""
    register_channels(store, rules)
    found = [_deliver_to(store, url, policies, link, send) for url, policies in _channels(rules).items()]
    return [delivery for delivery in found if delivery.delivered or delivery.retracted or delivery.pending]


def pending_deliveries(store: Store, rules: Mapping[str, NotifyRule]) -> list[Delivery]:
    """Return how much waits for each channel of *rules*, before its filter is applied."""
    return [
        Delivery(channel_label(url), 0, len(_waiting(store, channel_name(url), policies)))
        for url, policies in _channels(rules).items()
    ]


def _channels(rules: Mapping[str, NotifyRule]) -> dict[str, dict[str, NotifyRule]]:
    """Return the policies of each channel by its URL, with the rules of each policy."""
    found: dict[str, dict[str, NotifyRule]] = {}
    for policy, rule in rules.items():
        for url in rule.urls:
            found.setdefault(url, {})[policy] = rule
    return found


def _waiting(store: Store, channel: str, policies: Mapping[str, NotifyRule]) -> list[RecordedChange | Withdrawn]:
    """Return the changes to retract, then the changes to deliver."""
    return [*store.outbox.withdrawn(channel, policies), *store.outbox.pending(channel, policies)]


def _deliver_to(store: Store, url: str, policies: Mapping[str, NotifyRule], link: MementoLink, send: Send) -> Delivery:
    name, label, delivered, retracted = channel_name(url), channel_label(url), 0, 0
    left = _waiting(store, name, policies)
    while left:
        withdrawn = [item for item in left[:_BATCH] if isinstance(item, Withdrawn)]
        summaries = _summaries(store, [item for item in left[:_BATCH] if isinstance(item, RecordedChange)], link)
        wanted = [(event, summary) for event, summary in summaries if is_wanted(summary, policies[event.policy])]
        message: list[AlertItem] = [
            *(build_retraction(item, store.facts.policy(item.event.policy)) for item in withdrawn),
            *(summary for _, summary in wanted),
        ]
        try:
            if message:
                send(url, message)
        except ChannelDown as error:
            return Delivery(label, delivered, len(left), str(error), retracted)
        with store.transaction():
            store.outbox.record_outcome(name, [item.event for item in withdrawn], TAKEN_BACK)
            store.outbox.record_outcome(name, [event for event, _ in wanted], DELIVERED)
            # Events that are decided already stay as they are.
            store.outbox.record_outcome(name, [event for event, _ in summaries], PASSED_OVER)
        delivered, retracted, left = delivered + len(wanted), retracted + len(withdrawn), left[_BATCH:]
    return Delivery(label, delivered, retracted=retracted)


def _summaries(
    store: Store, events: Sequence[RecordedChange], link: MementoLink
) -> list[tuple[RecordedChange, ChangeSummary]]:
    """Return *events* with their summaries, those of one policy together."""
    found = []
    for name in dict.fromkeys(event.policy for event in events):
        timeline = store.timeline(store.facts.policy(name))
        revisions = {revision.after.number: revision for revision in timeline.revisions}
        found += [
            (event, summarize_change(revisions[event.version], timeline.policy, store.derivations.clauses, link))
            for event in events
            if event.policy == name and event.version in revisions
        ]
    return found


def is_wanted(summary: ChangeSummary, rule: NotifyRule) -> bool:
    """Return whether *summary* has a change of the kinds and of the weight in *rule*."""
    matters = [matter for matter in summary.matters if not rule.matters or matter.name in rule.matters]
    if rule.from_weight == 0 and not rule.matters:
        return True
    return any(matter.weight >= rule.from_weight for matter in matters)


def _changes(count: int) -> str:
    return f"{count} change" if count == 1 else f"{count} changes"
