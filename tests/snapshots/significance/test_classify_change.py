"""What a change is about: each rule on invented words, in the languages that it covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.model import Change, Clause, Event, KeptWords, Kind
from clausetrail.snapshots.significance.classify_change import Finding, Matter, findings, weight


def clause(text: str, label: str = "", path: tuple[str, ...] = (), links: tuple[str, ...] = ()) -> Clause:
    return Clause(Kind.PARAGRAPH, text, label, path, 0, links)


def reworded(before: str, after: str) -> tuple[Finding, ...]:
    return findings(Change(Event.REWORDED, (0,), (0,)), [clause(before)], [clause(after)])


def added(text: str, kind: Kind = Kind.PARAGRAPH) -> tuple[Finding, ...]:
    return findings(Change(Event.ADDED, (), (0,)), [], [Clause(kind, text)])


@pytest.mark.parametrize(
    ("before", "after", "matter", "rule"),
    [
        ("We keep lamps, safe.", "We keep lamps; safe", Matter.COSMETIC, "marks only"),
        ("OUR LAMPS ARE SAFE", "Our lamps are safe", Matter.COSMETIC, "capitals only"),
        ("Our organisation keeps lamps", "Our organization keeps lamps", Matter.COSMETIC, "spelling only"),
        (
            "As said in section 3.2, no lamp",
            "As said in section 4.1, no lamp",
            Matter.RENUMBERING,
            "numbers of clauses only",
        ),
        ("Updated 1 May 2018", "Updated 2 June 2019", Matter.DATE, "a date only"),
        ("Write to a@lamp.example today", "Write to help@lamp.example today", Matter.CONTACT, "an address only"),
        (
            "Lamp Shop, 12 Wick Street, 10115 Berlin",
            "Lamp Shop, 7 Oil Street, 20095 Hamburg",
            Matter.CONTACT,
            "names and numbers beside an address or office",
        ),
        ("Lamps go by Swift Mail home", "Lamps go by Slow Coach home", Matter.NAME, "capitalised words"),
        ("The lamp is kept", "A lamp is kept", Matter.WORDING, "articles and order of words"),
        ("We clean lamps weekly", "We polish lamps weekly", Matter.WORDING, "other words"),
    ],
)
def test_minor_changes_are_named_by_their_rule(before: str, after: str, matter: Matter, rule: str) -> None:
    (found,) = reworded(before, after)
    assert (found.matter, found.rule) == (matter, rule)


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("You may return the lamp", "You must return the lamp", "may became must"),
        ("Vous pouvez rendre la lampe", "Vous devez rendre la lampe", "pouvez became devez"),
        ("Sie können die Lampe behalten", "Sie müssen die Lampe behalten", "können became müssen"),
        ("Ustedes pueden devolver la lámpara", "Ustedes deben devolver la lámpara", "pueden became deben"),
        ("We keep lamps for 30 days", "We keep lamps for ninety (90) days", "retention: 30 days became 90 days"),
        ("Nous conservons la lampe 6 mois", "Nous conservons la lampe 2 ans", "retention: 6 mois became 2 ans"),
        ("The lamp costs $50 here", "The lamp costs $75 here", "a sum: $50 became $75"),
        ("Guests over 13 welcome", "Guests over 16 welcome", "an age: over 13 became over 16"),
        ("We tell nobody", "We sell to nobody", "sale: words gained"),
        ("We share lamps with our helpers", "We show lamps to our helpers", "sharing: words lost"),
        ("Lamps are read", "Lamps are not read", "negation: words gained"),
        ("Lamps are read", "Lamps are only read", "limit: words gained"),
        ("Quarrels are heard here", "Quarrels go to arbitration here", "arbitration: words gained"),
        ("Wir lesen mit Ihrer Einwilligung", "Wir lesen gern", "consent: words lost"),
        ("Letters improve our shop", "Letters are used to train our shop", "machine learning: words gained"),
        ("Les lettres sont lues", "Les lettres sont vendues", "sale: words gained"),
    ],
)
def test_rights_and_duties_are_named_with_their_words(before: str, after: str, rule: str) -> None:
    found = reworded(before, after)
    assert rule in [finding.rule for finding in found]
    assert found[0].weight >= 60
    assert all(finding.before or finding.after for finding in found)


def test_a_lost_right_weighs_more_than_other_words_and_those_more_than_marks() -> None:
    sale, other, marks = (
        reworded("We give lamps", text)[0].weight for text in ("We sell lamps", "We lend lamps", "We give lamps!")
    )
    assert sale > other > marks


def test_a_word_that_only_moved_is_no_finding() -> None:
    (found,) = reworded("lamps that you may sell are red", "red are lamps that you may sell")
    assert (found.matter, found.rule) == (Matter.WORDING, "articles and order of words")


def test_other_forms_and_equal_periods_are_no_finding() -> None:
    rules = [
        finding.rule for finding in reworded("We don't share it for 24 hours", "We do not ever share it for 1 day")
    ]
    assert rules == ["other words"]


def test_a_new_clause_is_described_by_its_topics() -> None:
    found = added("We sell lamps to partners and you must agree.")
    assert [finding.rule for finding in found] == [
        "new: mentions sale",
        "new: mentions sharing",
        "new: permits, binds or limits",
    ]
    assert found[0].after == ("sell",)


def test_a_heading_weighs_less_than_a_clause() -> None:
    assert added("Sale of lamps and arbitration", Kind.HEADING)[0].weight < added("We go to arbitration now.")[0].weight


def test_a_clause_that_no_rule_knows_has_a_middle_weight() -> None:
    (found,) = added("Our lamps are blue and burn through the night.")
    assert (found.matter, found.weight, found.rule) == (Matter.WORDING, 45, "a clause was added")


def test_an_address_explains_a_clause_only_where_it_has_little_else() -> None:
    assert added("Write to help@lamp.example")[0].matter is Matter.CONTACT
    assert added("lamps.example.com: cleans the lamps of all our guests at night")[0].matter is Matter.WORDING


def test_a_definition_is_named_with_its_term() -> None:
    found = reworded('"Lamp" means anything that burns.', '"Lamp" means anything that glows.')
    assert found[0] == Finding(Matter.DEFINITION, 60, "a definition", ("Lamp",), ("Lamp",))


def test_links_numbers_and_moves_are_quiet() -> None:
    one, two = clause("Lamps", "1.", links=("http://a.example/",)), clause("Lamps", "2.", links=("http://b.example/",))
    change = Change(Event.RENUMBERED, (0,), (0,))
    assert [finding.matter for finding in findings(change, [one], [two])] == [Matter.LINK, Matter.RENUMBERING]
    assert findings(Change(Event.SAME, (0,), (0,), moved=True), [one], [one])[0].matter is Matter.MOVE
    assert weight(Change(Event.COSMETIC, (0,), (0,)), [one], [one]) == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_every_change_has_a_finding(before: str, after: str) -> None:
    found = reworded(before, after)
    assert found
    assert [finding.weight for finding in found] == sorted((finding.weight for finding in found), reverse=True)
    assert all(0 <= finding.weight <= 100 and finding.rule for finding in found)


def test_a_removed_clause_has_its_words_before() -> None:
    found = findings(Change(Event.REMOVED, (0,), ()), [clause("We sell lamps.")], [])
    assert [(finding.rule, finding.before, finding.after) for finding in found] == [
        ("removed: mentions sale", ("sell",), ())
    ]
    (heading,) = findings(Change(Event.REMOVED, (0,), ()), [Clause(Kind.HEADING, "Our lamps")], [])
    assert (heading.rule, heading.weight) == ("a heading was removed", 20)


def test_a_moved_rewording_is_also_a_move() -> None:
    change = Change(Event.REWORDED, (0,), (0,), moved=True)
    found = findings(change, [clause("We clean lamps weekly")], [clause("We polish lamps weekly")])
    assert [(finding.rule, finding.weight) for finding in found] == [("other words", 35), ("at another position", 8)]


def test_a_mail_address_weighs_less_than_another_link() -> None:
    change = Change(Event.COSMETIC, (0,), (0,))
    weights = [
        weight(change, [clause("Lamps", links=(old,))], [clause("Lamps", links=(new,))])
        for old, new in (("mailto:a@x.example", "mailto:b@x.example"), ("http://a.example/", "http://b.example/"))
    ]
    assert weights == [19, 25]
    assert weight(change, [clause("Lamps")], [clause("Lamps", links=("http://b.example/",))]) == 0


def test_a_right_that_only_moved_is_not_lost():
    duty = "You may ask us to delete your account data at any time, and we delete it within 30 days."
    rest = "The shop opens at nine and closes at six on all days but Sunday."
    before, after = (
        [clause(f"{rest} {duty}"), clause("Our lamps are safe.")],
        [clause(rest), clause(f"Our lamps are safe. {duty}")],
    )
    kept = (KeptWords(0, len(rest) + 1, len(rest) + 1 + len(duty), 1, 20, 20 + len(duty)),)
    for place in (0, 1):
        (found,) = findings(Change(Event.REWORDED, (place,), (place,), kept=kept), before, after)
        assert (found.matter, found.rule) == (Matter.MOVE, "words moved from one clause to another")
    (found,) = findings(
        Change(Event.RELOCATED, (), (0,), kept=(KeptWords(0, 65, 150, 0, 0, len(duty)),)), before, [clause(duty)]
    )
    assert found.matter is Matter.MOVE
    assert "retention lost: 30 days" in {
        one.rule for one in findings(Change(Event.REWORDED, (0,), (0,)), before, after)
    }


def test_what_did_not_move_is_judged_without_the_moved_words():
    before, after = (
        [clause("We keep logs for 30 days. Lamps are lit at dusk by the keeper of the light.")],
        [clause("We keep logs for 90 days.")],
    )
    kept = (KeptWords(0, 26, 77, 1, 0, 51),)
    rules = {one.rule for one in findings(Change(Event.REWORDED, (0,), (0,), kept=kept), before, after)}
    assert rules == {"words moved from one clause to another", "retention: 30 days became 90 days"}
