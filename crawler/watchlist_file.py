"""Where the watchlist is: the file that was named, `policies.toml` here, or the one in the data folder."""

from __future__ import annotations

from pathlib import Path

from clausetrail.crawler.run_settings import RunSettings
from clausetrail.snapshots.errors import PoliciesError
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.paths import data_folder
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule
from clausetrail.snapshots.watchlist.policies import all_selectors, load, load_notify_rules

FILE = "policies.toml"


def watchlist(named: str | None, settings: RunSettings) -> tuple[Policy, ...]:
    """Return the policies of the file *named*, or of the first default one. Raises PoliciesError."""
    import soupsieve  # noqa: PLC0415 (25 ms to compile its patterns, and only a crawl reads the watchlist)

    policies = load(_file(named, settings))
    for policy in policies:
        for selector in all_selectors(policy):
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                first = str(error).splitlines()[0]
                raise PoliciesError(f"policies.{policy.name}: {selector!r} is no CSS selector: {first}") from error
    return policies


def watched(named: str | None, settings: RunSettings) -> tuple[Policy, ...]:
    """Return the policies of the watchlist, none where there is no file and none was named."""
    return watchlist(named, settings) if named or _file(None, settings).is_file() else ()


def notices(named: str | None, settings: RunSettings) -> dict[str, NotifyRule]:
    """Return who is to be told of each policy of the watchlist, nobody where there is none. Raises PoliciesError."""
    path = _file(named, settings)
    return load_notify_rules(path) if named or path.is_file() else {}


def _file(named: str | None, settings: RunSettings) -> Path:
    if named:
        return Path(named)
    here = Path.cwd() / FILE
    return here if here.is_file() else folder(settings) / FILE


def folder(settings: RunSettings) -> Path:
    """Return the data folder: the setting CLAUSETRAIL_DATA, else the environment's, else the default."""
    named = settings.get("CLAUSETRAIL_DATA")
    return Path(named).expanduser().resolve() if named else data_folder()
