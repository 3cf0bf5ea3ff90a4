"""From the outbox to the channels: each change once, in one message for all of a run; what does not go waits.

A channel is told what was noted since it was first seen, and what of it does not stand any more. A message is marked as delivered after it has gone: killed in
between, the next run sends it again, rather than never.
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
# One message holds no more: after a long time without a channel there are several.
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one channel: how many changes it was told, how many taken back, how many of both wait, and why."""

    channel: str
    delivered: int
    pending: int = 0
    error: str = ""
    retracted: int = 0

    @property
    def line(self) -> str:
        """What a person should know of it."""
        told = f"{_changes(self.delivered)} told to {self.channel}"
        if self.retracted:
            told = f"{told}, {self.retracted} told earlier taken back"
        if not self.error:
            return told
        return f"{self.channel} could not be reached; for the next run wait {_changes(self.pending)}: {self.error}"


def register_channels(store: Store, notices: Mapping[str, NotifyRule]) -> None:
    """Let every channel that *notices* name be told what comes from now on, if it is new."""
    for url in _channels(notices):
        store.outbox.add_channel(channel_name(url))


def deliver(store: Store, notices: Mapping[str, NotifyRule], link: MementoLink, send: Send) -> list[Delivery]:
    """Send what waits for each channel that *notices* name, and return what came of those for which something waited."""
    register_channels(store, notices)
    found = [_delivered(store, url, policies, link, send) for url, policies in _channels(notices).items()]
    return [one for one in found if one.delivered or one.retracted or one.pending]


def pending_deliveries(store: Store, notices: Mapping[str, NotifyRule]) -> list[Delivery]:
    """Return how much waits for each channel that *notices* name, its filter not yet asked."""
    return [
        Delivery(channel_label(url), 0, len(_waiting(store, channel_name(url), policies)))
        for url, policies in _channels(notices).items()
    ]


def _channels(notices: Mapping[str, NotifyRule]) -> dict[str, dict[str, NotifyRule]]:
    """Return the policies of each channel, with what of them it is to be told."""
    found: dict[str, dict[str, NotifyRule]] = {}
    for policy, notice in notices.items():
        for url in notice.urls:
            found.setdefault(url, {})[policy] = notice
    return found


def _waiting(store: Store, channel: str, policies: Mapping[str, NotifyRule]) -> list[RecordedChange | Withdrawn]:
    """Return what is to be taken back, and what is to be told."""
    return [*store.outbox.withdrawn(channel, policies), *store.outbox.pending(channel, policies)]


def _delivered(store: Store, url: str, policies: Mapping[str, NotifyRule], link: MementoLink, send: Send) -> Delivery:
    name, label, told, taken_back = channel_name(url), channel_label(url), 0, 0
    left = _waiting(store, name, policies)
    while left:
        wrong = [one for one in left[:_BATCH] if isinstance(one, Withdrawn)]
        known = _known(store, [one for one in left[:_BATCH] if isinstance(one, RecordedChange)], link)
        chosen = [(event, one) for event, one in known if wanted(one, policies[event.policy])]
        message: list[AlertItem] = [
            *(build_retraction(one, store.facts.policy(one.event.policy)) for one in wrong),
            *(one for _, one in chosen),
        ]
        try:
            if message:
                send(url, message)
        except ChannelDown as error:
            return Delivery(label, told, len(left), str(error), taken_back)
        with store.transaction():
            store.outbox.record_outcome(name, [one.event for one in wrong], TAKEN_BACK)
            store.outbox.record_outcome(name, [event for event, _ in chosen], DELIVERED)
            # Of those that are decided already nothing changes.
            store.outbox.record_outcome(name, [event for event, _ in known], PASSED_OVER)
        told, taken_back, left = told + len(chosen), taken_back + len(wrong), left[_BATCH:]
    return Delivery(label, told, retracted=taken_back)


def _known(
    store: Store, events: Sequence[RecordedChange], link: MementoLink
) -> list[tuple[RecordedChange, ChangeSummary]]:
    """Return *events* as news, those of one policy together."""
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


def wanted(told: ChangeSummary, notice: NotifyRule) -> bool:
    """Return whether *told* has a change of the kinds and of the weight that *notice* asks for."""
    matters = [matter for matter in told.matters if not notice.matters or matter.name in notice.matters]
    if notice.from_weight == 0 and not notice.matters:
        return True
    return any(matter.weight >= notice.from_weight for matter in matters)


def _changes(count: int) -> str:
    return f"{count} change" if count == 1 else f"{count} changes"
