"""The verdict on one page by itself."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.page_screening.page_verdict import FEWEST_WORDS, judge_page
from clausetrail.snapshots.model import Clause, Kind, Verdict

POLICY = (
    "This privacy policy explains which personal information we collect, how we use cookies, with which third parties we "
    "share data, your rights to access and delete it, our security, liability, the law that applies and your consent."
)


def clause(text: str) -> Clause:
    return Clause(Kind.PARAGRAPH, text)


@pytest.mark.parametrize(
    ("title", "text", "verdict", "reason"),
    [
        ("Not Found", "The page is gone.", Verdict.ERROR_PAGE, "says 'Not Found', 4 words"),
        ("", "Just a moment ... checking your browser", Verdict.WALL, "says 'Just a moment', 7 words"),
        ("", "404 captcha", Verdict.WALL, "says 'captcha', 2 words"),
        ("Privacy", "Welcome to Acme", Verdict.EMPTY, "3 words"),
        ("Acme", "Log in to read on. E-mail Password", Verdict.WALL, "says 'Log in to', 7 words"),
        ("Acme", "Forgot your password?", Verdict.WALL, "says 'Forgot your password', 3 words"),
        ("Acme", "Bitte melden Sie sich an", Verdict.WALL, "says 'Bitte melden Sie sich', 5 words"),
        ("Privacy", f"Sign in to your account. {POLICY}" + " word" * FEWEST_WORDS, Verdict.POLICY, ""),
        ("Privacy", POLICY + " word" * FEWEST_WORDS, Verdict.POLICY, ""),
        ("", "個人情報を保護します。" * 10, Verdict.POLICY, ""),
    ],
)
def test_the_verdict_and_its_evidence(title: str, text: str, verdict: Verdict, reason: str) -> None:
    assert judge_page(title, [clause(text)]) == (verdict, reason)


def test_a_policy_that_mentions_an_error_is_a_policy() -> None:
    assert judge_page("", [clause(f"Where a page is not found: {POLICY}"), clause("word " * 400)])[0] is Verdict.POLICY


def test_a_page_without_clauses_is_empty() -> None:
    assert judge_page("Privacy", []) == (Verdict.EMPTY, "0 words")
