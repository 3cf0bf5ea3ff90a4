"""Deliver the changes in the outbox to the channels: each change once, in one message per run; failed messages wait.

A channel gets the changes that were noted since it was registered, and the withdrawal of those that are no longer valid.
Only the process that holds the claim of a channel sends to it, so that two runs at once do not send the same message twice.
A message is marked as delivered after the channel confirmed it. Where a run is killed in between, or the channel confirms
nothing, the message is sent again rather than never: it arrives at least once, and the result says that it may be a repetition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clausetrail.crawler.claim_holder import has_ended, new_holder
from clausetrail.reports.feeds.alert_messages import AlertItem, build_retraction
from clausetrail.reports.feeds.change_summary import ChangeSummary, summarize_change
from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots import clock
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import ChannelDown, DeliveryUnconfirmed
from clausetrail.snapshots.storage.outbox import (
    DELIVERED,
    FORETOLD,
    PASSED_OVER,
    TAKEN_BACK,
    Claim,
    RecordedChange,
    Withdrawn,
)
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule, channel_label

Send = Callable[[str, Sequence[AlertItem]], None]
# The most changes in one message: after a long time without a channel there are several messages.
_BATCH = 50
# Seconds after which a claim that was not renewed ends, where it is not known whether its process has ended. A message takes
# seconds: CONFIRM_SECONDS of apprise_client.py for each target of a channel.
_CLAIM_SECONDS = 600.0
# Seconds that a run waits for another one that sends to the same channel, and between two looks.
PATIENCE_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Delivery:
    """The result for one channel: how many changes were delivered and retracted, how many of both wait, and why.

    *unconfirmed* says that those that wait may have arrived. Of the delivered and retracted ones, *repeated* may have been sent
    before, by a run that did not learn whether they arrived.
    """

    channel: str
    delivered: int
    pending: int = 0
    error: str = ""
    retracted: int = 0
    unconfirmed: bool = False
    repeated: int = 0

    @property
    def line(self) -> str:
        """The result in one line for people."""
        if self.error and self.unconfirmed:
            waiting = f"the next run sends {_changes(self.pending)}, perhaps for the second time"
            return f"{self.channel} did not confirm a message that may have arrived; {waiting}: {self.error}"
        if self.error:
            return f"{self.channel} could not be reached; for the next run wait {_changes(self.pending)}: {self.error}"
        retracted = f", {self.retracted} sent earlier withdrawn" if self.retracted else ""
        again = f"; {self.repeated} of them perhaps for the second time, as nothing confirmed an earlier message"
        return f"{_changes(self.delivered)} sent to {self.channel}{retracted}{again if self.repeated else ''}"


def register_channels(store: Store, rules: Mapping[str, NotifyRule]) -> None:
    """Register the channels of *rules* that are new: they get the changes that are noted from now on."""
    for url in _channels(rules):
        store.outbox.add_channel(store.outbox.channel_name(url))


def deliver(
    store: Store, rules: Mapping[str, NotifyRule], link: MementoLink, send: Send, patience: float = PATIENCE_SECONDS
) -> list[Delivery]:
    """Send what waits for each channel of *rules*, and return the results of the channels for which anything waited.

    While another process sends to a channel, this one waits, *patience* seconds at most.
    """
    register_channels(store, rules)
    found = [
        _claim_and_deliver(store, url, policies, link, send, patience) for url, policies in _channels(rules).items()
    ]
    return [delivery for delivery in found if delivery.delivered or delivery.retracted or delivery.pending]


def pending_deliveries(store: Store, rules: Mapping[str, NotifyRule]) -> list[Delivery]:
    """Return how much waits for each channel of *rules*, before its filter is applied."""
    named = [(url, store.outbox.channel_name(url), policies) for url, policies in _channels(rules).items()]
    return [
        Delivery(channel_label(url, name), 0, len(_waiting(store, name, policies))) for url, name, policies in named
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
    candidates = [name for name, rule in policies.items() if rule.candidates]
    return [*store.outbox.withdrawn(channel, policies), *store.outbox.pending(channel, policies, candidates)]


def _claim_and_deliver(
    store: Store, url: str, policies: Mapping[str, NotifyRule], link: MementoLink, send: Send, patience: float
) -> Delivery:
    """Send what waits for one channel as soon as no other process sends to it."""
    name, holder = store.outbox.channel_name(url), new_holder()
    label, deadline = channel_label(url, name), clock.unix_seconds() + patience
    while left := len(_waiting(store, name, policies)):
        claim = store.outbox.claim_channel(name, holder, _CLAIM_SECONDS, has_ended)
        if claim.holder == holder:
            try:
                return _deliver_to(store, url, policies, link, send, claim)
            finally:
                store.outbox.release_channel(name, holder)
        remaining = deadline - clock.unix_seconds()
        if not 0 < remaining <= patience:  # also where the clock was set back
            return Delivery(label, 0, left, f"another run has been sending to it since {claim.since}")
        clock.pause(min(_LOOK_AGAIN_SECONDS, remaining))
    return Delivery(label, 0)


def _deliver_to(
    store: Store, url: str, policies: Mapping[str, NotifyRule], link: MementoLink, send: Send, claim: Claim
) -> Delivery:
    name, delivered, retracted, repeated = store.outbox.channel_name(url), 0, 0, claim.unconfirmed
    label = channel_label(url, name)
    left = _waiting(store, name, policies)  # read again: another process may have sent it while this one waited
    while left:
        withdrawn = [item for item in left[:_BATCH] if isinstance(item, Withdrawn)]
        summaries = _summaries(store, [item for item in left[:_BATCH] if isinstance(item, RecordedChange)], link)
        wanted = [(event, summary) for event, summary in summaries if is_wanted(summary, policies[event.policy])]
        message: list[AlertItem] = [
            *(build_retraction(item, store.facts.policy(item.event.policy)) for item in withdrawn),
            *(summary for _, summary in wanted),
        ]
        if not store.outbox.begin_message(name, claim.holder, _CLAIM_SECONDS, len(message)):
            return Delivery(
                label, delivered, len(left), "another run has taken over, as this one took too long", retracted
            )
        try:
            if message:
                send(url, message)
        except DeliveryUnconfirmed as error:
            return Delivery(label, delivered, len(left), str(error), retracted, unconfirmed=True)
        except ChannelDown as error:
            store.outbox.begin_message(
                name, claim.holder, _CLAIM_SECONDS, repeated
            )  # an earlier one may still have arrived
            return Delivery(label, delivered, len(left), str(error), retracted)
        with store.transaction():
            store.outbox.record_outcome(name, [item.event for item in withdrawn], TAKEN_BACK)
            lasting, provisional = (
                [event for event, _ in wanted if event.is_provisional is which] for which in (False, True)
            )
            store.outbox.record_outcome(name, lasting, DELIVERED)
            store.outbox.record_outcome(name, provisional, FORETOLD)
            sent = {event.id for event, _ in wanted}
            store.outbox.record_outcome(name, [event for event, _ in summaries if event.id not in sent], PASSED_OVER)
            store.outbox.end_message(name, claim.holder)
        delivered, retracted, left = delivered + len(wanted), retracted + len(withdrawn), left[_BATCH:]
    return Delivery(label, delivered, retracted=retracted, repeated=min(repeated, delivered + retracted))


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
    """Return whether *summary* has a change of the kinds and of the weight in *rule*, or is a switch.

    A switch has no changed clause that could be weighed: nothing in it is known to be of no interest.
    """
    if summary.is_switch:
        return True
    matters = [matter for matter in summary.matters if not rule.matters or matter.name in rule.matters]
    if rule.from_weight == 0 and not rule.matters:
        return True
    return any(matter.weight >= rule.from_weight for matter in matters)


def _changes(count: int) -> str:
    return counted(count, "change")
