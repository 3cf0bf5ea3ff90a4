"""The form in which corpora keep a policy: Markdown, with a line on where it comes from, a title, and the text.

It is that of the Princeton-Leuven corpus, and of our own export.
"""

from __future__ import annotations

import re

# The first quote of the file holds the link: "> *The following text ... (https://host/web/20121023065019id_/http%3A//...)*".
PROVENANCE = re.compile(
    r"^>[^\n]*?((?:https?|file)://[^\s()<>]+?[/#](\d{14})(?:[a-z]{2}_)?/([^\s()<>]+))", re.MULTILINE
)
# html2text marks emphasis also where CommonMark sees none ("_PRIVACY POLICY _", a "**" on a line of its own).
_QUOTE = re.compile(r"\A\s*(?:>[^\n]*(?:\n|\Z))+")
_STRAY = re.compile(r"(?<![\w\\])_+(?=\S)|(?<=\S)_+(?!\w)|(?<=\s)_+(?!\w)|\*\*")


def split_title(text: str) -> tuple[str, str]:
    """Return the title and the text of an imported file, without the line on where it came from."""
    if PROVENANCE.search(text[:4_000]):
        text = _QUOTE.sub("", text, count=1)
    title = re.match(r"\s*#\s+([^\n]+)\n", text)
    name, text = (title[1].strip(), text[title.end() :]) if title else ("", text)
    return name, _STRAY.sub("", text)
