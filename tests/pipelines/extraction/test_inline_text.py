"""Lines become passages; invisible characters, volatile parameters and Cloudflare's code are undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.dom.tree import Node
from clausetrail.pipelines.extraction.inline_text import (
    Line,
    clean_text,
    decode_hidden_email,
    link_target,
    split_passages,
)


def line(text: str, *, bold: bool = False, linked: bool = False) -> Line:
    made = Line()
    made.add(text, bold, linked, Node("p", {}))
    return made


def texts(*lines: Line) -> list[str]:
    return [passage.text for passage in split_passages(list(lines))]


def test_one_line_break_joins_and_two_separate() -> None:
    assert texts(line("Acme Ltd"), line("1 High Street")) == ["Acme Ltd 1 High Street"]
    assert texts(line("We keep it."), Line(), line("We sell it.")) == ["We keep it.", "We sell it."]


@pytest.mark.parametrize("second", ["• cookies", "2. cookies", "(b) cookies", "iv) cookies"])
def test_a_bullet_or_a_number_begins_a_passage(second: str) -> None:
    assert texts(line("We use"), line(second)) == ["We use", second]


def test_a_bold_line_is_separate_from_the_line_after_it() -> None:
    assert texts(line("Your data", bold=True), line("We keep it.")) == ["Your data", "We keep it."]
    assert texts(line("We keep it at"), line("Acme", bold=True)) == ["We keep it at Acme"]


def test_a_passage_is_linked_where_no_letter_is_outside_a_link() -> None:
    linked, dash = line("Terms", linked=True), line(" - ")
    linked.links.append("/terms")
    (passage,) = split_passages([linked, dash])
    assert (passage.text, passage.is_linked, passage.links) == ("Terms -", True, ("/terms",))
    assert not split_passages([linked, line("and more")])[0].is_linked


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a \n\t b", "a b"),
        ("co\u00adok\u200bie", "cookie"),
        ("e\u0301", "\u00e9"),
        ("a\u200db", "ab"),
        ("\u0645\u06cc\u200c\u062f", "\u0645\u06cc\u200c\u062f"),
        ("a\x1cb", "ab"),
    ],
)
def test_invisible_characters_are_removed_and_shaping_joiners_stay(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/terms?utm_source=mail&page=2", "/terms?page=2"),
        ("/terms?sid=1", "/terms"),
        ("/web/20120101000000/http://acme.example/p", "http://acme.example/p"),
        ("javascript:void(0)", ""),
        ("#", ""),
        ("#data", "#data"),
        (" /te rms ", "/te rms"),
    ],
)
def test_a_target_has_no_volatile_parameter_and_no_replay_prefix(href: str, target: str) -> None:
    assert link_target(href) == target


@given(st.emails(), st.integers(0, 255))
def test_an_address_that_cloudflare_hid_is_read_again(address: str, key: int) -> None:
    code = bytes((key, *(byte ^ key for byte in address.encode()))).hex()
    assert decode_hidden_email(code) == address


@pytest.mark.parametrize("code", ["", "zz", "7", "00ff"])
def test_a_broken_code_is_no_address(code: str) -> None:
    assert decode_hidden_email(code) == ""
