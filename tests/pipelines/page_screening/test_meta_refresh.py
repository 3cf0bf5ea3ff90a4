"""Pages that send their readers on by a <meta> element."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.page_screening.meta_refresh import refresh_target
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.model import Capture, Policy, Snapshot, Verdict
from tests.support.small_warcs import policy

URL = "http://kites.example/privacy"


def meta(content: str, name: str = "refresh", more: str = "") -> str:
    return f"<html><head>{more}<meta http-equiv=\"{name}\" content='{content}'></head><body>Moved.</body></html>"


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/new", "/new"),
        ("0; URL=http://kites.example/new", "http://kites.example/new"),
        ('5,url="/new page"', "/newpage"),
        ("0 /new", "/new"),
        ("0;/new#top", "/new"),
        ("0.5; url = /new", "/new"),
        (";url=/new", "/new"),
        ("30;URL=../legal/new?a=b;c", "../legal/new?a=b;c"),
        ("300;url=/new", ""),
        ("99999999999999999999;url=/new", ""),
        ("0", ""),
        ("0;", ""),
        ("0;url=", ""),
        ("0;url=javascript:go()", ""),
        ("0;url=data:text/html,x", ""),
        ("0;url=mailto:a@b.example", ""),
        ("soon;url=/new", ""),
        ("0;url=/" + "n" * 3_000, ""),
    ],
)
def test_the_target_is_read_as_browsers_read_it(content: str, target: str) -> None:
    assert refresh_target(meta(content)) == target
    assert refresh_target(meta(content, "REFRESH")) == target


def test_what_only_looks_like_one_is_none() -> None:
    assert refresh_target(f"<!-- {meta('0;url=/new')} -->") == ""
    assert refresh_target(f"<noscript>{meta('0;url=/new')}</noscript>") == ""
    assert refresh_target(meta("0;url=/new", "content-type")) == ""
    assert refresh_target("<p>http-equiv=refresh</p>") == ""


def test_a_target_is_relative_to_the_base_of_its_page() -> None:
    assert (
        refresh_target(meta("0;url=new", more='<base href="http://kites.example/a/">')) == "http://kites.example/a/new"
    )


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (meta("0;url=/legal/notice").encode(), Verdict.REDIRECT),
        (meta("0;url=/privacy/").encode(), Verdict.EMPTY),
        (meta("600;url=/legal/notice").encode(), Verdict.EMPTY),
        (meta("0;url=http://[").encode(), Verdict.EMPTY),
        (
            policy().replace(b"<head>", b'<head><meta http-equiv="refresh" content="0;url=/legal/notice">'),
            Verdict.POLICY,
        ),
    ],
)
def test_a_page_without_a_policy_that_sends_its_readers_on_is_a_redirect(body: bytes, verdict: Verdict) -> None:
    capture = Capture("kites", "a", "", "20120101000000", URL, "text/html", 200, "-")
    reading = read(Snapshot(capture, body, URL, 200), Policy("kites", (URL,)), "code")
    assert reading.verdict is verdict
    assert (reading.reason == "a meta refresh to /legal/notice") is (verdict is Verdict.REDIRECT)
