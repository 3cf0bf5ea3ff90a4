"""The names of sites in URLs and in texts."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.history_screening.site_name import site, site_label, site_name_check
from clausetrail.snapshots.model import Clause, Kind


def test_a_site_is_named_however_its_name_is_spaced_and_accented() -> None:
    texts = {"a": (Clause(Kind.PARAGRAPH, "Mon Espace-Santé"),), "b": (Clause(Kind.PARAGRAPH, "Mon espace"),)}
    assert list(map(site_name_check(["monespacesante"], texts.__getitem__), "ab")) == [True, False]


def test_a_site_is_named_by_its_registered_domain() -> None:
    assert [site_label(f"http://{host}/") for host in ("www.larkspur-records.example", "legal.tide.co.uk")] == [
        "larkspurrecords",
        "tide",
    ]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://legal.tide.co.uk/privacy", "tide.co.uk"),
        ("http://WWW.Larkspur.org:8080/", "larkspur.org"),
        ("http://archive.example/", "archive.example"),
        ("http://localhost/", "localhost"),
        ("http://192.168.0.1/", "192.168.0.1"),
    ],
)
def test_a_site_is_the_registrable_domain_or_the_host(url: str, domain: str) -> None:
    assert site(url) == domain
