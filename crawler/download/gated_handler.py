"""Scrapy's download handler behind the rate gate: sends each request to an archive at the time that the gate reserves.

A downloader middleware would be too early: requests that wait in a download slot have passed it already.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadConnectionRefusedError, StopDownload
from scrapy.http import Response

from clausetrail.crawler.archives.answers import memento_time, retry_after
from clausetrail.crawler.archives.headers import lowercase_headers
from clausetrail.crawler.download.rate_gate import LONGEST_PARKING, RateGate
from clausetrail.snapshots import clock
from clausetrail.snapshots.paths import gates_file

# The flag of a response whose body has only the first bytes, because it is larger than DOWNLOAD_MAXSIZE.
CUT_AT_LIMIT = "cut at DOWNLOAD_MAXSIZE"
# Seconds between two checks of a waiting request whether the crawl is stopping.
_CHECK_SECONDS = 0.5
# So many characters of a header are repeated in a message.
_SHOWN = 60


class BudgetParked(DownloadCancelledError):
    """The request was not sent: its budget is parked for longer than ARCHIVE_PATIENCE."""


class GatedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler behind the rate gate. Requests without a `budget` in their meta are sent at once."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate: RateGate | None = None
        self._patience = crawler.settings.getfloat("ARCHIVE_PATIENCE")
        self._parked = crawler.settings.getfloat("ARCHIVE_PARKED")
        self._most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._left: dict[Request, int] = {}  # how many bytes a response may still have
        crawler.signals.connect(self._stop_at_limit, signal=signals.bytes_received)

    async def download_request(self, request: Request) -> Response:
        budget = request.meta.get("budget")
        if not budget:
            return await super().download_request(request)
        await self._wait(budget, request.meta["per_minute"])
        try:
            response = await self._download(request)
        except DownloadConnectionRefusedError as error:
            self._refused(budget, request.meta["refused_for"], error)
            raise
        if self._gate:
            self._gate.answered(budget)
        if response.status in {429, 503}:
            self._park(budget, response)
        return response

    async def _download(self, request: Request) -> Response:
        """Return the response, of a playback up to DOWNLOAD_MAXSIZE bytes, with the flag CUT_AT_LIMIT where it has more.

        Scrapy drops a body above that size, whose request would be repeated each night. A longer index stays an error: half a
        listing is none.
        """
        if request.meta["asked"] == "index" or not self._most_bytes:
            return await super().download_request(request)
        request.meta["download_maxsize"] = 0
        most = self._left[request] = min(self._most_bytes, request.meta.get("most_bytes", self._most_bytes))
        try:
            response = await super().download_request(request)
        finally:
            left = self._left.pop(request)
        if left >= 0:
            return response
        return response.replace(body=response.body[:most], flags=[*response.flags, CUT_AT_LIMIT])

    def _stop_at_limit(self, data: bytes, request: Request) -> None:
        if request in self._left:
            self._left[request] -= len(data)
            if self._left[request] < 0:
                raise StopDownload(fail=False)

    async def close(self) -> None:
        if self._gate:
            self._gate.close()
        await super().close()

    def _open_gate(self) -> RateGate:
        # Opened at the first use: `scrapy shell` and runs against loopback archives without limit need no gate.
        if self._gate is None:
            self._gate = RateGate(gates_file())
        return self._gate

    async def _wait(self, budget: str, per_minute: float) -> None:
        if not per_minute:
            if self._gate:
                await self._until(budget, self._gate.parking(budget, clock.unix_seconds()).until)
            return
        gate = self._open_gate()
        while True:
            reservation = gate.reserve(budget, per_minute, clock.unix_seconds())
            await self._until(budget, reservation.at)
            if gate.is_valid(budget, reservation):
                return

    async def _until(self, budget: str, at: float) -> None:
        """Wait until *at*. The seconds are counted as they pass, too: the clock may be set back meanwhile."""
        seconds = at - clock.unix_seconds()
        if seconds > self._patience:
            raise BudgetParked(self._parking_reason(budget, at))
        waited = 0.0
        while (left := min(at - clock.unix_seconds(), seconds - waited)) > 0:
            pause = min(left, _CHECK_SECONDS)
            await asyncio.sleep(pause)
            waited += pause
            if self.crawler.engine is not None and not self.crawler.engine.running:
                raise DownloadCancelledError("the crawl is stopping")

    def _parking_reason(self, budget: str, at: float) -> str:
        assert self._gate is not None
        parking = self._gate.parking(budget, clock.unix_seconds())
        if parking.until < at - self._patience:
            return f"{budget} has no free time before {_utc(at)} at this rate"
        reason = f": {parking.reason}" if parking.reason else ""
        return f"{budget} is parked until {_utc(parking.until)}{reason}"

    def _refused(self, budget: str, seconds: float, error: Exception) -> None:
        if seconds:
            host = budget.rpartition(" ")[0]
            # A firewall does not distinguish kinds of requests: both budgets of the host are parked.
            ends = [
                self._open_gate().refused(f"{host} {kind}", clock.unix_seconds(), seconds, "the connection was refused")
                for kind in ("index", "playback")
            ]
            end = datetime.fromtimestamp(max(ends), UTC)
            self.crawler.stats.inc_value("archive/parked/refused")
            message = f"{error}: blocked by the archive's firewall, or down; nothing is requested until {end:%Y-%m-%d %H:%M} UTC"
            raise DownloadConnectionRefusedError(message) from error

    def _park(self, budget: str, response: Response) -> None:
        headers = lowercase_headers(response.headers)
        if memento_time(headers):
            return  # an archived 429 or 503 is a capture, not an answer of the archive itself
        now = clock.unix_seconds()
        stated = retry_after(headers, datetime.fromtimestamp(now, UTC))
        seconds = self._parked if stated is None else stated
        reason = parking_reason(response.status, headers.get("retry-after"), stated)
        self._open_gate().park(budget, now, seconds, reason)
        self.crawler.stats.inc_value(f"archive/parked/{response.status}")


def parking_reason(status: int, header: str | None, stated: float | None) -> str:
    """Return what an archive answered, with its Retry-After *header* as it was sent, and how that was understood."""
    if header is None:
        return f"the archive answered {status} without Retry-After"
    shown = "".join(letter if letter.isprintable() else "?" for letter in header.strip())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    if stated is None:
        note = ", which states no time to come"
    else:
        note = ", of which one day is observed" if stated > LONGEST_PARKING else ""
    return f'the archive answered {status} with Retry-After "{shown}"{note}'


def _utc(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
