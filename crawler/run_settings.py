"""The settings of one run of a verb that does not crawl: the values of `clausetrail.crawler.settings`, and what overrides them.

Scrapy's own Settings takes a quarter of a second to import. Verbs that crawl use it; both follow the protocol here.
"""

from __future__ import annotations

from typing import Any, Protocol


class RunSettings(Protocol):
    """The part of Scrapy's Settings that our commands use."""

    def __getitem__(self, name: str, /) -> Any: ...

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of the setting *name*, or *default* where it has none."""

    def set(self, name: str, value: Any, priority: str = "project") -> None:
        """Give the setting *name* a *value*."""


class PlainSettings:
    """Settings in a dictionary. The last value that was set is valid; priorities are ignored."""

    def __init__(self) -> None:
        self._overrides: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self._overrides:
            return self._overrides[name]
        from clausetrail.crawler import settings  # noqa: PLC0415 (few verbs read a setting that was not given)

        return getattr(settings, name, None)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of the setting *name*, or *default* where it has none."""
        value = self[name]
        return default if value is None else value

    def set(self, name: str, value: Any, priority: str = "project") -> None:
        """Give the setting *name* a *value* for this run."""
        self._overrides[name] = value
