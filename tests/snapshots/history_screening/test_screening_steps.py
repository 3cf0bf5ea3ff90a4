"""Which readings do not show the policy, by all steps of screening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clausetrail.snapshots.history_screening.screening_steps import STEPS, screen_readings
from clausetrail.snapshots.history_screening.text_profile import profile_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Observation
from clausetrail.snapshots.page_ending import Ending
from tests.support.invented_policies import policy_text

CAPTURE = Capture("acme", "a.example", "", "", "http://acme.example/", "text/html", 200, "A")


OURS, OTHERS, SHOP = policy_text(1), policy_text(2), policy_text(3, opening="boats and soup")
REWORDED = (*OURS[:-1], Clause(Kind.PARAGRAPH, "and now something else at the very end of it all"))
PIECE = OURS[: len(OURS) // 2]
GUIDELINES = policy_text(9, opening="be kind to others and keep the boats clean")
TEXTS = {
    "ours": OURS,
    "reworded": REWORDED,
    "others": OTHERS,
    "shop": SHOP,
    "piece": PIECE,
    "cut": PIECE,
    "french": policy_text(4),
    "rewrite": policy_text(7),
    "front": policy_text(8, 100, opening="boats and soup"),
    "guidelines": GUIDELINES,
    "guidelines2": (*GUIDELINES[:-1], Clause(Kind.PARAGRAPH, "and be kind to those who are new to the boats")),
}
LIKE = {
    name: profile_of("fr" if name == "french" else "en", told, Ending.CUT if name == "cut" else Ending.CLOSED)
    for name, told in TEXTS.items()
}


def judged(texts: str, *, days: int = 1, named: str = "ours reworded piece others") -> list[str]:
    """Return the verdict on each of *texts*, seen one after the other, "policy" where it passes."""
    seen = [
        Observation(
            replace(
                CAPTURE,
                timestamp=f"20{10 + n * days // 336:02}{1 + n * days // 28 % 12:02}{1 + n * days % 28:02}000000",
                id=n,
            ),
            name,
            name,
        )
        for n, name in enumerate(texts.split())
    ]
    found = screen_readings(seen, LIKE, lambda name: name in named, TEXTS.__getitem__)
    return [str(found[n][0]) if n in found else "policy" for n in range(len(seen))]


def test_rewordings_of_the_policy_pass() -> None:
    assert judged("ours ours reworded reworded ours") == ["policy"] * 5


@pytest.mark.parametrize(
    ("name", "verdict"), [("others", "other document"), ("french", "other language"), ("piece", "truncated")]
)
def test_an_unrelated_text_between_equal_captures_is_excluded(name: str, verdict: str) -> None:
    assert judged(f"ours ours {name} ours reworded") == ["policy", "policy", verdict, "policy", "policy"]


def test_a_rewrite_or_another_language_that_lasts_passes() -> None:
    assert judged("ours ours others others others") == ["policy"] * 5
    assert judged("ours ours french french french") == ["policy"] * 5


def test_a_policy_that_stays_shortened_passes() -> None:
    assert judged("ours ours piece piece piece") == ["policy"] * 5


def test_a_short_page_without_the_words_of_a_policy_is_excluded_however_long_it_is_shown() -> None:
    """A front page to which the address led for half a year, and the policy again."""
    assert judged("ours ours ours ours front front front ours", days=60) == [
        *4 * ["policy"],
        *3 * ["other document"],
        "policy",
    ]


@pytest.mark.parametrize("days", [1, 10, 90])
def test_a_text_that_most_captures_show_is_the_policy_whatever_its_words(days: int) -> None:
    """Guidelines without a legal word, of which one spell of captures shows a document with them."""
    own = 8 * ["guidelines"] + 12 * ["guidelines2"]
    for place in (0, 8, 20):
        names = [*own[:place], "ours", *own[place:]]
        assert judged(" ".join(names), days=days, named="guidelines guidelines2 ours").count("other document") <= 1
    assert judged(" ".join([*own, "ours", "ours", "ours"]), days=days) == 23 * ["policy"]


def test_a_short_page_that_stays_for_most_of_a_history_is_kept() -> None:
    assert judged("ours ours ours " + 6 * "front ", days=60) == 9 * ["policy"]


def test_a_document_without_legal_words_that_lasts_and_is_as_long_as_the_policy_is_kept() -> None:
    assert judged("guidelines guidelines2 guidelines2 guidelines2 ours ours ours ours ours", days=40) == 9 * ["policy"]


def test_a_language_that_is_gone_within_a_month_is_another_one_however_many_captures_show_it() -> None:
    names = [*6 * ["ours"], *4 * ["french"], *6 * ["reworded"]]
    assert judged(" ".join(names), days=3) == [*6 * ["policy"], *4 * ["other language"], *6 * ["policy"]]
    assert judged(" ".join(names), days=30) == 16 * ["policy"]


def test_the_language_of_most_captures_is_never_another_one() -> None:
    assert judged("ours " + 9 * "french " + "ours", days=2)[1:-1] == 9 * ["policy"]
    alternating = judged(5 * "ours french french french ", days=2)
    assert [one for one, name in zip(alternating, 5 * ["ours", *3 * ["french"]], strict=True) if name == "french"] == (
        15 * ["policy"]
    )


def test_half_of_a_history_in_another_language_is_kept() -> None:
    assert judged(10 * "ours " + 10 * "french ", days=20) == 20 * ["policy"]


def test_a_text_that_lasts_at_another_time_is_never_a_piece() -> None:
    names = ["ours", "piece", "piece", "ours", *5 * ["piece"]]
    assert judged(" ".join(names), days=10) == 9 * ["policy"]
    assert judged("ours ours piece piece ours ours", days=7)[2:4] == 2 * ["truncated"]


def test_a_policy_that_alternates_with_a_shell_passes_each_time() -> None:
    assert judged("shop shop ours shop shop ours shop shop ours ours") == [
        "policy" if name == "ours" else "other document"
        for name in ["shop", "shop", "ours", "shop", "shop", "ours", "shop", "shop", "ours", "ours"]
    ]


def test_an_unrelated_text_at_the_end_is_excluded_unless_it_names_the_site() -> None:
    assert judged("ours ours others", named="ours") == ["policy", "policy", "other document"]
    assert judged("ours ours others") == ["policy", "policy", "policy"]
    assert judged("ours ours french") == ["policy", "policy", "other language"]


def test_an_unrelated_text_at_the_start_or_between_two_documents_is_excluded() -> None:
    assert judged("others ours ours", named="ours") == ["other document", "policy", "policy"]
    assert judged("others ours ours") == ["policy", "policy", "policy"]
    assert judged("ours ours others rewrite rewrite", named="ours rewrite") == [
        *2 * ["policy"],
        "other document",
        *2 * ["policy"],
    ]
    assert judged("french ours ours") == ["other language", "policy", "policy"]
    assert judged("french ours") == ["policy", "other language"]
    assert judged("french ours ours", days=500, named="ours french") == ["policy", "policy", "policy"]


@pytest.mark.parametrize(("name", "verdict"), [("others", "other document"), ("french", "other language")])
def test_a_policy_present_again_after_years_was_not_replaced_by_one_capture(name: str, verdict: str) -> None:
    assert judged(f"ours {name} reworded", days=500) == ["policy", verdict, "policy"]
    assert judged(f"ours {name} reworded {name} ours ours", days=500, named=f"ours {name}") == 6 * ["policy"]


def test_the_policy_of_another_site_does_not_make_this_sites_page_another_document() -> None:
    assert judged("shop shop others shop", named="shop") == ["policy", "policy", "other document", "policy"]


def test_a_page_that_ends_inside_its_markup_is_truncated_even_at_the_end() -> None:
    assert judged("ours ours cut") == ["policy", "policy", "truncated"]
    assert judged("cut ours ours") == ["truncated", "policy", "policy"]


def test_the_words_of_policies_are_not_required_where_no_text_has_them() -> None:
    assert judged("shop shop shop") == ["policy"] * 3


def test_the_steps_have_names_and_reasons_and_a_fixed_order() -> None:
    assert [step.name for step in STEPS] == [
        "markup cut off",
        "other language",
        "beginning of a neighbour",
        "piece of both neighbours",
        "other document",
        "unrelated text seen once",
    ]
    assert all(step.reason.endswith(".") for step in STEPS)


def test_nothing_is_excluded_from_an_empty_history() -> None:
    assert judged("") == []
