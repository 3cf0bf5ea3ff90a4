"""Which spellings of a link lead to the same place."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.diff.link_targets import canonical_target


@pytest.mark.parametrize(
    "link",
    [
        "https://www.example.org/terms/",
        "http://example.org/terms?utm_source=mail",
        "https://web.archive.org/web/20200102030405/https://example.org/terms",
        "/web/20200102030405id_/https://example.org/terms",
    ],
)
def test_archive_prefix_scheme_and_tracking_do_not_count(link):
    assert canonical_target(link) == "example.org/terms"


def test_a_link_to_another_place_is_another_link():
    assert len({canonical_target(f"https://example.org/{end}") for end in ("a", "b", "a?x=1", "a?x=2", "a#b")}) == 5


@pytest.mark.parametrize("link", ["/terms;jsessionid=A1?x=1", "/terms?x=1&PHPSESSID=9", "/terms/?gclid=7&x=1"])
def test_a_session_is_no_part_of_a_target(link):
    assert canonical_target(link) == "/terms?x=1"
