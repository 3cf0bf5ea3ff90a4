"""The archives that have a name: those of our archives.toml, and those of an archives.toml in the data folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from clausetrail.crawler.archives.archive import Archive, resolve_archive
from clausetrail.snapshots.errors import UnusableArchive

ARCHIVES_FILE = "archives.toml"


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    """One `[archives.NAME]` table as it is written. The default rates are modest.

    *verified* says in words what was checked of the archive's interface, and how. Nothing reads it but people.
    """

    endpoint: str
    dialect: str = "ia"
    title: str = ""
    index_per_minute: float = 12
    playback_per_minute: float = 60
    replay: str = ""
    fallback: str = ""
    verified: str = ""


class _Archives(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    archives: dict[str, _Entry]


def known_archives(folder: Path) -> dict[str, Archive]:
    """Return the archives by name; those of *folder* replace ours. Raises UnusableArchive with the place of the error."""
    found = _read(Path(__file__).with_name(ARCHIVES_FILE), {})
    own = folder / ARCHIVES_FILE
    return found | _read(own, found) if own.is_file() else found


def _read(path: Path, known: Mapping[str, Archive]) -> dict[str, Archive]:
    try:
        entries = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Archives).archives
        return {name: _archive(entry, known) for name, entry in entries.items()}
    except (OSError, ValueError, msgspec.ValidationError, UnusableArchive) as error:
        raise UnusableArchive(f"{path} cannot be used: {error}") from error


def _archive(entry: _Entry, known: Mapping[str, Archive]) -> Archive:
    """Return the archive of *entry*. Ours are one to a host, and named after it; others are named beside those *known*."""
    found = resolve_archive(f"{entry.dialect}+{entry.endpoint}", known)
    name = found.name if known else urlsplit(found.endpoint).hostname or found.name
    rates = (entry.index_per_minute, entry.playback_per_minute)
    return Archive(name, found.endpoint, found.dialect, "", *rates, entry.replay, entry.fallback)
