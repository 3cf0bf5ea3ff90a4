"""Atom feeds (RFC 4287) of what changed: of all policies, of one, of one kind of change.

Pure: news in, bytes out. An entry's id is the name that the store gave its event, and no later telling changes it; what was
announced and is not told any more stays as an entry that says so.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from clausetrail.reports.feeds.change_summary import ChangeSummary, to_html
from clausetrail.snapshots.storage.outbox import RecordedChange

# As many entries as a feed holds: RFC 4287 sets no bound, readers ask again every hour or so.
ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
# RFC 4287, 6.4: attributes of other namespaces may stand anywhere.
_MADE_OF = "{urn:clausetrail:feed}made-of"
_FEEDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:clausetrail:feed")
# What XML 1.0 has no sign for (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with what is told of it today, None where nothing is; *page* is where the site shows it, or "".

    *made_of* is kept in the feed, for the next run to know the entry by.
    """

    event: RecordedChange
    title: str
    news: ChangeSummary | None
    page: str = ""
    made_of: str = ""


def address(content: bytes) -> str:
    """Return the address under which the feed *content* was published, or "" where it names none."""
    links = (one.get("href", "") for one in _children(content, "link") if one.get("rel") == "self")
    return next(links, "").rpartition("/feeds/")[0]


def entries(content: bytes) -> dict[str, ET.Element]:
    """Return the entries of the feed *content* by the names of their events, none where it is not to be read."""
    found = _children(content, "entry")
    return {(one.findtext(f"{{{_ATOM}}}id") or "").removeprefix("urn:uuid:"): one for one in found}


def _children(content: bytes, name: str) -> list[ET.Element]:
    """Return the elements *name* of the feed *content*, none where it is not to be read."""
    try:
        return ET.fromstring(content).findall(f"{{{_ATOM}}}{name}")  # noqa: S314 (a file that we wrote, in a folder of the user's)
    except ET.ParseError:
        return []


def is_made_alike(node: ET.Element, made_of: str) -> bool:
    """Return whether the entry *node* was made of *made_of*."""
    return node.get(_MADE_OF) == made_of


def matters(node: ET.Element) -> list[str]:
    """Return what the change that the entry *node* tells is about."""
    return [one.get("term", "") for one in node.findall(f"{{{_ATOM}}}category")]


def feed_id(site: str, name: str) -> str:
    """Return the id of the feed *name* that is published under *site*."""
    return uuid.uuid5(_FEEDS, f"{site}\n{name}").urn


def atom(title: str, name: str, site: str, nodes: Sequence[ET.Element], made_of: str) -> bytes:
    """Return the feed *name* of the entries *nodes*, newest first; *made_of* is kept in it, for the next run to know it by."""
    ET.register_namespace("", _ATOM)
    ET.register_namespace("clausetrail", "urn:clausetrail:feed")
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en"})
    _text(feed, "id", feed_id(site, name))
    _text(feed, "title", title)
    updated = (node.findtext(f"{{{_ATOM}}}updated") or "" for node in nodes)
    _text(feed, "updated", max(updated, default="1970-01-01T00:00:00Z"))
    _text(_under(feed, "author"), "name", "Clausetrail")
    _text(feed, "generator", "Clausetrail", version=made_of)
    if site:
        _under(feed, "link", rel="self", type="application/atom+xml", href=f"{site}/feeds/{name}")
        _under(feed, "link", rel="alternate", type="text/html", href=f"{site}/index.html")
    feed.extend(nodes)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def is_made_of(content: bytes, made_of: str) -> bool:
    """Return whether the feed that begins with *content* was made of *made_of*."""
    return f'version="{made_of}"'.encode() in content


def is_ours(content: bytes) -> bool:
    """Return whether the feed that begins with *content* is one of Clausetrail."""
    return b">Clausetrail</generator>" in content


def node(entry: Entry) -> ET.Element:
    """Return *entry* as feeds hold it."""
    event, told = entry.event, entry.news
    node = ET.Element(f"{{{_ATOM}}}entry", {_MADE_OF: entry.made_of} if entry.made_of else {})
    _text(node, "id", f"urn:uuid:{event.name}")
    _text(node, "title", told.headline if told else f"{entry.title}: withdrawn")
    _text(node, "published", event.noted_at)
    _text(node, "updated", event.updated_at)
    for matter in _names(told):
        _under(node, "category", term=matter)
    if told is None:
        _text(node, "content", _WITHDRAWN, type="text")
        return node
    if entry.page:
        _under(node, "link", rel="alternate", type="text/html", href=entry.page)
    for side, memento in (("last capture without the change", told.before), ("first capture with it", told.after)):
        if memento.href:
            _under(node, "link", rel="related", type="text/html", title=side, href=memento.href)
    _text(node, "content", to_html(told), type="html")
    return node


_WITHDRAWN = (
    "A change that was announced here is not told any more: with captures that came since, or by newer code, the texts before "
    "and after it read alike. Please do not rest anything on it."
)


def _names(told: ChangeSummary | None) -> Iterable[str]:
    return (matter.name for matter in told.matters) if told else ()


def _under(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    shown = {key: _shown(value) for key, value in attributes.items()}
    return ET.SubElement(parent, f"{{{_ATOM}}}{name}", shown)


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    _under(parent, name, **attributes).text = _shown(text)


def _shown(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
