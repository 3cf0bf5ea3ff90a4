"""End a crawl within seconds of SIGTERM or Ctrl-C, also while a long reading keeps the reactor busy.

Scrapy stops between two callbacks, so that one page of 30 MB, or a slow answer, would delay the end for minutes. What was fetched
is committed already: nothing is lost where the process ends in between, as after a power failure.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess, CrawlerProcessBase

from clausetrail.crawler.commandline.exit_codes import INTERRUPTED

# Seconds that Scrapy has to stop by itself.
GRACE_SECONDS = 5.0
_LINE = "clausetrail: interrupted. What was fetched is stored; run the same command again to continue\n"
_SHOW_CURSOR = "\x1b[?25h"  # the progress bar hides it


def force_end_after_signal(
    process: CrawlerProcessBase, clean_up: Callable[[], object] = lambda: None
) -> Callable[[], None]:
    """End this process some seconds after the first signal that *process* gets, and return a function that prevents it.

    *clean_up* is called before, in another thread than the main one.
    """
    assert isinstance(process, AsyncCrawlerProcess | CrawlerProcess)
    ended = threading.Event()
    stop = process._signal_shutdown

    def end() -> None:
        if ended.wait(GRACE_SECONDS):
            return
        try:
            clean_up()
        finally:
            sys.stderr.write((_SHOW_CURSOR if sys.stderr.isatty() else "") + _LINE)
            sys.stderr.flush()
            os._exit(INTERRUPTED)

    def on_signal(number: int, frame: object) -> None:
        threading.Thread(target=end, daemon=True).start()
        stop(number, frame)

    process._signal_shutdown = on_signal  # type: ignore[method-assign, assignment]
    return ended.set
