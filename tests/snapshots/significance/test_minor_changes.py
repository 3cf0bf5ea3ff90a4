"""Rules for the minor changes."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.significance.finding import Matter, one_sided, surplus
from clausetrail.snapshots.significance.minor_changes import minor_findings, other_wording, whole_date_or_contact


@pytest.mark.parametrize(
    ("left", "right", "rules"),
    [
        ("lamps, here", "lamps here", ["marks only"]),
        ("lamps, which burn", "lamps which burn", ["a comma that may change the scope"]),
        ("LAMPS here", "lamps here", ["capitals only"]),
        ("4. Lamps", "5. Lamps", ["numbers of clauses only"]),
        ("colour of lamps", "color of lamps", ["spelling only"]),
        ("lamps of 1 May 2018", "lamps of 2 May 2018", ["a date only"]),
        ("lamps of 20180501", "lamps of 20190501", ["a date only"]),
        ("lamps at www.a.example", "lamps at www.b.example", ["an address only"]),
        ("a@x.example 1 May 2018", "b@x.example 2 May 2018", ["a date", "an address only"]),
        ("red lamps of 1 May 2018", "blue lamps of 2 May 2018", ["a date"]),
        ("red lamps", "blue lamps", []),
    ],
)
def test_the_rule_that_explains_all_of_a_change_ends_with_only(left: str, right: str, rules: list[str]) -> None:
    assert [finding.rule for finding in minor_findings(left, right)] == rules


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("the lamps are red", "lamps are red", "articles and order of words"),
        ("lamps by Swift Mail home", "lamps by Slow Coach home", "capitalised words"),
        (
            "Seller: Lamp Ltd, 1 Oil Street",
            "Seller: Wick Ltd, 2 Oil Street",
            "the name or registered office of a company",
        ),
        ("Officer: Ann 12", "Officer: Bob 13", "names and numbers beside an address or office"),
        ("we recieve lamps", "we receive lamps", "other words"),
        ("our cups shine", "our cup shine", "other words"),
        ("our lanterns shine", "our lantern shine", "a letter in a word"),
    ],
)
def test_other_wording_is_named_by_the_form_of_its_words(left: str, right: str, rule: str) -> None:
    assert other_wording(left, right).rule == rule


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Last updated 1 May 2018", ["a date"]),
        ("Write to help@lamp.example", ["an address"]),
        ("7 Oil Street, 20095 Hamburg", ["a postal address"]),
        ("We clean all lamps of the house and the garden on 1 May 2018", []),
        ("Lamps", []),
    ],
)
def test_a_whole_clause_may_be_a_date_or_an_address(text: str, rules: list[str]) -> None:
    found = whole_date_or_contact(text, is_added=True)
    assert [finding.rule for finding in found] == rules
    assert all(finding.after and not finding.before for finding in found)


def test_words_are_subtracted_with_repetitions() -> None:
    assert surplus(["a", "b", "b"], ["b", "c"]) == (("a", "b"), ("c",))


def test_the_words_of_a_whole_clause_are_on_one_side() -> None:
    assert one_sided(Matter.DATE, 20, "a date", ("x",), is_added=False).before == ("x",)
    assert one_sided(Matter.DATE, 20, "a date", ("x",), is_added=True).after == ("x",)
