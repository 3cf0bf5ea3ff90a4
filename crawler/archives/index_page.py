"""One answer of an index, and whether its end was seen: an answer that ends early looks like one that has no more rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from clausetrail.crawler.archives.index_row import CdxRow
from clausetrail.snapshots.errors import MalformedRow

# A line with the columns of a row, whatever is in them: a URL key, digits of a time, and five more.
_ROW_SHAPED = re.compile(r"\S+ \d{4,} \S+ \S+ \S+ \S+ \S")
_TIME = re.compile(r"(?<!\d)([12]\d{13})(?!\d)")
_HEADER = re.compile(r"urlkey timestamp (?:original|url)\b")
# pywb puts the method and the body of a POST into the URL key: the row is the answer to a form, and no capture of the page.
_OTHER_METHOD = "__wb_method="
# "text/html; charset=utf-8" as a media type: its space is none between columns.
_SPACE_IN_TYPE = re.compile(r"; +(?=[\w-]+=)")


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The rows of one answer, the lines that are no rows, and the keys of the pages that it names.

    *fault* says by which sign the answer is incomplete, or is "". *own* is the key of this page itself, where it says one.
    """

    rows: tuple[CdxRow, ...] = ()
    malformed: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    fault: str = ""
    own: str = ""

    @property
    def newest(self) -> str:
        """The time of the newest row, or ""."""
        return max((row.timestamp for row in self.rows), default="")

    @property
    def newest_line(self) -> str:
        """The time of the newest line, whether it is a row or malformed, or ""."""
        times = [found[1] for line in self.malformed if (found := _TIME.search(line))]
        return max((self.newest, *times))

    @property
    def is_ordered(self) -> bool:
        """Whether the rows are in the order of time, so that the rows after the last one are newer."""
        times = [row.timestamp for row in self.rows]
        return times == sorted(times)


def read_lines(body: str, parse_row: Callable[[str], CdxRow], *, has_keys: bool) -> IndexPage:
    """Return the page of a CDX index that is printed as one row per line.

    With *has_keys*, a line after a blank one at the end is the key of the next page.
    """
    text = body.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = text.rstrip().split("\n")
    keys: tuple[str, ...] = ()
    if has_keys and len(lines) >= 2 and not lines[-2].strip() and lines[-1].strip():
        keys = (lines[-1].strip(),)
        lines = lines[:-2]
    rows, malformed, fault = [], [], ""
    for number, written in enumerate(lines):
        line = _SPACE_IN_TYPE.sub(";", written.replace("\t", " ")).strip()
        if not line or (number == 0 and _HEADER.match(line)):
            continue
        if _OTHER_METHOD in line.partition(" ")[0]:
            continue
        try:
            rows.append(parse_row(line))
        except MalformedRow:
            malformed.append(line)
            if not _ROW_SHAPED.match(line):
                fault = fault or f"it holds {line[:100]!r}, which is no row"
    if text.strip() and not text.endswith("\n"):
        fault = fault or f"it ends in the middle of a line: {lines[-1][-60:]!r}"
    return IndexPage(tuple(rows), tuple(malformed), keys, fault)
