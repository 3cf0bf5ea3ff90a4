"""Read the clock; no other module does. Derivations never read it: they are functions of facts and code."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def now() -> str:
    """Return the current second in UTC, as ISO 8601: "2026-11-20T23:15:00Z"."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def days_ago(days: float) -> str:
    """Return the time *days* days ago, in the form of `now`."""
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def pause(seconds: float) -> None:
    """Wait *seconds*."""
    time.sleep(seconds)


def monotonic_seconds() -> float:
    """Return seconds since some moment, by a clock that is never set."""
    return time.monotonic()


def unix_seconds() -> float:
    """Return the current time as seconds since 1970, a scale that the processes of one machine share."""
    return time.time()
