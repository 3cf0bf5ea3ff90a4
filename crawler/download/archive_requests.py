"""Make the Scrapy requests for one archive, each with its rate limit and with the way its answer is judged."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.settings import BaseSettings

from clausetrail.crawler.archives.archive import Archive
from clausetrail.snapshots.paths import gates_file
from clausetrail.snapshots.private_files import make_private_file, make_private_folder


class ArchiveRequests:
    """Makes the requests for one archive."""

    def __init__(self, archive: Archive, settings: BaseSettings) -> None:
        self._archive = archive
        self._rates = request_rates(archive, settings)
        self._host = urlsplit(archive.endpoint).netloc
        refused = "ARCHIVE_REFUSED_ON_LOOPBACK" if archive.is_on_loopback else "ARCHIVE_REFUSED"
        self._refused_for = settings.getfloat(refused)
        named = contact(settings)
        self._headers = {"User-Agent": f"{settings['USER_AGENT']} contact: {named}"} if named else None

    def request(
        self, url: str, asked: str, callback: Callable[..., Any], errback: Callable[..., Any], **arguments: Any
    ) -> Request:
        """Return the request for *url*. *asked* is "index", "newest" or "capture": how the answer is judged.

        *arguments* are passed to *callback*, and to *errback* in the request's `cb_kwargs`.
        """
        kind = "index" if asked == "index" else "playback"
        meta = {
            "asked": asked,
            "archive": self._archive,
            "budget": f"{self._host} {kind}",
            "per_minute": self._rates[kind],
            "refused_for": self._refused_for,
            "download_slot": kind,
            # %2520 must stay %2520: the archive has the URL as its index spells it.
            "verbatim_url": url.isascii() and " " not in url,
        }
        return Request(
            url, callback, errback=errback, headers=self._headers, meta=meta, cb_kwargs=arguments, dont_filter=True
        )


def contact(settings: BaseSettings) -> str:
    """Return the contact for questions about our requests: the setting CONTACT, else CLAUSETRAIL_CONTACT, else "".

    It becomes part of a header, so control characters and what is not latin-1 are left out.
    """
    named = settings["CONTACT"] or os.environ.get("CLAUSETRAIL_CONTACT", "")
    return "".join(letter for letter in named.encode("latin-1", "ignore").decode("latin-1") if letter.isprintable())[
        :200
    ]


def contact_hint(settings: BaseSettings, archive: Archive) -> str:
    """Return a hint to set a contact, once on each machine: "" where one is set, the hint was given or is not needed."""
    given = gates_file().with_name("contact-wished-for")
    if archive.is_on_loopback or contact(settings) or given.exists():
        return ""
    make_private_folder(given.parent)
    make_private_file(given)
    return (
        "The archive asks tools to name a contact. Please set CLAUSETRAIL_CONTACT=you@example.org "
        "(or -s CONTACT=...); this hint is given only once."
    )


def request_rates(archive: Archive, settings: BaseSettings) -> dict[str, float]:
    """Return the most requests a minute to *archive*, by kind; 0 is no limit, on loopback only."""
    wanted = {
        "index": settings.getfloat("ARCHIVE_INDEX_PER_MINUTE"),
        "playback": settings.getfloat("ARCHIVE_PLAYBACK_PER_MINUTE"),
    }
    if archive.dialect == "files":
        return {"index": 0.0, "playback": 0.0}
    if archive.is_on_loopback:
        return wanted
    # An archive's firewall blocks clients above its limits: no setting exceeds them.
    most = {"index": archive.index_per_minute, "playback": archive.playback_per_minute}
    return {kind: min(rate, most[kind]) if rate > 0 else most[kind] for kind, rate in wanted.items()}
