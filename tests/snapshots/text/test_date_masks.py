"""Which lines date the policy itself, and which only mention a date."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.text.date_masks import mask_dates


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("last updated: 25 may 2018", "last updated: #date"),
        ("last updated: may 25th, 2018", "last updated: #date"),
        ("stand: 01.05.2018", "stand: #date"),
        ("version of 2018-05-25t10:00:00z", "version of #date"),
        ("更新 2018年5月25日", "更新 #date"),
        ("en vigueur : 1er mai 2018", "en vigueur : #date"),
        ("25 may 2018", "#date"),
        ("© 2018 larkspur records", "© #date larkspur records"),
    ],
)
def test_the_date_of_an_update_line_is_masked(line, masked):
    assert mask_dates(line) == masked


@pytest.mark.parametrize(
    "line",
    [
        "on 25 may 2018 you agreed to pay",
        "last updated some time ago",
        "effective from 25 may 2018, " + "you pay the fee " * 10,
        "",
    ],
)
def test_other_lines_stay_as_they_are(line):
    assert mask_dates(line) == line
