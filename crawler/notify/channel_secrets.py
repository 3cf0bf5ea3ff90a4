"""Keep the URLs of channels, which hold passwords and tokens, out of logs, warnings and messages."""

from __future__ import annotations

import base64
import contextlib
import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit

_OURS = "clausetrail"
MASK = "***"
# A shorter part of a URL is masked as a word of its own only: "a" is in every sentence.
_LONG = 6


class _Collector(logging.Handler):
    """Keeps what other packages log, and passes our own records to the handlers that it replaces."""

    def __init__(self, replaced: list[logging.Handler]) -> None:
        super().__init__(logging.DEBUG)
        self.replaced = replaced
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == _OURS:
            for handler in self.replaced:
                if record.levelno >= handler.level:
                    handler.handle(record)
        else:
            self.lines.append((record.levelno, record.getMessage()))


@contextlib.contextmanager
def private_log(*verbose: str) -> Iterator[list[tuple[int, str]]]:
    """Yield a list that receives, in place of every log and of the warnings, what other packages say inside: (level, line).

    Apprise, urllib3 and others name the URL of a request, at DEBUG with all its tokens. The loggers *verbose* log everything.
    """
    root, loggers = logging.getLogger(), [logging.getLogger(name) for name in verbose]
    levels = [logger.level for logger in loggers]
    collector = _Collector(root.handlers[:])
    root.handlers[:] = [collector]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield collector.lines
    finally:
        root.handlers[:] = collector.replaced
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def masked(text: str, url: str, secrets: Iterable[str] = ()) -> str:
    """Return *text* with every part of *url* after its scheme, and with all *secrets*, replaced by ***.

    A part is masked as written, percent-encoded, decoded, and as the user and password of HTTP's Basic scheme (RFC 7617).
    """
    rest = url.partition("://")[2] or url
    parts = {rest, *secrets, *re.split(r"[/?&=:@#,;\s]+", rest), *re.split(r"[/?&=#,;\s]+", rest)}
    with contextlib.suppress(ValueError):
        login = urlsplit(url).netloc.rpartition("@")[0]
        parts |= {base64.b64encode(one.encode()).decode() for one in (login, unquote(login)) if one}
    forms = {form for part in parts for form in (part, unquote(part), quote(unquote(part), safe="")) if form}
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = "|".join(
        re.escape(form) if len(form) >= _LONG else rf"(?<!\w){re.escape(form)}(?!\w)" for form in longest_first
    )
    return re.sub(pattern, MASK, text) if pattern else text
