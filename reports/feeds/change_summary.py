"""Summarize one change of one policy for feeds and alerts: as HTML, as text, and in a few lines.

Pure. Archived words are escaped, and control characters are shown instead of having an effect; only links of the web are
links. What is long is cut, with a note: a reader follows the links for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from clausetrail.reports.policy_view.figures import Figures, Matter
from clausetrail.reports.policy_view.measures import is_quiet
from clausetrail.reports.policy_view.policy_context import Memento, memento_of
from clausetrail.reports.timeline.timeline_document import ClausesOf, MementoLink
from clausetrail.reports.wording.change_sentence import framed_sentence
from clausetrail.reports.wording.escaping import PATH_SEPARATOR, first_words, visible
from clausetrail.reports.wording.redline_pieces import (
    CONTEXT_WORDS,
    Piece,
    change_notes,
    change_pieces,
    count_revision,
    fold_unchanged,
)
from clausetrail.reports.wording.version_phrases import candidate_phrase
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Change, Clause, Policy, Revision
from clausetrail.snapshots.significance.classify_change import weight

# Of a rewritten policy only the heaviest changes are shown; a longer mail is not read, and many servers refuse it.
_MAX_CHANGES = 40
_MAX_CHARACTERS = 4_000  # of one change
_PATH_WORDS = 12  # of each heading above a clause
_MARKS = {"insert": ("{+", "+}"), "delete": ("[-", "-]"), "moved-away": ("[>", ">]"), "moved-here": ("{<", "<}")}
_TAGS = {"insert": "ins", "delete": "del"}


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """One change of a clause: the name of its event, the headings above the clause, and its words."""

    name: str
    path: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()  # where the words that moved were, or are


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """The summary of a revision. *rest* is the number of its changes that are left out.

    *sentence* says what changed. *provisional* says why the newer text may not last, or is "". *is_switch* says that the page shows another document or
    language.
    """

    title: str
    when: str
    summary: str
    matters: tuple[Matter, ...]
    flags: tuple[tuple[str, str], ...]
    before: Memento
    after: Memento
    passages: tuple[ChangedPassage, ...]
    rest: int
    provisional: str = ""
    is_switch: bool = False
    sentence: str = ""

    @property
    def headline(self) -> str:
        """The change in one line: "Larkspur Records: changed between 2001-03-05 and 2002-06-18"."""
        if self.provisional:
            return f"{self.title}: provisional, a new text {self.provisional} ({self.when})"
        return f"{self.title}: changed {self.when}"

    @property
    def weight(self) -> int:
        """The weight of its heaviest change."""
        return max((matter.weight for matter in self.matters), default=0)


def summarize_change(
    revision: Revision, policy: Policy, clauses_of: ClausesOf, link: MementoLink, known: Figures | None = None
) -> ChangeSummary:
    """Return the summary of *revision* of *policy*; figures that are *known* already are not computed again."""
    figures = (known or Figures()).of_revision(revision, clauses_of)
    before, after = clauses_of(revision.older.text), clauses_of(revision.after.text)
    shown = _heaviest_changes(revision.changes, before, after)
    total = sum(not is_quiet(change, before, after) for change in revision.changes)
    return ChangeSummary(
        visible(policy.title or policy.name),
        between_dates(revision.before, revision.after),
        count_revision(revision),
        figures.matters,
        figures.flags,
        memento_of(revision.before.last, link),
        memento_of(revision.after.first, link),
        tuple(_passage(change, before, after) for change in shown),
        total - len(shown),
        candidate_phrase(revision.after) if revision.after.candidate else "",
        revision.switch is not None,
        framed_sentence(revision, figures.sentence),
    )


def _heaviest_changes(changes: Sequence[Change], before: Sequence[Clause], after: Sequence[Clause]) -> list[Change]:
    """Return the changes that are not quiet, in the order of the text; of too many, the heaviest."""
    loud = [change for change in changes if not is_quiet(change, before, after)]
    if len(loud) <= _MAX_CHANGES:
        return loud
    heaviest = sorted(range(len(loud)), key=lambda place: (-weight(loud[place], before, after), place))
    return [loud[place] for place in sorted(heaviest[:_MAX_CHANGES])]


def _passage(change: Change, before: Sequence[Clause], after: Sequence[Clause]) -> ChangedPassage:
    clause = after[change.after[0]] if change.after else before[change.before[0]]
    name = "moved" if change.event == "same" else f"{change.event}{' and moved' if change.moved else ''}"
    path = PATH_SEPARATOR.join(first_words(visible(part), _PATH_WORDS) for part in clause.path)
    pieces = change_pieces(change, before, after)
    if all(piece.style == "plain" for piece in pieces):  # a move: its first words are enough to recognise the clause
        first = first_words("".join(piece.text for piece in pieces), 2 * CONTEXT_WORDS)
        return ChangedPassage(name, path, (Piece("plain", first),))
    notes = tuple(change_notes(change, before, after))
    return ChangedPassage(name, path, tuple(_limited(fold_unchanged(pieces))), notes)


def _limited(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield *pieces* up to the limit of characters, then a note that the rest is cut."""
    left = _MAX_CHARACTERS
    for piece in pieces:
        yield Piece(piece.style, piece.text[:left])
        left -= len(piece.text)
        if left < 0:
            yield Piece("plain", " [\N{HORIZONTAL ELLIPSIS} cut here]")
            return


