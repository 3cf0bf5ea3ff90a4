"""Read and write facts about frames: the pages that show others in frames, and the answers for those frames.

A shell is a page that has few words of its own and shows other pages in frames. No other module has SQL about frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import msgspec

from clausetrail.snapshots import clock
from clausetrail.snapshots.addresses.address_links import (
    REFRESH_REASON,
    Link,
    LinkKind,
    LinkObservation,
    Redirect,
    address_key,
    address_links,
    redirect_target,
)
from clausetrail.snapshots.addresses.framesets import FrameAnswer, Framesets, Shell
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.model import Capture, Observation, Policy, Verdict
from clausetrail.snapshots.storage.database import Database
from clausetrail.snapshots.storage.facts import Facts

_URLS = tuple[str, ...]
# Captures of the same bytes at the same address show the same frames; one of them was fetched.
_OF_SHELLS = (
    " FROM shells JOIN readings ON readings.capture = shells.capture AND verdict = 'empty'"
    " JOIN captures AS looked ON looked.id = shells.capture JOIN captures"
    " ON captures.policy = looked.policy AND captures.digest = looked.digest AND captures.urlkey = looked.urlkey"
    " WHERE shells.policy = ? AND frames <> '[]' AND (captures.id = looked.id"
    " OR (captures.digest <> '-' AND captures.statuscode IN ('200', '-')))"
)


class FrameFacts:
    """The facts about frames in one store."""

    def __init__(self, database: Database, facts: Facts) -> None:
        self._database = database
        self._facts = facts

    def captures_to_check(self, policy: str, opening: str, code: str) -> list[int]:
        """Return the captures that are empty for a reason that begins with *opening* and that *code* has not searched for frames."""
        rows = self._database.execute(
            "SELECT readings.capture FROM captures JOIN readings ON readings.capture = captures.id"
            " LEFT JOIN shells ON shells.policy = captures.policy AND shells.capture = captures.id AND shells.code = ?"
            " WHERE captures.policy = ? AND verdict = ? AND substr(reason, 1, ?) = ? AND shells.capture IS NULL"
            " ORDER BY captures.id",
            (code, self._facts.policy_id(policy), Verdict.EMPTY, len(opening), opening),
        )
        return [capture for (capture,) in rows]

    def add_shell(self, policy: str, capture: int, code: str, frames: Sequence[str]) -> None:
        """Store the URLs that a capture of *policy* shows in *frames*, as read by *code*."""
        row = self._facts.policy_id(policy), capture, code, _json(frames)
        self._database.execute("INSERT OR REPLACE INTO shells VALUES (?, ?, ?, ?)", row)

    def shells(self, policy: str) -> tuple[Shell, ...]:
        """Return the shells of *policy*, also the captures with the bytes of a fetched shell, oldest first."""
        rows = self._database.execute(
            f"SELECT DISTINCT captures.archive, captures.timestamp, captures.original, frames{_OF_SHELLS}"
            " ORDER BY captures.timestamp, captures.original, captures.archive, frames",
            (self._facts.policy_id(policy),),
        )
        return tuple(Shell(archive, at, original, _urls(frames)) for archive, at, original, frames in rows)

    def shell_capture_ids(self, policy: str) -> set[int]:
        """Return the numbers of the captures that `shells` returns."""
        rows = self._database.execute(f"SELECT captures.id{_OF_SHELLS}", (self._facts.policy_id(policy),))
        return {capture for (capture,) in rows}

    def add_answer(self, policy: str, played: FrameAnswer) -> None:
        """Store the answer of an archive for a frame, in place of an earlier answer."""
        self._database.execute(
            "INSERT OR REPLACE INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._facts.policy_id(policy), played.archive, address_key(played.url), played.url, played.answer, played.served,
                played.words, _json(played.frames), clock.now(),
            ),
        )  # fmt: skip

    def answers(self, policy: str) -> tuple[FrameAnswer, ...]:
        """Return the answers of archives for the frames of *policy*."""
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
        """Return the shells of *policy* with the answers for their frames."""
        shells = self.shells(policy.name)
        return Framesets(policy, shells, self.answers(policy.name) if shells else ())

    def links(self, policy: Policy) -> tuple[Link, ...]:
        """Return the links between addresses of *policy* by archived redirects and by frames, oldest first."""
        return self._links(policy, self.framesets(policy))

    def _links(self, policy: Policy, found: Framesets) -> tuple[Link, ...]:
        observed = chain(self._refreshes(policy.name), found.link_observations())
        return address_links(policy, self._facts.redirects(policy.name), observed)

    def _refreshes(self, policy: str) -> Iterator[LinkObservation]:
        """Yield the links of pages that send their readers on by their markup, as they were read, oldest first."""
        rows = self._database.execute(
            "SELECT captures.original, captures.timestamp, substr(reason, ?) FROM captures"
            " JOIN readings ON readings.capture = captures.id WHERE captures.policy = ? AND verdict = ?"
            " AND substr(reason, 1, ?) = ? ORDER BY captures.timestamp, captures.id",
            (
                len(REFRESH_REASON) + 1, self._facts.policy_id(policy), Verdict.REDIRECT, len(REFRESH_REASON), REFRESH_REASON,
            ),
        )  # fmt: skip
        for original, timestamp, url in rows:
            capture = Capture(policy, "", "", timestamp, original, "", None, "-")
            yield LinkObservation(original, redirect_target(Redirect(capture, url)), timestamp, LinkKind.REDIRECT)

    def frames_not_shown(self, policy: Policy, seen: Sequence[Observation]) -> Verdicts:
        """Return those of *seen* that show a frame at a time when its page did not, by number, with verdict and reason."""
        found = self.framesets(policy)
        if not found:
            return {}
        redirect_targets = {
            address_key(link.target)
            for link in self._links(policy, found)
            if link.kind is LinkKind.REDIRECT and not link.reason
        }
        return found.frames_not_shown(seen, redirect_targets)


def _json(urls: Sequence[str]) -> str:
    return msgspec.json.encode(urls).decode()


def _urls(document: str) -> tuple[str, ...]:
    return msgspec.json.decode(document, type=_URLS)
