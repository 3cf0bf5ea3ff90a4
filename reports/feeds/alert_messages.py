"""Write alert messages: the changes of one run for one channel, as HTML or as text, within the channel's length limit.

Pure. A channel with a low limit gets less of each change, before any change is left out. Retractions are printed first,
as newspapers print their corrections: on their own, and short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clausetrail.reports.feeds.change_summary import ChangeSummary, to_brief_text, to_html, to_text
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Policy, parse_timestamp
from clausetrail.snapshots.storage.outbox import Withdrawn

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_MAX_TITLE = 120  # characters


@dataclass(frozen=True, slots=True)
class Retraction:
    """A change that was announced on the day *announced_on* and is withdrawn; *when* is its date range.

    *provisional* says that it was announced as provisional.
    """

    title: str
    announced_on: str
    when: str
    policy: str
    provisional: bool = False

    @property
    def headline(self) -> str:
        """The retraction in one line: "Larkspur Records: the change announced on 2026-11-20 is withdrawn"."""
        what = "provisional change" if self.provisional else "change"
        return f"{self.title}: the {what} announced on {self.announced_on} is withdrawn"

    @property
    def text(self) -> str:
        """Why the change is withdrawn, and what the reader should do."""
        if self.provisional:
            return (
                f"The new text that appeared {self.when}, announced as provisional, is withdrawn: later captures do not confirm that it lasts. "
                f"The current timeline: clausetrail timeline {self.policy}"
            )
        return (
            f"The change {self.when} is withdrawn: with captures that were added since, or with newer code, it is not found "
            f"any more. Please do not rely on it. The current timeline: clausetrail timeline {self.policy}"
        )


AlertItem = ChangeSummary | Retraction


def build_retraction(withdrawn: Withdrawn, policy: Policy) -> Retraction:
    """Return the retraction of *withdrawn*, a change of *policy*."""
    earliest, latest = parse_timestamp(withdrawn.event.earliest), parse_timestamp(withdrawn.event.latest)
    form = "%Y-%m-%d" if earliest.date() != latest.date() else "%Y-%m-%d %H:%M"
    when = f"between {earliest.strftime(form)} and {latest.strftime(form)}"
    title, announced = visible(policy.title or policy.name), withdrawn.announced_at[:10]
    return Retraction(title, announced, when, visible(policy.name), withdrawn.event.is_provisional)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: a title of one line, and a body."""

    title: str
    body: str


def html_message(items: Sequence[AlertItem], limit: int) -> Message:
    """Return *items* as HTML of at most *limit* characters.

    Inserted and deleted words are marked in the text too, for readers without styles.
    """
    items = _retractions_first(items)
    full = [f"<h3>{_escaped(item.headline)}</h3>\n{_item_html(item)}" for item in items]
    brief = [f"<p>{_escaped(_brief_text(item)).replace(chr(10), '<br>')}</p>" for item in items]
    headlines = [f"<p>{_escaped(item.headline)}</p>" for item in items]
    sentences = [f"<p>{_escaped(_sentence(item)).replace(chr(10), '<br>')}</p>" for item in items]
    return Message(_title(items), _fitting_body([full, brief, sentences, headlines], limit, "\n<hr>\n", "<p>{}</p>"))


def text_message(items: Sequence[AlertItem], limit: int) -> Message:
    """Return *items* as text of at most *limit* characters."""
    items = _retractions_first(items)
    full = [to_text(item) if isinstance(item, ChangeSummary) else _brief_text(item) for item in items]
    levels = [
        full,
        [_brief_text(item) for item in items],
        [_sentence(item) for item in items],
        [item.headline for item in items],
    ]
    return Message(_title(items), _fitting_body(levels, limit, "\n\n", "{}"))


def _retractions_first(items: Sequence[AlertItem]) -> list[AlertItem]:
    return sorted(items, key=lambda item: isinstance(item, ChangeSummary))


def _item_html(item: AlertItem) -> str:
    return to_html(item, marks=True) if isinstance(item, ChangeSummary) else f"<p>{_escaped(item.text)}</p>"


def _brief_text(item: AlertItem) -> str:
    return to_brief_text(item) if isinstance(item, ChangeSummary) else f"{item.headline}\n{item.text}"


def _sentence(item: AlertItem) -> str:
    """Return the headline of *item*, and below it what changed in one sentence."""
    sentence = item.sentence if isinstance(item, ChangeSummary) else ""
    return f"{item.headline}\n{sentence}" if sentence else item.headline


def _title(items: Sequence[AlertItem]) -> str:
    title = items[0].headline if len(items) == 1 else _counts(items)
    return title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1]}{_ELLIPSIS}"


def _counts(items: Sequence[AlertItem]) -> str:
    """Return how many changes are announced and withdrawn: "3 changes in 2 policies, 1 withdrawn"."""
    number = len({item.title for item in items})
    policies = counted(number, "policy", "policies") if number != 1 else "one policy"
    changes = sum(isinstance(item, ChangeSummary) for item in items)
    withdrawn = len(items) - changes
    if not changes:
        return f"{counted(withdrawn, 'change')} withdrawn in {policies}"
    title = f"{counted(changes, 'change')} in {policies}"
    return f"{title}, {withdrawn} withdrawn" if withdrawn else title


def _fitting_body(levels: Sequence[Sequence[str]], limit: int, separator: str, form: str) -> str:
    """Return the fullest of *levels* that has at most *limit* characters, each level a part for each item.

    If none fits, return as many parts of the last level as do, with a note of *form* on the rest.
    """
    for parts in levels:
        if len(body := separator.join(parts)) <= limit:
            return body
    parts, shown = levels[-1], len(levels[-1]) - 1
    while shown and len(_with_rest(parts, shown, separator, form)) > limit:
        shown -= 1
    return _with_rest(parts, shown, separator, form)


def _with_rest(parts: Sequence[str], shown: int, separator: str, form: str) -> str:
    rest = form.format(f"{_ELLIPSIS} and {len(parts) - shown} more: clausetrail timeline POLICY")
    return separator.join([*parts[:shown], rest])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
