"""Pages that show other pages in frames and have little text of their own."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.page_screening.frame_shells import (
    frameset_urls,
    is_shell,
    policy_word_count,
    visible_frames,
)
from clausetrail.snapshots.model import Verdict

POLICY = (
    "Our privacy policy: we collect personal information, use cookies, share data with third parties, by your consent. "
)


def test_the_frames_of_a_frameset_are_its_urls() -> None:
    markup = '<frameset><frame src="menu.htm"><frame><frame src=" text.htm "></frameset>'
    assert frameset_urls(markup) == ("menu.htm", "text.htm")
    assert frameset_urls('<p><iframe src="a.htm"></iframe>') == ()


@pytest.mark.parametrize("attribute", ['width="1"', 'height="0px"', "hidden", 'style="display: none"'])
def test_a_frame_without_a_size_is_invisible(attribute: str) -> None:
    markup = f'<iframe src="count.htm" {attribute}></iframe><iframe src="text.htm" width="600"></iframe>'
    assert visible_frames(markup, ("count.htm", "text.htm")) == ("text.htm",)


@pytest.mark.parametrize(
    ("text", "language", "verdict", "is_frameset", "expected"),
    [
        ("Menu", "en", Verdict.EMPTY, False, True),
        ("Your browser shows no frames", "en", Verdict.EMPTY, True, True),
        ("word " * 100, "en", Verdict.POLICY, False, True),
        ("word " * 130, "en", Verdict.POLICY, False, False),
        ("word " * 100, "fi", Verdict.POLICY, False, False),
        (POLICY * 4, "en", Verdict.POLICY, False, False),
        (POLICY * 20, "en", Verdict.POLICY, True, False),
        ("word " * 400, "en", Verdict.POLICY, True, True),
    ],
)
def test_a_shell_has_nothing_of_the_policy_in_its_own_text(
    text: str, language: str, verdict: Verdict, is_frameset: bool, expected: bool
) -> None:
    assert is_shell(text, language, verdict, is_frameset=is_frameset) is expected


def test_words_count_only_where_the_stems_of_policies_occur() -> None:
    assert policy_word_count("word " * 90, "en-GB") == 0
    assert policy_word_count("word " * 90, "fi") == 90
    assert policy_word_count("個" * 120, "ja") == 10
