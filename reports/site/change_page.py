"""Arrange the page of one change: a list of its statements by weight, what is folded of a long redline, and citations.

Pure: rows, mementos and words in, plain values for the template out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from clausetrail.reports.policy_view.policy_context import Memento
from clausetrail.reports.policy_view.redline_rows import ChangeRow, Fold, MovedAway, Row, Run
from clausetrail.reports.wording.escaping import first_words
from clausetrail.snapshots.counted_nouns import counted

# Estimated height of the redline in CSS pixels at a width of 1200. A telephone of 375 pixels needs about twice as much, and 2,400
# for head, list and citations: five of its screens, of 812, are 4,060.
_BUDGET = 1_900
_ENTRY_HEIGHT, _WORD_HEIGHT, _FINDING_HEIGHT = 110, 3, 24  # of a change, of each of its words, of each finding
_FOLD_HEIGHT = 55
_MOST_SHOWN = 12  # changes that are not folded on the page of a long redline
_LISTED = 8  # statements in the list; the rest is in a fold below
_STATEMENT_WORDS = 14
_KINDS = ("added", "removed", "reworded", "moved", "quiet")
_KIND_OF = {"added": "added", "removed": "removed", "moved": "moved", "relocated": "moved"}
_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")


@dataclass(frozen=True, slots=True)
class Statement:
    """One change in the list at the top of the page, with the anchor of its place in the redline."""

    anchor: str
    event: str
    label: str
    heading: str
    words: str
    matter: str
    weight: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class Lighter:
    """Neighbouring rows of a long redline that are hidden in one fold."""

    rows: tuple[Row, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a change in one format, line by line."""

    name: str
    lines: tuple[str, ...]


def statements(rows: Iterable[Row]) -> tuple[list[Statement], list[Statement]]:
    """Return the changes among *rows*, heaviest first: those of the list, and those in the fold below it."""
    found = [_statement(row) for row in rows if isinstance(row, ChangeRow)]
    ordered = sorted(found, key=lambda one: -one.weight)
    if len(ordered) <= _LISTED + 2:
        return ordered, []
    return ordered[:_LISTED], ordered[_LISTED:]


def _statement(row: ChangeRow) -> Statement:
    heaviest = row.findings[0] if row.findings else None
    wanted = (*heaviest.before, *heaviest.after) if heaviest else ()
    return Statement(
        row.anchor,
        row.event,
        row.label,
        row.path[-1] if row.path else "",
        _statement_words(row.runs, wanted),
        str(heaviest.matter) if heaviest else "",
        heaviest.weight if heaviest else 0,
        row.is_right,
    )


def _statement_words(runs: Sequence[Run], wanted: Sequence[str]) -> str:
    """Return the words of the edit that has the most of the *wanted* words, as "old → new", or the first words of *runs*."""
    edits = []
    for is_edit, run in groupby(runs, lambda one: one.style in {"delete", "insert"}):
        marked = [*run] if is_edit else []
        sides = (" ".join(one.text for one in marked if one.style == style).strip() for style in ("delete", "insert"))
        if shown := " \N{RIGHTWARDS ARROW} ".join(first_words(side, _STATEMENT_WORDS) for side in sides if side):
            edits.append(shown)
    if edits:
        return max(edits, key=lambda edit: sum(words.casefold() in edit.casefold() for words in wanted))
    return first_words("".join(one.text for one in runs).strip(), _STATEMENT_WORDS)


def kinds(rows: Iterable[Row]) -> list[str]:
    """Return the kinds of change among *rows* that a reader can hide: added, removed, reworded, moved, quiet."""
    events = {_KIND_OF.get(row.event, "reworded") for row in rows if isinstance(row, ChangeRow)}
    events |= {"quiet" for row in rows if isinstance(row, Fold)}
    return [name for name in _KINDS if name in events]


