"""Which captures show the policy, judged beside their neighbours in time."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from clausetrail.snapshots.history_screening.minhash import sketch_of
from clausetrail.snapshots.history_screening.other_documents import screen_readings, site_label, site_name_check
from clausetrail.snapshots.history_screening.text_profile import TextProfile, profile_from_bytes, profile_of
from clausetrail.snapshots.model import Capture, Clause, Kind, Observation
from clausetrail.snapshots.page_ending import Ending

CAPTURE = Capture("acme", "a.example", "", "", "http://acme.example/", "text/html", 200, "A")
POLICY = "we collect personal data and use this information under the terms of the contract with your consent by law "


def text(seed: int, words: int = 400, *, opening: str = POLICY) -> tuple[Clause, ...]:
    """Return a text of invented words, the same for one seed."""
    dice = random.Random(seed)
    syllables = ["ka", "lo", "mi", "tu", "re", "sa", "no", "pe"]
    lines = [" ".join("".join(dice.choices(syllables, k=3)) for _ in range(20)) for _ in range(words // 20)]
    return tuple(Clause(Kind.PARAGRAPH, line) for line in (opening, *lines))


OURS, OTHERS, SHOP = text(1), text(2), text(3, opening="boats and soup")
REWORDED = (*OURS[:-1], Clause(Kind.PARAGRAPH, "and now something else at the very end of it all"))
PIECE = OURS[: len(OURS) // 2]
TEXTS = {
    "ours": OURS,
    "reworded": REWORDED,
    "others": OTHERS,
    "shop": SHOP,
    "piece": PIECE,
    "cut": PIECE,
    "french": text(4),
    "rewrite": text(7),
}
LIKE = {
    name: profile_of("fr" if name == "french" else "en", told, Ending.CUT if name == "cut" else Ending.CLOSED)
    for name, told in TEXTS.items()
}


def judged(texts: str, *, days: int = 1, named: str = "ours reworded piece others") -> list[str]:
    """Return the verdict on each of *texts*, seen one after the other, "policy" where nothing is held against it."""
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


def test_a_policy_that_is_reworded_is_the_policy_throughout() -> None:
    assert judged("ours ours reworded reworded ours") == ["policy"] * 5


@pytest.mark.parametrize(
    ("name", "verdict"), [("others", "other document"), ("french", "other language"), ("piece", "truncated")]
)
def test_a_stranger_between_captures_that_agree_is_told_apart(name: str, verdict: str) -> None:
    assert judged(f"ours ours {name} ours reworded") == ["policy", "policy", verdict, "policy", "policy"]


def test_a_rewrite_that_stays_is_the_policy_and_so_is_another_language() -> None:
    assert judged("ours ours others others others") == ["policy"] * 5
    assert judged("ours ours french french french") == ["policy"] * 5


def test_a_policy_that_is_really_shortened_does_not_come_back_whole() -> None:
    assert judged("ours ours piece piece piece") == ["policy"] * 5


def test_a_page_without_the_words_of_a_policy_is_none_however_long_it_is_shown() -> None:
    assert judged("shop ours ours shop shop shop shop", days=90) == [
        "other document",
        "policy",
        "policy",
        *4 * ["other document"],
    ]


def test_a_policy_that_comes_in_turn_with_a_shell_is_the_policy_each_time() -> None:
    assert judged("shop shop ours shop shop ours shop shop ours ours") == [
        "policy" if name == "ours" else "other document"
        for name in ["shop", "shop", "ours", "shop", "shop", "ours", "shop", "shop", "ours", "ours"]
    ]


def test_a_stranger_at_the_end_is_held_back_unless_it_names_the_site() -> None:
    assert judged("ours ours others", named="ours") == ["policy", "policy", "other document"]
    assert judged("ours ours others") == ["policy", "policy", "policy"]
    assert judged("ours ours french") == ["policy", "policy", "other language"]


def test_so_is_a_stranger_at_the_start_and_between_two_documents() -> None:
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
def test_a_policy_that_is_back_after_years_did_not_go_for_one_capture(name: str, verdict: str) -> None:
    assert judged(f"ours {name} reworded", days=500) == ["policy", verdict, "policy"]
    assert judged(f"ours {name} reworded {name} ours ours", days=500, named=f"ours {name}") == 6 * ["policy"]


def test_the_policy_of_somebody_else_does_not_make_ours_a_page_about_something_else() -> None:
    assert judged("shop shop others shop", named="shop") == ["policy", "policy", "other document", "policy"]


def test_a_site_is_named_however_its_name_is_spaced_and_accented() -> None:
    texts = {"a": (Clause(Kind.PARAGRAPH, "Mon Espace-Santé"),), "b": (Clause(Kind.PARAGRAPH, "Mon espace"),)}
    assert list(map(site_name_check(["monespacesante"], texts.__getitem__), "ab")) == [True, False]


def test_a_page_that_ends_inside_its_markup_is_cut_off_even_at_the_end() -> None:
    assert judged("ours ours cut") == ["policy", "policy", "truncated"]
    assert judged("cut ours ours") == ["truncated", "policy", "policy"]


def test_nothing_is_judged_by_the_words_of_policies_where_no_text_has_them() -> None:
    assert judged("shop shop shop") == ["policy"] * 3


def test_a_sketch_tells_what_two_texts_share() -> None:
    long = sketch_of(text(5, 20_000))
    assert abs(sketch_of(text(5, 20_000)[:500]).shared_with(long) - 1) < 0.15
    assert sketch_of(text(6, 20_000)).shared_with(long) < 0.02
    assert sketch_of(()).shared_with(long) == 0


def test_a_likeness_comes_back_from_its_bytes() -> None:
    told = profile_of("en", OURS)
    again: TextProfile = profile_from_bytes("en", told.to_bytes())
    assert again == told


def test_a_site_is_named_by_the_domain_that_was_registered() -> None:
    assert [site_label(f"http://{host}/") for host in ("www.larkspur-records.example", "legal.tide.co.uk")] == [
        "larkspurrecords",
        "tide",
    ]
