"""Bound periods by 4 to 14 archive digits: "2004" is all of that year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Era:
    """A period in which a page had another structure, with the CSS selectors for that structure.

    *since* and *until* are inclusive archive digits, or "" for an open end.
    """

    since: str = ""
    until: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def contains(self, timestamp: str) -> bool:
        """Return whether a capture of *timestamp*, 14 digits, is in the period."""
        return self.since <= timestamp and (not self.until or timestamp <= last_second(self.until))


def last_second(digits: str) -> str:
    """Return the last second of the period that 4 to 14 archive digits name, as 14 digits: "200402" is all of that February."""
    if len(digits) == 6:
        digits += f"{monthrange(int(digits[:4]), int(digits[4:6]))[1]:02}"
    return digits + "99991231235959"[len(digits) :]
