"""Store the changes that are to be announced, under lasting names, and the deliveries to each channel.

An event is a change of a policy that was derived once. It keeps its name and is announced once, however often the timeline is
derived again. `Outbox.record_revisions` runs in the transaction of the derivation: every derived change is in the outbox, even
if the process ends before it is delivered. No other module has SQL about events and channels.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from clausetrail.snapshots import clock
from clausetrail.snapshots.history.event_matching import Interval, match_intervals
from clausetrail.snapshots.model import Revision, parse_timestamp, repair_timestamp
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts
from clausetrail.snapshots.storage.schema import keyed_name

# Later than any capture: nothing is announced until the past of a policy has been read once.
_NEVER = "99991231235959"
# The outcomes of a delivery. An event that was taken back is announced again if a later derivation finds it again, one that
# was delivered while it was provisional once it is confirmed.
DELIVERED, PASSED_OVER, TAKEN_BACK, FORETOLD = "delivered", "passed over", "taken back", "delivered as provisional"
# Names depend on the first derivation of a change only, not on a clock or on chance (RFC 4122, version 5).
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:clausetrail:event")
_EVENT = (
    "SELECT events.id, policies.name, events.name, version, earliest, latest, news, noted_at, updated_at, withdrawn_at, seal,"
    " provisional"
    " FROM events JOIN policies ON policies.id = events.policy"
)


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change in the outbox. *version* is the number of the version after it, in the last derivation that found it.

    It lies after *earliest* and not after *latest* (14 digits). *to_announce* is false for a change that was history when the
    policy was first derived, *is_provisional* is true while one capture shows the newer text, which may not last. *withdrawn_at* is "" unless a later derivation no longer found it. Other times are in ISO 8601.
    """

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
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An event that was delivered to a channel, at *announced_at*, and that the last derivation no longer found."""

    event: RecordedChange
    announced_at: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim of a channel by *holder* since a time in ISO 8601. *unconfirmed* changes may have been sent before it."""

    holder: str
    since: str
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class _StoredEvent:
    """An event as stored: *state* is its seal, the number of its version, and the time of its withdrawal or ""."""

    id: int
    interval: Interval
    is_provisional: bool
    state: tuple[str | int, ...]


