"""Blame: print since when each clause of a version is present, and since when each of its phrases has its words.

Pure: clause histories in, lines out. A clause that was absent for a time keeps its first date; its absences are listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.timeline import date_phrases
from clausetrail.reports.timeline.timeline_document import MementoLink, silence_documents
from clausetrail.reports.wording.escaping import first_words, quoted, visible
from clausetrail.reports.wording.redline_pieces import CONTEXT_WORDS, Line, Piece
from clausetrail.reports.wording.silence_phrases import enclosed_phrase
from clausetrail.reports.wording.version_phrases import IMPORTED_TEXT
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.history.versions import seen_on, uncertainty
from clausetrail.snapshots.identity.clause_history import ClauseHistory
from clausetrail.snapshots.identity.identity_tracker import IdentityTracker
from clausetrail.snapshots.identity.phrases import Phrase, dated_phrases, group_by_origin
from clausetrail.snapshots.identity.word_provenance import Origin, current_since
from clausetrail.snapshots.model import Capture, Clause, Policy, Version, iso_date

_MOST_NOTES = 6  # lines below a clause (absences, phrases, removed words), unless all are wanted
_MOST_QUOTED = 4  # phrases of one origin


@dataclass(frozen=True, slots=True)
class Blame:
    """The clauses of one version: the last one that *tracker* followed, of all *versions* of *policy*.

    *unreadable* are the captures from the first to the last one of the version that show nothing. *transient_captures* holds, by wording hash, the first capture that shows the wording in a text that appeared and
    disappeared.
    """

    policy: Policy
    versions: Sequence[Version]
    tracker: IdentityTracker
    link: MementoLink
    transient_captures: Mapping[int, Capture]
    unreadable: Sequence[UnreadableCapture] = ()

    @property
    def version(self) -> Version:
        """The version of the clauses."""
        return self.versions[self.tracker.version - 1]

    @property
    def histories(self) -> list[ClauseHistory]:
        """The histories of its clauses, in reading order."""
        return [self.tracker.histories[number] for number in self.tracker.current]

    def earlier_capture(self, history: ClauseHistory) -> Capture | None:
        """Return the first capture with a wording of the clause, if it is older than the version that added the clause."""
        seen = [self.transient_captures[mark] for mark in history.wording_hashes if mark in self.transient_captures]
        first = min(seen, key=lambda capture: capture.timestamp, default=None)
        added = self.versions[history.present_since - 1].first.timestamp
        return first if first and first.timestamp < added else None


def first_transient_captures(
    versions: Sequence[Version], clauses_of: Callable[[str], Sequence[Clause]], wording_hash: Callable[[str], int]
) -> dict[int, Capture]:
    """Return the first capture of each wording in the transient texts of *versions*, by its *wording_hash*."""
    first: dict[int, Capture] = {}
    for text in (text for version in versions for text in version.faces):
        for clause in clauses_of(text.text):
            known = first.setdefault(wording_hash(clause.text), text.first)
            if text.first.timestamp < known.timestamp:
                first[wording_hash(clause.text)] = text.first
    return first


def blame_lines(blame: Blame, at: str = "", *, full: bool = False) -> Iterator[Line]:
    """Yield the blame line by line; *at* is the time that was asked for, 14 digits or "". If *full*, nothing is folded."""
    version = blame.version
    yield (Piece("title", visible(blame.policy.title or blame.policy.name)),)
    silent = f"; {visible(enclosed_phrase(version, blame.unreadable))}" if blame.unreadable else ""
    yield (Piece("plain", f"Version {version.number} of {len(blame.versions)}: {seen_on(version)}{silent}"),)
    yield (Piece("note", f"  {blame.link(version.first)}"),)
    if at and (unsure := uncertainty(blame.versions, blame.version, at)):
        yield (Piece("note", f"  {unsure}"),)
    for history in blame.histories:
        yield ()
        yield from _clause_lines(blame, history, full=full)


def _clause_lines(blame: Blame, history: ClauseHistory, *, full: bool) -> Iterator[Line]:
    clause, name = history.clause, blame.tracker.clause_id(history.number)
    yield (
        Piece("heading", name),
        Piece("note", f"  {date_phrases.since_phrase(blame.versions, history.present_since)}"),
    )
    label = f"{visible(clause.label)} " if clause.label else ""
    text = visible(clause.text)
    yield (Piece("plain", f"  {label}{text if full else first_words(text, 3 * CONTEXT_WORDS)}"),)
    notes = [*_clause_notes(blame, history, full=full), *_phrase_notes(blame, history)]
    for note in notes if full else notes[:_MOST_NOTES]:
        yield (Piece("note", f"    {visible(note)}"),)
    if not full and len(notes) > _MOST_NOTES:
        yield (Piece("note", f"    and {len(notes) - _MOST_NOTES} more (--full)"),)


def _clause_notes(blame: Blame, history: ClauseHistory, *, full: bool) -> Iterator[str]:
    """Yield what qualifies the date of a clause."""
    if history.parents:
        yield "split from " + ", ".join(blame.tracker.clause_id(parent) for parent in history.parents)
    if earlier := blame.earlier_capture(history):
        yield f"seen before on {iso_date(earlier.timestamp)}, in a text that appeared and disappeared"
    if blame.versions[history.present_since - 1].is_imported:
        yield f"first seen in a text that was {IMPORTED_TEXT}"
    yield from date_phrases.absence_phrases(blame.versions, history, full=full)


def _phrase_notes(blame: Blame, history: ClauseHistory) -> Iterator[str]:
    """Yield since when phrases are present that the clause did not have when it was added, and where words were removed."""
    phrases = dated_phrases(history.clause.text, history.provenance)
    by_origin = group_by_origin(phrases)
    for number, (origin, same_origin) in enumerate(by_origin.items()):
        if number:
            yield f"{_quotes(same_origin)}: {_origin_phrase(blame, origin)}"
        elif origin != Origin(history.present_since):
            yield f"{'most of the words' if len(by_origin) > 1 else 'all words'}: {_origin_phrase(blame, origin)}"
    for phrase in phrases:
        if phrase.cut_before > current_since(phrase.origin):
            removed = date_phrases.appeared_phrase(blame.versions, phrase.cut_before)
            yield f"words before {quoted(first_words(phrase.text, CONTEXT_WORDS))} were removed {removed}"
    newest = max((max(phrase.cut_before, current_since(phrase.origin)) for phrase in phrases), default=None)
    if newest is not None and history.wording_since > newest:
        yield f"words were last removed {date_phrases.appeared_phrase(blame.versions, history.wording_since)}"


def _origin_phrase(blame: Blame, origin: Origin) -> str:
    since = date_phrases.since_phrase(blame.versions, origin.since)
    if not origin.restored_in:
        return since
    return f"{since}, then absent, and again {date_phrases.appeared_phrase(blame.versions, origin.restored_in)}"


def _quotes(phrases: Sequence[Phrase]) -> str:
    quotes = [quoted(first_words(phrase.text, CONTEXT_WORDS)) for phrase in phrases[:_MOST_QUOTED]]
    more = [f"and {len(phrases) - _MOST_QUOTED} more"] if len(phrases) > _MOST_QUOTED else []
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
        "silent": silence_documents(blame.unreadable),
        "clauses": [_clause_document(blame, history) for history in blame.histories],
    }


def _clause_document(blame: Blame, history: ClauseHistory) -> dict[str, Any]:
    clause, versions, link = history.clause, blame.versions, blame.link
    earlier = blame.earlier_capture(history)
    return {
        "id": blame.tracker.clause_id(history.number),
        "label": clause.label,
        "text": clause.text,
        "path": list(clause.path),
        "kind": str(clause.kind),
        "since": date_phrases.appearance_document(versions, history.present_since, link),
        "reads_so_since": date_phrases.appearance_document(versions, history.wording_since, link),
        "split_from": [blame.tracker.clause_id(parent) for parent in history.parents],
        "seen_in_passing": earlier.timestamp if earlier else None,
        "absences": [
            {
                "gone": date_phrases.appearance_document(versions, removed, link),
                "back": date_phrases.appearance_document(versions, restored, link),
            }
            for removed, restored in history.absences
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
            for phrase in dated_phrases(clause.text, history.provenance)
        ],
    }
