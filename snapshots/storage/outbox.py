"""What is to be announced, under names that last, and what has been announced to whom.

SQL about events and channels is here and nowhere else. An event is a change of a policy that was told once; it keeps its
name and is announced once, however often the timeline is told again. `Outbox.note` runs in the telling transaction: what
was told is in the outbox, whatever happens to the process before it is delivered.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from clausetrail.snapshots import clock
from clausetrail.snapshots.model import Revision, parse_timestamp, repair_timestamp
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.event_matching import Interval, match_intervals
from clausetrail.snapshots.storage.facts import Facts

# Later than any capture: while a past is still coming in, nothing is news.
_NEVER = "99991231235959"
# What can have been decided: an event that was taken back is announced again if a later telling has it again.
DELIVERED, PASSED_OVER, TAKEN_BACK = "delivered", "passed over", "taken back"
# Names are made from what is told first of a change, so that no clock and no chance is in them (RFC 4122, version 5).
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:clausetrail:event")
_EVENT = (
    "SELECT events.id, policies.name, events.name, version, earliest, latest, news, noted_at, updated_at, withdrawn_at, seal"
    " FROM events JOIN policies ON policies.id = events.policy"
)


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change as it was announced: *version* is the number of the one after it, if it was not withdrawn."""

    id: int
    policy: str
    name: str
    version: int
    earliest: str
    latest: str
    to_announce: bool
    noted_at: str
    updated_at: str
    withdrawn_at: str
    seal: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An event that a channel was told of, at *told_at*, and that no telling has any more."""

    event: RecordedChange
    announced_at: str


@dataclass(frozen=True, slots=True)
class _Held:
    """An event as the last telling left it: *told* is its seal, the version's number, and when it was withdrawn."""

    id: int
    span: Interval
    told: tuple[str | int, ...]


