"""Stretches of time as archives bound them, by 4 to 14 digits: "2004" is all of that year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Era:
    """A time in which a page was built otherwise, both bounds included or "", with the selectors that hold the policy then."""

    since: str = ""
    until: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def contains(self, timestamp: str) -> bool:
        """Return whether a capture of *timestamp*, 14 digits, lies in it."""
        return self.since <= timestamp and (not self.until or timestamp <= last_second(self.until))


def last_second(digits: str) -> str:
    """Return the last second that 4 to 14 archive digits take in: "200402" is all of that February."""
    if len(digits) == 6:
        digits += f"{monthrange(int(digits[:4]), int(digits[4:6]))[1]:02}"
    return digits + "99991231235959"[len(digits) :]
