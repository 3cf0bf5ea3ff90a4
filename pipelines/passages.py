"""The words of one box as passages: lines gathered, joined and split where a reader sees a new paragraph.

A single line break joins, as in an address; two of them part paragraphs; so does one before a bullet or a written
number, and one after a bold line, which is how headings were written before style sheets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pipelines import furniture, replay

# Zero-width space, word joiner, soft hyphen, byte order mark, directional marks: unseen, and used as watermarks.
_UNSEEN = dict.fromkeys(
    [0x200B, 0x2060, 0xAD, 0xFEFF, 0x180E, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2061, 0x206A)]
)
# The joiners shape letters in Persian and Indic scripts; beside Latin letters they are watermarks too.
_JOINERS = re.compile("(?<=[\x00-\u036f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u036f])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_POINT = re.compile(r"(?:[•·▪■●○◦‣⁃➢►✓*–—-]|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s")
_VOLATILE = re.compile(
    r"([?&;])(?:phpsessid|jsessionid|sid|s?session_?id|aspsessionid\w*|utm_\w+|gclid|fbclid|_ga|_gl|csrf\w*|token|nonce|"
    r"cfid|cftoken|_hs\w+|mc_[ce]id|msclkid)=[^&#;]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """The words between two line breaks, and the links in them.

    *signs* counts what is not white space, *bold* those of them that are bold, *plain* the pieces with letters
    outside links.
    """

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    signs: int = 0
    plain: int = 0
    links: list[str] = field(default_factory=list)

    def add(self, words: str, bold: bool, linked: bool) -> None:
        """Write *words* at the end of the line."""
        self.parts.append(words)
        self.plain += 0 if linked else any(map(str.isalpha, words))
        seen = len("".join(words.split()))
        self.signs += seen
        self.bold += seen if bold else 0

    @property
    def text(self) -> str:
        """The words of the line as they are shown."""
        return clean("".join(self.parts))


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph: its words, whether all of them are bold, or links, and where these lead."""

    text: str
    bold: bool
    linked: bool
    links: tuple[str, ...]


def clean(words: str) -> str:
    """Return *words* with single spaces and without what is not seen."""
    if words.isascii() and not _CONTROLS.search(words):
        return " ".join(words.split())
    seen = _CONTROLS.sub("", unicodedata.normalize("NFC", words).translate(_UNSEEN))
    return " ".join(_JOINERS.sub("", seen).split())


def passages(lines: list[Line]) -> list[Passage]:
    """Return the paragraphs that *lines* make."""
    groups: list[list[Line]] = [[]]
    shown = [(line, line.text) for line in lines]
    for (line, words), (before, above) in zip(shown, [(Line(), ""), *shown], strict=False):
        if not words or _POINT.match(words) or (_is_bold(before) and above and not _is_bold(line)):
            groups.append([])
        if words:
            groups[-1].append(line)
    return [_joined(group) for group in groups if group]


def _is_bold(line: Line) -> bool:
    return 0 < line.signs == line.bold


def _joined(group: list[Line]) -> Passage:
    words = " ".join(line.text for line in group)
    if "(" in words:
        words = furniture.NEW_WINDOW_ASIDE.sub("", words).strip()
    links = tuple(link for line in group for link in line.links)
    return Passage(words, all(map(_is_bold, group)), bool(links) and not any(line.plain for line in group), links)


def target(href: str) -> str:
    """Return where *href* leads, as the page had it and without what changes at every visit; "" for nowhere."""
    link = replay.original(" ".join(href.split()))
    if link.lower().startswith(("javascript:", "data:", "about:")) or link in {"", "#"}:
        return ""
    if "=" in link:
        link = _VOLATILE.sub(r"\1", link)
        link = re.sub(r"([?&;])[&;]+", r"\1", link).rstrip("?&;")
    return link


def address(code: str) -> str:
    """Return the e-mail address that Cloudflare hid in *code*: hexadecimal bytes, each crossed with the first."""
    try:
        key, *hidden = bytes.fromhex(code)
        return bytes(byte ^ key for byte in hidden).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return ""
