from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.errors import PoliciesError, UnknownPolicy, UnusableDate, UnusableURL
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.watchlist.policies import (
    NAME,
    all_selectors,
    check_order,
    find,
    load,
    load_notify_rules,
    name_for,
    parse,
    selectors,
    usable_bound,
    usable_url,
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policies.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_watchlist_is_read_in_its_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[policies.b]\nurl = "http://b.example/p"\nsince = 2010\n'
        '[policies.a]\nurls = ["a.example/p", "http://a.example/q"]\ntitle = "A"\nselect = ["main"]\nuntil = "2015-06"\n',
    )
    assert load(path) == (
        Policy("b", ("http://b.example/p",), since="2010"),
        Policy("a", ("http://a.example/p", "http://a.example/q"), "A", select=("main",), until="201506"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[policies.a]\nulr = "http://a.example"\n', "Did you mean 'url'?"),
        ('[policies.a]\ntitle = "A"\n', "policies.a has no url"),
        ("[policies.a]\nurl = 5\n", "Expected `str`, got `int`"),
        ('[policies.a]\nurl = "ftp://a.example"\n', "scheme 'ftp'"),
        ('[policies.a]\nurl = "http://a.example"\nsince = "soon"\n', "is not a date"),
        ('[policies."../a"]\nurl = "http://a.example"\n', "a name is made of"),
        ("[policies.a\n", "is not TOML"),
        ('[policy.a]\nurl = "http://a.example"\n', "unknown field `policy`"),
    ],
)
def test_a_slip_in_the_watchlist_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(PoliciesError) as caught:
        load(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


EIGHTY = "".join(f'[policies.p{number}]\nurl = "http://p{number}.example/privacy"\n\n' for number in range(80))


@pytest.mark.parametrize(
    ("slip", "line", "said"),
    [
        ('[policies.tern]\nurl = "http://tern.example"\nremvoe = [".ad"]\n', 243, "policies.tern: Object contains unknown field `remvoe`. Did you mean 'remove'?"),
        ('[policies.tern]\nurl = "http://tern.example"\ncolour = 1\n', 243, "policies.tern: Object contains unknown field `colour`. The keys here are urls, url,"),
        ('[policies.tern]\nurl = "http://tern.example"\nsince = 2010-05-17\n', 243, 'policies.tern.since: Expected `int | str`, got `date`. Write it like: since = 2010, or since = "2010-05-17"'),
        ('[policies.tern]\nurl = "http://tern.example"\nselect = "main"\n', 243, "policies.tern.select: Expected `array`, got `str`. Write it like: select = ["),
        ('[policies.tern]\nurl = "http://tern.example"\nsince = 2016\nuntil = 2010\n', 243, "policies.tern.since = 2016 lies after until = 2010"),
        ('[policies.tern]\nurl = "http://tern.example"\n[[policies.tern.eras]]\nsince = "2010-13"\n', 244, "policies.tern.eras[1].since = '2010-13' is not a date"),
        ('[policies.tern]\nurls = ["http://tern.example", "gopher://tern.example"]\n', 242, "policies.tern.urls: 'gopher://tern.example' is of the scheme"),
        ('[policies.tern]\nurl = "http://tern.example"\n[policies.tern.notify]\nfrom_wieght = 4\n', 244, "policies.tern.notify: Object contains unknown field `from_wieght`. Did you mean 'from_weight'?"),
        ('[policies.tern]\nurl = http://tern.example\n', 242, "policies.tern: this is not TOML: Invalid value. Text is written in quotation marks"),
        ("[policies.p7]\n", 241, "policies.p7: this is not TOML: Cannot declare"),
        ('[policies.tern]\nurl = "http://tern.example\n', 242, "policies.tern: this is not TOML: Illegal character"),
    ],
)  # fmt: skip
def test_an_error_names_the_file_the_line_the_policy_and_what_to_do(
    tmp_path: Path, slip: str, line: int, said: str
) -> None:
    path = written(tmp_path, EIGHTY + slip)
    with pytest.raises(PoliciesError) as caught:
        load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}")
    assert said in message
    assert "\n" not in message


