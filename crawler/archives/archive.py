"""Which archive is asked, where it answers, and in which dialect."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urlsplit

from clausetrail.crawler.archives import internet_archive, local_files, memento, pywb, timemap
from clausetrail.crawler.archives.index_row import CdxRow
from clausetrail.snapshots.errors import UnusableArchive
from clausetrail.snapshots.model import Capture

# Files are played on loopback in the Internet Archive's dialect.
DIALECTS: Mapping[str, ModuleType] = {
    "ia": internet_archive,
    "pywb": pywb,
    "timemap": timemap,
    "files": internet_archive,
}


@dataclass(frozen=True, slots=True)
class Archive:
    """One web archive: *name* is its host, by which its captures stay together whatever the port.

    Files are an archive too: *home* says where they lie, while *endpoint* is where they are played for one crawl.
    """

    name: str
    endpoint: str
    dialect: str
    home: str = ""
    index_per_minute: float = 12  # what may be asked of it: modest, where nothing is known
    playback_per_minute: float = 60

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

    def parse_index(self, body: str) -> tuple[list[CdxRow], list[str], str]:
        """Return the rows of an answer, the lines that are none, and the key for the rest."""
        rows, malformed, resume = DIALECTS[self.dialect].parse_index(body)
        return rows, malformed, resume

    def newest_url(self, url: str, now: str) -> str:
        """Return the question for the newest memento of *url*: a playback of the present, *now* as 14 digits."""
        return f"{DIALECTS[self.dialect].playback(self.endpoint)}/{now}id_/{url}"

    def raw_url(self, capture: Capture) -> str:
        """Return where the capture's bytes are played as they were received."""
        return memento.raw_url(DIALECTS[self.dialect].playback(self.endpoint), capture)

    def memento_url(self, capture: Capture) -> str:
        """Return where the capture's bytes came from, for the record: of files not the port of one crawl."""
        return local_files.memento_url(self.home, capture) if self.home else self.raw_url(capture)

    def view_url(self, capture: Capture) -> str:
        """Return where a person can look at the capture."""
        if self.dialect == "files":
            return local_files.memento_url(self.home or self.endpoint, capture)
        return memento.view_url(DIALECTS[self.dialect].playback(self.endpoint), capture)


def resolve_archive(asked: str, known: Mapping[str, Archive]) -> Archive:
    """Return the archive that *asked* names: a key of *known*, or an endpoint, with "pywb+" or "timemap+" before one of
    another dialect. An endpoint of a known archive keeps its limits.

    Raises UnusableArchive.
    """
    if asked in known:
        return known[asked]
    dialect, plus, endpoint = asked.partition("+")
    if not plus or "://" in dialect:
        dialect, endpoint = "ia", asked
    parts = urlsplit(endpoint)
    if dialect not in DIALECTS or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnusableArchive(
            f"{asked!r} is no archive. Give one of {', '.join(sorted(known))}, a WARC or WACZ file, or an endpoint like "
            "https://web.archive.org, pywb+http://host/coll or timemap+http://host/path"
        )
    if dialect == "files":
        endpoint, _, home = endpoint.partition("#")
        name, home = local_files.name_and_home(home)
        return Archive(name, endpoint, dialect, home)
    found = Archive(parts.hostname, endpoint.rstrip("/"), dialect)
    return next((one for one in known.values() if one.name == found.name and one.dialect == dialect), found)
