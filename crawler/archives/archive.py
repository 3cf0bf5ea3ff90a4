"""A web archive: its name, its endpoint and its dialect."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from urllib.parse import urlsplit

from clausetrail.crawler.archives import file_index, internet_archive, local_files, pywb, timemap
from clausetrail.crawler.archives.index_page import IndexPage
from clausetrail.snapshots.addresses.ascii_urls import ascii_url
from clausetrail.snapshots.errors import UnusableArchive
from clausetrail.snapshots.model import Capture

# Local files are played by the replay server in the Internet Archive's dialect.
DIALECTS: Mapping[str, ModuleType] = {
    "ia": internet_archive,
    "pywb": pywb,
    "timemap": timemap,
    "files": file_index,
}
_NO_CAPTURES = re.compile(r"\bno captures?\b", re.IGNORECASE)
_LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Archive:
    """One web archive. Its captures are stored under *name*: its host and the path of its collection, whatever the port.

    Local files are an archive too. Then *home* is the URL of the files, and *endpoint* the replay server of one crawl.
    The rates are the most requests a minute; the defaults are modest, for archives that publish no limits. *replay* is the
    URL before the timestamp of raw mementos, where it is not the endpoint's; *fallback* that of another index service.
    """

    name: str
    endpoint: str
    dialect: str
    home: str = ""
    index_per_minute: float = 12
    playback_per_minute: float = 60
    replay: str = ""
    fallback: str = ""

    @property
    def _replay(self) -> str:
        return self.replay.rstrip("/") or str(DIALECTS[self.dialect].playback(self.endpoint))

    def is_own(self, url: str) -> bool:
        """Return whether *url* is at the host of this archive, where the rates of this archive apply."""
        ours, other = urlsplit(self.endpoint), urlsplit(url)
        hosts = {(ours.hostname or "").removeprefix("www."), (other.hostname or "").removeprefix("www.")}
        return other.scheme in {"http", "https"} and (len(hosts) == 1 or hosts <= _LOOPBACK_NAMES)

    @property
    def is_on_loopback(self) -> bool:
        """Whether the archive runs on this machine, where no public rate limit applies."""
        host = urlsplit(self.endpoint).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def index_url(self, url: str, since: str, until: str, resume: str, rows: int) -> str:
        """Return the URL of the index query for the captures of exactly *url*, or for its page with the key *resume*."""
        return str(DIALECTS[self.dialect].index_url(self.endpoint, ascii_url(url), since, until, resume, rows))

    def fallback_url(self, url: str, since: str, until: str, rows: int) -> str:
        """Return the URL of the same query to the archive's other index service, or "" where it has none."""
        if not self.fallback:
            return ""
        return internet_archive.fallback_url(self.fallback, ascii_url(url), since, until, rows)

    def parse_index(self, body: str) -> IndexPage:
        """Return the page that an answer of the index holds."""
        page: IndexPage = DIALECTS[self.dialect].parse_index(body)
        return page

    def is_full(self, page: IndexPage, rows: int) -> bool:
        """Return whether *page* may lack rows because of a limit: the *rows* that were asked for, or the server's own."""
        return bool(DIALECTS[self.dialect].is_full(page, rows))

    def lists_nothing(self, status: int, body: str) -> bool:
        """Return whether an index that answers with *status*, which is not 200, says that it has no captures."""
        if self.dialect == "timemap":
            return status in {204, 404}  # pywb, OpenWayback, archive.today
        return status == 404 and _NO_CAPTURES.search(body[:500]) is not None

    def newest_url(self, url: str, now: str) -> str:
        """Return the URL of the newest memento of *url*: its playback at *now*, 14 digits."""
        return f"{self._replay}/{now}id_/{ascii_url(url)}"

    def raw_url(self, capture: Capture) -> str:
        """Return the URL of the capture's bytes as they were received (`id_`): without toolbar, rewritten links and scripts."""
        return f"{self._replay}/{capture.timestamp}id_/{capture.original}"

    def memento_url(self, capture: Capture) -> str:
        """Return the lasting URL of the capture's bytes, for the record: for files without the port of one crawl."""
        return local_files.memento_url(self.home, capture) if self.home else self.raw_url(capture)

    def view_url(self, capture: Capture) -> str:
        """Return the URL of the capture for people."""
        if self.dialect == "files":
            return local_files.memento_url(self.home or self.endpoint, capture)
        return f"{DIALECTS[self.dialect].playback(self.endpoint)}/{capture.timestamp}/{capture.original}"


def resolve_archive(spec: str, known: Mapping[str, Archive]) -> Archive:
    """Return the archive that *spec* names: a key of *known*, or an endpoint, after "pywb+" or "timemap+" for one of these
    dialects. The endpoint of a known archive has the rates of that archive.

    Raises UnusableArchive.
    """
    if spec in known:
        return known[spec]
    dialect, plus, endpoint = spec.partition("+")
    if not plus or "://" in dialect:
        dialect, endpoint = "ia", spec
    parts = urlsplit(endpoint)
    if dialect not in DIALECTS or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnusableArchive(
            f"{spec!r} is no archive. Give one of {', '.join(sorted(known))}, a WARC or WACZ file, or an endpoint like "
            "https://web.archive.org, pywb+http://host/coll or timemap+http://host/path"
        )
    if dialect == "files":
        endpoint, _, home = endpoint.partition("#")
        name, home = local_files.name_and_home(home)
        return Archive(name, endpoint, dialect, home)
    endpoint = endpoint.rstrip("/")
    same = [one for one in known.values() if _place(one.endpoint) == _place(endpoint)]
    if declared := next((one for one in same if one.dialect == dialect), None):
        return declared
    name = same[0].name if same else _name(parts.hostname, parts.path.rstrip("/"), known)
    found = Archive(name, endpoint, dialect)
    # All collections of a host share its rates.
    host = next((one for one in known.values() if urlsplit(one.endpoint).hostname == parts.hostname), found)
    return replace(found, index_per_minute=host.index_per_minute, playback_per_minute=host.playback_per_minute)


def _name(host: str, path: str, known: Mapping[str, Archive]) -> str:
    """Return the name of an archive: two collections of one host are two archives, and none has the name of a known one."""
    name = f"{host}{path}"
    is_taken = any(one.name == name and urlsplit(one.endpoint).path.rstrip("/") != path for one in known.values())
    return f"{name}/" if is_taken else name


def _place(endpoint: str) -> tuple[str, int | None, str]:
    """Return what tells endpoints apart: host, port and path. http and https are one archive."""
    parts = urlsplit(endpoint)
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.hostname or "", None if parts.port == standard else parts.port, parts.path.rstrip("/")