def test_a_rule_that_is_wrong_for_all_policies_has_the_line_of_the_general_table(tmp_path: Path) -> None:
    path = written(tmp_path, f"{EIGHTY}[notify]\nfrom_weight = 101\n")
    with pytest.raises(PoliciesError, match=r", line 242: notify\.from_weight = 101"):
        load_notify_rules(path)


def test_a_watchlist_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeff[policies.a]\nurl = "http://a.example"\n')
    assert [policy.name for policy in load(path)] == ["a"]


def test_the_beginning_of_a_period_is_not_after_its_end() -> None:
    check_order("2010", "2010")
    check_order("201006", "2010")
    check_order("", "2010")
    with pytest.raises(UnusableDate, match="lies after"):
        check_order("2011", "201012")


def test_a_missing_watchlist_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PoliciesError, match=r"does not exist\. Write one"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "url", ["", "http://", "not a url", "http://a b.example/", "mailto:x@y.example", "http://[::1", "word"]
)
def test_what_is_no_url_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(UnusableURL):
        usable_url(url)


def test_a_url_without_scheme_gets_one() -> None:
    assert usable_url(" www.a.example/privacy ") == "http://www.a.example/privacy"


@given(st.text(max_size=60))
def test_any_name_made_from_a_url_is_a_name(path: str) -> None:
    try:
        name = name_for(f"http://www.a.example/{path}")
    except UnusableURL:
        return
    assert NAME.fullmatch(name)


def test_one_page_has_one_name_however_its_address_is_written() -> None:
    assert name_for("https://www.a.example/Privacy/") == name_for("http://a.example/Privacy")


def test_bounds_are_archive_digits() -> None:
    assert [usable_bound(value, "since") for value in (2010, "2010-05-17", "")] == ["2010", "20100517", ""]


@pytest.mark.parametrize("digits", ["soon", "20", "2010-13", "2010-02-30", "201001015", "20100101250000"])
def test_what_is_no_date_is_refused(digits: str) -> None:
    with pytest.raises(PoliciesError, match="is not a date"):
        usable_bound(digits, "since")


def test_a_bound_takes_in_all_of_what_it_names() -> None:
    ends = [last_second(digits) for digits in ("2004", "200402", "20040210", "20040210121314")]
    assert ends == ["20041231235959", "20040229235959", "20040210235959", "20040210121314"]


def test_an_unknown_policy_is_told_with_its_neighbours() -> None:
    with pytest.raises(UnknownPolicy, match="Did you mean acme-privacy"):
        find((Policy("acme-privacy", ("http://a.example",)),), "acme-privcy")


REDESIGNED = """
[policies.kites]
url = "http://kites.example/privacy"
select = ["#policy"]

[[policies.kites.eras]]
until = 2009
select = ["td.main"]
remove = ["td.main i"]

[[policies.kites.eras]]
since = "2009-06"
until = "2012-03"
select = [".old"]
"""


@pytest.mark.parametrize(
    ("timestamp", "asked"),
    [
        ("20010101000000", (("td.main",), ("td.main i",))),
        ("20091231235959", (("td.main",), ("td.main i",))),  # the first era that holds it
        ("20120331235959", ((".old",), ())),
        ("20120401000000", (("#policy",), ())),
    ],
)
def test_an_era_has_selectors_of_its_own(timestamp: str, asked: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    (policy,) = parse(tomllib.loads(REDESIGNED))
    assert selectors(policy, timestamp) == asked
    assert all_selectors(policy) == ("#policy", "td.main", "td.main i", ".old")


def test_an_era_without_a_time_is_refused() -> None:
    with pytest.raises(PoliciesError, match="an era needs a time"):
        parse(tomllib.loads(REDESIGNED + "[[policies.kites.eras]]\nselect = ['p']"))