def to_html(summary: ChangeSummary, *, marks: bool = False) -> str:
    """Return *summary* with its redline as HTML of words and links only.

    With *marks*, deleted words are also marked as [-...-] and inserted ones as {+...+}, for readers without styles.
    """
    parts = [f"<p><b>{escape(summary.sentence)}</b></p>"] if summary.sentence else []
    parts.append(f"<p>{escape(_subject_line(summary))}</p>")
    parts += (f"<p><b>{escape(flag)}</b>: {escape(visible(why))}</p>" for flag, why in summary.flags)
    for passage in summary.passages:
        path = f" <small>{escape(passage.path)}</small>" if passage.path else ""
        words = "".join(_piece_html(piece, marks=marks) for piece in passage.pieces)
        parts.append(f"<h4>{escape(passage.name.capitalize())}{path}</h4><p>{words}</p>")
        parts += [f"<p><small>{escape(note)}</small></p>" for note in passage.notes]
    parts += [f"<p>{escape(_rest_line(summary))}</p>"] if summary.rest else []
    before, after = _anchor("last capture without it", summary.before), _anchor("first with it", summary.after)
    parts.append(f"<p>{before}, {after}</p>")
    return "\n".join(parts)


def _piece_html(piece: Piece, *, marks: bool) -> str:
    tag = _TAGS.get(piece.style)
    # Feed readers drop styles and classes, so words that moved are always marked by signs.
    text = escape(_marked(piece) if marks or (piece.style in _MARKS and not tag) else piece.text)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _anchor(name: str, memento: Memento) -> str:
    shown = f"{name}: {escape(memento.time)}"
    return f'<a href="{escape(memento.href)}">{shown}</a>' if memento.href else shown


def to_text(summary: ChangeSummary) -> str:
    """Return *summary* with its redline as text: deleted words as [-...-], inserted ones as {+...+}."""
    parts = [
        summary.headline,
        *_sentence_line(summary),
        _subject_line(summary),
        *(f"{flag}: {visible(why)}" for flag, why in summary.flags),
    ]
    for passage in summary.passages:
        parts.append(f"\n* {passage.name}{f': {passage.path}' if passage.path else ''}")
        parts.append("  " + "".join(map(_marked, passage.pieces)))
        parts += [f"  {note}" for note in passage.notes]
    parts += [f"\n{_rest_line(summary)}"] if summary.rest else []
    return "\n".join([*parts, "", *_link_lines(summary)])


def to_brief_text(summary: ChangeSummary) -> str:
    """Return *summary* as a few lines of text without the redline."""
    return "\n".join([summary.headline, *_sentence_line(summary), _subject_line(summary), *_link_lines(summary)])


def _sentence_line(summary: ChangeSummary) -> Iterator[str]:
    if summary.sentence:
        yield summary.sentence


def _link_lines(summary: ChangeSummary) -> Iterator[str]:
    yield f"last capture without it: {summary.before.href or summary.before.time}"
    yield f"first capture with it:   {summary.after.href or summary.after.time}"


def _marked(piece: Piece) -> str:
    begin, end = _MARKS.get(piece.style, ("", ""))
    return f"{begin}{piece.text}{end}"


def _subject_line(summary: ChangeSummary) -> str:
    matters = ", ".join(f"{matter.name} ({matter.changes})" for matter in summary.matters)
    subject = f"{summary.summary}; about: {matters}" if matters else summary.summary
    if summary.provisional:
        subject += (
            ". Provisional: the new text may not last. A later capture confirms it, or this message is withdrawn."
        )
    return subject


def _rest_line(summary: ChangeSummary) -> str:
    return f"\N{HORIZONTAL ELLIPSIS} and {counted(summary.rest, 'lighter change')}, which the two captures show"
