"""Redirects and frames become dated links between addresses, followed within bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.addresses.address_links import (
    MOST_ADDRESSES,
    LinkKind,
    LinkObservation,
    Redirect,
    address_key,
    address_links,
    followed_links,
    redirect_target,
    unlikely_reason,
)
from clausetrail.snapshots.addresses.memento_urls import original_url, split_memento_url
from tests.support.acme_store import ACME, capture

URL = ACME.urls[0]


def redirect(location: str, day: int = 1, source: str = URL) -> Redirect:
    return Redirect(replace(capture(day, status=301), original=source), location)


def reasons(*redirects: Redirect) -> dict[str, str]:
    return {link.target: link.reason for link in address_links(ACME, redirects)}


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/privacy",
        "https://www.acme.example/privacy/",
        "http://WWW2.acme.example:80/Privacy",
    ],
)
def test_archives_have_one_address_for_all_spellings_of_a_url(url: str) -> None:
    assert address_key(url) == "acme.example/privacy"
    assert address_links(ACME, [redirect(url)]) == ()


def test_the_query_is_part_of_an_address() -> None:
    assert address_key("http://acme.example/?page=Privacy") == "acme.example?page=privacy"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/legal/privacy", "http://acme.example/legal/privacy"),
        ("http://a.example/web/2010/http://acme.example/legal", "http://acme.example/legal"),
        ("http://a.example/web/20100101000000id_/https://acme.example/legal", "https://acme.example/legal"),
    ],
)
def test_the_target_of_a_redirect_is_the_original_url(location: str, target: str) -> None:
    assert redirect_target(redirect(location)) == target


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://acme.example/legal", ""),
        ("http://legal.acme.example/privacy", ""),
        ("http://other.example/privacy", "another site"),
        ("http://acme.example/", "the site's front page"),
        ("http://acme.example/sign-in", "a log-in or error page by its name"),
        ("http://acme.example/404.html", "a log-in or error page by its name"),
    ],
)
def test_a_link_is_followed_to_likely_pages_of_the_same_site(target: str, reason: str) -> None:
    assert reasons(redirect(target)) == {target: reason}


def test_a_site_that_redirects_everything_is_followed_a_few_times() -> None:
    found = reasons(*(redirect(f"/{number}", number) for number in range(1, 10)))
    assert [*found.values()] == [""] * MOST_ADDRESSES + ["too many addresses"] * (9 - MOST_ADDRESSES)


def test_one_link_has_its_first_and_last_capture() -> None:
    (link,) = address_links(ACME, [redirect("/legal", 5), redirect("/legal", 2)])
    assert (link.first_seen, link.last_seen, link.since) == ("20100202000000", "20100205000000", "20100202000000")


def test_a_frame_is_followed_if_one_capture_has_no_reason_against_it() -> None:
    seen = [
        LinkObservation(URL, "http://acme.example/text", f"2010020{day}000000", LinkKind.FRAME, reason, since)
        for day, reason, since in [(1, "too many frames", ""), (2, "", "20100101000000")]
    ]
    (link,) = address_links(ACME, (), seen)
    assert (link.reason, link.since, link.kind) == ("", "20100101000000", LinkKind.FRAME)
    (ignored,) = address_links(ACME, (), seen[:1])
    assert ignored.reason == "too many frames"


def test_only_addresses_outside_the_watchlist_are_added() -> None:
    two = replace(ACME, urls=(URL, "http://acme.example/legal"))
    links = address_links(two, [redirect("/legal"), redirect("/terms"), redirect("/login")])
    assert [link.target for link in followed_links(two, links)] == ["http://acme.example/terms"]


@given(st.text(max_size=40))
def test_any_path_has_a_key_that_does_not_depend_on_its_case(path: str) -> None:
    url = f"http://acme.example/{path.encode('ascii', 'ignore').decode()}".replace("[", "").replace("]", "")
    assert address_key(url).casefold() == address_key(url)
    assert isinstance(unlikely_reason(url), str)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://a.example/web/2010/http://x.example/", ("2010", "http://x.example/")),
        ("http://a.example/web/20100203040506if_/https://x.example/a", ("20100203040506", "https://x.example/a")),
        ("http://x.example/2019/privacy", None),
        ("http://x.example/", None),
    ],
)
def test_a_memento_is_recognised_by_the_scheme_of_its_original(url: str, parts: tuple[str, str] | None) -> None:
    assert split_memento_url(url) == parts
    assert original_url(url) == (parts[1] if parts else url)
