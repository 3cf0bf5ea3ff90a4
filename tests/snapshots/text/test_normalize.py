"""Which differences the normal form removes, and which it must never hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.text.normalize import RULES, match_key, normal_form

SAME = {
    "wide letters, ligatures and presentation forms are letters": ("Ｏﬃce", "Office"),
    "guillemets may be spaced inside": ("« Partenaire »", '"Partenaire"'),
    "soft hyphens, joiners and direction marks are invisible": ("in\u00adform\u200bation\ufeff", "information"),
    "accents are composed": ("cafe\u0301", "café"),
    "quotation marks and apostrophes are straight": ("“you” don’t", '"you" don\'t'),
    "dashes are hyphens, long ones spaced": ("fees—if any—for 5–10 days", "fees - if any - for 5-10 days"),
    "white space is one space": ("a\u00a0b\n\t c ", "a b c"),
    "no space before a closing mark": ("Why ? Because , ( say ) it is .", "Why? Because, (say) it is."),
    "no space after an opening bracket": ("( say)", "(say)"),
    "a word in letters of two scripts that look alike is in one script": ("рrivасy", "privacy"),
    "how long ago a page was updated does not count, in a line with nothing else": (
        "Last updated 3 days ago",
        "Last updated 2 weeks ago",
    ),
    "the year of a copyright does not count, in a line with nothing else": (
        "© 2019-2023 Larkspur Records. All rights reserved.",
        "© 2024 Larkspur Records. All rights reserved.",
    ),
}


@pytest.mark.parametrize("rule", [name for name, _ in RULES])
def test_each_rule_removes_the_difference_that_it_names(rule):
    one, other = SAME[rule]
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We may share it.", "We may not share it."),
        ("We may share it.", "We must share it."),
        ("a fee of 1.50", "a fee of 150"),
        ("a fee of €10", "a fee of $10"),
        ("25 May 2018", "26 May 2018"),
        ("area in m²", "area in m2"),
        ("№ 5", "No 5"),
        ("the Agreement", "the agreement"),
        ("re-sign", "resign"),
        ("cats", "cat's"),
        ("2½ days", "21/2 days"),
        ("under 5%", "under 5‰"),
        ("You may object if we wrote to you 3 days ago", "You may object if we wrote to you 5 days ago"),
        ("Updated 3 days ago to allow resale", "Updated 5 days ago to allow resale"),
        ("Copyright claims of 2018 are not heard", "Copyright claims of 2018 are heard"),
        ("© 2023 Larkspur Records", "© 2023 Hollyhock Records"),
        ("Copyright 2018. Works of that year may be copied", "Copyright 2019. Works of that year may be copied"),
        ("клуб", "kлyб"),
        ("a fee of 3 €", "a fee of З €"),
    ],
)
def test_no_rule_hides_a_change_of_meaning(before, after):
    assert normal_form(before) != normal_form(after)


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text):
    assert normal_form(normal_form(text)) == normal_form(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F)))
def test_letters_and_digits_are_kept_as_they_are(text):
    assert normal_form(text).replace(" ", "") == "".join(normal_form(character) for character in text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Last updated: 25 May 2018", "Last updated: January 3rd, 2021"),
        ("Dernière mise à jour : 5 février 2020", "Dernière mise à jour : 06/03/2021"),
        ("7. Article 7: Fees", "9. Article 9: Fees"),
        ("See Section 4.2(b) below.", "See Section 5 below."),
        ("YOUR RIGHTS:", "Your rights"),
    ],
)
def test_editions_of_a_clause_have_one_key(one, other):
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We keep it for 30 days.", "We keep it for 60 days."),
        ("On 25 May 2018 you agreed.", "On 26 May 2018 you agreed."),
        ("write to a@example.org", "write to b@example.org"),
        ("***", "---"),
    ],
)
def test_the_key_masks_neither_amounts_nor_addresses(one, other):
    assert match_key(one) != match_key(other)


@given(st.text(alphabet=" -–—'’“”`´«»é®€§ab,.:()[]1\u00a0\u00ad\u0301", max_size=40))
def test_the_shortcuts_return_what_the_rules_return(text):
    ruled = text
    for _, rule in RULES:
        ruled = rule(ruled)
    assert normal_form(text) == ruled


@given(st.text(alphabet=" -`ab,.()[]1©2019", max_size=40))
def test_a_regular_text_needs_no_rule(text):
    assert normal_form(text) == normal_form(f"\u200b{text}")
