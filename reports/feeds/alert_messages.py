"""What an alert says: the news of one run for one channel, as HTML or as text, as long as the channel takes it.

Pure: news in, words out. A channel that takes few letters gets less of each change, never fewer changes unnamed. What was
told and does not stand any more comes first, as newspapers print their corrections: on its own, and short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausetrail.reports.feeds.change_summary import ChangeSummary, to_brief, to_html, to_text
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.storage.outbox import Withdrawn

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_TITLE = 120


@dataclass(frozen=True, slots=True)
class Retraction:
    """A change that was told on *told_on* and does not stand: *when* is between which captures it was said to be."""

    title: str
    told_on: str
    when: str
    policy: str

    @property
    def headline(self) -> str:
        """The retraction in one line: "Larkspur Records: what we told you on 2026-11-20 does not stand"."""
        return f"{self.title}: what we told you on {self.told_on} does not stand"

    @property
    def text(self) -> str:
        """What the reader is asked to do with it."""
        return (
            f"The change {self.when} is withdrawn: with captures that came since, or read by newer code, it is not told any "
            f"more. Please do not rest anything on it. What stands: clausetrail timeline {self.policy}"
        )


AlertItem = ChangeSummary | Retraction


def build_retraction(withdrawn: Withdrawn, policy: Policy) -> Retraction:
    """Return what is to be said of *withdrawn*, a change of *policy*."""
    earliest, latest = parse_timestamp(withdrawn.event.earliest), parse_timestamp(withdrawn.event.latest)
    form = "%Y-%m-%d" if earliest.date() != latest.date() else "%Y-%m-%d %H:%M"
    when = f"between {earliest.strftime(form)} and {latest.strftime(form)}"
    return Retraction(visible(policy.title or policy.name), withdrawn.announced_at[:10], when, visible(policy.name))


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a title in one line, and a body."""

    title: str
    body: str


def html_message(told: Sequence[AlertItem], limit: int) -> Message:
    """Return *told* as HTML of at most *limit* letters; marks stand in the words too, for readers that show no style."""
    told = _ordered(told)
    parts = [f"<h3>{_escaped(one.headline)}</h3>\n{_html(one)}" for one in told]
    short = [f"<p>{_escaped(_brief(one)).replace(chr(10), '<br>')}</p>" for one in told]
    heads = [f"<p>{_escaped(one.headline)}</p>" for one in told]
    return Message(_title(told), _fitting([parts, short, heads], limit, "\n<hr>\n", "<p>{}</p>"))


def text_message(told: Sequence[AlertItem], limit: int) -> Message:
    """Return *told* as text of at most *limit* letters."""
    told = _ordered(told)
    full = [to_text(one) if isinstance(one, ChangeSummary) else _brief(one) for one in told]
    levels = [full, [_brief(one) for one in told], [one.headline for one in told]]
    return Message(_title(told), _fitting(levels, limit, "\n\n", "{}"))


def _ordered(told: Sequence[AlertItem]) -> list[AlertItem]:
    return sorted(told, key=lambda one: isinstance(one, ChangeSummary))


def _html(one: AlertItem) -> str:
    return to_html(one, marks=True) if isinstance(one, ChangeSummary) else f"<p>{_escaped(one.text)}</p>"


def _brief(one: AlertItem) -> str:
    return to_brief(one) if isinstance(one, ChangeSummary) else f"{one.headline}\n{one.text}"


def _title(told: Sequence[AlertItem]) -> str:
    title = told[0].headline if len(told) == 1 else _summary(told)
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}{_ELLIPSIS}"


def _summary(told: Sequence[AlertItem]) -> str:
    policies = _counted(len({one.title for one in told}))
    changes = sum(isinstance(one, ChangeSummary) for one in told)
    withdrawn = len(told) - changes
    if not changes:
        return f"{withdrawn} changes withdrawn in {policies}"
    title = f"{changes} change{'' if changes == 1 else 's'} in {policies}"
    return f"{title}, {withdrawn} withdrawn" if withdrawn else title


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
