"""The notify tables of the watchlist."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.errors import PoliciesError
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule
from clausetrail.snapshots.watchlist.policies import parse_notify_rules


def test_the_table_of_a_policy_replaces_the_general_one_key_by_key():
    document = {
        "notify": {"urls": ["a://x"], "from_weight": 60},
        "policies": {
            "one": {"url": "http://one.example"},
            "two": {"url": "http://two.example", "notify": {"urls": []}},
            "three": {"url": "http://three.example", "notify": {"urls": ["$MINE"], "matters": ["date"]}},
        },
    }
    assert parse_notify_rules(document) == {
        "one": NotifyRule(("a://x",), 60),
        "two": NotifyRule((), 60),
        "three": NotifyRule(("$MINE",), 60, frozenset({"date"})),
    }


def test_candidates_are_asked_for_in_a_rule_or_for_a_policy():
    document = {
        "notify": {"urls": ["a://x"], "candidates": True},
        "policies": {
            "general": {"url": "http://one.example"},
            "policy": {"url": "http://two.example", "candidates": False},
            "rule": {"url": "http://three.example", "candidates": False, "notify": {"candidates": True}},
        },
    }
    rules = parse_notify_rules(document)
    assert {name: rule.candidates for name, rule in rules.items()} == {"general": True, "policy": False, "rule": True}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"from_weight": 101}, "weights go from 0 to 100"),
        ({"matters": ["prices"]}, "'prices' is none of cosmetic"),
        ({"urls": ["me@example.org"]}, "is no Apprise URL"),
        ({"url": ["a://x"]}, "Did you mean 'urls'"),
    ],
)
def test_an_invalid_notify_table_is_an_error(table, said):
    with pytest.raises(PoliciesError, match=said):
        parse_notify_rules({"notify": table, "policies": {"one": {"url": "http://one.example"}}})
