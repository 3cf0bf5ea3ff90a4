"""Choose the frame that holds a policy: which frames are requested, which one is followed, and at which times. Pure.

A page with few words of its own that shows other pages in frames is a shell. Exactly one frame of a shell is followed, the one
with the most words of a policy, so that a menu and a text never alternate as versions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from clausetrail.snapshots.addresses.address_links import LinkKind, LinkObservation, address_key, unlikely_reason
from clausetrail.snapshots.history_screening.observation_runs import Verdicts
from clausetrail.snapshots.history_screening.site_name import site
from clausetrail.snapshots.model import Observation, Policy, Verdict, repair_timestamp

# Frames that are requested per page. Framesets mostly have two to four frames: a banner, a menu and a text.
MOST_OF_A_PAGE = 3
# Frames that are requested per policy and archive. A page with more frames gives them new URLs at every visit, by session.
MOST_OF_A_POLICY = 12
DEEPEST = 2  # frames within frames
PLAYED = "capture"  # the kind of an archive's answer with the page

_UNKNOWN = "not looked at yet"
_TOO_MANY = "too many frames"
_MENU_NAME = re.compile(
    r"menu|nav|banner|logo|header|footer|title|toc|top|bottom|left|blank|empty|\bads?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Shell:
    """A capture of a page with few words of its own, and the original URLs of its frames, in page order."""

    archive: str
    timestamp: str
    original: str
    frames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """The answer of an archive for a frame: its number of words of a policy, and its own *frames* if it is a shell itself.

    *answer* is PLAYED or the kind of another answer. *served* is the time of the played capture as 14 digits, *asked_at* that
    of the request in ISO 8601.
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
    """A frame to request, at the time of the shell that shows it, 14 digits."""

    url: str
    at: str


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """The frame of a shell that is followed, or "", and the reasons against the others; *open* if an answer is missing."""

    frame: str
    reasons: Mapping[str, str]
    open: bool = False


