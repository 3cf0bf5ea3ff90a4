"""Send one message to one channel with Apprise.

Only this module opens connections outside of Scrapy: to a mail server, a chat or a webhook that the user names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from types import ModuleType
from urllib.parse import quote

from clausetrail.reports.feeds.alert_messages import AlertItem, html_message, text_message
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.snapshots.errors import ChannelDown

_NAME = re.compile(r"\$(?:\{(\w+)\}|([A-Za-z_]\w*)|(\$))")


def send(url: str, items: Sequence[AlertItem]) -> None:
    """Send *items* as one message to the channel with the *url* of policies.toml. Raises ChannelDown with the reason."""
    apprise = _apprise()
    asset = apprise.AppriseAsset(app_id="Clausetrail", app_desc="What changed in policies", async_mode=False)
    with apprise.LogCapture(level=apprise.logging.WARNING, fmt="%(message)s") as log:
        channel = apprise.Apprise.instantiate(expanded(url), asset=asset)
        if channel is None:
            raise ChannelDown("Apprise does not know it: see github.com/caronc/apprise/wiki for the form of its URL")
        styled = channel.resolve_format() == "html"  # unless its URL has format=text
        message = (html_message if styled else text_message)(items, channel.body_maxlen)
        sender = apprise.Apprise(asset=asset)
        sender.add(channel)
        sent = sender.notify(message.body, title=message.title, body_format="html" if styled else "text")
        reason = log.getvalue()
    if not sent:
        raise ChannelDown(first_words(visible(reason), 30) or "it did not accept the message")


def expanded(url: str) -> str:
    """Return *url* with each $NAME replaced by that environment variable; $$ is a $. Raises ChannelDown.

    A value inside a URL is percent-encoded, so that a password may have any character. A value that is the whole URL is
    not encoded.
    """
    whole = _NAME.fullmatch(url)

    def value(found: re.Match[str]) -> str:
        if found[3]:
            return "$"
        name = found[1] or found[2]
        if name not in os.environ:
            raise ChannelDown(f"the environment variable {name} is not set")
        return os.environ[name] if whole else quote(os.environ[name], safe="")

    return _NAME.sub(value, url)


def _apprise() -> ModuleType:
    try:
        import apprise  # noqa: PLC0415 (an extra: needed only where channels are configured)
    except ImportError as error:
        raise ChannelDown("Apprise is not installed: pip install 'clausetrail[notify]'") from error
    return apprise
