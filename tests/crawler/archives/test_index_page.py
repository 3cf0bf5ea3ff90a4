"""Which answers of an index are whole: their end was seen, and nothing in them is no row."""

from __future__ import annotations

from itertools import pairwise

import pytest

from clausetrail.crawler.archives import internet_archive, pywb, timemap
from clausetrail.crawler.archives.archive import Archive
from clausetrail.crawler.archives.index_page import IndexPage

DIGEST = "PGSVQHODA557U22H2BD6VW4O3PFWBEV3"
LINES = [
    f"example,larch)/terms 20{year}0203040506 http://larch.example/terms text/html 200 {DIGEST} 1234\n"
    for year in range(10, 14)
]
WHOLE = "".join(LINES)


def times(page: IndexPage) -> list[str]:
    return [row.timestamp[:4] for row in page.rows]


@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        WHOLE.replace("\n", "\r\n"),
        "\ufeff" + WHOLE,
        WHOLE.replace(" ", "\t"),
        "urlkey timestamp original mimetype statuscode digest length\n" + WHOLE,
        WHOLE.replace("text/html", "text/html; charset=utf-8"),
        WHOLE.replace(" 1234\n", " - - 1234 5678 larch.warc.gz\n"),
    ],
)
def test_a_whole_answer_is_whole_in_any_way_of_writing_it(body: str) -> None:
    page = internet_archive.parse_index(body)
    assert (times(page), page.malformed, page.fault) == (["2010", "2011", "2012", "2013"], (), "")


@pytest.mark.parametrize(
    "line",
    [
        "org.archive.util.io.RuntimeIOException: timed out",
        "java.io.IOException: part-00208 of the index is not there",
        "Warning: one of the 12 shards of this index did not answer in time",
        "<html><body>504 Gateway Time-out</body></html>",
        '{"message": "Internal Error"}',
        LINES[0].rpartition(" ")[0],
    ],
)
@pytest.mark.parametrize("at", range(5))
def test_a_line_that_is_no_row_makes_an_answer_incomplete_wherever_it_is(line: str, at: int) -> None:
    for parse in (internet_archive.parse_index, pywb.parse_index):
        page = parse("".join([*LINES[:at], line + "\n", *LINES[at:]]))
        assert (len(page.rows), page.malformed) == (4, (line,))
        assert page.fault.endswith("which is no row")


@pytest.mark.parametrize("end", range(1, len(LINES[0])))
def test_an_answer_that_ends_within_a_row_is_incomplete_wherever_it_ends(end: int) -> None:
    assert internet_archive.parse_index(WHOLE + LINES[3].replace("2013", "2014")[:end]).fault
    assert pywb.parse_index(LINES[0][:end]).fault


def test_a_key_that_is_cut_is_no_key() -> None:
    assert internet_archive.parse_index(f"{WHOLE}\nthe-key\n").fault == ""
    assert internet_archive.parse_index(f"{WHOLE}\nthe-k").fault


@pytest.mark.parametrize(
    ("count", "rows", "is_full"),
    [
        (4, 4, True),
        (4, 10_000, False),
        (50, 10_000, True),
        (1_000, 10_000, True),
        (1_003, 10_000, True),
        (13, 10_000, False),
    ],
)
def test_pywb_may_have_a_limit_of_its_own_that_it_does_not_state(count: int, rows: int, is_full: bool) -> None:
    page = IndexPage(pywb.parse_index(LINES[0]).rows * count)
    assert pywb.is_full(page, rows) is is_full


def test_a_full_page_of_an_index_without_keys_may_not_be_all() -> None:
    assert internet_archive.is_full(internet_archive.parse_index(WHOLE), 4)
    assert not internet_archive.is_full(internet_archive.parse_index(WHOLE), 5)
    assert not internet_archive.is_full(internet_archive.parse_index(f"{WHOLE}\nkey\n"), 4)


# TimeMaps ----------------------------------------------------------------------------------------------------

PLACE = "http://a.example/coll"
FIRST = f"<{PLACE}/20100203040506/http://larch.example/terms>"
DATE = "Wed, 03 Feb 2010 04:05:06 GMT"


@pytest.mark.parametrize(
    "parameters",
    [
        f'; rel="memento"; datetime="{DATE}"',
        f"; rel=memento; datetime='{DATE}'",
        f"; rel=memento; datetime={DATE}",
        f"; rel='first memento' ; datetime = '{DATE}'",
        f';REL="First Memento";DateTime="{DATE}"',
        f'; datetime="{DATE}"; rel="memento last"; license="http://l.example/a,b;c"',
        f'; rel="memento"; title="an \\"odd\\", title"; datetime="{DATE}"',
        '; rel="memento"; datetime="2010-02-03T04:05:06Z"',
    ],
)
@pytest.mark.parametrize("around", ["{}", "{},\n", "\n{}\n", "<http://larch.example/terms>; rel=original,\n{}"])
def test_the_parameters_of_a_link_are_read_in_any_quotes_order_and_case(parameters: str, around: str) -> None:
    page = timemap.parse_index(around.format(FIRST + parameters))
    assert [(row.timestamp, row.original) for row in page.rows] == [("20100203040506", "http://larch.example/terms")]
    assert (page.malformed, page.fault) == ((), "")