class Outbox:
    """The events, the channels and the deliveries of one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def record_revisions(
        self,
        policy: str,
        revisions: Sequence[Revision],
        fresh: Sequence[Revision],
        new_candidate: Revision | None = None,
    ) -> None:
        """Store the lasting *revisions* of *policy* as events: update the known ones, add new ones, withdraw the others.

        A new event is announced if its revision is one of the *fresh* ones and lies after the horizon of the policy: older
        changes were already visible when the policy was first derived. A *new_candidate* after the horizon becomes a provisional
        event, which the revision that confirms it replaces.
        """
        number = self._facts.policy_id(policy)
        lasting = [revision for revision in revisions if not revision.after.candidate]
        stored = self._stored_events(number)
        waiting = [revision for revision in revisions if revision.after.candidate]
        known = match_intervals([_interval(revision) for revision in lasting], [event.interval for event in stored])
        fresh_versions = {revision.after.number for revision in fresh}
        now = clock.now()
        with self._database.transaction():
            horizon = self._horizon(number)
            for position, revision in enumerate(lasting):
                if position in known and not stored[known[position]].is_provisional:
                    self._update(stored[known[position]], revision, now)
                elif position in known:
                    self._confirm(stored[known[position]], number, policy, revision, now)
                else:
                    late = repair_timestamp(revision.after.first.timestamp) > horizon
                    self._add(number, policy, revision, late and revision.after.number in fresh_versions, now)
            found = set(known.values())
            found |= self._record_candidates(number, policy, waiting, new_candidate, stored, found, horizon, now)
            self._database.executemany(
                "UPDATE events SET withdrawn_at = ?1, updated_at = CASE news WHEN 1 THEN ?1 ELSE updated_at END"
                " WHERE id = ?2 AND withdrawn_at = ''",
                [(now, event.id) for position, event in enumerate(stored) if position not in found],
            )

    def _stored_events(self, policy: int) -> list[_StoredEvent]:
        rows = self._database.execute(
            "SELECT id, earliest, latest, before_text, after_text, provisional, seal, version, withdrawn_at FROM events"
            " WHERE policy = ? ORDER BY id",
            (policy,),
        )
        return [_StoredEvent(row[0], Interval(*row[1:5]), bool(row[5]), (*row[6:],)) for row in rows]

    def _record_candidates(
        self, number: int, policy: str, waiting: Sequence[Revision], new: Revision | None, stored: Sequence[_StoredEvent],
        taken: set[int], horizon: str, now: str,
    ) -> set[int]:  # fmt: skip
        """Store the revisions to candidates as provisional events, and return the positions in *stored* of those known."""
        places = [place for place, event in enumerate(stored) if event.is_provisional and place not in taken]
        known = match_intervals([*map(_interval, waiting)], [stored[place].interval for place in places])
        for position, revision in enumerate(waiting):
            if position in known:
                self._update(stored[places[known[position]]], revision, now)
            elif revision == new and repair_timestamp(revision.after.first.timestamp) > horizon:
                self._add(number, policy, revision, True, now, provisional=True)
        return {places[place] for place in known.values()}

    def _confirm(self, stored: _StoredEvent, number: int, policy: str, revision: Revision, now: str) -> None:
        """Replace the provisional event *stored* by an event of *revision*, with a new number and its deliveries."""
        event = self._add(number, policy, revision, True, now)
        self._database.execute("UPDATE deliveries SET event = ? WHERE event = ?", (event, stored.id))
        self._database.execute("DELETE FROM events WHERE id = ?", (stored.id,))

    def _horizon(self, policy: int) -> str:
        """Return the newest capture that was listed when an index had first been read to its end for every address, or _NEVER.

        Its 14 digits are stored once that is so. Until then nothing is announced.
        """
        row = self._database.execute("SELECT newest FROM horizons WHERE policy = ?", (policy,)).fetchone()
        if row:
            return repair_timestamp(str(row[0]))
        # If the index of an address has not been read to its end, its whole past may still be added.
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

    def _add(
        self, number: int, policy: str, revision: Revision, to_announce: bool, now: str, *, provisional: bool = False
    ) -> int:
        interval = _interval(revision)
        key = f"{policy}\n{interval.earliest}\n{interval.latest}\n{interval.before}\n{interval.after}"
        noted = now if to_announce else _iso(interval.latest)
        row = self._database.execute(
            "INSERT INTO events (policy, name, version, earliest, latest, before_text, after_text, seal, news, noted_at,"
            " updated_at, withdrawn_at, provisional) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?) RETURNING id",
            (number, str(uuid.uuid5(_NAMES, key)), revision.after.number, interval.earliest, interval.latest,
             interval.before, interval.after, _seal(revision), to_announce, noted, noted,
             provisional),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def _update(self, stored: _StoredEvent, revision: Revision, now: str) -> None:
        if stored.state == (_seal(revision), revision.after.number, ""):
            return
        interval = _interval(revision)
        self._database.execute(
            "UPDATE events SET version = ?2, earliest = ?3, latest = ?4, before_text = ?5, after_text = ?6, withdrawn_at = '',"
            " updated_at = CASE WHEN seal = ?7 AND withdrawn_at = '' THEN updated_at WHEN news THEN ?8 ELSE ?9 END, seal = ?7"
            " WHERE id = ?1",
            (stored.id, revision.after.number, interval.earliest, interval.latest, interval.before, interval.after,
             _seal(revision), now, _iso(interval.latest)),
        )  # fmt: skip

    def newest(self, limit: int, policy: str = "") -> Iterator[RecordedChange]:
        """Yield the events that were last announced or corrected, of *policy* or of all policies, newest first, up to *limit*.

        Provisional events are left out.
        """
        where, values = (" AND policies.name = ?", (policy,)) if policy else ("", ())
        rows = self._database.execute(
            f"{_EVENT} WHERE NOT provisional{where} ORDER BY updated_at DESC, latest DESC, events.name LIMIT ?",
            (*values, limit),
        )
        return (_event(row) for row in rows)

    def channel_name(self, url: str) -> str:
        """Return the name in this store of the channel with *url* in policies.toml: a keyed hash, which contains no secret."""
        (key,) = self._database.execute("SELECT key FROM channel_key").fetchone()
        return keyed_name(key, hashlib.sha256(url.encode()).hexdigest()[:16])

    def last_id(self) -> int:
        """Return the number of the last event, 0 before the first."""
        (number,) = self._database.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        return int(number)

    def add_channel(self, channel: str) -> bool:
        """Register *channel* for all events after the last one, and return whether it was new."""
        cursor = self._database.execute("INSERT OR IGNORE INTO channels VALUES (?, ?)", (channel, self.last_id()))
        return cursor.rowcount > 0

    def pending(
        self, channel: str, policies: Iterable[str], candidates: Iterable[str] = ()
    ) -> tuple[RecordedChange, ...]:
        """Return the events of *policies* to announce that have no outcome for *channel* yet, in the order of recording.

        Provisional events are those of the policies *candidates* only. An event that was delivered to *channel* and then taken
        back is pending again if it is found again, one that was delivered as provisional if it is confirmed.
        """
        rows = self._database.execute(
            f"{_EVENT} WHERE news AND withdrawn_at = '' AND events.id > (SELECT since FROM channels WHERE name = ?1)"  # noqa: S608
            " AND events.id NOT IN (SELECT event FROM deliveries WHERE channel = ?1 AND outcome <> ?3"
            " AND (provisional OR outcome <> ?5))"
            " AND (NOT provisional OR policies.name IN (SELECT value FROM json_each(?4)))"
            " AND policies.name IN (SELECT value FROM json_each(?2)) ORDER BY events.id",
            (channel, _json(policies), TAKEN_BACK, _json(candidates), FORETOLD),
        )
        return tuple(_event(row) for row in rows)

    def withdrawn(self, channel: str, policies: Iterable[str]) -> tuple[Withdrawn, ...]:
        """Return the withdrawn events of *policies* that were delivered to *channel* and not yet taken back, in the order of recording."""
        rows = self._database.execute(
            f"{_EVENT.replace(' FROM ', ', decided_at FROM ', 1)} JOIN deliveries ON deliveries.event = events.id"  # noqa: S608
            " WHERE channel = ?1 AND outcome IN (?3, ?4) AND withdrawn_at <> ''"
            " AND policies.name IN (SELECT value FROM json_each(?2)) ORDER BY events.id",
            (channel, _json(policies), DELIVERED, FORETOLD),
        )
        return tuple(Withdrawn(_event(row[:-1]), str(row[-1])) for row in rows)

    def claim_channel(self, channel: str, holder: str, seconds: float, has_ended: Callable[[str], bool]) -> Claim:
        """Claim *channel* for *holder* for so many *seconds*, and return the claim: another holder's, where one is valid.

        A claim ends with its time, and at once where its process *has_ended*. A time further ahead than *seconds* was written
        under another clock and is not valid.
        """
        with self._database.transaction():
            now = clock.unix_seconds()
            row = self._database.execute(
                "SELECT holder, since, until, unconfirmed FROM channel_claims WHERE channel = ?", (channel,)
            ).fetchone()
            if row and row[0] not in {"", holder} and now < row[2] <= now + seconds and not has_ended(row[0]):
                return Claim(str(row[0]), str(row[1]), int(row[3]))
            claim = Claim(holder, clock.now(), int(row[3]) if row else 0)
            self._database.execute(
                "INSERT OR REPLACE INTO channel_claims VALUES (?, ?, ?, ?, ?)",
                (channel, holder, claim.since, now + seconds, claim.unconfirmed),
            )
            return claim

    def begin_message(self, channel: str, holder: str, seconds: float, changes: int) -> bool:
        """Record that *holder* now sends *changes*, and renew its claim. False where it has the claim no longer."""
        cursor = self._database.execute(
            "UPDATE channel_claims SET until = ?, unconfirmed = ? WHERE channel = ? AND holder = ?",
            (clock.unix_seconds() + seconds, changes, channel, holder),
        )
        return cursor.rowcount > 0

    def end_message(self, channel: str, holder: str) -> None:
        """Record that what became of the message of *holder* is known. To be called with `record_outcome`, in one transaction."""
        self._database.execute(
            "UPDATE channel_claims SET unconfirmed = 0 WHERE channel = ? AND holder = ?", (channel, holder)
        )

    def release_channel(self, channel: str, holder: str) -> None:
        """End the claim of *holder*. A message that was begun and not ended stays recorded as unconfirmed."""
        self._database.execute(
            "UPDATE channel_claims SET holder = '', until = 0 WHERE channel = ? AND holder = ?", (channel, holder)
        )

    def record_outcome(self, channel: str, events: Iterable[RecordedChange], outcome: str) -> None:
        """Record that *events* were delivered to *channel*, also as provisional, passed over by its filter, or taken back.

        An earlier outcome is kept, unless it is FORETOLD, or is or becomes TAKEN_BACK.
        """
        now = clock.now()
        with self._database.transaction():
            self._database.executemany(
                "INSERT INTO deliveries VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
                " SET outcome = excluded.outcome, decided_at = excluded.decided_at"
                " WHERE ?5 IN (outcome, excluded.outcome) OR outcome = ?6",
                [(channel, event.id, outcome, now, TAKEN_BACK, FORETOLD) for event in events],
            )


def _interval(revision: Revision) -> Interval:
    before, after = revision.before, revision.after
    return Interval(
        repair_timestamp(before.last.timestamp),
        repair_timestamp(after.first.timestamp),
        before.fingerprint,
        after.fingerprint,
    )


def _seal(revision: Revision) -> str:
    interval = _interval(revision)
    # The five fields of a change that the first seals were made of: another field would make every event a new one.
    changes = [
        {"event": c.event, "before": c.before, "after": c.after, "moved": c.moved, "how": c.how}
        for c in revision.changes
    ]
    parts = [interval.earliest, interval.latest, interval.before, interval.after, changes]
    document = msgspec.json.encode([*parts, revision.switch.kind] if revision.switch else parts)
    return hashlib.sha256(document).hexdigest()[:32]


def _json(policies: Iterable[str]) -> str:
    return msgspec.json.encode([*policies]).decode()


def _iso(timestamp: str) -> str:
    return f"{parse_timestamp(timestamp):%Y-%m-%dT%H:%M:%SZ}"


def _event(row: tuple[object, ...]) -> RecordedChange:
    number, policy, name, version, earliest, latest, to_announce, *rest, provisional = row
    flags = (bool(to_announce), *rest, bool(provisional))
    return RecordedChange(number, policy, name, version, earliest, latest, *flags)  # type: ignore[arg-type]
