"""Read policies.toml, the watchlist, which people edit. It is read strictly: a misspelled key is an error and not ignored."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from clausetrail.snapshots.bounds import Era
from clausetrail.snapshots.errors import PoliciesError, UnknownPolicy, UnusableURL
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule, NotifyTable, merge_tables

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class _Era(msgspec.Struct, forbid_unknown_fields=True):
    """One `[[policies.NAME.eras]]` table."""

    since: int | str = ""
    until: int | str = ""
    select: list[str] = []
    remove: list[str] = []


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """One `[policies.NAME]` table, as written."""

    urls: list[str] = []
    url: str = ""
    title: str = ""
    select: list[str] = []
    remove: list[str] = []
    since: int | str = ""
    until: int | str = ""
    eras: list[_Era] = []
    notify: NotifyTable = msgspec.field(default_factory=NotifyTable)


class _Watchlist(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    policies: dict[str, _Entry]
    notify: NotifyTable = msgspec.field(default_factory=NotifyTable)


def usable_url(url: str) -> str:
    """Return *url* with a scheme, as web archives expect it. Raises UnusableURL with the reason."""
    candidate = url.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", candidate):  # "acme.example:8080" is a host and a port
        candidate = f"http://{candidate}"
    try:
        parts = urlsplit(candidate)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnusableURL(f"{url!r} is no URL: {error}. Give one like http://example.com/privacy") from error
    if parts.scheme not in {"http", "https"}:
        raise UnusableURL(f"{url!r} is of the scheme {parts.scheme!r}; web archives capture http and https")
    if not host or re.search(r"\s", candidate) or ("." not in host and host != "localhost"):
        raise UnusableURL(f"{url!r} names no host on the web. Give a URL like http://example.com/privacy")
    return candidate


def usable_bound(digits: int | str, what: str) -> str:
    """Return *digits* as 4 to 14 archive digits ("2012", "20121023"); dashes are dropped. Raises PoliciesError."""
    plain = str(digits).replace("-", "")
    if plain and not _is_time(plain):
        raise PoliciesError(f"{what} = {digits!r} is no date. Give a year, 2012-10, 2012-10-23, or 14 digits")
    return plain


def _is_time(digits: str) -> bool:
    """Return whether *digits* are the beginning of a valid time: a year, and any of month, day, hour, minute, second."""
    if not digits.isdecimal() or len(digits) not in {4, 6, 8, 10, 12, 14}:
        return False
    try:
        parse_timestamp(digits + "00000101000000"[len(digits) :])
    except ValueError:
        return False
    return True


def name_for(url: str) -> str:
    """Return a policy name derived from a URL: the same one for http and https, with and without www."""
    parts = urlsplit(usable_url(url))
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    rest = re.sub(r"[^A-Za-z0-9._]+", "-", f"{parts.path}-{parts.query}").strip("-._")
    return f"{host}-{rest}"[:100].rstrip("-._") if rest else host


def load(path: Path) -> tuple[Policy, ...]:
    """Return the policies in the file at *path*, in its order.

    Raises PoliciesError with the file, the place and the remedy in one line.
    """
    document = _document(path)
    try:
        return parse(document)
    except (PoliciesError, UnusableURL) as error:
        raise PoliciesError(f"{path}: {error}") from error


def load_notify_rules(path: Path) -> dict[str, NotifyRule]:
    """Return the notification rule of each policy in the file at *path*, by name. Raises PoliciesError."""
    try:
        return parse_notify_rules(_document(path))
    except PoliciesError as error:
        raise error if str(error).startswith(str(path)) else PoliciesError(f"{path}: {error}") from error


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise PoliciesError(f"{path} does not exist. Write one, or name another with --policies FILE") from error
    except (OSError, UnicodeDecodeError) as error:
        raise PoliciesError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise PoliciesError(f"{path} is not TOML: {error}") from error


def parse(document: dict[str, Any]) -> tuple[Policy, ...]:
    """Return the policies in a parsed policies.toml, in its order. Raises PoliciesError or UnusableURL."""
    return tuple(_policy(name, entry) for name, entry in _checked(document).policies.items())


def parse_notify_rules(document: dict[str, Any]) -> dict[str, NotifyRule]:
    """Return the notification rule of each policy in a parsed policies.toml, by name. Raises PoliciesError."""
    watchlist = _checked(document)
    return {
        name: merge_tables(watchlist.notify, entry.notify, f"policies.{name}.notify")
        for name, entry in watchlist.policies.items()
    }


def _checked(document: dict[str, Any]) -> _Watchlist:
    try:
        return msgspec.convert(document, _Watchlist)
    except msgspec.ValidationError as error:
        raise PoliciesError(_explained(str(error))) from error


def _policy(name: str, entry: _Entry) -> Policy:
    if not NAME.fullmatch(name):
        raise PoliciesError(f"policies.{name}: a name is made of letters, digits, '.', '_' and '-'")
    urls = tuple(dict.fromkeys(usable_url(url) for url in ([entry.url] if entry.url else []) + entry.urls))
    if not urls:
        raise PoliciesError(f'policies.{name} has no url. Add: url = "http://example.com/privacy"')
    since = usable_bound(entry.since, f"policies.{name}.since")
    until = usable_bound(entry.until, f"policies.{name}.until")
    eras = tuple(_era(f"policies.{name}.eras", era) for era in entry.eras)
    return Policy(name, urls, entry.title, tuple(entry.select), tuple(entry.remove), since, until, eras)


def _era(where: str, entry: _Era) -> Era:
    since, until = usable_bound(entry.since, f"{where}.since"), usable_bound(entry.until, f"{where}.until")
    if not (since or until):
        raise PoliciesError(f"{where}: an era needs a time. Add: until = 2009, or since = 2010")
    return Era(since, until, tuple(entry.select), tuple(entry.remove))


def _explained(message: str) -> str:
    """Return *message* of msgspec, with a suggestion for an unknown field."""
    unknown = re.search(r"unknown field `([^`]*)`", message)
    known = [*_Entry.__struct_fields__, *NotifyTable.__struct_fields__, "policies"]
    others = [
        field for field in known if unknown and field != unknown[1]
    ]  # the same word, valid in another table, is no suggestion
    near = difflib.get_close_matches(unknown[1], others, n=1) if unknown else []
    return f"{message}. Did you mean {near[0]!r}?" if near else message


def selectors(policy: Policy, timestamp: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the selectors for a capture of *timestamp*, those to select and those to remove.

    They are those of the first era that contains it, or else the general ones.
    """
    era = next((era for era in policy.eras if era.contains(timestamp)), policy)
    return era.select, era.remove


def all_selectors(policy: Policy) -> tuple[str, ...]:
    """Return the selectors of *policy*, the general ones and those of all eras."""
    groups = [policy.select, policy.remove, *(group for era in policy.eras for group in (era.select, era.remove))]
    return tuple(selector for group in groups for selector in group)


def find(policies: tuple[Policy, ...], name_or_url: str) -> Policy:
    """Return the policy with that name or URL. Raises UnknownPolicy with similar names."""
    for policy in policies:
        if name_or_url in {policy.name, *policy.urls}:
            return policy
    near = difflib.get_close_matches(name_or_url, [policy.name for policy in policies], n=3, cutoff=0.4)
    hint = f"Did you mean {', '.join(near)}?" if near else "`clausetrail policies` lists those that are known"
    raise UnknownPolicy(f"no policy is called {name_or_url!r}. {hint}")
