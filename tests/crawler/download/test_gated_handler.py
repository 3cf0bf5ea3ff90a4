"""When a request is sent, and what an answer does to the budget. Nothing is sent here: Scrapy's own handler is replaced."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadConnectionRefusedError
from scrapy.http import Response

from clausetrail.crawler.download import gated_handler
from clausetrail.crawler.download.gated_handler import BudgetParked, GatedDownloadHandler
from clausetrail.crawler.download.rate_gate import RateGate
from clausetrail.snapshots.paths import gates_file

INDEX = "a.example index"


class Clock:
    """A clock that moves only while a request sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def unix_seconds(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(gated_handler, "clock", clock)
    monkeypatch.setattr(gated_handler, "asyncio", SimpleNamespace(sleep=clock.sleep))
    return clock


class Sent:
    """A handler that notes when requests are sent, and answers them with *answer*."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
        self.times: list[float] = []
        self.counts: list[str] = []
        self.answer: Response | Exception = Response("http://a.example/")

        async def download_request(handler: HTTP11DownloadHandler, request: Request) -> Response:
            self.times.append(clock.now)
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

        monkeypatch.setattr(HTTP11DownloadHandler, "download_request", download_request)
        handler = self.handler = GatedDownloadHandler.__new__(GatedDownloadHandler)
        handler._gate, handler._patience, handler._parked = None, 900, 60
        self.engine = SimpleNamespace(running=True)
        handler.crawler = SimpleNamespace(  # type: ignore[assignment]
            engine=self.engine, stats=SimpleNamespace(inc_value=self.counts.append)
        )

    def send(self, per_minute: float = 60, budget: str | None = INDEX, refused_for: float = 3600) -> Response:
        meta: dict[str, Any] = {"asked": "index", "per_minute": per_minute, "refused_for": refused_for}
        request = Request("http://a.example/", meta=meta | ({"budget": budget} if budget else {}))
        return asyncio.run(self.handler.download_request(request))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Sent:
    return Sent(monkeypatch, clock)


def parked(budget: str) -> float:
    gate = RateGate(gates_file())
    try:
        return gate.parking(budget, 1e10).until  # after every time of the tests
    finally:
        gate.close()


def test_requests_of_one_budget_are_evenly_spaced(sent: Sent, clock: Clock) -> None:
    start = clock.now
    for _ in range(3):
        sent.send()
    assert [time - start for time in sent.times] == pytest.approx([0, 1, 2])


def test_requests_without_a_budget_or_without_a_limit_are_sent_at_once_and_need_no_gate(sent: Sent) -> None:
    for _ in range(3):
        sent.send(budget=None)
        sent.send(per_minute=0)
    assert len(set(sent.times)) == 1
    assert not gates_file().exists()


def test_an_answer_too_many_requests_parks_the_budget_until_its_time(sent: Sent, clock: Clock) -> None:
    start, sent.answer = clock.now, Response("http://a.example/", 429, headers={"Retry-After": "120"})
    sent.send()
    assert (parked(INDEX), sent.counts) == (start + 120, ["archive/parked/429"])
    sent.answer = Response("http://a.example/", 503)
    sent.send()
    assert sent.times[1] - start == pytest.approx(120)
    assert parked(INDEX) == pytest.approx(start + 120 + 60)  # ARCHIVE_PARKED, where no time is stated


def test_an_archived_429_parks_nothing(sent: Sent) -> None:
    headers = {"Memento-Datetime": "Fri, 01 Jan 2010 00:00:00 GMT", "Retry-After": "120"}
    sent.answer = Response("http://a.example/", 429, headers=headers)
    sent.send()
    assert (parked(INDEX), sent.counts) == (0.0, [])


def test_a_budget_that_is_parked_for_too_long_fails_the_request_unsent(sent: Sent) -> None:
    sent.answer = Response("http://a.example/", 429, headers={"Retry-After": "901"})
    sent.send()
    said = r'a\.example index is parked until 1970-01-12 14:01:41 UTC: the archive answered 429 with Retry-After "901"$'
    with pytest.raises(BudgetParked, match=said):
        sent.send()
    assert len(sent.times) == 1


def test_a_refused_connection_parks_both_budgets_of_the_host(sent: Sent, clock: Clock) -> None:
    sent.answer = DownloadConnectionRefusedError("refused")
    with pytest.raises(DownloadConnectionRefusedError, match="blocked by the archive's firewall, or down"):
        sent.send()
    assert parked("a.example index") == parked("a.example playback") == clock.now + 3600
    assert sent.counts == ["archive/parked/refused"]


def test_a_refused_connection_on_loopback_parks_nothing(sent: Sent) -> None:
    sent.answer = DownloadConnectionRefusedError("refused")
    with pytest.raises(DownloadConnectionRefusedError, match=r"^refused$"):
        sent.send(refused_for=0)
    assert (parked(INDEX), sent.counts) == (0.0, [])


def test_a_waiting_request_ends_with_the_crawl(sent: Sent) -> None:
    sent.answer = Response("http://a.example/", 429, headers={"Retry-After": "120"})
    sent.send()
    sent.engine.running = False
    with pytest.raises(DownloadCancelledError, match="stopping"):
        sent.send()
    assert len(sent.times) == 1


@pytest.mark.parametrize(
    ("value", "seconds", "note"),
    [
        ("999999999", 86_400, ", of which one day is observed"),
        ("99999999999999", 86_400, ", of which one day is observed"),
        ("9" * 5000, 86_400, ", of which one day is observed"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400, ", of which one day is observed"),
        ("Fri, 31 Dec 9999 23:59:59 -1200", 60, ", which states no time to come"),
        ("\u00b2", 60, ", which states no time to come"),
        ("-5", 60, ", which states no time to come"),
        ("Mon, 05 Jan 1970 00:00:00 GMT", 60, ", which states no time to come"),
        ("soon", 60, ", which states no time to come"),
        ("", 60, ", which states no time to come"),
        ("0", 0, ""),
        ("2.5", 2.5, ""),
    ],
)
def test_any_retry_after_parks_for_a_day_at_most_and_is_repeated_as_it_was_sent(
    sent: Sent, clock: Clock, value: str, seconds: float, note: str
) -> None:
    sent.answer = Response("http://a.example/", 429, headers={"Retry-After": value.encode("latin-1")})
    assert sent.send().status == 429
    assert parked(INDEX) == clock.now + seconds
    gate = RateGate(gates_file())
    reason = gate.parking(INDEX, clock.now).reason
    gate.close()
    assert reason.startswith(f'the archive answered 429 with Retry-After "{value[:60]}')
    assert reason.endswith(note or '"')


def test_a_date_is_compared_with_the_date_of_the_archive_whatever_our_clock_says(sent: Sent, clock: Clock) -> None:
    headers = {"Retry-After": "Mon, 01 Jun 2026 12:05:00 GMT", "Date": "Mon, 01 Jun 2026 12:00:00 GMT"}
    sent.answer = Response("http://a.example/", 429, headers=headers)
    sent.send()
    assert parked(INDEX) == clock.now + 300


def test_a_clock_that_is_set_back_during_a_wait_does_not_make_it_longer(sent: Sent, clock: Clock) -> None:
    sent.answer = Response("http://a.example/", 429, headers={"Retry-After": "120"})
    sent.send()
    slept = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal slept
        slept += seconds
        clock.now += seconds - (5_000_000 if slept == 0.5 else 0)

    clock.sleep = sleep  # type: ignore[method-assign]
    gated_handler.asyncio.sleep = sleep  # type: ignore[assignment]
    sent.send()
    assert slept <= 241
