"""The addresses at which a site linked its policies: lines, values, and watchlist entries."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.reports.lookup.policy_link_report import link_documents, link_lines, watchlist_entries
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.addresses.policy_link_history import DocumentKind, PolicyLinkHistory
from clausetrail.snapshots.model import Capture
from tests.support.small_histories import link


def capture(timestamp: str) -> Capture:
    return Capture("site", "a.example", "", timestamp, "http://acme.example/", "text/html", 200, "A" * 32)


def linked(
    words: str = "Privacy", url: str = "http://acme.example/p", *, is_external: bool = False
) -> PolicyLinkHistory:
    return PolicyLinkHistory(
        DocumentKind.PRIVACY, words, url, capture("20010101000000"), capture("20050101000000"), 2, is_external
    )


def test_the_lines_have_dates_counts_and_the_next_command() -> None:
    lines = [to_plain_text(line) for line in link_lines([linked(), linked(is_external=True)], 7, link)]
    assert lines[0] == "privacy"
    assert lines[2].endswith("seen on 2001-01-01 and 2005-01-01, in 2 of 7 captures looked at")
    assert lines[5].endswith("; of another site")
    assert "Go on with  clausetrail history http://acme.example/p" in lines
    assert [*link_lines([], 7, link)] == []


def test_values_have_both_captures() -> None:
    (value,) = link_documents([linked()], link)
    assert (value["sort"], value["first_seen"], value["captures"]) == ("privacy", "20010101000000", 2)


@given(st.text(min_size=1, max_size=20))
def test_entries_are_toml_whatever_a_link_is_called(words: str) -> None:
    found = [linked(words), linked("elsewhere", "http://other.example/", is_external=True)]
    entries = tomllib.loads("\n".join(watchlist_entries(found, "http://acme.example/")))
    (policy,) = entries["policies"].values()
    assert policy["urls"] == ["http://acme.example/p"]
