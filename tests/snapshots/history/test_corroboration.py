"""The independent observations that support a version."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.snapshots.history.corroboration import SINGLE_CAPTURE, Support, cautions, collection, support
from clausetrail.snapshots.model import Capture, Observation, Revision, Version


def capture(day: int, archive: str = "a.example", media_type: str = "text/html") -> Capture:
    return Capture("acme", archive, "", f"201001{day:02}093000", "http://acme.example/", media_type, 200, "A", id=day)


def version(number: int, first: Capture, last: Capture, sightings: int = 2) -> Version:
    return Version(number, f"text {number}", f"text {number}", first, last, sightings)


def test_the_crawl_is_the_item_of_the_source_header() -> None:
    assert collection([("X-Archive-Src", " CRAWL-2010/file.warc.gz ")]) == "CRAWL-2010"
    assert collection([("Content-Type", "text/html")]) == ""


def test_the_captures_of_a_version_their_archives_and_crawls_are_counted() -> None:
    one, two = capture(2), capture(4, "b.example")
    seen = [
        Observation(capture(1), "text 1", "text 1"),
        Observation(one, "text 1", "text 1"),
        Observation(capture(3), "another", "another"),
        Observation(two, "text 1", "text 1"),
    ]
    assert support(version(1, one, two), seen, {2: "CRAWL", 3: "OTHER"}) == Support(
        2, ("a.example", "b.example"), ("CRAWL",), 1
    )


def test_two_versions_of_several_captures_and_archives_need_no_caution() -> None:
    before, after = version(1, capture(1), capture(2)), version(2, capture(3, "b.example"), capture(4))
    assert cautions(Revision(before, after, ())) == ()


def test_single_captures_candidates_and_common_archives_are_cautions_in_this_order() -> None:
    before = version(1, capture(1), capture(1), 1)
    after = replace(version(2, capture(3), capture(3), 1), candidate=True)
    found = cautions(Revision(before, after, ()))
    assert found == (
        f"{SINGLE_CAPTURE}: the earlier text rests on one capture alone, of 2010-01-01 09:30 UTC.",
        f"{SINGLE_CAPTURE}: the later text rests on one capture alone, of 2010-01-03 09:30 UTC.",
        "The later text is the newest known and has been present for a short time only: it may prove to be temporary.",
        "Both captures are from one archive: a.example.",
    )


def test_one_crawl_is_named() -> None:
    revision = Revision(version(1, capture(1), capture(2)), version(2, capture(3), capture(4)), ())
    assert cautions(revision, ("CRAWL", "CRAWL")) == (
        "Both captures are from one crawl of one archive: CRAWL of a.example.",
    )
    assert cautions(revision, ("CRAWL", "OTHER")) == ("Both captures are from one archive: a.example.",)


def test_an_imported_text_is_a_caution() -> None:
    imported = capture(3, "corpus", "text/markdown")
    revision = Revision(version(1, capture(1), capture(2)), version(2, imported, imported), ())
    assert cautions(revision) == (
        "The later text was cleaned by others and imported: there are no archived bytes to check it against.",
    )