LINKS = [
    '<http://larch.example/terms>; rel="original"',
    f'<{PLACE}/timemap/link/http://larch.example/terms>; rel="self"; type="application/link-format"',
    *(
        f'<{PLACE}/20{year}0203040506/http://larch.example/terms>; rel="memento"; datetime="Wed, 03 Feb 20{year} 04:05:06 GMT"'
        for year in range(10, 14)
    ),
]


def test_a_timemap_that_is_cut_within_a_link_is_incomplete_wherever_it_is_cut() -> None:
    text = ",\n".join(LINKS)
    borders = {len(",\n".join(LINKS[:count])) for count in range(len(LINKS) + 1)}
    borders |= {border + extra for border in borders for extra in (1, 2)}
    # Between two parameters of what is no memento, nothing shows that one more was to come.
    others = len(",\n".join(LINKS[:2]))
    cuts = [end for end in range(others, len(text)) if end not in borders]
    assert [end for end in cuts if not timemap.parse_index(text[:end]).fault] == []
    assert timemap.parse_index(text).fault == ""


@pytest.mark.parametrize(
    "noise", ["java.io.IOException: timed out", "<html><body>504</body></html>", "Warning: a shard is away"]
)
def test_what_is_no_link_makes_a_timemap_incomplete(noise: str) -> None:
    for at in range(3, 7):
        page = timemap.parse_index(",\n".join([*LINKS[:at], noise, *LINKS[at:]]))
        assert page.fault
        assert len(page.rows) >= 3


def test_a_timemap_states_up_to_when_it_lists() -> None:
    own = LINKS[1] + '; from="Wed, 03 Feb 2010 04:05:06 GMT"; until="Sun, 03 Feb 2013 04:05:06 GMT"'
    links = [LINKS[0], own, *LINKS[2:]]
    assert timemap.parse_index(",\n".join(links)).fault == ""
    assert "states that it lists them up to 20130203040506" in timemap.parse_index(",\n".join(links[:-1])).fault


def test_the_other_timemaps_that_one_names_are_its_pages_in_the_format_that_is_read_here() -> None:
    def other(name: str, more: str = "") -> str:
        return f'<{PLACE}/timemap/{name}/http://larch.example/terms>; rel="timemap"{more}'

    own = f'<{PLACE}/timemap/link/2/http://larch.example/terms>; rel="self"'
    links = [
        own, other("link/1"), other("link/2"), other("link/3", "; type=application/link-format"),
        other("json"), other("x", '; type="application/json"'), other("link/3"),
    ]  # fmt: skip
    page = timemap.parse_index(",\n".join(links))
    assert page.keys == tuple(f"{PLACE}/timemap/link/{number}/http://larch.example/terms" for number in (1, 3))
    assert page.own == f"{PLACE}/timemap/link/2/http://larch.example/terms"


def test_a_long_timemap_is_read_in_linear_time_even_where_it_is_broken() -> None:
    assert len(timemap.parse_index(",\n".join(LINKS * 2_000)).rows) == 8_000
    assert timemap.parse_index("<http://a.example/>" + " ; " * 20_000 + "(").fault
    assert timemap.parse_index("<" * 20_000).fault


def test_other_timemaps_are_followed_at_the_same_archive_only() -> None:
    archive = Archive("a.example", "https://a.example/coll", "timemap")
    own = ["https://a.example/coll/timemap/2/x", "http://www.a.example/2"]
    assert [archive.is_own(url) for url in own] == [True, True]
    foreign = ["http://b.example/timemap/2/x", "file:///etc/passwd", "http://a.example.b.example/", "//a.example"]
    assert [archive.is_own(url) for url in foreign] == [False] * 4


def test_rows_are_in_order_or_not() -> None:
    rows = internet_archive.parse_index(WHOLE).rows
    assert IndexPage(rows).is_ordered
    assert not IndexPage(rows[::-1]).is_ordered
    assert IndexPage().is_ordered
    assert IndexPage(rows).newest == max(row.timestamp for row in rows)
    assert all(a.timestamp < b.timestamp for a, b in pairwise(rows))


@pytest.mark.parametrize("dialect", [internet_archive, pywb])
def test_the_answer_to_a_form_is_no_capture_of_the_page(dialect: object) -> None:
    posted = LINES[1].replace(")/terms ", ")/terms?__wb_method=post&wick=trim ")
    page = dialect.parse_index(LINES[0] + posted + LINES[2])  # type: ignore[attr-defined]
    assert (times(page), page.malformed, page.fault) == (["2010", "2012"], (), "")
