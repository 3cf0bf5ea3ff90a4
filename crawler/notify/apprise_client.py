"""Send one message to one channel with Apprise.

Only this module opens connections outside of Scrapy: to a mail server, a chat or a webhook that the user names.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any
from urllib.parse import quote

from clausetrail.crawler.notify.channel_secrets import masked, private_log
from clausetrail.reports.feeds.alert_messages import AlertItem, html_message, text_message
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.snapshots.errors import ChannelDown, DeliveryUnconfirmed

_NAME = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*)|(\$))")
# Seconds that a channel may take to confirm a message, unless its URL has `rto`. Apprise's own 4 s are less than many
# webhooks take: each night the message would be sent again, because its confirmation was not awaited.
CONFIRM_SECONDS = 30.0
# What a failed connection is called after which the message may have arrived: it was sent, or a gateway had it.
_UNSURE = re.compile(
    r"read timed out|read operation timed out|connection aborted|remote end closed|reset by peer|broken pipe|incompleteread"
    r"|connection unexpectedly closed|error=(?:408|502|504)\b",
    re.IGNORECASE,
)
# Apprise logs this for each target of a channel that has accepted the message.
_SENT = re.compile(r"^sent\b", re.IGNORECASE)


def send(url: str, items: Sequence[AlertItem]) -> None:
    """Send *items* as one message to the channel with the *url* of policies.toml.

    Raises ChannelDown with the reason, DeliveryUnconfirmed where the message may have arrived. No part of the URL and no value
    of an environment variable in it is in a reason or in a log.
    """
    target, secrets = _expand(url)
    with private_log("apprise") as log:
        apprise = _apprise()
        sent = _send(apprise, target, items)
    if not sent:
        reason = " ".join(line for level, line in log if level >= logging.WARNING)
        shown = first_words(visible(masked(masked(reason, target, secrets), url)), 30)
        if any(_UNSURE.search(line) or _SENT.search(line) for _, line in log):
            raise DeliveryUnconfirmed(shown or "the connection ended before a confirmation")
        raise ChannelDown(shown or "it did not accept the message")


def _send(apprise: ModuleType, target: str, items: Sequence[AlertItem]) -> bool:
    asset = apprise.AppriseAsset(app_id="Clausetrail", app_desc="What changed in policies", async_mode=False)
    try:
        channel: Any = apprise.Apprise.instantiate(target, asset=asset)
        if channel is None:
            raise ChannelDown("Apprise does not know it: see github.com/caronc/apprise/wiki for the form of its URL")
        if channel.socket_read_timeout == type(channel).socket_read_timeout:
            channel.socket_read_timeout = CONFIRM_SECONDS
        styled = channel.resolve_format() == "html"  # unless its URL has format=text
        message = (html_message if styled else text_message)(items, channel.body_maxlen)
        sender = apprise.Apprise(asset=asset)
        sender.add(channel)
        return bool(sender.notify(message.body, title=message.title, body_format="html" if styled else "text"))
    except (ValueError, OSError, LookupError, TypeError, AttributeError) as error:
        # The message and the traceback of a plugin's own error may hold the URL: only its kind is shown.
        kind = type(error).__name__
    raise DeliveryUnconfirmed(f"Apprise failed on it ({kind})")


def expanded(url: str) -> str:
    """Return *url* with each $NAME replaced by that environment variable; $$ is a $. Raises ChannelDown.

    A value inside a URL is percent-encoded, so that a password may have any character. A value that is the whole URL is
    not encoded.
    """
    return _expand(url)[0]


def _expand(url: str) -> tuple[str, list[str]]:
    """Return the expanded *url* and the values in it. What follows a $ inside a URL may be a password: it is not shown."""
    whole = _NAME.fullmatch(url)
    values: list[str] = []

    def value(found: re.Match[str]) -> str:
        if found[3]:
            return "$"
        name = found[1] or found[2]
        if name not in os.environ:
            if whole or found[1] or _is_plainly_a_name(found):
                raise ChannelDown(f"the environment variable {name} is not set")
            place = url.count("$", 0, found.start()) + 1
            raise ChannelDown(
                f"the variable after $ number {place} of its URL is not set; in a password, write $$ for $"
            )
        values.append(os.environ[name])
        return os.environ[name] if whole else quote(os.environ[name], safe="")

    return _NAME.sub(value, url), values


def _is_plainly_a_name(found: re.Match[str]) -> bool:
    """Return whether a $NAME is no piece of a password: in capitals, a whole part of its URL, and not before an @."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return found[0].isupper() and before[-1:] in "/=" and after[:1] in {"", "/", "?", "&", ":"} and "@" not in after


def _apprise() -> ModuleType:
    try:
        import apprise  # noqa: PLC0415 (an extra: needed only where channels are configured)
    except ImportError as error:
        raise ChannelDown("Apprise is not installed: pip install 'clausetrail[notify]'") from error
    return apprise
