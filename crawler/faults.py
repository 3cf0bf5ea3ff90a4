"""The troubles of an archive, on order: what fails every so many requests, and how many a minute it answers.

Only counted here; `playback` commits them.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, fields
from math import ceil
from typing import Self


@dataclass(frozen=True, slots=True)
class Faults:
    """How often which request fails: every so many of its kind, 0 for never.

    A repeated request is the next one of its kind, so it meets no fault unless the number is 1.
    """

    index_503: int = 0
    index_429: int = 0
    index_html: int = 0
    index_cut: int = 0
    index_reset: int = 0
    play_503: int = 0
    play_429: int = 0
    play_hop: int = 0
    play_cut: int = 0
    play_reset: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the faults that *text* names, as `index-503=7,play-cut=17`; raise ValueError for others."""
        known = {field.name.replace("_", "-"): field.name for field in fields(cls)}
        chosen = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, number = part.partition("=")
            if name not in known or not number.isdecimal():
                raise ValueError(f"no fault reads {part!r}; there are {', '.join(known)}, each with =NUMBER")
            chosen[known[name]] = int(number)
        return cls(**chosen)

    def of_kind(self, kind: str) -> dict[str, int]:
        """Return the faults of *kind*, "index" or "play", by what goes wrong."""
        named = ((field.name.partition("_"), getattr(self, field.name)) for field in fields(self))
        return {what: every for (its_kind, _, what), every in named if its_kind == kind and every}


class Disturbance:
    """Counts requests and says which of them fail."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._met: Counter[str] = Counter()

    def next(self, kind: str) -> str:
        """Count one request of *kind* and return what goes wrong with it: "503", "cut"…, or an empty string.

        Where two faults fall on one request, the first in the order of `Faults` happens.
        """
        self._met[kind] += 1
        due = (what for what, every in self._faults.of_kind(kind).items() if self._met[kind] % every == 0)
        return next(due, "")


class Budget:
    """So many requests in any minute; a request that is refused costs nothing."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._granted: deque[float] = deque()

    def wait(self, now: float) -> int:
        """Grant a request at *now* (in seconds) and return 0, or return the seconds until one is granted."""
        if not self._per_minute:
            return 0
        while self._granted and now - self._granted[0] >= 60:
            self._granted.popleft()
        if len(self._granted) >= self._per_minute:
            return max(1, ceil(60 - (now - self._granted[0])))
        self._granted.append(now)
        return 0
