"""Read policies.toml, the watchlist, which people edit. It is read strictly: a misspelled key is an error and not ignored."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from clausetrail.snapshots.bounds import Era, last_second
from clausetrail.snapshots.errors import InvalidEntry, PoliciesError, UnknownPolicy, UnusableDate, UnusableURL
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule, NotifyTable, merge_tables
from clausetrail.snapshots.watchlist.toml_places import Place, dotted, line_of, table_at

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


# A key with a right value, for the error about a wrong one.
_EXAMPLES = {
    "url": 'url = "http://example.com/privacy"',
    "urls": 'urls = ["http://example.com/privacy"]',
    "title": 'title = "Example: Privacy"',
    "select": 'select = ["main"]',
    "remove": 'remove = [".menu"]',
    "since": 'since = 2010, or since = "2010-05-17"',
    "until": 'until = 2016, or until = "2016-06"',
    "eras": "[[policies.NAME.eras]], with until = 2009",
    "candidates": "candidates = true",
    "from_weight": "from_weight = 40",
    "matters": 'matters = ["date"]',
    "policies": '[policies.NAME], with url = "http://example.com/privacy"',
    "notify": '[notify], with urls = ["mailto://..."]',
}
_SYNTAX_HINTS = (
    ("invalid value", 'Text is written in quotation marks: url = "http://example.com/privacy"'),
    ("unescaped", r"In text between quotation marks a backslash is doubled: \\"),
    ("escape", r"In text between quotation marks a backslash is doubled: \\"),
    ("unterminated", "The quotation mark at the end is missing"),
    ("illegal character", "Close the quotation marks on the line on which they are opened"),
    ("twice", "Each table and each key is written once: merge the two, or rename one"),
    ("overwrite", "Each table and each key is written once: merge the two, or rename one"),
    ("unclosed array", "Close the list with ]"),
)
_SYNTAX_HINT = 'Lines have the form [policies.NAME] or KEY = "VALUE"'


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
    candidates: bool | None = None
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
    """Return *digits* as 4 to 14 archive digits ("2012", "20121023"); dashes are dropped. Raises UnusableDate."""
    plain = str(digits).replace("-", "")
    if plain and not _is_time(plain):
        raise UnusableDate(f"{what} = {digits!r} is not a date. Give a year, 2012-10, 2012-10-23, or 14 digits")
    return plain


def check_order(since: str, until: str, what: str = "since") -> None:
    """Raise UnusableDate where *since* lies after *until*: no capture lies between. Both are archive digits, or ""."""
    if since and until and since > last_second(until):
        raise UnusableDate(f"{what} = {since} lies after until = {until}, so no capture lies between: exchange them")


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
    except PoliciesError as error:
        raise located(path, error) from error


def load_notify_rules(path: Path) -> dict[str, NotifyRule]:
    """Return the notification rule of each policy in the file at *path*, by name. Raises PoliciesError."""
    document = _document(path)
    try:
        return parse_notify_rules(document)
    except PoliciesError as error:
        raise located(path, error) from error


def located(path: Path, error: PoliciesError) -> PoliciesError:
    """Return *error* with the file at *path*, and with the line of its place where it has one."""
    line = line_of(path.read_text("utf-8-sig"), error.place) if isinstance(error, InvalidEntry) else 0
    return PoliciesError(f"{path}, line {line}: {error}" if line else f"{path}: {error}")


def _document(path: Path) -> dict[str, Any]:
    text = ""
    try:
        text = path.read_text("utf-8-sig")
        return tomllib.loads(text)
    except FileNotFoundError as error:
        raise PoliciesError(f"{path} does not exist. Write one, or name another with --policies FILE") from error
    except tomllib.TOMLDecodeError as error:
        raise PoliciesError(_syntax_error(path, text, str(error))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PoliciesError(f"{path} cannot be read: {error}") from error


def _syntax_error(path: Path, text: str, message: str) -> str:
    """Return *message* of Python's reader of TOML with the file, the line, the table and what to do."""
    position = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: position.start()] if position else message
    line = int(position[1]) if position and position[1] else len(text.splitlines())
    where = f"{path}, line {line}" + (f", column {position[2]}" if position and position[2] else "")
    table = table_at(text, line)
    hint = next((hint for words, hint in _SYNTAX_HINTS if words in what.lower()), _SYNTAX_HINT)
    return f"{where}: {f'{table}: ' if table else ''}this is not TOML: {what}. {hint}"


def parse(document: dict[str, Any]) -> tuple[Policy, ...]:
    """Return the policies in a parsed policies.toml, in its order. Raises InvalidEntry."""
    return tuple(_policy(name, entry) for name, entry in _checked(document).policies.items())


def parse_notify_rules(document: dict[str, Any]) -> dict[str, NotifyRule]:
    """Return the notification rule of each policy in a parsed policies.toml, by name. Raises InvalidEntry."""
    watchlist = _checked(document)
    return {
        name: merge_tables(watchlist.notify, _with_candidates(entry), ("policies", name, "notify"))
        for name, entry in watchlist.policies.items()
    }


def _with_candidates(entry: _Entry) -> NotifyTable:
    """Return the `notify` table of *entry* with the policy's own `candidates`, where the table has none."""
    own = entry.notify
    return own if own.candidates is not None else msgspec.structs.replace(own, candidates=entry.candidates)


