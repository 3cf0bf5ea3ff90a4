"""A saved page as it was read, for a person to see and correct: what was kept as what, what was dropped, and why.

Pure. No meaning hangs on colour: what was kept begins with "+", what was dropped with "-" and stands in brackets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.snapshots.model import Block, Clause, Kind, Verdict

_WORDS = 30  # of a dropped passage that are shown, unless all are asked for
_NARROW = 14  # letters, of the column that says what a passage is


@dataclass(frozen=True, slots=True)
class DroppedPassage:
    """A passage that was left out, the rule that did it, and what the rule means."""

    reason: str
    meaning: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """What one saved page shows, and how it was read.

    *told* holds what was kept and what was dropped in the order of the page; *language* is that of the words with
    the confidence in it, *declared* what the page says itself; *language* of a clause is asked only by programs.
    """

    name: str
    form: str
    verdict: Verdict
    reason: str
    encoding: str
    title: str
    language: str
    confidence: float
    declared: str
    fingerprint: str
    clauses: tuple[Clause, ...]
    told: tuple[Block | DroppedPassage, ...]
    frames: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def dropped(self) -> tuple[DroppedPassage, ...]:
        return tuple(piece for piece in self.told if isinstance(piece, DroppedPassage))

    @property
    def words(self) -> int:
        return sum(len(clause.text.split()) for clause in self.clauses)


def page_document(seen: ExplainedPage, languages: Sequence[str]) -> dict[str, Any]:
    """Return *seen* as plain values for JSON; *languages* are those of its clauses."""
    return {
        "file": seen.name,
        "form": seen.form,
        "verdict": str(seen.verdict),
        "reason": seen.reason,
        "encoding": seen.encoding,
        "title": seen.title,
        "language": seen.language,
        "language_confidence": seen.confidence,
        "language_declared": seen.declared,
        "words": seen.words,
        "fingerprint": seen.fingerprint,
        "clauses": [
            {
                "kind": str(clause.kind),
                "level": clause.level,
                "label": clause.label,
                "text": clause.text,
                "path": list(clause.path),
                "links": list(clause.links),
                "language": language,
            }
            for clause, language in zip(seen.clauses, languages, strict=True)
        ],
        "dropped": [{"reason": piece.reason, "meaning": piece.meaning, "text": piece.text} for piece in seen.dropped],
        "frames": list(seen.frames),
        "notes": list(seen.notes),
    }


def text_lines(clauses: Iterable[Clause]) -> Iterator[Line]:
    """Yield *clauses* one a line, with marks that Markdown knows: headings by their level, items by their depth."""
    first = True
    for clause in clauses:
        if clause.kind is Kind.HEADING:
            if not first:
                yield ()
            yield (Piece("heading", f"{'#' * _level(clause)} {visible(clause.words)}"),)
        else:
            yield (Piece("plain", _indent(clause) + visible(clause.words)),)
        first = False


def _level(clause: Clause) -> int:
    """Return the level of a heading: a bold line that acts as one has none, and stands below those above it."""
    return clause.level if 0 < clause.level < 7 else min(len(clause.path) + 1, 6)


def _indent(clause: Clause) -> str:
    if clause.kind is Kind.ITEM:
        return "  " * max(clause.level - 1, 0) + ("" if any(map(str.isalnum, clause.label)) else "- ")
    return ""


def explanation_lines(seen: ExplainedPage, *, full: bool = False) -> Iterator[Line]:
    """Yield how *seen* was read, then what was kept and dropped in the order of the page, then what the rules mean."""
    yield from _summary(seen)
    yield ()
    for piece in seen.told:
        yield _dropped(piece, full=full) if isinstance(piece, DroppedPassage) else _kept(piece)
    meanings = {piece.reason: piece.meaning for piece in seen.dropped}
    if meanings:
        yield ()
        yield (Piece("title", "Why passages were dropped"),)
    for reason in sorted(meanings):
        yield (Piece("note", f"  {visible(reason)}: {visible(meanings[reason])}"),)


def _summary(seen: ExplainedPage) -> Iterator[Line]:
    yield (Piece("title", visible(seen.name)),)
    why = f": {seen.reason}" if seen.reason else ""
    held = f", {_many(seen.words, 'word')} in {_many(len(seen.clauses), 'clause')}"
    facts = {
        "title": seen.title or "none",
        "verdict": f"{seen.verdict}{why}{held}",
        "form": f"{seen.form}, read as {seen.encoding}" if seen.encoding else seen.form,
        "language": _language(seen),
        "dropped": _counted(seen.dropped),
        "frames": ", ".join(seen.frames),
        "note": " ".join(seen.notes),
    }
    for name, fact in facts.items():
        if fact:
            yield (Piece("note", f"  {name:<10}"), Piece("plain", first_words(visible(fact), 60)))


def _language(seen: ExplainedPage) -> str:
    declared = f"; the page declares {seen.declared}" if seen.declared else "; the page declares none"
    told = f"{seen.language} by its words ({seen.confidence:.2f})" if seen.confidence else "not told by its words"
    return told + declared


def _counted(dropped: Sequence[DroppedPassage]) -> str:
    if not dropped:
        return "nothing"
    counts = Counter(piece.reason for piece in dropped)
    reasons = ", ".join(f"{reason} {count}" for reason, count in counts.most_common())
    words = sum(len(piece.text.split()) for piece in dropped)
    return f"{_many(len(dropped), 'passage')}, {_many(words, 'word')}: {reasons}"


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}{'s' * (count != 1)}"


def _kept(block: Block) -> Line:
    kind = f"{block.kind} {block.level}" if block.kind is Kind.HEADING and block.level else str(block.kind)
    words = visible(f"{block.label} {block.text}".strip())
    style = "heading" if block.kind is Kind.HEADING else "plain"
    return (Piece("note", f"+ {kind:<{_NARROW}} "), Piece(style, words))


def _dropped(piece: DroppedPassage, *, full: bool) -> Line:
    words = visible(piece.text)
    return (
        Piece("note", f"- {visible(piece.reason):<{_NARROW}} "),
        Piece("delete", words if full else first_words(words, _WORDS)),
    )
