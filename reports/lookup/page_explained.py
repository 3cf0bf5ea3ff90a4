"""Print how a saved page was read, so that a person can check it: what was kept as what, what was dropped, and why.

Pure. No meaning depends on colour: kept passages begin with "+", or with "?" where they are doubtful, dropped ones with "-".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from clausetrail.reports.wording.escaping import first_words, visible
from clausetrail.reports.wording.redline_pieces import Line, Piece
from clausetrail.reports.wording.version_phrases import reason_and_detail
from clausetrail.snapshots.model import Block, Clause, Kind, Verdict
from clausetrail.snapshots.zones.place import CERTAIN, Place

_DROPPED_WORDS = 30  # of a dropped passage that are shown, unless all are wanted
_FACT_WORDS = 60  # of a line of the summary
_KIND_COLUMN = 14  # characters: the kind of a kept passage, or the reason of a dropped one
_FACT_COLUMN = 10  # characters: the name of a line of the summary


@dataclass(frozen=True, slots=True)
class DroppedPassage:
    """A passage that was dropped, the name of the rule that dropped it, and an explanation of the rule."""

    reason: str
    meaning: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """One saved page and how it was read.

    *passages* are the kept and the dropped ones in the order of the page. *language* is detected from the words with
    *confidence* (0 to 1; 0 where it is not detected), *declared* is the language in the page's markup. *places* and *doubts*
    are parallel to *clauses*, *block_doubts* to the kept passages: why each is doubtful by this page alone, or "" where it is
    certain. All three are empty for a page without markup.
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
    passages: tuple[Block | DroppedPassage, ...]
    frames: tuple[str, ...]
    notes: tuple[str, ...]
    places: tuple[Place, ...] = ()
    doubts: tuple[str, ...] = ()
    block_doubts: tuple[str, ...] = ()

    @property
    def dropped(self) -> tuple[DroppedPassage, ...]:
        """The passages that were dropped, in the order of the page."""
        return tuple(passage for passage in self.passages if isinstance(passage, DroppedPassage))

    @property
    def words(self) -> int:
        """The number of words that were kept."""
        return sum(len(clause.text.split()) for clause in self.clauses)


def page_document(page: ExplainedPage, languages: Sequence[str]) -> dict[str, Any]:
    """Return *page* as plain values for JSON; *languages* are those of its clauses."""
    places = page.places or (CERTAIN,) * len(page.clauses)
    doubts = page.doubts or ("",) * len(page.clauses)
    return {
        "file": page.name,
        "form": page.form,
        "verdict": str(page.verdict),
        "reason": page.reason,
        "encoding": page.encoding,
        "title": page.title,
        "language": page.language,
        "language_confidence": page.confidence,
        "language_declared": page.declared,
        "words": page.words,
        "fingerprint": page.fingerprint,
        "clauses": [
            {
                "kind": str(clause.kind),
                "level": clause.level,
                "label": clause.label,
                "text": clause.text,
                "path": list(clause.path),
                "links": list(clause.links),
                "language": language,
                "zone": "doubtful" if doubt else "certain",
                "doubt": doubt,
                "region": str(place.region),
                "part": place.role,
                "hidden": place.hidden,
                "opened_by_control": place.opened,
            }
            for clause, language, place, doubt in zip(page.clauses, languages, places, doubts, strict=True)
        ],
        "dropped": [
            {"reason": passage.reason, "meaning": passage.meaning, "text": passage.text} for passage in page.dropped
        ],
        "frames": list(page.frames),
        "notes": list(page.notes),
    }


def text_lines(clauses: Iterable[Clause]) -> Iterator[Line]:
    """Yield *clauses* one a line, marked as in Markdown: headings by their level, items by their depth."""
    first = True
    for clause in clauses:
        if clause.kind is Kind.HEADING:
            if not first:
                yield ()
            yield (Piece("heading", f"{'#' * _heading_level(clause)} {visible(clause.labelled_text)}"),)
        else:
            yield (Piece("plain", _indent(clause) + visible(clause.labelled_text)),)
        first = False


