"""Where a site's policies stood, from what its front page linked over the years."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.links.policy_link_finder import find_policy_links
from clausetrail.snapshots.addresses.policy_link_history import DocumentKind, PolicyLink, collect_link_histories
from clausetrail.snapshots.model import Capture
from clausetrail.snapshots.watchlist.policies import parse
from tests.conftest import Run
from tests.support.small_warcs import Page, write

HOME = "http://www.wherry.example/"


def found(html: str, url: str = HOME) -> list[tuple[str, str]]:
    return [(str(post.kind), post.url) for post in find_policy_links(html.encode(), "text/html; charset=utf-8", url)]


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Privacy Policy", "privacy"),
        ("Datenschutzerklärung", "privacy"),
        ("Politique de confidentialité (ouvre une nouvelle fenêtre)", "privacy"),
        ("プライバシーポリシー", "privacy"),
        ("Privacy & Cookies", "privacy"),
        ("Cookie-Richtlinie", "cookies"),
        ("Terms of Hire", "terms"),
        ("AGB", "terms"),
        ("Mentions légales", "legal"),
    ],
)
def test_a_link_is_known_by_its_name_in_many_languages(name: str, sort: str) -> None:
    assert found(f'<a href="/paper">{name}</a>') == [(sort, f"{HOME}paper")]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/p">Do not sell my personal information</a>',
        '<a href="/p">Cookie settings</a>',
        '<a href="/p">How our new privacy screen keeps the wind from the helmsman and his crew</a>',
        '<a href="http://else.example/privacy">http://else.example/privacy</a>',
        '<a href="javascript:privacy()">Privacy</a>',
        '<a href="mailto:privacy@wherry.example">Privacy</a>',
        '<a href="#privacy">Privacy</a>',
        '<a href="/">Privacy begins at home</a>',
        "<a>Privacy</a>",
        '<a href="http://[">Privacy</a>',
        '<a href="/p">Termsheets and shipping</a>',
    ],
)
def test_what_is_no_policy_is_not_pointed_at(link: str) -> None:
    assert found(link) == []


def test_pictures_and_maps_say_what_they_lead_to() -> None:
    page = '<a href=p.htm><img src=p.gif alt="Privacy"></a><map><area href=t.htm alt="Terms of hire"></map>'
    assert found(page) == [("privacy", f"{HOME}p.htm"), ("terms", f"{HOME}t.htm")]


def test_a_link_is_read_beside_the_base_of_its_page_and_without_an_archives_prefix() -> None:
    assert found('<base href="http://wherry.example/en/"><a href="privacy#top">Privacy</a>') == [
        ("privacy", "http://wherry.example/en/privacy")
    ]
    assert found('<a href="/web/20050102030405/http://wherry.example/p">Privacy</a>') == [
        ("privacy", "http://wherry.example/p")
    ]


def test_a_base_that_is_none_is_passed_over() -> None:
    assert found('<base href="http://["><a href="p.htm">Privacy</a>') == [("privacy", f"{HOME}p.htm")]


@given(st.binary(max_size=300), st.sampled_from([HOME, "http://a.example/b?c"]))
def test_any_bytes_are_looked_at(body: bytes, url: str) -> None:
    assert all(post.url.startswith("http") for post in find_policy_links(b'<a href="/p">Privacy</a>' + body, "", url))


def seen(day: str) -> Capture:
    return Capture("wherry", "a.example", "", f"{day}000000", HOME, "text/html", 200, "A" * 32)


def test_an_address_has_the_captures_that_first_and_last_showed_it() -> None:
    old, new = f"{HOME}p.htm", "https://wherry.example/legal/privacy/"
    far = "http://www.barge.example/privacy"
    told = collect_link_histories(
        [
            (
                seen("20120101"),
                [PolicyLink(DocumentKind.PRIVACY, "Privacy", new), PolicyLink(DocumentKind.TERMS, "Terms", f"{HOME}t")],
            ),
            (
                seen("20030101"),
                [
                    PolicyLink(DocumentKind.PRIVACY, "The Barge's Privacy", far),
                    PolicyLink(DocumentKind.PRIVACY, "Privacy", old),
                ],
            ),
            (seen("20080101"), [PolicyLink(DocumentKind.PRIVACY, "Privacy statement", "http://wherry.example/p.htm")]),
        ]
    )
    assert [(one.words, one.first.timestamp[:4], one.last.timestamp[:4], one.captures) for one in told] == [
        ("Privacy statement", "2003", "2008", 2),
        ("Privacy", "2012", "2012", 1),
        ("The Barge's Privacy", "2003", "2003", 1),
        ("Terms", "2012", "2012", 1),
    ]
    assert [one.is_external for one in told] == [False, False, True, False]


def front(issue: int, links: str) -> bytes:
    news = "".join(
        f"<p>Trip {issue + n}: we sail to the broads at high water, and are back for tea.</p>" for n in range(5)
    )
    return (
        f"<html><head><title>Wherry Hire</title></head><body><h1>Wherry Hire</h1>{news}{links}</body></html>".encode()
    )


@pytest.fixture
def archive(tmp_path: Path) -> str:
    first, later = "<a href=p.htm>Privacy</a>", "<a href=/legal/privacy>Privacy policy</a> <a href=/t?a=1&b=2>Terms</a>"
    days = ["20030101000000", "20050101000000", "20080101000000", "20120101000000"]
    pages = [Page(day, front(int(day[:4]), first if day < "2006" else later), HOME) for day in days]
    return str(write(tmp_path / "wherry.warc.gz", pages))


def test_find_lists_where_the_policies_were_and_keeps_front_pages_apart(run: Run, archive: str) -> None:
    told = run("find", "wherry.example", "--archive", archive, "--quiet")
    assert told.returncode == 0
    assert "seen on 2003-01-01 and 2005-01-01, in 2 of 4 captures looked at" in told.stdout
    assert "clausetrail history http://www.wherry.example/p.htm" in told.stdout
    assert run("policies").stdout == ""


def test_what_find_writes_is_a_watchlist(run: Run, archive: str) -> None:
    told = run("find", "wherry.example", "--archive", archive, "--quiet", "--toml")
    policies = {policy.name: policy for policy in parse(tomllib.loads(told.stdout))}
    assert policies["wherry.example-privacy"].urls == (f"{HOME}p.htm", f"{HOME}legal/privacy")
    assert policies["wherry.example-terms"].urls == (f"{HOME}t?a=1&b=2",)


def test_find_reads_no_more_than_its_limit_and_continues_later(run: Run, archive: str) -> None:
    for looked in (2, 4):
        told = run("find", "wherry.example", "--archive", archive, "--quiet", "--looks", "2", "--json")
        assert sum(one["captures"] for one in json.loads(told.stdout) if one["sort"] == "privacy") == looked


def test_find_reports_what_it_did_not_find(run: Run, tmp_path: Path) -> None:
    path = str(write(tmp_path / "bare.warc.gz", [Page("20030101000000", front(1, ""), HOME)]))
    told = run("find", HOME, "--archive", path, "--quiet")
    assert (told.returncode, told.stdout) == (0, "")
    assert "the one capture looked at links no policy by name" in told.stderr
    assert run("find").returncode == 2


def test_find_names_the_frames_of_a_front_page(run: Run, tmp_path: Path) -> None:
    frames = b"<html><frameset><frame src=menu.htm><frame src=main.htm></frameset></html>"
    menu = b"<html><body><p><a href=p.htm>Privacy</a></p></body></html>"
    pages = [Page("19990101000000", frames, HOME), Page("19990101000001", menu, f"{HOME}menu.htm")]
    path = str(write(tmp_path / "frames.warc.gz", pages))
    told = run("find", HOME, "--archive", path, "--quiet")
    assert f"run `clausetrail find` with {HOME}menu.htm or {HOME}main.htm" in told.stderr
    assert f"{HOME}p.htm" in run("find", f"{HOME}menu.htm", "--archive", path, "--quiet").stdout
