"""The result of an answer, from its status, its headers and its body."""

from __future__ import annotations

import pytest

from clausetrail.crawler.archives.answers import Answer, judge_newest, newest_memento, original_of_memento


@pytest.mark.parametrize(
    ("status", "headers", "answer", "newest"),
    [
        (302, {"location": "/web/20120101000000id_/http://kites.example/privacy"}, Answer.HOP, "20120101000000"),
        (307, {"location": "http://a.example/web/20120101000000id_/http://k.example/"}, Answer.HOP, "20120101000000"),
        (302, {"location": "http://a.example/elsewhere"}, Answer.UNREADABLE, ""),
        (200, {"memento-datetime": "Sun, 01 Jan 2012 00:00:00 GMT"}, Answer.CAPTURE, "20120101000000"),
        (
            200,
            {
                "memento-datetime": "Sun, 01 Jan 2012 00:00:00 GMT",
                "link": '<http://k.example/>; rel="original", <http://a.example/web/2013/http://k.example/>; rel="last memento"; '
                'datetime="Tue, 01 Jan 2013 00:00:00 GMT"',
            },
            Answer.CAPTURE,
            "20130101000000",
        ),
        (404, {}, Answer.NOT_ARCHIVED, ""),
        (429, {}, Answer.THROTTLED, ""),
        (503, {}, Answer.ARCHIVE_FAULT, ""),
    ],
)
def test_the_newest_memento_is_read_from_the_hop_or_from_itself(
    status: int, headers: dict[str, str], answer: Answer, newest: str
) -> None:
    assert judge_newest(status, headers, "") is answer
    assert newest_memento(status, headers) == newest


@pytest.mark.parametrize(
    ("headers", "newest"),
    [
        ({"memento-datetime": "Sun, 01 Jan 2012 00:00:00 GMT"}, "20120101000000"),
        (
            {"location": "/web/20130101000000id_/http://k.example/"},
            "",
        ),  # after the bound, and nothing says what is before it
        (
            {
                "location": "/web/20130101000000id_/http://k.example/",
                "link": '<http://a.example/2011/http://k.example/>; rel="prev memento"; datetime="Sat, 01 Jan 2011 00:00:00 GMT",'
                ' <http://a.example/2014/http://k.example/>; rel="last memento"; datetime="Wed, 01 Jan 2014 00:00:00 GMT"',
            },
            "20110101000000",
        ),
    ],
)
def test_mementos_after_the_bound_do_not_count(headers: dict[str, str], newest: str) -> None:
    assert newest_memento(302 if "location" in headers else 200, headers, "20121231235959") == newest


def test_a_memento_states_whose_memento_it_is() -> None:
    assert original_of_memento({"location": "/web/20130101000000id_/http://k.example/a?b"}) == "http://k.example/a?b"
    link = '<http://k.example/a>; rel="original", <http://a.example/timegate/http://k.example/a>; rel="timegate"'
    assert original_of_memento({"link": link}) == "http://k.example/a"
    assert original_of_memento({}) == ""
