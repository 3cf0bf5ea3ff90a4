"""What a run that fetched a part of the past tells, beside one that fetched all of it: two stores, compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby, pairwise
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.crawler.planning.capture_plan import may_hold_text, unfetched_payloads
from clausetrail.snapshots.history.coverage import CoverageGap
from clausetrail.snapshots.model import Capture, Policy, Timeline, repair_timestamp
from clausetrail.snapshots.store import Store

# When a text was seen last and when the next one was seen first: the interval that holds a change.
Interval = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one store tells of one policy: its captures in time, those that were looked at, and the changes."""

    captures: list[Capture]
    texts: dict[str, str]  # by the time of each capture that was read as the policy
    read: set[str]  # the times whose payload was read, policy or not
    fetched: int
    versions: int
    changes: list[Interval]
    unexplained: tuple[CoverageGap, ...]

    def lasting(self) -> list[tuple[Sequence[str], Sequence[str]]]:
        """Return the times at which the texts before and after each lasting change were seen."""
        runs = [(text, list(run)) for text, run in groupby(sorted(self.texts), key=self.texts.__getitem__)]
        stood = [run for run in runs if len(run[1]) > 1]
        return [(a[1], b[1]) for a, b in pairwise(stood) if a[0] != b[0]]


@dataclass(slots=True)
class Figures:
    """How the part stands beside the whole, of one policy or added up."""

    captures: int = 0
    payloads: int = 0
    fetched: int = 0
    versions: int = 0
    told: int = 0  # changes that the whole tells
    held: int = 0  # of these: inside an interval of a change that the part tells, each told change holding one
    exact: int = 0  # of these: between the same two captures
    extra: int = 0  # changes of the part that hold none of the whole
    lasting: int = 0
    seen: int = 0
    located: int = 0
    outside: int = 0
    stated: float = 0.0

    def add(self, other: Figures) -> None:
        for field in fields(self):
            mine, its = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, max(mine, its) if field.name == "stated" else mine + its)

    def row(self, name: str) -> str:
        """Return the figures as a row of the table that HEAD opens."""
        share = self.fetched / max(1, self.payloads)
        return (
            f"{name:32.32} {self.captures:5} {self.payloads:5} {self.fetched:5} {share:6.1%} {self.versions:5} |"
            f" {self.told:4} {self.held:4} {self.exact:5} {self.extra:5} |"
            f" {self.lasting:4} {self.seen:4} {self.located:4} | {self.stated:7.1f} {self.outside:7}"
        )


HEAD = (
    f"{'policy':32} {'capt.':>5} {'payl.':>5} {'fetched':>12} {'vers.':>5} | {'told':>4} {'held':>4} {'exact':>5} {'extra':>5} |"
    f" {'last':>4} {'seen':>4} {'loc.':>4} | {'stated':>7} outside"
)


def table(whole: Path, part: Path) -> Iterator[str]:
    """Yield a row for each policy that both stores watch, and one for all of them."""
    stores = Store.open_read_only(whole), Store.open_read_only(part)
    total = Figures()
    yield HEAD
    for policy in stores[1].facts.policies():
        figures = beside(told(stores[0], policy), told(stores[1], policy))
        total.add(figures)
        yield figures.row(policy.name)
    yield total.row("all")
    for store in stores:
        store.close()


def told(store: Store, policy: Policy) -> Told:
    """Return what *store* tells of *policy*."""
    captures = [capture for capture in store.facts.captures(policy.name) if may_hold_text(capture)]
    seen = list(store.derivations.observations(policy.name))
    timeline = store.timeline(policy)
    return Told(
        captures,
        {_at(one.capture): one.fingerprint for one in seen if one.fingerprint},
        {_at(one.capture) for one in store.derivations.unscreened_observations(policy.name) if one.fingerprint},
        sum(1 for capture in store.facts.fetched_captures(policy.name) if may_hold_text(capture)),
        len(timeline.versions),
        list(_changes(timeline)),
        load_coverage(store, policy).gaps,
    )


def beside(whole: Told, part: Told) -> Figures:
    """Return how *part* stands beside *whole*."""
    lasting = whole.lasting()
    changed = [(a, b) for a, b in pairwise(sorted(whole.texts)) if whole.texts[a] != whole.texts[b]]
    held = _held(whole.changes, part.changes)
    return Figures(
        len(part.captures),
        sum(1 for _ in unfetched_payloads(part.captures, frozenset())),
        part.fetched,
        part.versions,
        len(whole.changes),
        len(held),
        len({*whole.changes} & {*part.changes}),
        len(part.changes) - len(held),
        len(lasting),
        sum(any(at in part.read for at in a) and any(at in part.read for at in b) for a, b in lasting),
        sum(a[-1] in part.read and b[0] in part.read for a, b in lasting),
        sum(not _is_accounted_for(step, part) for step in changed),
        max((gap.days for gap in part.unexplained), default=0.0),
    )


def _held(changes: Iterable[Interval], among: Sequence[Interval]) -> dict[Interval, Interval]:
    """Return for each of *changes* the interval *among* that holds it, each taken once."""
    free = list(among)
    found = {}
    for change in sorted(changes, key=lambda change: change not in among):  # equal intervals belong together
        for interval in [one for one in free if one[0] <= change[0] and change[1] <= one[1]][:1]:
            found[change] = interval
            free.remove(interval)
    return found


def _is_accounted_for(step: Interval, part: Told) -> bool:
    """Return whether both captures were looked at, or the step lies in an interval that is stated as unexplained."""
    spans = ((_at(gap.after) if gap.after else "", _at(gap.before) if gap.before else "9") for gap in part.unexplained)
    return {*step} <= part.read or any(after <= step[0] and step[1] <= before for after, before in spans)


def _changes(timeline: Timeline) -> Iterator[Interval]:
    for before, after in pairwise(timeline.versions):
        yield _at(before.last), _at(after.first)


def _at(capture: Capture) -> str:
    return repair_timestamp(capture.timestamp)
