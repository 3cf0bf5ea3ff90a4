"""Write versions as a corpus of Markdown files: one file a version, named by its policy, day and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from clausetrail.reports.timeline.timeline_document import MementoLink
from clausetrail.snapshots.model import Clause, Kind, Policy, Version, iso_date
from clausetrail.snapshots.store import Store

_SAFE_IN_NAMES = re.compile(r"[A-Za-z0-9._-]")
# CommonMark reads nine digits at most as the number of an item.
_ORDINAL = re.compile(r"\d{1,9}[.)]")


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
        f"{seen_last}. Original capture: <{link(version.first)}>.*"
    )
    body = "\n\n".join(_block(clause) for clause in clauses)
    return f"{provenance}\n\n# {_escaped(title)}\n\n{body}\n"


def _block(clause: Clause) -> str:
    label = f"{clause.label} " if clause.label else ""
    if clause.kind is Kind.HEADING:
        return f"{'#' * min(6, max(2, clause.level))} {_escaped(label + clause.text)}"
    if clause.kind is Kind.ITEM:
        indent = "    " * max(0, clause.level - 1)
        ordinal = _ORDINAL.fullmatch(clause.label)
        mark = clause.label if ordinal else "*"
        rest = "" if ordinal or not any(character.isalnum() for character in clause.label) else label
        return f"{indent}{mark} {_escaped(rest + clause.text)}"
    return _escaped(label + clause.text)


def _escaped(words: str) -> str:
    """Return *words* so that Markdown shows them as they are."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", words)
