"""Print the whole text of one version, with its dates and its capture: as lines, and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clausetrail.reports.timeline.timeline_document import MementoLink, silence_documents, version_document
from clausetrail.reports.wording.elsewhere_phrases import elsewhere_count, elsewhere_document
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.silence_phrases import enclosed_phrase
from clausetrail.reports.wording.version_phrases import capture_count
from clausetrail.snapshots.history.unreadable_captures import UnreadableCapture
from clausetrail.snapshots.history.versions import seen_on
from clausetrail.snapshots.model import Clause, DoubtfulClause, Kind, Version, iso_date


def version_lines(
    version: Version,
    of: int,
    title: str,
    clauses: tuple[Clause, ...],
    link: MementoLink,
    doubt: str = "",
    unreadable: Sequence[UnreadableCapture] = (),
    elsewhere: Sequence[DoubtfulClause] = (),
) -> Iterator[str]:
    """Yield the title, number (*of* how many), dates, capture, *doubt* (a sentence or "") and text of *version*.

    *unreadable* are the captures from its first to its last one that show nothing, *elsewhere* are the clauses elsewhere on the
    page of its first capture, which end the output with the reason of each.
    """
    yield visible(title)
    silent = f"; {visible(enclosed_phrase(version, unreadable))}" if unreadable else ""
    yield f"Version {version.number} of {of}: {seen_on(version)}, {capture_count(version.sightings)}{silent}"
    yield visible(f"  {version.first.original}")
    yield visible(f"  {link(version.first)}")
    if doubt:
        yield f"  {doubt}"
    for clause in clauses:
        indent = "    " * clause.level if clause.kind is Kind.ITEM else ""
        yield from ("", f"{indent}{visible(clause.labelled_text)}")
    if elsewhere:
        yield from ("", f"On {iso_date(version.first.timestamp)}: {elsewhere_count(len(elsewhere))}:")
    for one in elsewhere:
        yield f"    {visible(one.clause.labelled_text)} ({one.reason})"


def version_text_document(
    version: Version,
    of: int,
    title: str,
    clauses: tuple[Clause, ...],
    link: MementoLink,
    doubt: str = "",
    unreadable: Sequence[UnreadableCapture] = (),
    elsewhere: Sequence[DoubtfulClause] = (),
) -> dict[str, Any]:
    """Return the same as plain values for JSON. Times are 14 archive digits, in UTC."""
    document = version_document(version, lambda _: clauses, link)
    return {"policy": version.first.policy, "title": title, "url": version.first.original, "of": of} | document | {
        "doubt": doubt,
        "silent": silence_documents(unreadable),
        "clauses": [
            {"place": place, "label": clause.label, "text": clause.text, "path": list(clause.path), "kind": str(clause.kind)}
            for place, clause in enumerate(clauses)
        ],
        "text": "\n".join(clause.labelled_text for clause in clauses),
        "elsewhere": [elsewhere_document(one) for one in elsewhere],
    }  # fmt: skip
