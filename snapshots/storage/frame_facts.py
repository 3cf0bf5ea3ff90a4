"""Shells and frames as the store keeps them. SQL about frames is here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.framesets import FrameAnswer, Framesets, Shell
from clausetrail.snapshots.addresses.lineage import Link, LinkKind, address_key, address_links
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.model import Observation, Policy, Verdict
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts

_URLS = tuple[str, ...]
# A capture of the same bytes at the same address shows the same frames, whichever of them was fetched.
_OF_SHELLS = (
    " FROM shells JOIN readings ON readings.capture = shells.capture AND verdict = 'empty'"
    " JOIN captures AS looked ON looked.id = shells.capture JOIN captures"
    " ON captures.policy = looked.policy AND captures.digest = looked.digest AND captures.urlkey = looked.urlkey"
    " WHERE shells.policy = ? AND frames <> '[]' AND (captures.id = looked.id"
    " OR (captures.digest <> '-' AND captures.statuscode IN ('200', '-')))"
)


class FrameFacts:
    """What is known of the frames of one store's policies."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def captures_to_check(self, policy: str, opening: str, code: str) -> list[int]:
        """Return the captures that read as empty for a reason that begins with *opening*, and not looked at by *code*."""
        rows = self._database.execute(
            "SELECT readings.capture FROM captures JOIN readings ON readings.capture = captures.id"
            " LEFT JOIN shells ON shells.policy = captures.policy AND shells.capture = captures.id AND shells.code = ?"
            " WHERE captures.policy = ? AND verdict = ? AND substr(reason, 1, ?) = ? AND shells.capture IS NULL"
            " ORDER BY captures.id",
            (code, self._facts.policy_id(policy), Verdict.EMPTY, len(opening), opening),
        )
        return [capture for (capture,) in rows]

    def add_shell(self, policy: str, capture: int, code: str, frames: Sequence[str]) -> None:
        """Keep which pages a capture of *policy* shows in frames, as *code* reads it."""
        row = self._facts.policy_id(policy), capture, code, _json(frames)
        self._database.execute("INSERT OR REPLACE INTO shells VALUES (?, ?, ?, ?)", row)

    def shells(self, policy: str) -> tuple[Shell, ...]:
        """Return the captures of *policy* that show others in frames, with those that hold the same bytes, oldest first."""
        rows = self._database.execute(
            f"SELECT DISTINCT captures.archive, captures.timestamp, captures.original, frames{_OF_SHELLS}"
            " ORDER BY captures.timestamp, captures.original, captures.archive, frames",
            (self._facts.policy_id(policy),),
        )
        return tuple(Shell(archive, at, original, _urls(frames)) for archive, at, original, frames in rows)

    def shell_capture_ids(self, policy: str) -> set[int]:
        """Return the numbers of those captures."""
        rows = self._database.execute(f"SELECT captures.id{_OF_SHELLS}", (self._facts.policy_id(policy),))
        return {capture for (capture,) in rows}

    def add_answer(self, policy: str, played: FrameAnswer) -> None:
        """Keep what an archive played for a frame, in place of what it said earlier."""
        self._database.execute(
            "INSERT OR REPLACE INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._facts.policy_id(policy), played.archive, address_key(played.url), played.url, played.answer, played.served,
                played.words, _json(played.frames), clock.now(),
            ),
        )  # fmt: skip

    def answers(self, policy: str) -> tuple[FrameAnswer, ...]:
        """Return what archives played for the frames of *policy*."""
        rows = self._database.execute(
            "SELECT archive, url, answer, served, words, frames, asked_at FROM frames WHERE policy = ?"
            " ORDER BY archive, address",
            (self._facts.policy_id(policy),),
        )
        return tuple(
            FrameAnswer(archive, url, answer, served, words, _urls(frames), asked_at)
            for archive, url, answer, served, words, frames, asked_at in rows
        )

    def framesets(self, policy: Policy) -> Framesets:
        """Return the shells of *policy* with what archives played for their frames."""
        shells = self.shells(policy.name)
        return Framesets(policy, shells, self.answers(policy.name) if shells else ())

    def links(self, policy: Policy) -> tuple[Link, ...]:
        """Return the links between addresses of *policy* that archived redirects and frames show, oldest first."""
        return self._links(policy, self.framesets(policy))

    def _links(self, policy: Policy, found: Framesets) -> tuple[Link, ...]:
        return address_links(policy, self._facts.redirects(policy.name), found.pointers())

    def frames_not_shown(self, policy: Policy, seen: Sequence[Observation]) -> Verdicts:
        """Return those of *seen* that show a frame of *policy* when its page did not, by the number of their capture."""
        found = self.framesets(policy)
        if not found:
            return {}
        led = {
            address_key(link.target)
            for link in self._links(policy, found)
            if link.kind is LinkKind.REDIRECT and not link.reason
        }
        return found.frames_not_shown(seen, led)


def _json(urls: Sequence[str]) -> str:
    return msgspec.json.encode(urls).decode()


def _urls(document: str) -> tuple[str, ...]:
    return msgspec.json.decode(document, type=_URLS)