class Framesets:
    """The shells of one policy with the answers for their frames."""

    def __init__(self, policy: Policy, shells: Iterable[Shell], answers: Iterable[FrameAnswer]) -> None:
        self._declared = {address_key(url) for url in policy.urls}
        self._shells = sorted(shells, key=lambda shell: (repair_timestamp(shell.timestamp), shell.original))
        self._answers = {(answer.archive, address_key(answer.url)): answer for answer in answers}
        self._sources: defaultdict[str, set[str]] = defaultdict(set)
        for shell in self._shells:
            for frame in shell.frames:
                self._sources[address_key(frame)].add(address_key(shell.original))
        self._best: dict[str, FrameAnswer] = {}  # over all archives
        for (_, key), answer in sorted(self._answers.items()):
            best = self._best.setdefault(key, answer)
            if (answer.answer == PLAYED, answer.words) > (best.answer == PLAYED, best.words):
                self._best[key] = answer
        self._chosen: dict[tuple[str, tuple[str, ...]], FrameChoice] = {}

    def __bool__(self) -> bool:
        """Whether there are any shells."""
        return bool(self._shells)

    def frames_to_request(self, archive: str, stale: str) -> list[FrameRequest]:
        """Return the frames that have not been requested from *archive*, of the oldest shell first, and the frames in them.

        A frame that it could not play is requested again if the last request was before *stale* (ISO 8601). No more than
        MOST_OF_A_POLICY frames are ever requested.
        """
        found: dict[str, FrameRequest] = {}
        for shell in self._shells:
            if shell.archive != archive or self._declared_frame(shell.original, shell.frames):
                continue
            for url in self._frames_within(shell.original, shell.frames, self._depth(address_key(shell.original))):
                if self._is_due(archive, url, stale):
                    found.setdefault(address_key(url), FrameRequest(url, shell.timestamp))
        requested = sum(1 for name, key in self._answers if name == archive and key not in found)
        return list(found.values())[: max(0, MOST_OF_A_POLICY - requested)]

    def link_observations(self) -> Iterator[LinkObservation]:
        """Yield the links from each shell to its frames, oldest first, the followed ones and the first few of the others.

        A frame without words of a policy beside one that is followed is a menu or banner: it is left out.
        """
        reported: set[str] = set()
        for shell in self._shells:
            choice = self._choice_for(shell)
            if choice.frame:
                answer = self._best.get(address_key(choice.frame))
                since = min(shell.timestamp, answer.served) if answer and answer.served else shell.timestamp
                yield LinkObservation(shell.original, choice.frame, shell.timestamp, LinkKind.FRAME, "", since)
            for frame, reason in choice.reasons.items():
                if frame in reported or len(reported) < MOST_OF_A_POLICY:
                    reported.add(frame)
                    yield LinkObservation(shell.original, frame, shell.timestamp, LinkKind.FRAME, reason)

    def frames_not_shown(self, seen: Sequence[Observation], redirect_targets: Container[str]) -> Verdicts:
        """Return those of *seen* that show a frame at a time when its page did not, by number, with verdict and reason.

        A page that once showed a frame may later contain the text itself, while the frame is still online. The addresses in
        *redirect_targets* always count.
        """
        chosen = {address_key(self._choice_for(shell).frame) for shell in self._shells if self._choice_for(shell).frame}
        chosen = {key for key in chosen if key not in self._declared and key not in redirect_targets}
        if not chosen:
            return {}
        states = self._states(seen)
        verdict = (Verdict.OTHER_DOCUMENT, "its page did not show it in a frame at that time")
        return {
            observation.capture.id or 0: verdict
            for observation in seen
            if (key := address_key(observation.capture.original)) in chosen
            and not self._is_shown(key, repair_timestamp(observation.capture.timestamp), states, chosen, DEEPEST)
        }

    def _states(self, seen: Sequence[Observation]) -> dict[str, list[tuple[str, str]]]:
        """Return by address the times of its captures with the frame shown: "" for a text of its own or no followed frame."""
        states: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for shell in self._shells:
            if not (choice := self._choice_for(shell)).open:
                shown = address_key(choice.frame) if choice.frame else ""
                states[address_key(shell.original)].append((repair_timestamp(shell.timestamp), shown))
        for observation in seen:
            if (key := address_key(observation.capture.original)) in states:
                states[key].append((repair_timestamp(observation.capture.timestamp), ""))
        return {key: sorted(found) for key, found in states.items()}

    def _is_shown(
        self, frame: str, at: str, states: Mapping[str, list[tuple[str, str]]], chosen: Container[str], levels: int
    ) -> bool:
        """Return whether some page showed *frame* at a time, by its last state up to then, or before its first state."""
        for source in self._sources[frame]:
            found = states.get(source, [])
            place = bisect_right(found, (at, "\uffff"))
            if place and found[place - 1][1] != frame:
                continue
            if source not in chosen or (levels and self._is_shown(source, at, states, chosen, levels - 1)):
                return True
        return False

    def _choice_for(self, shell: Shell) -> FrameChoice:
        key = shell.original, shell.frames
        if key not in self._chosen:
            self._chosen[key] = self._choose(shell)
        return self._chosen[key]

    def _choose(self, shell: Shell) -> FrameChoice:
        if declared := self._declared_frame(shell.original, shell.frames):
            return FrameChoice(declared, {})
        depth = self._depth(address_key(shell.original))
        taken, reasons = _candidates(shell.original, shell.frames, depth)
        words = {frame: self._words(frame, depth + 1) for frame in shell.frames if frame in taken}
        is_full = sum(1 for archive, _ in self._answers if archive == shell.archive) >= MOST_OF_A_POLICY
        if None in words.values() and not is_full:
            reasons |= {frame: _UNKNOWN for frame, found in words.items() if found is None}
            return FrameChoice("", reasons, open=True)
        best = max(words, key=lambda frame: words[frame] or 0, default="")
        if best and not words[best]:
            best = ""
        others = {frame: self._why_not(frame, found) for frame, found in words.items() if frame != best}
        obvious = {_NO_POLICY} if best else set()
        return FrameChoice(best, reasons | {frame: why for frame, why in others.items() if why not in obvious})

    def _why_not(self, frame: str, words: int | None) -> str:
        if words is None:
            return _TOO_MANY
        if words:
            return "another frame of the page has more of a policy's words"
        answer = self._best[address_key(frame)].answer
        return _NO_POLICY if answer == PLAYED else answer

    def _words(self, frame: str, depth: int) -> int | None:
        """Return the number of words of a policy in *frame*, or in its own frames, or None if unknown."""
        answer = self._best.get(address_key(frame))
        if answer is None:
            return None
        if answer.words or not answer.frames:
            return answer.words
        inner = [self._words(within, depth + 1) for within in _candidates(frame, answer.frames, depth)[0]]
        return None if None in inner else max((words or 0 for words in inner), default=0)

    def _frames_within(self, source: str, frames: Sequence[str], depth: int) -> Iterator[str]:
        for frame in _candidates(source, frames, depth)[0]:
            yield frame
            answer = self._best.get(address_key(frame))
            if answer and answer.frames:
                yield from self._frames_within(frame, answer.frames, depth + 1)

    def _is_due(self, archive: str, url: str, stale: str) -> bool:
        answer = self._answers.get((archive, address_key(url)))
        return answer is None or (answer.answer != PLAYED and answer.asked_at < stale)

    def _declared_frame(self, source: str, frames: Sequence[str]) -> str:
        """Return the frame that is a declared URL of the policy, or ""."""
        others = (frame for frame in frames if address_key(frame) != address_key(source))
        return next((frame for frame in others if address_key(frame) in self._declared), "")

    def _depth(self, key: str, left: int = DEEPEST) -> int:
        """Return within how many nested frames an address is shown, up to one more than DEEPEST."""
        sources = self._sources.get(key, set()) - {key}
        if key in self._declared or not sources or not left:
            return 0 if key in self._declared or not sources else 1
        return 1 + min(self._depth(source, left - 1) for source in sources)


_NO_POLICY = "no policy reads in it"


def _candidates(source: str, frames: Sequence[str], depth: int) -> tuple[list[str], dict[str, str]]:
    """Return the frames of *source* that are requested, in order, and the reasons against the others.

    Frames with the name of a menu, a banner or the like come last.
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
    likely = sorted(taken.values(), key=lambda frame: bool(_MENU_NAME.search(urlsplit(frame).path.rpartition("/")[2])))
    reasons |= dict.fromkeys(likely[MOST_OF_A_PAGE:], f"more than {MOST_OF_A_PAGE} frames")
    return likely[:MOST_OF_A_PAGE], reasons