def _heading_level(clause: Clause) -> int:
    """Return the level of a heading, 1 to 6. A bold line that serves as a heading has none: it gets the level below its path."""
    return clause.level if 0 < clause.level < 7 else min(len(clause.path) + 1, 6)


def _indent(clause: Clause) -> str:
    if clause.kind is Kind.ITEM:
        return "  " * max(clause.level - 1, 0) + ("" if any(map(str.isalnum, clause.label)) else "- ")
    return ""


def explanation_lines(page: ExplainedPage, *, full: bool = False) -> Iterator[Line]:
    """Yield the summary of *page*, its kept and dropped passages in order, then an explanation of each rule that dropped some."""
    yield from _summary(page)
    yield ()
    doubts = iter(page.block_doubts)
    for passage in page.passages:
        if isinstance(passage, DroppedPassage):
            yield _dropped_line(passage, full=full)
        else:
            yield _kept_line(passage, next(doubts, ""))
    meanings = {passage.reason: passage.meaning for passage in page.dropped}
    if meanings:
        yield ()
        yield (Piece("title", "Why passages were dropped"),)
    for reason in sorted(meanings):
        yield (Piece("note", f"  {visible(reason)}: {visible(meanings[reason])}"),)


def _summary(page: ExplainedPage) -> Iterator[Line]:
    yield (Piece("title", visible(page.name)),)
    verdict, evidence = reason_and_detail(page.verdict, page.reason)
    reason = f": {evidence}" if evidence else ""
    size = f", {_count(page.words, 'word')} in {_count(len(page.clauses), 'clause')}"
    facts = {
        "title": page.title or "none",
        "verdict": f"{verdict}{reason}{size}",
        "form": f"{page.form}, read as {page.encoding}" if page.encoding else page.form,
        "language": _language(page),
        "doubtful": _doubt_counts(page),
        "dropped": _dropped_counts(page.dropped),
        "frames": ", ".join(page.frames),
        "note": " ".join(page.notes),
    }
    for name, fact in facts.items():
        if fact:
            line = first_words(visible(fact), _FACT_WORDS)
            yield (Piece("note", f"  {name:<{_FACT_COLUMN}}"), Piece("plain", line))


def _language(page: ExplainedPage) -> str:
    detected = f"{page.language} detected ({page.confidence:.2f})" if page.confidence else "not detected"
    return f"{detected}; declared: {page.declared or 'none'}"


def _dropped_counts(dropped: Sequence[DroppedPassage]) -> str:
    if not dropped:
        return "nothing"
    counts = Counter(passage.reason for passage in dropped)
    reasons = ", ".join(f"{reason} {count}" for reason, count in counts.most_common())
    words = sum(len(passage.text.split()) for passage in dropped)
    return f"{_count(len(dropped), 'passage')}, {_count(words, 'word')}: {reasons}"


def _doubt_counts(page: ExplainedPage) -> str:
    doubted = [(clause, doubt) for clause, doubt in zip(page.clauses, page.doubts, strict=bool(page.doubts)) if doubt]
    if not doubted:
        return ""
    words = sum(len(clause.text.split()) for clause, _ in doubted)
    reasons = ", ".join(f"{reason} {count}" for reason, count in Counter(doubt for _, doubt in doubted).most_common())
    return f"{_count(len(doubted), 'clause')}, {_count(words, 'word')}: {reasons}"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}{'s' * (number != 1)}"


def _kept_line(block: Block, doubt: str) -> Line:
    kind = f"{block.kind} {block.level}" if block.kind is Kind.HEADING and block.level else str(block.kind)
    words = visible(f"{block.label} {block.text}".strip())
    style = "heading" if block.kind is Kind.HEADING else "plain"
    line = (Piece("note", f"{'?' if doubt else '+'} {kind:<{_KIND_COLUMN}} "), Piece(style, words))
    return (*line, Piece("note", f" [doubtful: {doubt}]")) if doubt else line


def _dropped_line(passage: DroppedPassage, *, full: bool) -> Line:
    words = visible(passage.text)
    return (
        Piece("note", f"- {visible(passage.reason):<{_KIND_COLUMN}} "),
        Piece("delete", words if full else first_words(words, _DROPPED_WORDS)),
    )
