"""Split a policy in the Markdown form of a corpus: a line of provenance, a title, and the text.

The form is that of the Princeton-Leuven corpus and of our own export.
"""

from __future__ import annotations

import re

# The first quote of the file holds the link: "> *The following text ... (https://host/web/20121023065019id_/http%3A//...)*".
# Our own export names it as "Original capture", after the original, which may be the address of a memento too.
_WITHOUT_BRACKETS = r"[^\s()<>]"
_PAIRED = rf"{_WITHOUT_BRACKETS}+(?:\({_WITHOUT_BRACKETS}*\){_WITHOUT_BRACKETS}*)*"
PROVENANCE = re.compile(
    rf"^>(?:[^\n]*Original capture: <)?[^\n]*?((?:https?|file)://{_WITHOUT_BRACKETS}+?[/#](\d{{14}})(?:[a-z]{{2}}_)?/({_PAIRED}))",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark, section 2.4
_HEAD = 4_000  # characters at the beginning of a file in which the provenance is searched
_QUOTE = re.compile(r"\A\s*(?:>[^\n]*(?:\n|\Z))+")
# html2text marks emphasis also where CommonMark sees none ("_PRIVACY POLICY _", a "**" on a line of its own).
_STRAY_EMPHASIS = re.compile(r"(?<![\w\\])_+(?=\S)|(?<=[^\s\\])_+(?!\w)|(?<=\s)_+(?!\w)|\*\*")


def split_title(text: str) -> tuple[str, str]:
    """Return the title, or "", and the text of an imported file, without the line of provenance."""
    if PROVENANCE.search(text[:_HEAD]):
        text = _QUOTE.sub("", text, count=1)
    heading = re.match(r"\s*#\s+([^\n]+)\n", text)
    title, text = (_ESCAPE.sub(r"\1", heading[1].strip()), text[heading.end() :]) if heading else ("", text)
    return title, _STRAY_EMPHASIS.sub("", text)
