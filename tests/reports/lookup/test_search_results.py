"""Search results: when a wording appeared and disappeared, and what a search without matches looked through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.reports.lookup.search_results import (
    appeared_phrase,
    disappeared_phrase,
    highlighted_pieces,
    hit_document,
    hit_lines,
    no_matches_message,
    shared_wording_lines,
    time_condition,
)
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.model import Capture, Policy, Version
from clausetrail.snapshots.search.full_text import Hit, SearchScope, VersionRun
from tests.support.small_histories import link


def version(number: int, year: int, *, candidate: bool = False) -> Version:
    first, last = (
        Capture("acme", "a.example", "", f"{year}{month}01000000", "http://acme.example/", "text/html", 200, "A" * 32)
        for month in ("01", "06")
    )
    return Version(number, str(number), str(number), first, last, 2, (), candidate)


ONE, TWO, THREE = version(1, 2001), version(2, 2002), version(3, 2003)
HIT = Hit("acme", ("We ", "sell", " nothing."), "1.", ("Sharing",), (VersionRun(TWO, TWO, ONE, THREE),), ())


def test_a_wording_has_the_dates_of_the_captures_around_it() -> None:
    run = VersionRun(TWO, TWO, ONE, THREE)
    assert appeared_phrase(run) == "appeared between 2001-06-01 and 2002-01-01"
    assert disappeared_phrase(run) == "disappeared between 2002-06-01 and 2003-01-01"
    assert appeared_phrase(VersionRun(ONE, ONE, None, TWO)) == "present on 2001-01-01, the first capture"
    assert disappeared_phrase(VersionRun(TWO, THREE, ONE, None)) == "still present on 2003-06-01"


def test_a_candidate_ends_and_begins_nothing_for_certain() -> None:
    candidate = version(3, 2003, candidate=True)
    assert disappeared_phrase(VersionRun(TWO, TWO, ONE, candidate)) == (
        "still present on 2002-06-01; not in the text of 2003-01-01 (it may turn out to be temporary)"
    )
    assert appeared_phrase(VersionRun(candidate, candidate, TWO, None)).endswith("(it may turn out to be temporary)")


def test_matches_are_between_asterisks_and_at_their_offsets() -> None:
    policy = Policy("acme", ("http://acme.example/",), "Acme")
    lines = [to_plain_text(line) for line in hit_lines(HIT, policy, link)]
    assert (
        lines[0]
        == "Acme \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Sharing \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} no. 1.  (acme)"
    )
    assert lines[1] == "  We *sell* nothing."
    document = hit_document(HIT, policy, link)
    assert [document["text"][start:end] for start, end in document["matches"]] == ["sell"]


def test_a_long_clause_is_folded_around_its_matches() -> None:
    long = " ".join(["word"] * 200)
    pieces = highlighted_pieces(replace(HIT, parts=(f"{long} ", "sell", f" {long}")))
    assert [piece.style for piece in pieces] == ["plain", "match", "plain"]
    assert len(pieces[0].text.split()) < 20


def test_shared_words_are_listed_for_other_policies_and_counted_beyond_a_bound() -> None:
    hits = [HIT, *(replace(HIT, policy=f"other{number}") for number in range(8))]
    lines = [to_plain_text(line) for line in shared_wording_lines(hits, "acme", link)]
    assert lines[0].startswith("The same words, letter for letter, in 8 other policies of this store (no older capture")
    assert lines[-1] == "  and 2 more (all of them: --json)"
    assert [*shared_wording_lines([HIT], "acme", link)] == []


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (("20151231000000", "", ""), "in force on 2015-12-31"),
        (("", "20150101000000", "20151231000000"), "present at some time from 2015-01-01 to 2015-12-31"),
        (("", "20150101000000", ""), "present on 2015-01-01 or later"),
        (("", "", "20151231000000"), "present on 2015-12-31 or earlier"),
        (("", "", ""), ""),
    ],
)
def test_a_time_condition_is_in_words(asked: tuple[str, str, str], condition: str) -> None:
    assert time_condition(*asked) == condition


def test_a_search_without_matches_names_what_it_looked_through() -> None:
    scope = SearchScope(1, 9, "20050310080000", "20150613100000")
    assert no_matches_message(scope, "", 0) == (
        "no matches; searched 9 wordings of 1 policy, on captures from 2005-03-10 to 2015-06-13"
    )
    assert no_matches_message(scope, "in force on 2004-12-31", 2).startswith(
        "no matches in force on 2004-12-31; searched"
    )
    assert no_matches_message(scope, "", 2).endswith("; elsewhere or at other times: 2")
    assert no_matches_message(SearchScope(1, 0, "", ""), "", 0).startswith("no matches: no clause")
