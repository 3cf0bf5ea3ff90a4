"""The one place that reads the clock. Derivations never do: they are functions of facts and code."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def now() -> str:
    """Return the present second in UTC, as ISO 8601: "2026-11-20T23:15:00Z"."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def days_ago(days: float) -> str:
    """Return the time so many days before the present, in the form of `now`."""
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def unix_seconds() -> float:
    """Return the present as seconds since 1970, the scale that processes of one machine share."""
    return time.time()
