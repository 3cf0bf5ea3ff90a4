"""Exit codes that cron can trust, in one table.

0  every policy of the run was read to its end; what the archive lists but does not deliver is counted, and listed in the timelines
1  could not start: configuration, a missing or newer store, packages that are not ours
2  usage: an unknown option, policy, archive or a wrong URL
3  some policies were not read: not answered, excluded from the archive, left when a bound of the run (CLOSESPIDER_*) was reached, or read by
   another run on the same store at that time; what was
   read is stored, the next run continues
4  our own code failed on something; the log says where, please report it
5  the store failed (full disk, no permission); nothing that was stored is lost
6  `verify`, `rebuild --compare` or `compare --exit-code` found differences: not 1, which means that nothing was compared
7  everything was read, but a channel of [notify] could not be reached: its messages stay pending, the next run tries again
8  `verify` found no difference, but a policy whose derivations older code made, which were not compared: run `rebuild`
130  interrupted by Ctrl-C, SIGTERM or SIGHUP; what was fetched is stored, the next run continues
141  the reader of the output closed the pipe (`| head`) before all was printed: 128 and SIGPIPE, as other programs end
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNREAD, ERRORS, STORE, DIFFERENT, NOT_DELIVERED, OUTDATED, INTERRUPTED, CLOSED_PIPE = 3, 4, 5, 6, 7, 8, 130, 141


# How Scrapy ends a crawl that reaches a bound of the run, by the setting that is the bound.
BOUNDS: Mapping[str, str] = {
    "closespider_itemcount": "CLOSESPIDER_ITEMCOUNT",
    "closespider_pagecount": "CLOSESPIDER_PAGECOUNT",
    "closespider_pagecount_no_item": "CLOSESPIDER_PAGECOUNT_NO_ITEM",
    "closespider_timeout": "CLOSESPIDER_TIMEOUT",
    "closespider_timeout_no_item": "CLOSESPIDER_TIMEOUT_NO_ITEM",
    "memusage_exceeded": "MEMUSAGE_LIMIT_MB",
}


def bound_reached(stats: Mapping[str, Any]) -> str:
    """Return the setting whose bound ended a crawl with *stats* early, or ""."""
    return BOUNDS.get(str(stats.get("finish_reason")), "")


def exit_code_of(stats: Mapping[str, Any], unread: int) -> int:
    """Return the exit code of a crawl that ended with *stats*, where *unread* policies of the run were not read to their end."""
    reason = stats.get("finish_reason")
    if reason == "store_error":
        return STORE
    if reason == "shutdown":
        return INTERRUPTED
    failed = stats.get("log_count/ERROR", 0) or stats.get("spider_exceptions/count", 0)
    if failed or not (reason == "finished" or bound_reached(stats)):
        return ERRORS
    return UNREAD if unread else 0
