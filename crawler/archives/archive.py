"""Which archive is asked, where it answers, and in which dialect."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urlsplit

from crawler.archives import internet_archive, memento, pywb, timemap
from crawler.archives.index import Row
from snapshots.errors import UnusableArchive
from snapshots.model import Capture

DIALECTS: Mapping[str, ModuleType] = {"ia": internet_archive, "pywb": pywb, "timemap": timemap}


@dataclass(frozen=True, slots=True)
class Archive:
    """One web archive: *name* is its host, by which its captures stay together whatever the port."""

    name: str
    endpoint: str
    dialect: str

    @property
    def is_on_loopback(self) -> bool:
        """Whether the archive runs on this machine, where no public budget binds."""
        host = urlsplit(self.endpoint).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def index_url(self, url: str, since: str, until: str, resume: str, rows: int) -> str:
        """Return the question for the captures of exactly *url*."""
        return str(DIALECTS[self.dialect].index_url(self.endpoint, url, since, until, resume, rows))

    def parse_index(self, body: str) -> tuple[list[Row], list[str], str]:
        """Return the rows of an answer, the lines that are none, and the key for the rest."""
        rows, malformed, resume = DIALECTS[self.dialect].parse_index(body)
        return rows, malformed, resume

    def newest_url(self, url: str, now: str) -> str:
        """Return the question for the newest memento of *url*: a playback of the present, *now* as 14 digits."""
        return f"{DIALECTS[self.dialect].playback(self.endpoint)}/{now}id_/{url}"

    def raw_url(self, capture: Capture) -> str:
        """Return where the capture's bytes are played as they were received."""
        return memento.raw_url(DIALECTS[self.dialect].playback(self.endpoint), capture)

    def view_url(self, capture: Capture) -> str:
        """Return where a person can look at the capture."""
        return memento.view_url(DIALECTS[self.dialect].playback(self.endpoint), capture)


def resolve(asked: str, known: Mapping[str, str]) -> Archive:
    """Return the archive that *asked* names: a key of *known*, or an endpoint, with "pywb+" or "timemap+" before
    one of another dialect.

    Raises UnusableArchive.
    """
    where = known.get(asked, asked)
    dialect, plus, endpoint = where.partition("+")
    if not plus or "://" in dialect:
        dialect, endpoint = "ia", where
    parts = urlsplit(endpoint)
    if dialect not in DIALECTS or parts.scheme not in {"http", "https"} or not parts.hostname:
        names = ", ".join(sorted(known))
        raise UnusableArchive(
            f"{asked!r} is no archive. Give one of {names}, or an endpoint like https://web.archive.org, pywb+http://host/coll or timemap+http://host/path"
        )
    return Archive(parts.hostname, endpoint.rstrip("/"), dialect)
