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


FOOTER = (
    "Privacy policy", "Terms of use", "Cookies", "Your personal data and rights", "Politique de confidentialité",
    "Conditions générales d'utilisation", "Données personnelles et droits", "Datenschutz", "Nutzungsbedingungen",
    "Law and liability", "Services", "Consent of users", "Information",
)  # fmt: skip
FILLER = "Les barques rouges attendent au ponton que la brume se lève et que le passeur ait fini son café du matin."


@pytest.mark.parametrize(
    "line",
    [
        "Oops! We can't find that page",
        "Error 404",
        "404 - Not found",
        "This page is no longer available",
        "Page introuvable",
        "Oups, la page que vous cherchez n'existe plus",
        "Une erreur est survenue",
        "Accès refusé",
        "Seite nicht gefunden",
        "Die gesuchte Seite existiert leider nicht",
        "Ein Fehler ist aufgetreten",
        "Página no encontrada",
        "La página que buscas ya no existe",
        "Se ha producido un error",
        "Pagina non trovata",
        "Deze pagina bestaat niet meer",
        "Página não encontrada",
        "Nie znaleziono strony",
    ],
)
def test_an_error_page_with_a_footer_is_an_error_page_in_each_language(line: str) -> None:
    page = [clause(line), *(clause(FILLER) for _ in range(10)), *map(clause, FOOTER)]
    assert judge_page("Larkspur", page)[0] is Verdict.ERROR_PAGE
    assert judge_page(line, page[1:])[0] is Verdict.ERROR_PAGE
    prose = clause(
        f"Before that we tell you what is new on the river, at some length: {line}, as the ferryman likes to say it."
    )
    assert judge_page("Larkspur", [prose, *page[1:]])[0] is Verdict.POLICY or "404" in line


def test_a_short_policy_with_a_line_about_a_missing_page_is_a_policy() -> None:
    page = [clause("This page does not exist in English."), clause(POLICY), *(clause(FILLER) for _ in range(4))]
    assert judge_page("Privacy", page)[0] is Verdict.POLICY


def test_a_long_text_is_no_wall_whatever_its_language() -> None:
    polish = clause("Nasza przystań przyjmuje łodzie, a captcha chroni formularz rezerwacji przed robotami. " * 120)
    assert judge_page("Przystań", [polish])[0] is Verdict.POLICY
    japanese = clause("captchaで予約フォームを守ります。船着き場では船を受け入れます。" * 400)
    assert judge_page("船着き場", [japanese])[0] is Verdict.POLICY
    assert judge_page("Przystań", [clause("captcha chroni formularz " * 20)])[0] is Verdict.WALL


def test_a_wall_in_french_and_german_is_a_wall() -> None:
    for line in ("Veuillez activer JavaScript pour continuer", "Bitte aktivieren Sie JavaScript in Ihrem Browser"):
        assert judge_page("Larkspur", [clause(line), clause(FILLER)])[0] is Verdict.WALL