def _checked(document: dict[str, Any]) -> _Watchlist:
    try:
        return msgspec.convert(document, _Watchlist)
    except msgspec.ValidationError as error:
        whole = str(error)
    # Of a table with keys of any name, msgspec does not say which key: each policy is tried for itself.
    policies = document.get("policies")
    for name, entry in policies.items() if isinstance(policies, dict) else ():
        try:
            msgspec.convert(entry, _Entry)
        except msgspec.ValidationError as error:
            raise _invalid(str(error), ("policies", name)) from error
    raise _invalid(whole, ())


def _policy(name: str, entry: _Entry) -> Policy:
    place: Place = ("policies", name)
    if not NAME.fullmatch(name):
        raise InvalidEntry(f"policies.{name}: a name is made of letters, digits, '.', '_' and '-'", place)
    urls = [
        *([_url(entry.url, (*place, "url"))] if entry.url else []),
        *(_url(url, (*place, "urls")) for url in entry.urls),
    ]
    if not urls:
        raise InvalidEntry(f'policies.{name} has no url. Add: url = "http://example.com/privacy"', place)
    since, until = _period(entry, place)
    eras = tuple(_era((*place, "eras", number), era) for number, era in enumerate(entry.eras))
    return Policy(
        name,
        tuple(dict.fromkeys(urls)),
        entry.title,
        tuple(entry.select),
        tuple(entry.remove),
        since,
        until,
        eras,
    )


def _url(url: str, place: Place) -> str:
    try:
        return usable_url(url)
    except UnusableURL as error:
        raise InvalidEntry(f"{dotted(place)}: {error}", place) from error


def _period(entry: _Entry | _Era, place: Place) -> tuple[str, str]:
    """Return the bounds of *entry* as archive digits."""
    bounds = []
    for key in ("since", "until"):
        try:
            bounds.append(usable_bound(getattr(entry, key), dotted((*place, key))))
        except UnusableDate as error:
            raise InvalidEntry(str(error), (*place, key)) from error
    since, until = bounds
    try:
        check_order(since, until, dotted((*place, "since")))
    except UnusableDate as error:
        raise InvalidEntry(str(error), (*place, "since")) from error
    return since, until


def _era(place: Place, entry: _Era) -> Era:
    since, until = _period(entry, place)
    if not (since or until):
        raise InvalidEntry(f"{dotted(place)}: an era needs a time. Add: until = 2009, or since = 2010", place)
    return Era(since, until, tuple(entry.select), tuple(entry.remove))


def _invalid(message: str, table: Place) -> InvalidEntry:
    """Return the error for *message* of msgspec about *table*, with the place and a suggestion."""
    what, _, path = message.partition(" - at `$")
    place = (*table, *(int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path)))
    if unknown := re.search(r"unknown field `([^`]*)`", what):
        hint = _suggestion(unknown[1], place)
        return InvalidEntry(f"{dotted(place) or 'the file'}: {what}. {hint}", (*place, unknown[1]))
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    hint = f". Write it like: {_EXAMPLES[key]}" if key in _EXAMPLES else ""
    return InvalidEntry(f"{dotted(place) or 'the file'}: {what}{hint}", place)


def _suggestion(field: str, table: Place) -> str:
    """Return which key may be meant by the unknown *field* of *table*, or which keys there are."""
    here = _fields(table)
    if near := difflib.get_close_matches(field, here, n=1):
        return f"Did you mean {near[0]!r}?"
    everywhere = {*_Entry.__struct_fields__, *NotifyTable.__struct_fields__, *_Era.__struct_fields__, "policies"}
    if near := difflib.get_close_matches(field, everywhere - {field}, n=1):
        return f"Did you mean {near[0]!r}?"
    return f"The keys here are {', '.join(here)}"


def _fields(table: Place) -> tuple[str, ...]:
    if not table:
        return _Watchlist.__struct_fields__
    if table[-1] == "notify":
        return NotifyTable.__struct_fields__
    return _Era.__struct_fields__ if "eras" in table[2:] else _Entry.__struct_fields__


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


def selector_places(policy: Policy) -> Iterator[tuple[str, Place]]:
    """Yield each selector of *policy* with its place in policies.toml."""
    place: Place = ("policies", policy.name)
    tables: list[tuple[Policy | Era, Place]] = [(policy, place)]
    tables += [(era, (*place, "eras", number)) for number, era in enumerate(policy.eras)]
    for table, where in tables:
        yield from ((selector, (*where, "select")) for selector in table.select)
        yield from ((selector, (*where, "remove")) for selector in table.remove)


def find(policies: tuple[Policy, ...], name_or_url: str) -> Policy:
    """Return the policy with that name or URL. Raises UnknownPolicy with similar names."""
    for policy in policies:
        if name_or_url in {policy.name, *policy.urls}:
            return policy
    near = difflib.get_close_matches(name_or_url, [policy.name for policy in policies], n=3, cutoff=0.4)
    hint = f"Did you mean {', '.join(near)}?" if near else "`clausetrail policies` lists those that are known"
    raise UnknownPolicy(f"no policy is called {name_or_url!r}. {hint}")