def folded_rows(rows: Sequence[Row]) -> list[Row | Lighter]:
    """Return *rows* with the lighter changes of a long redline in folds; of a short one, *rows* as they are.

    The heaviest changes that fit into some screens together are left open. A change alone that is longer is folded, too: the
    list of statements leads to it.
    """
    changes = [row for row in rows if isinstance(row, ChangeRow)]
    if sum(map(_height, changes)) + _FOLD_HEIGHT * (len(rows) - len(changes)) <= _BUDGET:
        return [*rows]
    left, shown = _BUDGET, set[int]()
    for change in sorted(changes, key=lambda one: -max((found.weight for found in one.findings), default=0)):
        if len(shown) < _MOST_SHOWN and (height := _height(change) + 2 * _FOLD_HEIGHT) <= left:
            left -= height
            shown.add(id(change))
    found: list[Row | Lighter] = []
    run: list[Row] = []
    for row in rows:
        if id(row) in shown:
            found += _lighter(run)
            run = []
            found.append(row)
        else:
            run.append(row)
    return [*found, *_lighter(run)]


def _height(row: ChangeRow) -> int:
    words = sum(run.text.count(" ") + run.rest.count(" ") + 2 for run in row.runs)
    return _ENTRY_HEIGHT + _WORD_HEIGHT * words + _FINDING_HEIGHT * len(row.findings)


def _lighter(run: Sequence[Row]) -> list[Row | Lighter]:
    changes = [row for row in run if isinstance(row, ChangeRow)]
    if not changes and sum(isinstance(row, MovedAway) for row in run) < 2:
        return [*run]
    events = dict.fromkeys(row.label.lower() for row in changes)
    parts = [f"{sum(row.label.lower() == event for row in changes)} {event}" for event in events]
    passages = sum(len(row.passages) for row in run if isinstance(row, Fold))
    unchanged = f", and {counted(passages, 'passage')} without other words" if passages else ""
    places = sum(isinstance(row, MovedAway) for row in run)
    name = f"{counted(len(changes), 'more change')}: {', '.join(parts)}" if changes else counted(places, "old place")
    return [Lighter(tuple(run), f"{name}{unchanged}")]


def citations(
    title: str, policy: str, when: str, sentence: str, older: Memento, newer: Memento
) -> tuple[Citation, ...]:
    """Return the citation of a change as text, Markdown, BibTeX and CSL-JSON, each with both captures.

    A capture that is on no web archive is named by its own address and time.
    """
    headline, both = f"{title}: changed {when}", (("Before", older), ("After", newer))
    year, month, day = (int(part) for part in newer.day.split("-"))
    key = re.sub(r"\W+", "-", f"{policy}-{newer.day}").strip("-")
    note = " ".join(f"{name}: {_address(one)} ({one.time})." for name, one in both)
    csl = {
        "id": key,
        "type": "webpage",
        "title": headline,
        "URL": newer.href or newer.original,
        "issued": {"date-parts": [[year, month, day]]},
        "abstract": sentence,
        "note": note,
    }
    fields = {
        "title": f"{{{_bibtex(headline)}}}",
        "year": str(year),
        "month": str(month),
        "url": f"{{{_bibtex_url(newer.href or newer.original)}}}",
        "note": f"{{{_bibtex(sentence)} {_bibtex(note)}}}",
    }
    return (
        Citation("Text", (f"{headline}. {sentence} {note}",)),
        Citation("Markdown", (
            f"**{_markdown(headline)}**. {_markdown(sentence)} "
            + " ".join(f"[{name}: {one.time}](<{_markdown_url(_address(one))}>)." for name, one in both),
        )),
        Citation("BibTeX", (f"@misc{{{key},", *(f"  {name} = {value}," for name, value in fields.items()), "}")),
        Citation("CSL-JSON", tuple(json.dumps([csl], ensure_ascii=False, indent=1).splitlines())),
    )  # fmt: skip


def _address(memento: Memento) -> str:
    return memento.href or memento.original


def _bibtex(text: str) -> str:
    plain = text.replace("\\", "\\textbackslash ").replace("~", "\\textasciitilde ").replace("^", "\\textasciicircum ")
    return _BIBTEX_SPECIAL.sub(r"\\\1", plain)


def _bibtex_url(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _markdown_url(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E")
