"""Find and load the watchlist: the file named on the command line, `policies.toml` in the current folder, or in the data folder."""

from __future__ import annotations

from pathlib import Path

from clausetrail.crawler.run_settings import RunSettings
from clausetrail.snapshots.errors import InvalidEntry
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.paths import data_folder
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule
from clausetrail.snapshots.watchlist.policies import load, load_notify_rules, located, selector_places
from clausetrail.snapshots.watchlist.toml_places import dotted

FILE = "policies.toml"


def load_watchlist(named: str | None, settings: RunSettings) -> tuple[Policy, ...]:
    """Return the policies of the file *named*, or of the first default file. Raises PoliciesError."""
    import soupsieve  # noqa: PLC0415 (25 ms to compile its patterns, and only a crawl and an import read the watchlist)

    path = _watchlist_path(named, settings)
    policies = load(path)
    for policy in policies:
        for selector, place in selector_places(policy):
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                message = f"{dotted(place)}: {selector!r} is no CSS selector: {str(error).splitlines()[0]}"
                raise located(path, InvalidEntry(message, place)) from error
    return policies


def load_watchlist_if_any(named: str | None, settings: RunSettings) -> tuple[Policy, ...]:
    """Return the policies of the watchlist, or none where no file was named and no default file exists."""
    return load_watchlist(named, settings) if named or _watchlist_path(None, settings).is_file() else ()


def watchlist_notify_rules(named: str | None, settings: RunSettings) -> dict[str, NotifyRule]:
    """Return the notify rule of each policy of the watchlist, or none where there is no watchlist. Raises PoliciesError."""
    path = _watchlist_path(named, settings)
    return load_notify_rules(path) if named or path.is_file() else {}


def _watchlist_path(named: str | None, settings: RunSettings) -> Path:
    if named:
        return Path(named)
    in_current_folder = Path.cwd() / FILE
    return in_current_folder if in_current_folder.is_file() else data_folder_of(settings) / FILE


def data_folder_of(settings: RunSettings) -> Path:
    """Return the data folder: the setting CLAUSETRAIL_DATA, else the environment's, else the default."""
    named = settings.get("CLAUSETRAIL_DATA")
    return Path(named).expanduser().resolve() if named else data_folder()
