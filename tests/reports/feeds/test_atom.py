"""Atom: entries and feeds are written and read again, and nothing that XML forbids is written."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.feeds import atom
from clausetrail.reports.feeds.atom import Entry
from clausetrail.snapshots.storage.outbox import RecordedChange

NAME = "0b8cd4a4-0000-5000-8000-000000000001"
EVENT = RecordedChange(1, "heron", NAME, 2, "20050310080000", "20060310080000", True, "2026-01-01T00:00:00Z",
                       "2026-01-02T00:00:00Z", "", "")  # fmt: skip


def feed(title: str = "What changed", site: str = "", inputs: str = "abc") -> bytes:
    nodes = [atom.entry_element(Entry(EVENT, "Heron", None, inputs="entry-1"))]
    return atom.atom(title, "all.atom", site, nodes, inputs)


def test_a_withdrawn_change_keeps_its_entry_and_says_so() -> None:
    (node,) = atom.entries(feed()).values()
    text = "".join(node.itertext())
    assert "Heron: withdrawn" in text
    assert "A change that was announced here is withdrawn" in text


def test_entries_are_read_again_by_the_names_of_their_changes_with_their_inputs() -> None:
    found = atom.entries(feed())
    assert list(found) == [NAME]
    assert (atom.has_entry_inputs(found[NAME], "entry-1"), atom.has_entry_inputs(found[NAME], "x")) == (True, False)
    assert atom.matters(found[NAME]) == []


def test_a_feed_is_recognised_by_its_inputs_and_its_generator() -> None:
    content = feed(inputs="abc")
    assert (atom.has_feed_inputs(content, "abc"), atom.has_feed_inputs(content, "ab")) == (True, False)
    assert (atom.is_ours(content), atom.is_ours(b"<feed><generator>Another</generator></feed>")) == (True, False)


@pytest.mark.parametrize("site", ["", "https://example.org/policies"])
def test_the_address_of_a_feed_is_read_from_it(site: str) -> None:
    assert atom.address(feed(site=site)) == site


@pytest.mark.parametrize("content", [b"", b"<feed", b"<feed/>"])
def test_a_file_that_is_no_feed_has_no_entries_and_no_address(content: bytes) -> None:
    assert (atom.entries(content), atom.address(content)) == ({}, "")


def test_the_id_of_a_feed_depends_on_its_site_and_name_alone() -> None:
    ids = [atom.feed_id("https://a.example", "all.atom"), atom.feed_id("https://b.example", "all.atom")]
    assert len({*ids, atom.feed_id("", "all.atom")}) == 3
    assert atom.feed_id("https://a.example", "all.atom") == ids[0]


@given(st.text())
def test_any_title_makes_a_feed_that_can_be_parsed(title: str) -> None:
    root = ET.fromstring(feed(title))
    assert len(root.findall("{http://www.w3.org/2005/Atom}title")) == 1
