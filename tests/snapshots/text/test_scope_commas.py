"""Which commas change the scope of what follows them."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.text.scope_commas import scope_commas


@pytest.mark.parametrize(
    ("without", "comma"),
    [
        ("pilots and porters who ask for it", "porters, who"),
        ("berths which are let by the week", "berths, which"),
        ("the harbours in which we moor", "harbours, in which"),
        ("we never sell ropes except to skippers", "ropes, except"),
        ("les marins qui le demandent", "marins, qui"),
        ("los marineros que lo pidan", "marineros, que"),
    ],
)
def test_a_comma_before_a_restriction_is_found_in_both_directions(without, comma):
    with_comma = without.replace(comma.replace(",", ""), comma)
    assert scope_commas(without, with_comma) == ((), (comma,))
    assert scope_commas(with_comma, without) == ((comma,), ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ropes, nets and oars", "ropes, nets, and oars"),
        ("fees, if any, apply", "fees if any apply"),
        ("In spring we sail", "In spring, we sail"),
        ("porters who ask", "porters who ask."),
        ("Taue, die nass sind", "Taue die nass sind"),
        ("porters, who ask", "porters, who ask"),
    ],
)
def test_other_commas_are_not(one, other):
    assert scope_commas(one, other) == ((), ())
