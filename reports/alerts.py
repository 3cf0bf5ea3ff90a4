"""What an alert says: the news of one run for one channel, as HTML or as text, as long as the channel takes it.

Pure: news in, words out. A channel that takes few letters gets less of each change, never fewer changes unnamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.news import News, to_brief, to_html, to_text

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_TITLE = 120


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a title in one line, and a body."""

    title: str
    body: str


def html_message(told: Sequence[News], limit: int) -> Message:
    """Return *told* as HTML of at most *limit* letters; marks stand in the words too, for readers that show no style."""
    parts = [f"<h3>{_escaped(one.headline)}</h3>\n{to_html(one, marks=True)}" for one in told]
    short = [f"<p>{_escaped(to_brief(one)).replace(chr(10), '<br>')}</p>" for one in told]
    heads = [f"<p>{_escaped(one.headline)}</p>" for one in told]
    return Message(_title(told), _fitting([parts, short, heads], limit, "\n<hr>\n", "<p>{}</p>"))


def text_message(told: Sequence[News], limit: int) -> Message:
    """Return *told* as text of at most *limit* letters."""
    levels = [[to_text(one) for one in told], [to_brief(one) for one in told], [one.headline for one in told]]
    return Message(_title(told), _fitting(levels, limit, "\n\n", "{}"))


def _title(told: Sequence[News]) -> str:
    policies = len({one.title for one in told})
    title = told[0].headline if len(told) == 1 else f"{len(told)} changes in {_counted(policies)}"
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}{_ELLIPSIS}"


def _counted(policies: int) -> str:
    return f"{policies} policies" if policies != 1 else "one policy"


def _fitting(levels: Sequence[Sequence[str]], limit: int, seam: str, form: str) -> str:
    """Return the fullest of *levels* that fits, else as much of the last one as does, with a word on the rest."""
    for parts in levels:
        if len(body := seam.join(parts)) <= limit:
            return body
    parts, shown = levels[-1], len(levels[-1]) - 1
    while shown and len(_with_rest(parts, shown, seam, form)) > limit:
        shown -= 1
    return _with_rest(parts, shown, seam, form)


def _with_rest(parts: Sequence[str], shown: int, seam: str, form: str) -> str:
    rest = form.format(f"{_ELLIPSIS} and {len(parts) - shown} more: clausetrail timeline POLICY")
    return seam.join([*parts[:shown], rest])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
