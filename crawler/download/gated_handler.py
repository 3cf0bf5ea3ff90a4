"""Scrapy's download handler behind the rate gate: sends each request to an archive at the time that the gate reserves.

A downloader middleware would be too early: requests that wait in a download slot have passed it already.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadConnectionRefusedError
from scrapy.http import Response

from clausetrail.crawler.archives.answers import memento_time, retry_after
from clausetrail.crawler.archives.headers import lowercase_headers
from clausetrail.crawler.download.rate_gate import RateGate
from clausetrail.snapshots import clock
from clausetrail.snapshots.paths import gates_file

# Seconds between two checks of a waiting request whether the crawl is stopping.
_CHECK_SECONDS = 0.5


class BudgetParked(DownloadCancelledError):
    """The request was not sent: its budget is parked for longer than ARCHIVE_PATIENCE."""


class GatedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler behind the rate gate. Requests without a `budget` in their meta are sent at once."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._gate: RateGate | None = None
        self._patience = crawler.settings.getfloat("ARCHIVE_PATIENCE")
        self._parked = crawler.settings.getfloat("ARCHIVE_PARKED")

    async def download_request(self, request: Request) -> Response:
        budget = request.meta.get("budget")
        if not budget:
            return await super().download_request(request)
        await self._wait(budget, request.meta["per_minute"])
        try:
            response = await super().download_request(request)
        except DownloadConnectionRefusedError as error:
            self._refused(budget, request.meta["refused_for"], error)
            raise
        if self._gate:
            self._gate.answered(budget)
        if response.status in {429, 503}:
            self._park(budget, response)
        return response

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
            if not self._gate:
                return
            await self._until(budget, self._gate.parked_until(budget))
            return
        gate = self._open_gate()
        while True:
            reservation = gate.reserve(budget, per_minute, clock.unix_seconds())
            await self._until(budget, reservation.at)
            if gate.is_valid(budget, reservation):
                return

    async def _until(self, budget: str, at: float) -> None:
        if at - clock.unix_seconds() > self._patience:
            until = datetime.fromtimestamp(at, UTC)
            raise BudgetParked(f"{budget} is parked until {until:%Y-%m-%d %H:%M:%S} UTC, as the archive asked")
        while (left := at - clock.unix_seconds()) > 0:
            await asyncio.sleep(min(left, _CHECK_SECONDS))
            if self.crawler.engine is not None and not self.crawler.engine.running:
                raise DownloadCancelledError("the crawl is stopping")

    def _refused(self, budget: str, seconds: float, error: Exception) -> None:
        if seconds:
            host = budget.rpartition(" ")[0]
            # A firewall does not distinguish kinds of requests: both budgets of the host are parked.
            ends = [
                self._open_gate().refused(f"{host} {kind}", clock.unix_seconds(), seconds)
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
        seconds = retry_after(headers, datetime.fromtimestamp(now, UTC))
        self._open_gate().park(budget, now + (self._parked if seconds is None else seconds))
        self.crawler.stats.inc_value(f"archive/parked/{response.status}")
