"""Links to policies on archived pages are collected by kind and address."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.addresses.policy_link_history import DocumentKind, PolicyLink, collect_link_histories
from clausetrail.snapshots.model import Capture
from tests.support.acme_store import capture

HOME = "http://acme.example/privacy"


def link(kind: str, path: str = "privacy", words: str = "Privacy", host: str = "acme.example") -> PolicyLink:
    return PolicyLink(DocumentKind(kind), words, f"http://{host}/{path}")


def test_one_address_has_its_newest_text_and_its_first_and_last_capture() -> None:
    pages = [
        (capture(3), [link("privacy", "Privacy/", "Privacy notice")]),
        (capture(1), [link("privacy"), link("privacy")]),
    ]
    (found,) = collect_link_histories(pages)
    assert (found.words, found.url) == ("Privacy notice", "http://acme.example/Privacy/")
    assert (found.first, found.last, found.captures) == (capture(1), capture(3), 2)


def test_kinds_come_in_their_order_and_the_own_site_first() -> None:
    pages = [
        (
            capture(1),
            [link("terms"), link("privacy", host="legal.other.example"), link("privacy", "late"), link("cookies")],
        ),
        (capture(2), [link("privacy", "new")]),
    ]
    assert [
        (found.kind, found.url.rpartition("/")[2], found.is_external) for found in collect_link_histories(pages)
    ] == [
        ("privacy", "late", False),
        ("privacy", "new", False),
        ("privacy", "privacy", True),
        ("cookies", "privacy", False),
        ("terms", "privacy", False),
    ]


PAGES = st.lists(
    st.tuples(
        st.integers(1, 9).map(capture),
        st.lists(st.builds(link, st.sampled_from(["privacy", "terms"]), st.sampled_from("abc")), max_size=4),
    ),
    max_size=6,
    unique_by=lambda page: page[0].timestamp,
)


@given(PAGES, st.randoms(use_true_random=False))
def test_the_order_of_the_pages_does_not_matter(pages: list[tuple[Capture, list[PolicyLink]]], random) -> None:
    shuffled = random.sample(pages, len(pages))
    assert collect_link_histories(shuffled) == collect_link_histories(pages)
    assert sum(found.captures for found in collect_link_histories(pages)) == sum(
        len({(one.kind, one.url) for one in links}) for _, links in pages
    )
