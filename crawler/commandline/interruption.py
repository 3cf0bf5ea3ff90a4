"""End a run that gets SIGINT, SIGTERM or SIGHUP in one way: by KeyboardInterrupt, with one line about what was kept.

A service manager and `timeout` send SIGTERM, a terminal that is closed SIGHUP. What is ignored when the process starts (`nohup`)
stays ignored. Servers and crawls replace these handlers by their own for as long as they run.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

from clausetrail.snapshots import clock

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ONE_INTERRUPTION = 3.0  # seconds in which further signals are the same interruption, and do not disturb its end


class _Ending:
    """The handler of these signals."""

    def __init__(self) -> None:
        self._latest = -_ONE_INTERRUPTION
        self._handled: set[signal.Signals] | None = None

    def install(self) -> None:
        """Handle the signals that are not ignored. Does nothing outside the main thread, where Python allows no handlers."""
        if threading.current_thread() is not threading.main_thread():
            return
        if self._handled is None:
            self._handled = {number for number in _ENDING if signal.getsignal(number) != signal.SIG_IGN}
        for number in self._handled:
            signal.signal(number, self)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        others = signal.getsignal(signal.SIGTERM)
        if number == signal.SIGHUP and callable(others) and others is not self:
            others(signal.SIGTERM, frame)  # a crawl or a server handles SIGTERM alone
            return
        before, self._latest = self._latest, clock.monotonic_seconds()
        if self._latest - before >= _ONE_INTERRUPTION:
            raise KeyboardInterrupt


_ENDING_RUN = _Ending()


def end_by_signals() -> None:
    """Let SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt in this process from now on, also after a crawl."""
    _ENDING_RUN.install()
