"""Find the line of a key in a TOML file, so that an error about its value can name the line. Pure.

Python's reader of TOML keeps no positions (PEP 680). Keys are found by TOML 1.0: table headers, arrays of tables, dotted and
quoted keys; a key of an inline table has the line of that table.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence

# The steps from the root to a value: the names of tables and keys, and the numbers of elements in arrays of tables, from 0.
Place = tuple[str | int, ...]

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEY})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_KEY})\s*=")
_TRIPLE = re.compile(r'"""|\'\'\'')


def line_of(text: str, place: Place) -> int:
    """Return the number of the line in *text* that holds *place*, or the nearest table or key around it; 0 where none does."""
    best, line = 0, 0
    for number, found in _keys(text):
        depth = len(found)
        if best < depth <= len(place) and place[:depth] == found:
            best, line = depth, number
    return line


def table_at(text: str, line: int) -> str:
    """Return the table of *text* that contains *line*, as its header names it: "policies.acme", or "" before the first."""
    name = ""
    for number, content in enumerate(text.splitlines(), 1):
        if number > line:
            break
        if header := _HEADER.match(content):
            name = header[2]
    return name


def dotted(place: Place) -> str:
    """Return *place* as people write it: "policies.acme.eras[2].since", where elements are counted from 1."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).removeprefix(".")


def _keys(text: str) -> Iterator[tuple[int, Place]]:
    """Yield each table and each key with the number of its line."""
    table: Place = ()
    arrays: Counter[tuple[str, ...]] = Counter()
    quote = ""  # the end of the string of several lines that is open
    for number, line in enumerate(text.splitlines(), 1):
        rest = line
        if quote:
            quote = "" if quote in line else quote
            continue
        if header := _HEADER.match(rest):
            names = _names(header[2])
            if header[1] == "[[":
                table = (*_with_numbers(names[:-1], arrays), names[-1], arrays[names])
                arrays[names] += 1
            else:
                table = _with_numbers(names, arrays)
            yield number, table
        elif assignment := _ASSIGNMENT.match(rest):
            names = _names(assignment[1])
            for depth in range(1, len(names) + 1):
                yield number, (*table, *names[:depth])
            rest = rest[assignment.end() :]
        quote = _open_quote(rest)


def _open_quote(text: str) -> str:
    """Return the quotation marks of a string of several lines that begins in *text* and does not end there, or ""."""
    quote = ""
    for found in _TRIPLE.findall(text):
        if not quote:
            quote = found
        elif found == quote:
            quote = ""
    return quote


def _names(key: str) -> tuple[str, ...]:
    """Return the parts of a dotted key."""
    value, names = tomllib.loads(f"{key} = 1"), []
    while isinstance(value, dict):
        ((name, value),) = value.items()
        names.append(name)
    return tuple(names)


def _with_numbers(names: Sequence[str], arrays: Counter[tuple[str, ...]]) -> Place:
    """Return *names* with the number of the newest element after each array of tables."""
    place: list[str | int] = []
    for end, name in enumerate(names, 1):
        place.append(name)
        if count := arrays[tuple(names[:end])]:
            place.append(count - 1)
    return tuple(place)
