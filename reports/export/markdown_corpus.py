"""Write versions as a corpus of Markdown files: one file a version, named by its policy, day and number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots.model import Block, Clause, Kind, Policy, Version, iso_date
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.text.segmentation import segment

_SAFE_IN_NAMES = re.compile(r"[A-Za-z0-9._-]")
# CommonMark reads nine digits at most as the number of an item.
_ORDINAL = re.compile(r"(?:0|[1-9]\d{0,8})\.")
_BLOCK_START = re.compile(r"^(\s*)([-+=])|^(\s*\d{1,9})([.)])(?=\s|$)")


def corpus_files(store: Store, policy: Policy, link: MementoLink) -> Iterator[tuple[str, str]]:
    """Yield a file name and a Markdown text for each version of *policy*, oldest first."""
    for version in store.derivations.versions(policy.name):
        clauses = store.derivations.clauses(version.text)
        yield corpus_name(policy, version), markdown(version, title_of(store, version, policy), clauses, link)


def corpus_name(policy: Policy, version: Version) -> str:
    """Return the path of *version* in a corpus: "acme/2012-10-23-v3.md"."""
    return f"{file_name(policy.name)}/{iso_date(version.first.timestamp)}-v{version.number}.md"


def file_name(name: str) -> str:
    """Return a policy's *name* as a file name that is not hidden and leads out of no folder.

    Names from a watchlist stay as they are (`clausetrail.snapshots.watchlist.policies.NAME`); a name made of a URL may hold
    any character.
    """
    safe = "".join(sign if _SAFE_IN_NAMES.fullmatch(sign) else quote(sign, safe="", errors="replace") for sign in name)
    return f"%2E{safe[1:]}" if safe.startswith(".") else safe


def title_of(store: Store, version: Version, policy: Policy) -> str:
    """Return the title of the page on which *version* was first seen, or the policy's."""
    return store.derivations.title(policy.name, version) or policy.title or policy.name


def markdown(
    version: Version, title: str, clauses: tuple[Clause, ...], link: MementoLink, *, is_ended: bool = True
) -> str:
    """Return a version as Markdown: a line with its address, dates and capture, its title, its text.

    The day on which it was last seen changes with every capture; it is left out unless *is_ended*.
    """
    seen_last = f", last seen on {iso_date(version.last.timestamp)}" if is_ended else ""
    provenance = (
        f"> *Clauses of {_escaped(version.first.original)} as captured on {iso_date(version.first.timestamp)}"
        f"{seen_last}. Original capture: <{_readable(link(version.first))}>.*"
    )
    body = "\n\n".join(_blocks(clauses))
    return f"{provenance}\n\n# {_escaped(title)}\n\n{body}\n"


def _blocks(clauses: Iterable[Clause]) -> Iterator[str]:
    """Yield each clause as a block of Markdown."""
    open_items: list[tuple[int, int]] = []  # the level of each item that is open, and the column of its words
    for clause in clauses:
        if clause.kind is not Kind.ITEM:
            open_items.clear()
            yield _block(clause)
            continue
        while open_items and open_items[-1][0] >= clause.level:
            open_items.pop()
        # CommonMark, section 5.2: what is in an item begins where its words begin; four columns more are code.
        indent = open_items[-1][1] if open_items else 0
        mark, words = _item(clause)
        open_items.append((clause.level, indent + len(mark) + 1))
        yield f"{' ' * indent}{mark} {words}"


def _block(clause: Clause) -> str:
    if clause.kind is Kind.HEADING:
        return f"{'#' * min(6, max(2, clause.level))} {_escaped(clause.labelled_text)}"
    return _as_block(clause.labelled_text)


def _item(clause: Clause) -> tuple[str, str]:
    """Return the mark of an item and its words.

    Its number is its mark only where it reads back as it is: a number in the words has priority over that of the markup.
    """
    if not any(character.isalnum() for character in clause.label):
        return "*", _as_block(clause.text)
    (read, *_) = segment((Block(Kind.ITEM, clause.text),)) or (None,)
    is_plain = read and not read.label and any(character.isalnum() for character in clause.text)
    if is_plain and _ORDINAL.fullmatch(clause.label):
        return clause.label, _as_block(clause.text)
    return "*", _as_block(clause.labelled_text)


def _as_block(words: str) -> str:
    """Return *words* as a paragraph: what would begin a list, a rule or a heading is escaped at their beginning."""
    return _BLOCK_START.sub(r"\1\3\\\2\4", _escaped(words))


def _escaped(words: str) -> str:
    """Return *words* so that Markdown shows them as they are, and an import reads them as they are.

    CommonMark, section 2.4: a backslash before ASCII punctuation makes it literal.
    """
    return re.sub(r"([\\`*_\[\]<>#|&~])", r"\\\1", words)


def _readable(url: str) -> str:
    """Return *url* with the characters percent-encoded at which an import would end it."""
    unpaired = "()" if url.count("(") != url.count(")") else ""
    return "".join(quote(sign, safe="") if sign in f"<>{unpaired}" or sign.isspace() else sign for sign in url)
