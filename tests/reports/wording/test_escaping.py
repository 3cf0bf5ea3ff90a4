"""What an archived word may look like on a terminal or a page."""

from __future__ import annotations

import sys

import pytest

from clausetrail.reports.wording.escaping import visible

ZWNJ, ZWJ = "\u200c", "\u200d"


@pytest.mark.parametrize("text", [f"می{ZWNJ}خواهیم", f"क्{ZWJ}ष", f"സ{ZWJ}"])
def test_joiners_stay_where_a_script_spells_with_them(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("text", [f"no{ZWNJ}t", f"{ZWJ}we", "می\u202e", "\x1b[2J", f"می {ZWNJ}{ZWJ}"])
def test_what_could_hide_or_steer_is_shown(text: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in visible(text)


def test_nothing_printable_could_hide_or_steer() -> None:
    printable = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isprintable())
    assert visible(f"{printable}\u202e") == f"{printable}\N{REPLACEMENT CHARACTER}"
