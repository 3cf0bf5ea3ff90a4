"""Blame: every clause of a version with since when it stands, and every phrase with since when it reads so.

Pure: lives in, lines out. A clause that was away and came back keeps its first date, and is said to have been away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.timeline import date_phrases
from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import CONTEXT_WORDS, Line, Piece
from clausetrail.snapshots.history.versions import seen_on, uncertainty
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.phrases import Phrase, current_since, dated_phrases, group_by_origin
from clausetrail.snapshots.identity.word_provenance import Origin
from clausetrail.snapshots.model import Capture, Clause, Policy, Version, iso_date

_MOST_LINES = 6  # of phrases and of absences, where not all is asked for
_MOST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Blame:
    """What is blamed: the last version that *tracker* followed, among all *versions* of *policy*.

    *glimpsed* says where the words of a mark were seen before they stood: in a text that came and went.
    """

    policy: Policy
    versions: Sequence[Version]
    tracker: IdentityTracker
    link: MementoLink
    glimpsed: Mapping[int, Capture]

    @property
    def version(self) -> Version:
        """The version that is blamed."""
        return self.versions[self.tracker.version - 1]

    @property
    def lives(self) -> list[ClauseHistory]:
        """The lives of its clauses, in order."""
        return [self.tracker.histories[number] for number in self.tracker.current]

    def glimpse(self, life: ClauseHistory) -> Capture | None:
        """Return the first capture that showed the words of *life* in passing, before they stood."""
        seen = [self.glimpsed[mark] for mark in life.wording_hashes if mark in self.glimpsed]
        first = min(seen, key=lambda capture: capture.timestamp, default=None)
        before = self.versions[life.added_in - 1].first.timestamp
        return first if first and first.timestamp < before else None


def first_transient_captures(
    versions: Sequence[Version], clauses_of: Callable[[str], Sequence[Clause]], mark: Callable[[str], int]
) -> dict[int, Capture]:
    """Return the first capture of each wording that the faces of *versions* show, by its mark."""
    told: dict[int, Capture] = {}
    for face in (face for version in versions for face in version.faces):
        for clause in clauses_of(face.text):
            held = told.setdefault(mark(clause.text), face.first)
            if face.first.timestamp < held.timestamp:
                told[mark(clause.text)] = face.first
    return told


def blame_lines(blame: Blame, at: str = "", *, full: bool = False) -> Iterator[Line]:
    """Yield the blame line by line; *at* is the time that was asked for, as 14 digits. *full* folds nothing."""
    version = blame.version
    yield (Piece("title", visible(blame.policy.title or blame.policy.name)),)
    yield (Piece("plain", f"Version {version.number} of {len(blame.versions)}: {seen_on(version)}"),)
    yield (Piece("note", f"  {blame.link(version.first)}"),)
    if at and (unsure := uncertainty(blame.versions, blame.version, at)):
        yield (Piece("note", f"  {unsure}"),)
    for life in blame.lives:
        yield ()
        yield from _clause(blame, life, full=full)


def _clause(blame: Blame, life: ClauseHistory, *, full: bool) -> Iterator[Line]:
    clause, name = life.clause, blame.tracker.clause_id(life.number)
    yield (Piece("heading", name), Piece("note", f"  {date_phrases.since_phrase(blame.versions, life.added_in)}"))
    label = f"{visible(clause.label)} " if clause.label else ""
    text = visible(clause.text)
    yield (Piece("plain", f"  {label}{text if full else first_words(text, 3 * CONTEXT_WORDS)}"),)
    notes = [*_notes(blame, life, full=full), *_phrases(blame, life)]
    for note in notes if full else notes[:_MOST_LINES]:
        yield (Piece("note", f"    {visible(note)}"),)
    if not full and len(notes) > _MOST_LINES:
        yield (Piece("note", f"    and {len(notes) - _MOST_LINES} more (--full)"),)


def _notes(blame: Blame, life: ClauseHistory, *, full: bool) -> Iterator[str]:
    """Yield what qualifies the date of a clause."""
    if life.parents:
        yield "split from " + ", ".join(blame.tracker.clause_id(parent) for parent in life.parents)
    if glimpse := blame.glimpse(life):
        yield f"seen in passing before: {iso_date(glimpse.timestamp)}, in a text that came and went"
    if blame.versions[life.added_in - 1].is_imported:
        yield "first seen in an imported text, cleaned by others"
    yield from date_phrases.absence_phrases(blame.versions, life, full=full)


def _phrases(blame: Blame, life: ClauseHistory) -> Iterator[str]:
    """Yield since when the words read so, where they did not all come with the clause."""
    cut = dated_phrases(life.clause.text, life.provenance)
    told = group_by_origin(cut)
    for number, (origin, held) in enumerate(told.items()):
        if number:
            yield f"{_quoted(held)}: {_since(blame, origin)}"
        elif origin != Origin(life.added_in):
            yield f"{'most of its words' if len(told) > 1 else 'its words'}: {_since(blame, origin)}"
    for phrase in cut:
        if phrase.cut_before > current_since(phrase.origin):
            yield f"words were taken out before “{first_words(phrase.text, CONTEXT_WORDS)}” {date_phrases.appeared_phrase(blame.versions, phrase.cut_before)}"
    if life.wording_since > max(
        (max(phrase.cut_before, current_since(phrase.origin)) for phrase in cut), default=life.wording_since
    ):
        yield f"words were last taken out {date_phrases.appeared_phrase(blame.versions, life.wording_since)}"


def _since(blame: Blame, origin: Origin) -> str:
    again = (
        f", then away, and again {date_phrases.appeared_phrase(blame.versions, origin.restored_in)}"
        if origin.restored_in
        else ""
    )
    return f"{date_phrases.since_phrase(blame.versions, origin.since)}{again}"


def _quoted(held: Sequence[Phrase]) -> str:
    quotes = [f"“{first_words(phrase.text, CONTEXT_WORDS)}”" for phrase in held[:_MOST_QUOTED]]
    more = [f"and {len(held) - _MOST_QUOTED} more"] if len(held) > _MOST_QUOTED else []
    return ", ".join(quotes + more)


def blame_document(blame: Blame) -> dict[str, Any]:
    """Return the blame as plain values for JSON. Times are 14 archive digits, in UTC."""
    version = blame.version
    return {
        "policy": blame.policy.name,
        "version": version.number,
        "of": len(blame.versions),
        "first_seen": version.first.timestamp,
        "last_seen": version.last.timestamp,
        "first_memento": blame.link(version.first),
        "last_memento": blame.link(version.last),
        "clauses": [_clause_document(blame, life) for life in blame.lives],
    }


def _clause_document(blame: Blame, life: ClauseHistory) -> dict[str, Any]:
    clause, versions, link = life.clause, blame.versions, blame.link
    glimpse = blame.glimpse(life)
    return {
        "id": blame.tracker.clause_id(life.number),
        "label": clause.label,
        "text": clause.text,
        "path": list(clause.path),
        "kind": str(clause.kind),
        "since": date_phrases.appearance_document(versions, life.added_in, link),
        "reads_so_since": date_phrases.appearance_document(versions, life.wording_since, link),
        "split_from": [blame.tracker.clause_id(parent) for parent in life.parents],
        "seen_in_passing": glimpse.timestamp if glimpse else None,
        "absences": [
            {
                "gone": date_phrases.appearance_document(versions, gone, link),
                "back": date_phrases.appearance_document(versions, back, link),
            }
            for gone, back in life.absences
        ],
        "phrases": [
            {
                "text": phrase.text,
                "since": date_phrases.appearance_document(versions, phrase.origin.since, link),
                "again": date_phrases.appearance_document(versions, phrase.origin.restored_in, link)
                if phrase.origin.restored_in
                else None,
                "words_before_taken_out": date_phrases.appearance_document(versions, phrase.cut_before, link)
                if phrase.cut_before
                else None,
            }
            for phrase in dated_phrases(clause.text, life.provenance)
        ],
    }