class Outbox:
    """The events, the channels and the deliveries of one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def record_revisions(self, policy: str, revisions: Sequence[Revision], fresh: Sequence[Revision]) -> None:
        """Keep the lasting *revisions* of *policy* as events: known ones brought up to date, others new, some withdrawn.

        News are those of the *fresh* ones that lie after the policy's horizon: what is older was there to be seen when the
        policy was first told.
        """
        number, lasting = self._facts.policy_id(policy), [one for one in revisions if not one.after.candidate]
        held = self._held(number)
        known = match_intervals([_span(one) for one in lasting], [one.span for one in held])
        news = {one.after.number for one in fresh}
        now = clock.now()
        with self._database.transaction():
            horizon = self._horizon(number)
            for place, revision in enumerate(lasting):
                if place in known:
                    self._update(held[known[place]], revision, now)
                else:
                    late = repair_timestamp(revision.after.first.timestamp) > horizon
                    self._add(number, policy, revision, late and revision.after.number in news, now)
            found = set(known.values())
            self._database.executemany(
                "UPDATE events SET withdrawn_at = ?1, updated_at = CASE news WHEN 1 THEN ?1 ELSE updated_at END"
                " WHERE id = ?2 AND withdrawn_at = ''",
                [(now, one.id) for place, one in enumerate(held) if place not in found],
            )

    def _held(self, policy: int) -> list[_Held]:
        rows = self._database.execute(
            "SELECT id, earliest, latest, before_text, after_text, seal, version, withdrawn_at FROM events WHERE policy = ?"
            " ORDER BY id",
            (policy,),
        )
        return [_Held(row[0], Interval(*row[1:5]), (*row[5:],)) for row in rows]

    def _horizon(self, policy: int) -> str:
        """Return the newest capture that was listed when an index had been read to its end for every address, or _NEVER before."""
        row = self._database.execute("SELECT newest FROM horizons WHERE policy = ?", (policy,)).fetchone()
        if row:
            return repair_timestamp(str(row[0]))
        # An address that no index was read of to its end may still bring its whole past.
        whole = self._database.execute(
            "SELECT count(*) > 0 AND min(listed) > '' FROM (SELECT max(coalesce(listed_at, '')) AS listed FROM policies"
            " JOIN json_each(declaration, '$.urls') AS declared"
            " LEFT JOIN addresses ON addresses.policy = policies.id AND url = declared.value"
            " WHERE policies.id = ? GROUP BY declared.value)",
            (policy,),
        ).fetchone()[0]
        if whole:
            self._database.execute(
                "INSERT INTO horizons SELECT policy, max(timestamp) FROM captures WHERE policy = ? GROUP BY policy",
                (policy,),
            )
        return _NEVER

    def _add(self, number: int, policy: str, revision: Revision, news: bool, now: str) -> None:
        span = _span(revision)
        told = f"{policy}\n{span.earliest}\n{span.latest}\n{span.before}\n{span.after}"
        noted = now if news else _iso(span.latest)
        self._database.execute(
            "INSERT INTO events (policy, name, version, earliest, latest, before_text, after_text, seal, news, noted_at,"
            " updated_at, withdrawn_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            (number, str(uuid.uuid5(_NAMES, told)), revision.after.number, span.earliest, span.latest, span.before,
             span.after, _seal(revision), news, noted, noted),
        )  # fmt: skip

    def _update(self, held: _Held, revision: Revision, now: str) -> None:
        if held.told == (_seal(revision), revision.after.number, ""):
            return
        span = _span(revision)
        self._database.execute(
            "UPDATE events SET version = ?2, earliest = ?3, latest = ?4, before_text = ?5, after_text = ?6, withdrawn_at = '',"
            " updated_at = CASE WHEN seal = ?7 AND withdrawn_at = '' THEN updated_at WHEN news THEN ?8 ELSE ?9 END, seal = ?7"
            " WHERE id = ?1",
            (held.id, revision.after.number, span.earliest, span.latest, span.before, span.after, _seal(revision), now,
             _iso(span.latest)),
        )  # fmt: skip

    def newest(self, limit: int, policy: str = "") -> Iterator[RecordedChange]:
        """Yield the events that were last announced or corrected, of *policy* or of all, newest first, at most *limit*."""
        where, values = (" WHERE policies.name = ?", (policy,)) if policy else ("", ())
        rows = self._database.execute(
            f"{_EVENT}{where} ORDER BY updated_at DESC, latest DESC, events.name LIMIT ?", (*values, limit)
        )
        return (_event(row) for row in rows)

    def last_id(self) -> int:
        """Return the number of the last event, 0 before the first."""
        (number,) = self._database.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        return int(number)

    def add_channel(self, channel: str) -> bool:
        """Let *channel* be told what comes from now on, and return whether it was new."""
        cursor = self._database.execute("INSERT OR IGNORE INTO channels VALUES (?, ?)", (channel, self.last_id()))
        return cursor.rowcount > 0

    def pending(self, channel: str, policies: Iterable[str]) -> tuple[RecordedChange, ...]:
        """Return the news of *policies* that nothing has been decided about for *channel*, in the order it was noted.

        What *channel* was told, and then that it does not stand, waits again if it stands again.
        """
        rows = self._database.execute(
            f"{_EVENT} WHERE news AND withdrawn_at = '' AND events.id > (SELECT since FROM channels WHERE name = ?1)"  # noqa: S608
            " AND events.id NOT IN (SELECT event FROM deliveries WHERE channel = ?1 AND outcome <> ?3)"
            " AND policies.name IN (SELECT value FROM json_each(?2)) ORDER BY events.id",
            (channel, _json(policies), TAKEN_BACK),
        )
        return tuple(_event(row) for row in rows)

    def withdrawn(self, channel: str, policies: Iterable[str]) -> tuple[Withdrawn, ...]:
        """Return what *channel* was told of *policies* and does not know yet that it does not stand, in the order noted."""
        rows = self._database.execute(
            f"{_EVENT.replace(' FROM ', ', decided_at FROM ', 1)} JOIN deliveries ON deliveries.event = events.id"  # noqa: S608
            " WHERE channel = ?1 AND outcome = ?3 AND withdrawn_at <> ''"
            " AND policies.name IN (SELECT value FROM json_each(?2)) ORDER BY events.id",
            (channel, _json(policies), DELIVERED),
        )
        return tuple(Withdrawn(_event(row[:-1]), str(row[-1])) for row in rows)

    def record_outcome(self, channel: str, events: Iterable[RecordedChange], outcome: str) -> None:
        """Record that *events* were delivered to *channel*, passed over by its filter, or taken back.

        Nothing changes of what is decided, unless it is taken back, or was.
        """
        now = clock.now()
        with self._database.transaction():
            self._database.executemany(
                "INSERT INTO deliveries VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                " SET outcome = excluded.outcome, decided_at = excluded.decided_at WHERE ?5 IN (outcome, excluded.outcome)",
                [(channel, event.id, outcome, now, TAKEN_BACK) for event in events],
            )


def _span(revision: Revision) -> Interval:
    before, after = revision.before, revision.after
    return Interval(
        repair_timestamp(before.last.timestamp),
        repair_timestamp(after.first.timestamp),
        before.fingerprint,
        after.fingerprint,
    )


def _seal(revision: Revision) -> str:
    span = _span(revision)
    # The five fields of a change that the first seals were made of: another field would make every event a new one.
    changes = [
        {"event": c.event, "before": c.before, "after": c.after, "moved": c.moved, "how": c.how}
        for c in revision.changes
    ]
    document = msgspec.json.encode((span.earliest, span.latest, span.before, span.after, changes))
    return hashlib.sha256(document).hexdigest()[:32]


def _json(policies: Iterable[str]) -> str:
    return msgspec.json.encode([*policies]).decode()


def _iso(timestamp: str) -> str:
    return f"{parse_timestamp(timestamp):%Y-%m-%dT%H:%M:%SZ}"


def _event(row: tuple[object, ...]) -> RecordedChange:
    number, policy, name, version, earliest, latest, news, *rest = row
    return RecordedChange(number, policy, name, version, earliest, latest, bool(news), *rest)  # type: ignore[arg-type]
