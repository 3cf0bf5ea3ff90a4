"""Write and read Atom feeds (RFC 4287) of changes: of all policies, of one, or of one kind of change.

Pure: change summaries in, bytes out. The id of an entry is the name that the store gave its change, and no later
derivation alters it; a change that was announced and is withdrawn stays as an entry that states so.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from clausetrail.reports.feeds.change_summary import ChangeSummary, to_html
from clausetrail.snapshots.storage.outbox import RecordedChange

# Entries in a feed. RFC 4287 sets no limit; feed readers ask again every hour or so.
ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
# RFC 4287, 6.4: attributes of other namespaces are allowed anywhere.
_INPUTS = "{urn:clausetrail:feed}made-of"
_FEEDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:clausetrail:feed")
# Characters that XML 1.0 does not allow (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded change with its current summary, or None where it is withdrawn.

    *page* is the URL of its page on the site, or "". *inputs* is a digest that the feed stores, from which the next run
    knows whether the entry is current.
    """

    event: RecordedChange
    title: str
    summary: ChangeSummary | None
    page: str = ""
    inputs: str = ""


def address(content: bytes) -> str:
    """Return the address under which the feed *content* was published, or "" where it names none."""
    links = (link.get("href", "") for link in _children(content, "link") if link.get("rel") == "self")
    return next(links, "").rpartition("/feeds/")[0]


def entries(content: bytes) -> dict[str, ET.Element]:
    """Return the entries of the feed *content* by the names of their changes; none where it cannot be parsed."""
    found = _children(content, "entry")
    return {(node.findtext(f"{{{_ATOM}}}id") or "").removeprefix("urn:uuid:"): node for node in found}


def _children(content: bytes, name: str) -> list[ET.Element]:
    """Return the elements *name* of the feed *content*; none where it cannot be parsed."""
    try:
        return ET.fromstring(content).findall(f"{{{_ATOM}}}{name}")  # noqa: S314 (a file that we wrote, in a folder of the user)
    except ET.ParseError:
        return []


def has_entry_inputs(node: ET.Element, inputs: str) -> bool:
    """Return whether the entry *node* was made from *inputs*, a digest."""
    return node.get(_INPUTS) == inputs


def matters(node: ET.Element) -> list[str]:
    """Return the subjects of the change in the entry *node*."""
    return [category.get("term", "") for category in node.findall(f"{{{_ATOM}}}category")]


def feed_id(site: str, name: str) -> str:
    """Return the id of the feed *name* that is published under *site*."""
    return uuid.uuid5(_FEEDS, f"{site}\n{name}").urn


def atom(title: str, name: str, site: str, nodes: Sequence[ET.Element], inputs: str) -> bytes:
    """Return the feed *name* of the entries *nodes*, newest first. It stores *inputs*, a digest, for the next run."""
    ET.register_namespace("", _ATOM)
    ET.register_namespace("clausetrail", "urn:clausetrail:feed")
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en"})
    _add_text(feed, "id", feed_id(site, name))
    _add_text(feed, "title", title)
    updated = (node.findtext(f"{{{_ATOM}}}updated") or "" for node in nodes)
    _add_text(feed, "updated", max(updated, default="1970-01-01T00:00:00Z"))
    _add_text(_add_element(feed, "author"), "name", "Clausetrail")
    _add_text(feed, "generator", "Clausetrail", version=inputs)
    if site:
        _add_element(feed, "link", rel="self", type="application/atom+xml", href=f"{site}/feeds/{name}")
        _add_element(feed, "link", rel="alternate", type="text/html", href=f"{site}/index.html")
    feed.extend(nodes)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def has_feed_inputs(content: bytes, inputs: str) -> bool:
    """Return whether the feed that begins with *content* was made from *inputs*, a digest."""
    return f'version="{inputs}"'.encode() in content


def is_ours(content: bytes) -> bool:
    """Return whether Clausetrail wrote the feed that begins with *content*."""
    return b">Clausetrail</generator>" in content


def entry_element(entry: Entry) -> ET.Element:
    """Return *entry* as an XML element of a feed."""
    event, summary = entry.event, entry.summary
    node = ET.Element(f"{{{_ATOM}}}entry", {_INPUTS: entry.inputs} if entry.inputs else {})
    _add_text(node, "id", f"urn:uuid:{event.name}")
    _add_text(node, "title", summary.headline if summary else f"{entry.title}: withdrawn")
    _add_text(node, "published", event.noted_at)
    _add_text(node, "updated", event.updated_at)
    for matter in _matter_names(summary):
        _add_element(node, "category", term=matter)
    if summary is None:
        _add_text(node, "content", _WITHDRAWN, type="text")
        return node
    if entry.page:
        _add_element(node, "link", rel="alternate", type="text/html", href=entry.page)
    for side, memento in (
        ("last capture without the change", summary.before),
        ("first capture with it", summary.after),
    ):
        if memento.href:
            _add_element(node, "link", rel="related", type="text/html", title=side, href=memento.href)
    if summary.sentence:
        _add_text(node, "summary", summary.sentence, type="text")
    _add_text(node, "content", to_html(summary), type="html")
    return node


_WITHDRAWN = (
    "A change that was announced here is withdrawn: with captures that were added since, or with newer code, the texts before "
    "and after it are the same. Please do not rely on it."
)


def _matter_names(summary: ChangeSummary | None) -> Iterable[str]:
    return (matter.name for matter in summary.matters) if summary else ()


def _add_element(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    cleaned = {key: _xml_text(value) for key, value in attributes.items()}
    return ET.SubElement(parent, f"{{{_ATOM}}}{name}", cleaned)


def _add_text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    _add_element(parent, name, **attributes).text = _xml_text(text)


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
