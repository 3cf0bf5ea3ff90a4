"""Policies that stand in a frame of their page: which frames are looked at, which one is followed, and when it counts. Pure.

A page with few words of its own that shows other pages in frames is a shell. Of the frames of one shell exactly one is
followed, that which reads as a policy with the most words, so that a menu and a text never alternate as versions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from clausetrail.snapshots.addresses.lineage import LinkKind, LinkObservation, address_key, unlikely_reason
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Observation, Policy, Verdict, repair_timestamp

# Framesets of the time have two to four frames, mostly a banner, a menu and a text.
MOST_OF_A_PAGE = 3
# A policy of which more frames were asked for names them anew at every visit, with a number of the session.
MOST_OF_A_POLICY = 12
DEEPEST = 2
PLAYED = "capture"  # what an archive's answer is called that brought the page

_UNKNOWN = "not looked at yet"
_TOO_MANY = "too many frames"
_ASIDE = re.compile(r"menu|nav|banner|logo|header|footer|title|toc|top|bottom|left|blank|empty|\bads?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shell:
    """A capture of a page that has few words of its own, and the originals that its frames show, in their order."""

    archive: str
    timestamp: str
    original: str
    frames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """What an archive played for a frame: how many words of a policy, or the *frames* of one that is a shell itself.

    *served* is the time of what was played as 14 digits, *answer* is PLAYED or the archive's word for what came instead.
    """

    archive: str
    url: str
    answer: str
    served: str = ""
    words: int = 0
    frames: tuple[str, ...] = ()
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """A frame to be asked for, at the time of the shell that shows it."""

    url: str
    at: str


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """Which frame of a shell is followed, if any, and why the others are not; *open* says that some were not looked at."""

    frame: str
    reasons: Mapping[str, str]
    open: bool = False


class Framesets:
    """The shells of one policy with what archives played for their frames."""

    def __init__(self, policy: Policy, shells: Iterable[Shell], played: Iterable[FrameAnswer]) -> None:
        self._named = {address_key(url) for url in policy.urls}
        self._shells = sorted(shells, key=lambda shell: (repair_timestamp(shell.timestamp), shell.original))
        self._asked = {(one.archive, address_key(one.url)): one for one in played}
        self._sources: defaultdict[str, set[str]] = defaultdict(set)
        for shell in self._shells:
            for frame in shell.frames:
                self._sources[address_key(frame)].add(address_key(shell.original))
        self._best: dict[str, FrameAnswer] = {}  # over all archives
        for (_, where), one in sorted(self._asked.items()):
            held = self._best.setdefault(where, one)
            if (one.answer == PLAYED, one.words) > (held.answer == PLAYED, held.words):
                self._best[where] = one
        self._chosen: dict[tuple[str, tuple[str, ...]], FrameChoice] = {}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._shells)

    def frames_to_request(self, archive: str, stale: str) -> list[FrameRequest]:
        """Return the frames that *archive* has not been asked for, oldest shell first, and the frames within those.

        Those that it could not play are asked for again where it was asked before *stale*. No more than
        MOST_OF_A_POLICY are asked for at all.
        """
        found: dict[str, FrameRequest] = {}
        for shell in self._shells:
            if shell.archive != archive or self._declared(shell.original, shell.frames):
                continue
            for url in self._to_play(shell.original, shell.frames, self._depth(address_key(shell.original))):
                if self._is_open(archive, url, stale):
                    found.setdefault(address_key(url), FrameRequest(url, shell.timestamp))
        room = MOST_OF_A_POLICY - sum(1 for asked, where in self._asked if asked == archive and where not in found)
        return list(found.values())[: max(0, room)]

    def pointers(self) -> Iterator[LinkObservation]:
        """Yield how each shell leads to its frames, oldest first; of those that are not followed the first few.

        A frame without words of a policy beside one that is followed is what frames are there for, and not told.
        """
        told: set[str] = set()
        for shell in self._shells:
            choice = self._choice(shell)
            if choice.frame:
                played = self._best.get(address_key(choice.frame))
                since = min(shell.timestamp, played.served) if played and played.served else shell.timestamp
                yield LinkObservation(shell.original, choice.frame, shell.timestamp, LinkKind.FRAME, "", since)
            for frame, reason in choice.reasons.items():
                if frame in told or len(told) < MOST_OF_A_POLICY:
                    told.add(frame)
                    yield LinkObservation(shell.original, frame, shell.timestamp, LinkKind.FRAME, reason)

    def frames_not_shown(self, seen: Sequence[Observation], led: Container[str]) -> Verdicts:
        """Return those of *seen* that show a frame at a time when its page did not, by the number of their capture.

        A page that once showed a frame may hold its text itself later on, while the frame stays where it was. *led*
        holds addresses that count by themselves, as what a redirect leads to.
        """
        chosen = {address_key(self._choice(shell).frame) for shell in self._shells if self._choice(shell).frame}
        chosen = {where for where in chosen if where not in self._named and where not in led}
        if not chosen:
            return {}
        states = self._states(seen)
        why = (Verdict.OTHER_DOCUMENT, "its page did not show it in a frame at that time")
        return {
            sighting.capture.id or 0: why
            for sighting in seen
            if (where := address_key(sighting.capture.original)) in chosen
            and not self._is_shown(where, repair_timestamp(sighting.capture.timestamp), states, chosen, DEEPEST)
        }

    def _states(self, seen: Sequence[Observation]) -> dict[str, list[tuple[str, str]]]:
        """Return by address at which times which frame was shown there, "" for a text of its own or no frame of use."""
        states: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for shell in self._shells:
            if not (choice := self._choice(shell)).open:
                shown = address_key(choice.frame) if choice.frame else ""
                states[address_key(shell.original)].append((repair_timestamp(shell.timestamp), shown))
        for sighting in seen:
            if (where := address_key(sighting.capture.original)) in states:
                states[where].append((repair_timestamp(sighting.capture.timestamp), ""))
        return {where: sorted(found) for where, found in states.items()}

    def _is_shown(
        self, where: str, at: str, states: Mapping[str, list[tuple[str, str]]], chosen: Container[str], levels: int
    ) -> bool:
        for source in self._sources[where]:
            found = states.get(source, [])
            place = bisect_right(found, (at, "\uffff"))
            if place and found[place - 1][1] != where:
                continue
            if source not in chosen or (levels and self._is_shown(source, at, states, chosen, levels - 1)):
                return True
        return False

    def _choice(self, shell: Shell) -> FrameChoice:
        key = shell.original, shell.frames
        if key not in self._chosen:
            self._chosen[key] = self._choose(shell)
        return self._chosen[key]

    def _choose(self, shell: Shell) -> FrameChoice:
        if declared := self._declared(shell.original, shell.frames):
            return FrameChoice(declared, {})
        depth = self._depth(address_key(shell.original))
        taken, reasons = _parted(shell.original, shell.frames, depth)
        words = {frame: self._words(frame, depth + 1) for frame in shell.frames if frame in taken}
        is_full = sum(1 for archive, _ in self._asked if archive == shell.archive) >= MOST_OF_A_POLICY
        if None in words.values() and not is_full:
            reasons |= {frame: _UNKNOWN for frame, found in words.items() if found is None}
            return FrameChoice("", reasons, open=True)
        best = max(words, key=lambda frame: words[frame] or 0, default="")
        if best and not words[best]:
            best = ""
        told = {frame: self._why_not(frame, found) for frame, found in words.items() if frame != best}
        plain = {_NO_POLICY} if best else set()
        return FrameChoice(best, reasons | {frame: why for frame, why in told.items() if why not in plain})

    def _why_not(self, frame: str, words: int | None) -> str:
        if words is None:
            return _TOO_MANY
        if words:
            return "another frame of the page has more of a policy's words"
        answer = self._best[address_key(frame)].answer
        return _NO_POLICY if answer == PLAYED else answer

    def _words(self, frame: str, depth: int) -> int | None:
        """Return how many words of a policy *frame* shows, itself or in frames of its own, or None where that is unknown."""
        played = self._best.get(address_key(frame))
        if played is None:
            return None
        if played.words or not played.frames:
            return played.words
        inner = [self._words(one, depth + 1) for one in _parted(frame, played.frames, depth)[0]]
        return None if None in inner else max((words or 0 for words in inner), default=0)

    def _to_play(self, source: str, frames: Sequence[str], depth: int) -> Iterator[str]:
        for frame in _parted(source, frames, depth)[0]:
            yield frame
            played = self._best.get(address_key(frame))
            if played and played.frames:
                yield from self._to_play(frame, played.frames, depth + 1)

    def _is_open(self, archive: str, url: str, stale: str) -> bool:
        asked = self._asked.get((archive, address_key(url)))
        return asked is None or (asked.answer != PLAYED and asked.asked_at < stale)

    def _declared(self, source: str, frames: Sequence[str]) -> str:
        """Return the frame that is an address of the policy already, or ""."""
        others = (frame for frame in frames if address_key(frame) != address_key(source))
        return next((frame for frame in others if address_key(frame) in self._named), "")

    def _depth(self, where: str, left: int = DEEPEST) -> int:
        """Return in how many frames, one in the other, an address stands, as far as that matters."""
        sources = self._sources.get(where, set()) - {where}
        if where in self._named or not sources or not left:
            return 0 if where in self._named or not sources else 1
        return 1 + min(self._depth(source, left - 1) for source in sources)


_NO_POLICY = "no policy reads in it"


def _parted(source: str, frames: Sequence[str], depth: int) -> tuple[list[str], dict[str, str]]:
    """Return the frames of *source* that are looked at, and why the others are not.

    Those that are called a menu, a banner or the like are looked at after the others.
    """
    reasons: dict[str, str] = {}
    taken: dict[str, str] = {}
    for frame in frames:
        if address_key(frame) == address_key(source):
            continue
        why = "another site" if site(frame) != site(source) else unlikely_reason(frame)
        if not why and depth >= DEEPEST:
            why = f"more than {DEEPEST} frames deep"
        if why:
            reasons[frame] = why
        else:
            taken.setdefault(address_key(frame), frame)
    likely = sorted(taken.values(), key=lambda frame: bool(_ASIDE.search(urlsplit(frame).path.rpartition("/")[2])))
    reasons |= dict.fromkeys(likely[MOST_OF_A_PAGE:], f"more than {MOST_OF_A_PAGE} frames")
    return likely[:MOST_OF_A_PAGE], reasons
