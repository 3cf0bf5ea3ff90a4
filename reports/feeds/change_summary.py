"""One change of one policy as news: what a feed and an alert say of it, as HTML, as text, and in one line.

Pure. Archived words are escaped, their control signs shown and never obeyed; only links of the web are links. What is
long is cut, and says so: who reads news follows the links for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from clausetrail.reports.policy_view.figures import Figures, Matter
from clausetrail.reports.policy_view.measures import is_quiet
from clausetrail.reports.policy_view.policy_context import Memento, memento_of
from clausetrail.reports.timeline.timeline_document import ClausesOf, MementoLink
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, first_words, visible
from clausetrail.reports.wording.redline_pieces import (
    CONTEXT_WORDS,
    Piece,
    change_pieces,
    count_changes,
    fold_unchanged,
)
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Change, Clause, Policy, Revision
from clausetrail.snapshots.significance.classify_change import weight

# Of a rewritten policy the heaviest changes are told; a mail of more is not read, and many servers refuse it.
_MOST_CHANGES = 40
_MOST_LETTERS = 4_000  # of one change
_MARKS = {"insert": ("{+", "+}"), "delete": ("[-", "-]")}
_TAGS = {"insert": "ins", "delete": "del"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One change of a clause: what happened, under which headings, its words."""

    name: str
    path: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """A revision, told: *rest* is how many of its changes are left out."""

    title: str
    when: str
    summary: str
    matters: tuple[Matter, ...]
    flags: tuple[tuple[str, str], ...]
    before: Memento
    after: Memento
    passages: tuple[Passage, ...]
    rest: int

    @property
    def headline(self) -> str:
        """The news in one line: "Larkspur Records: changed between 2001-03-05 and 2002-06-18"."""
        return f"{self.title}: changed {self.when}"

    @property
    def weight(self) -> int:
        """The weight of its heaviest change."""
        return max((matter.weight for matter in self.matters), default=0)


def summarize_change(
    revision: Revision, policy: Policy, clauses_of: ClausesOf, link: MementoLink, known: Figures | None = None
) -> ChangeSummary:
    """Return *revision* of *policy* as news; what is *known* of it already is not told again."""
    figures = (known or Figures()).of_revision(revision, clauses_of)
    before, after = clauses_of(revision.before.text), clauses_of(revision.after.text)
    told = _told(revision.changes, before, after)
    loud = sum(not is_quiet(change, before, after) for change in revision.changes)
    return ChangeSummary(
        visible(policy.title or policy.name),
        between_dates(revision.before, revision.after),
        count_changes(revision.changes),
        figures.matters,
        figures.flags,
        memento_of(revision.before.last, link),
        memento_of(revision.after.first, link),
        tuple(_passage(change, before, after) for change in told),
        loud - len(told),
    )


def _told(changes: Sequence[Change], before: Sequence[Clause], after: Sequence[Clause]) -> list[Change]:
    """Return the changes that are worth words, in the order of the text: of many the heaviest."""
    loud = [change for change in changes if not is_quiet(change, before, after)]
    if len(loud) <= _MOST_CHANGES:
        return loud
    heaviest = sorted(range(len(loud)), key=lambda place: (-weight(loud[place], before, after), place))
    return [loud[place] for place in sorted(heaviest[:_MOST_CHANGES])]


def _passage(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> Passage:
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    name = "moved" if change.event == "same" else f"{change.event}{' and moved' if change.moved else ''}"
    path = PATH_SEPARATOR.join(first_words(visible(part), 12) for part in clause.path)
    told = change_pieces(change, before, after)
    if all(piece.style == "plain" for piece in told):  # it moved: its first words say which one
        first = first_words("".join(piece.text for piece in told), 2 * CONTEXT_WORDS)
        return Passage(name, path, (Piece("plain", first),))
    return Passage(name, path, tuple(_cut(fold_unchanged(told))))


def _cut(pieces: Sequence[Piece]) -> Iterator[Piece]:
    left = _MOST_LETTERS
    for piece in pieces:
        yield Piece(piece.style, piece.text[:left])
        left -= len(piece.text)
        if left < 0:
            yield Piece("plain", " [\N{HORIZONTAL ELLIPSIS} cut here]")
            return


def to_html(one: ChangeSummary, *, marks: bool = False) -> str:
    """Return the redline of *one* as HTML of nothing but words and links.

    With *marks* struck words stand in [-...-] and inserted ones in {+...+} as well, for readers that show no style.
    """
    told = [f"<p>{escape(_line(one))}</p>"]
    told += (f"<p><b>{escape(flag)}</b>: {escape(visible(why))}</p>" for flag, why in one.flags)
    for passage in one.passages:
        path = f" <small>{escape(passage.path)}</small>" if passage.path else ""
        shown = "".join(_html(piece, marks=marks) for piece in passage.pieces)
        told.append(f"<h4>{escape(passage.name.capitalize())}{path}</h4><p>{shown}</p>")
    told += [f"<p>{escape(_rest(one))}</p>"] if one.rest else []
    told.append(f"<p>{_anchor('last capture without it', one.before)}, {_anchor('first with it', one.after)}</p>")
    return "\n".join(told)


def _html(piece: Piece, *, marks: bool) -> str:
    tag, (begin, end) = _TAGS.get(piece.style), _MARKS.get(piece.style, ("", ""))
    text = escape(f"{begin}{piece.text}{end}" if marks else piece.text)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _anchor(name: str, one: Memento) -> str:
    shown = f"{name}: {escape(one.time)}"
    return f'<a href="{escape(one.href)}">{shown}</a>' if one.href else shown


def to_text(one: ChangeSummary) -> str:
    """Return the redline of *one* as text: struck words as [-...-], inserted ones as {+...+}."""
    told = [one.headline, _line(one), *(f"{flag}: {visible(why)}" for flag, why in one.flags)]
    for passage in one.passages:
        told.append(f"\n* {passage.name}{f': {passage.path}' if passage.path else ''}")
        told.append("  " + "".join("".join(_between(piece)) for piece in passage.pieces))
    told += [f"\n{_rest(one)}"] if one.rest else []
    return "\n".join([*told, "", *_links(one)])


def to_brief(one: ChangeSummary) -> str:
    """Return *one* as a few lines of text without the words."""
    return "\n".join([one.headline, _line(one), *_links(one)])


def _links(one: ChangeSummary) -> Iterator[str]:
    yield f"last capture without it: {one.before.href or one.before.time}"
    yield f"first capture with it:   {one.after.href or one.after.time}"


def _between(piece: Piece) -> tuple[str, str, str]:
    begin, end = _MARKS.get(piece.style, ("", ""))
    return begin, piece.text, end


def _line(one: ChangeSummary) -> str:
    matters = ", ".join(f"{matter.name} ({matter.changes})" for matter in one.matters)
    return f"{one.summary}; about: {matters}" if matters else one.summary


def _rest(one: ChangeSummary) -> str:
    return f"\N{HORIZONTAL ELLIPSIS} and {one.rest} lighter changes, which the two captures show"
