"""URLs in ASCII as archives spell them, and the text of a Location header."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.addresses.address_links import Redirect, address_key, redirect_target
from clausetrail.snapshots.addresses.ascii_urls import ascii_host, ascii_url, decoded_location
from clausetrail.snapshots.model import Capture


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("http://mühle.example/regeln", "http://xn--mhle-0ra.example/regeln"),
        ("http://MÜHLE.example:8080/a", "http://xn--mhle-0ra.example:8080/a"),
        ("https://weiß.example/", "https://xn--wei-7ka.example/"),
        ("http://faß.de/", "http://xn--fa-hia.de/"),
        ("http://例え.テスト/方針?語=一", "http://xn--r8jz45g.xn--zckzah/%E6%96%B9%E9%87%9D?%E8%AA%9E=%E4%B8%80"),
        ("http://a.example/erklärung%20x", "http://a.example/erkl%C3%A4rung%20x"),
        ("http://a.example/%E4%2520", "http://a.example/%E4%2520"),
        ("http://[::1]/ä", "http://[::1]/%C3%A4"),
        ("http://a_b.müller.example/", "http://a_b.müller.example/"),
        ("http://[/ä", "http://[/ä"),
    ],
)
def test_hosts_are_written_by_idna_2008_and_the_rest_in_escapes(url: str, written: str) -> None:
    assert ascii_url(url) == written
    assert ascii_url(written) == written


def test_a_name_that_idna_does_not_allow_stays_as_it_is() -> None:
    assert ascii_host("☃️-" * 40) == "☃️-" * 40
    assert ascii_host("plain.example") == "plain.example"


def test_one_host_is_one_address_however_it_is_spelled() -> None:
    assert address_key("http://www.mühle.example/Regeln/") == address_key("https://xn--mhle-0ra.example/regeln")
    assert address_key("http://a.example/erklärung") == address_key("http://a.example/erkl%C3%A4rung")


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("/erklärung".encode(), "/erklärung"),
        ("/erklärung?ü".encode("latin-1"), "/erkl%E4rung?%FC"),
        ("//mühle.example/ä".encode("latin-1"), "//mühle.example/%E4"),
        (b" /plain ", "/plain"),
    ],
)
def test_a_location_is_read_as_utf_8_and_else_escaped_byte_by_byte(sent: bytes, text: str) -> None:
    assert decoded_location(sent.decode("latin-1")) == text


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/erklärung".encode(), "http://a.example/erkl%C3%A4rung"),
        ("/erklärung".encode("latin-1"), "http://a.example/erkl%E4rung"),
        ("http://mühle.example/x".encode(), "http://xn--mhle-0ra.example/x"),
        (b"\\legal\\privacy?a=\\b", "http://a.example/legal/privacy?a=\\b"),
        (b"/web/20120101000000id_/http://a.example/new", "http://a.example/new"),
        (b"http://[", "http://["),
    ],
)
def test_a_redirect_leads_where_a_browser_is_led(location: bytes, target: str) -> None:
    capture = Capture("a", "a", "", "20120101000000", "http://a.example/old", "text/html", 301, "-")
    assert redirect_target(Redirect(capture, location.decode("latin-1"))) == target
