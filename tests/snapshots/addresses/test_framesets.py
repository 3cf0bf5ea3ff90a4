"""Which frame of a policy's page is followed, and when what stands in it counts: pure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.addresses.address_links import address_links
from clausetrail.snapshots.addresses.framesets import MOST_OF_A_POLICY, FrameAnswer, Framesets, Shell
from clausetrail.snapshots.model import Capture, Observation, Policy

URL = "http://kites.example/privacy.html"
KITES = Policy("kites", (URL,))


def shell(*frames: str, at: str = "19980101000000", url: str = URL) -> Shell:
    return Shell("a", at, url, tuple(f"http://kites.example/{frame}" for frame in frames))


def played(frame: str, words: int = 0, answer: str = "capture", *frames: str) -> FrameAnswer:
    inner = tuple(f"http://kites.example/{one}" for one in frames)
    return FrameAnswer(
        "a", f"http://kites.example/{frame}", answer, "19980101000001", words, inner, "2026-01-01T00:00:00Z"
    )


def told(shells: list[Shell], answers: list[FrameAnswer]) -> dict[str, str]:
    found = address_links(KITES, (), Framesets(KITES, shells, answers).link_observations())
    return {link.target.removeprefix("http://kites.example/"): link.reason for link in found}


def wanted(shells: list[Shell], answers: list[FrameAnswer], stale: str = "") -> list[str]:
    found = Framesets(KITES, shells, answers).frames_to_request("a", stale)
    return [one.url.removeprefix("http://kites.example/") for one in found]


# Which frame is followed ----------------------------------------------------------------------------------------


def test_the_frame_with_the_most_words_of_a_policy_is_followed_and_menus_are_not_told() -> None:
    answers = [played("menu"), played("notes", 90), played("text", 800)]
    assert told([shell("menu", "notes", "text")], answers) == {
        "text": "",
        "notes": "another frame of the page has more of a policy's words",
    }


@given(st.permutations(range(4)))
def test_what_is_followed_does_not_depend_on_the_order_of_learning(first: list[int]) -> None:
    shells = [shell("menu", "one", "two", at=f"199{n}0101000000") for n in range(3)] + [shell("two", "three")]
    answers = [played("menu"), played("one", 300), played("two", 300), played("three", 400)]
    assert told([shells[n] for n in first], [answers[n] for n in reversed(first)]) == told(shells, answers)


def test_of_equals_the_first_is_followed_and_nothing_as_long_as_one_is_unknown() -> None:
    shells = [shell("menu", "one", "two")]
    assert told(shells, [played("menu", 50), played("one", 50), played("two", 50)])["menu"] == ""
    assert set(told(shells, [played("menu", 50), played("one", 50)]).values()) == {"not looked at yet"}
    assert wanted(shells, [played("menu", 50), played("one", 50)]) == ["two"]


def test_three_frames_of_the_site_are_looked_at_those_called_menus_last() -> None:
    framed = shell("top.html", "menu.html", "a.html", "b.html", "login.html", "", "c.html")
    assert wanted([framed], []) == ["a.html", "b.html", "c.html"]
    assert told([framed], [played(name) for name in ("a.html", "b.html", "c.html")]) == {
        "a.html": "no policy reads in it",
        "b.html": "no policy reads in it",
        "c.html": "no policy reads in it",
        "top.html": "more than 3 frames",
        "menu.html": "more than 3 frames",
        "login.html": "a log-in or error page by its name",
        "": "the site's front page",
    }


def test_another_site_is_never_asked_for() -> None:
    far = Shell("a", "19980101000000", URL, ("http://elsewhere.example/text", "http://kites.example.co.uk/text"))
    assert wanted([far], []) == []
    assert set(told([far], []).values()) == {"another site"}


def test_frames_within_frames_are_looked_at_two_deep() -> None:
    shells = [shell("banner", "inner")]
    answers = [played("banner"), played("inner", 0, "capture", "left", "words")]
    assert wanted(shells, answers) == ["words", "left"]
    answers += [played("left"), played("words", 0, "capture", "deeper")]
    assert wanted(shells, answers) == []
    assert told(shells, answers)["inner"] == "no policy reads in it"
    answers[-1] = played("words", 700)
    assert told(shells, answers) == {"inner": ""}
    below = shell("left", "words", url="http://kites.example/inner")
    assert told([*shells, below], answers) == {"inner": "", "words": ""}


def test_frames_in_a_circle_end() -> None:
    shells = [shell("one"), shell("two", url="http://kites.example/one"), shell("one", url="http://kites.example/two")]
    answers = [played("one", 0, "capture", "two"), played("two", 0, "capture", "one")]
    assert wanted(shells, answers) == []
    assert set(told(shells, answers).values()) <= {"no policy reads in it", "more than 2 frames deep"}


def test_a_site_that_names_its_frames_anew_each_time_ends_at_a_bound() -> None:
    shells = [shell(f"text?session={n}", at=f"1998010100{n:02}00") for n in range(40)]
    assert len(wanted(shells, [])) == MOST_OF_A_POLICY
    answers = [played(f"text?session={n}", 500) for n in range(MOST_OF_A_POLICY)]
    assert wanted(shells, answers) == []
    assert list(told(shells, answers).values()).count("") == 5


def test_what_the_archive_did_not_have_is_asked_for_again_after_a_while() -> None:
    shells, answers = [shell("text")], [played("text", 0, "not archived")]
    assert told(shells, answers) == {"text": "not archived"}
    assert wanted(shells, answers, stale="2025-12-01") == []
    assert wanted(shells, answers, stale="2026-02-01") == ["text"]


def test_a_frame_that_the_watchlist_names_needs_no_look() -> None:
    policy = Policy("kites", (URL, "http://kites.example/text"))
    found = Framesets(policy, [shell("menu", "text")], [])
    assert found.frames_to_request("a", "") == []
    assert [link.target for link in found.link_observations()] == ["http://kites.example/text"]


# When it counts -------------------------------------------------------------------------------------------------


def sighting(number: int, at: str, url: str) -> Observation:
    return Observation(Capture("kites", "a", "", at, url, "text/html", 200, "A" * 32, id=number), "words", "text")


def test_a_frame_counts_while_its_page_shows_it() -> None:
    text = "http://kites.example/text"
    shells = [shell("menu", "text"), shell("menu", "text", at="20050101000000")]
    seen = [
        sighting(1, "19980101000005", text),
        sighting(2, "20000101000000", URL),  # the page holds its text itself
        sighting(3, "20010101000000", text),
        sighting(4, "20050101000005", text),  # in a frame again
    ]
    found = Framesets(KITES, shells, [played("menu"), played("text", 500)])
    assert list(found.frames_not_shown(seen, ())) == [3]
    assert found.frames_not_shown(seen, {"kites.example/text"}) == {}
