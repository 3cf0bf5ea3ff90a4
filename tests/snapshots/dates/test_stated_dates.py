"""The dates that a text states about itself: which count, which do not, and which stay ambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.dates.stated_dates import Role, stated_dates
from clausetrail.snapshots.model import Clause, Kind

BODY = ("We keep parcels dry.", "You may write to us.", "The lamps are yours.") * 10


def paragraphs(*texts: str) -> list[Clause]:
    return [Clause(Kind.PARAGRAPH, text) for text in texts]


def stated(*texts: str) -> list[tuple[str, str]]:
    return [(found.role.value, "|".join(found.days)) for found in stated_dates(paragraphs(*texts))]


@pytest.mark.parametrize(
    ("line", "role", "day"),
    [
        ("Last updated: May 25th, 2018", "updated", "2018-05-25"),
        ("This notice was last modified on 3 Sept. 2019.", "updated", "2019-09-03"),
        ("Effective Date: The earlier of 2020-03-13 or your acceptance.", "effective", "2020-03-13"),
        ("These terms apply from 1 January 2021.", "effective", "2021-01-01"),
        ("Effective May 1, 2025Previous Version", "effective", "2025-05-01"),
        ("As of October, 2023", "updated", "2023-10"),
        ("Version 2.1 - May 2018", "unsaid", "2018-05"),
        ("Dernière mise à jour : 1er janvier 2020", "updated", "2020-01-01"),
        ("Conditions à jour du 21/12/2020", "updated", "2020-12-21"),
        ("Date d'entrée en vigueur : 13 décembre 2024", "effective", "2024-12-13"),
        ("Stand: 28.02.2022", "updated", "2022-02-28"),
        ("Diese Erklärung gilt ab dem 29. April 2022.", "effective", "2022-04-29"),
        ("Última actualización: 5 de mayo de 2021", "updated", "2021-05-05"),
        ("En vigor desde el 1º de enero de 2020", "effective", "2020-01-01"),
        ("Ultimo aggiornamento: 7 luglio 2019", "updated", "2019-07-07"),
        ("In vigore dal 2 maggio 2018", "effective", "2018-05-02"),
        ("Laatst bijgewerkt op 3 maart 2020", "updated", "2020-03-03"),
        ("Ingangsdatum: 1 mei 2018", "effective", "2018-05-01"),
        ("Última atualização: 4 de agosto de 2022", "updated", "2022-08-04"),
        ("更新日期：2024 年 12 月 19 日", "updated", "2024-12-19"),
    ],
)
def test_a_dating_phrase_labels_its_date(line: str, role: str, day: str) -> None:
    assert stated("Lamp Shop Terms", line, *BODY) == [(role, day)]


@pytest.mark.parametrize(
    "line",
    [
        "© 2004-2019 Lamp Shop",
        "Copyright 12 May 2004 Lamp Shop",
        "Since 25 May 2018 the GDPR applies.",
        "The Lamp Act, which entered into force on 17 February 2024, binds us.",
        "Regulation (EU) 2016/679 of 27 April 2016 was last amended on 4 May 2016.",
        "Conformément à la loi du 6 janvier 1978 modifiée, vous avez un droit d'accès.",
        "The previous version of this policy was effective until 3 May 2019.",
        "If you subscribe on June 29, 2021, your plan is renewed on July 29, 2021.",
        "We will change the effective date above.",
        "Room 12/2004 is at Example Road 1-4-1, 1008-0073.",
    ],
)
def test_other_dates_are_not_the_policys(line: str) -> None:
    assert not stated(*BODY, line, *BODY)


def test_a_date_alone_in_a_clause_counts_only_at_the_top_or_bottom() -> None:
    assert stated("Privacy at Lamp Shop", "April 14, 2026 (current)", *BODY) == [("unsaid", "2026-04-14")]
    assert not stated(*BODY, "April 14, 2026", *BODY)


def test_a_label_in_the_clause_before_labels_the_date() -> None:
    assert stated("Lamp Shop", *BODY, "Effective date", "1 June 2019", *BODY) == [("effective", "2019-06-01")]


def test_of_a_list_of_changes_the_newest_date_is_returned() -> None:
    log = ("July 27, 2023: updated our helpers.", "June 6, 2022: lamps added.", "May 20, 2014: slips put right.")
    assert stated(*BODY, "Change log", *log) == [("unsaid", "2023-07-27")]
    assert stated("Editions: 29 Oct 2025, 04 Aug 2025, 26 Jun 2025", *BODY) == [("unsaid", "2025-10-29")]


def test_day_and_month_stay_ambiguous_unless_the_text_decides() -> None:
    line = "Last updated: 03/04/2011"
    assert stated(line) == [("updated", "2011-03-04|2011-04-03")]
    assert stated(line, "Lamps were recalled on 12/25/2010.")[0] == ("updated", "2011-03-04")
    assert stated(line, "Lamps were recalled on 25/12/2010.")[0] == ("updated", "2011-04-03")
    assert stated(line, "12/25/2010", "25/12/2010")[0] == ("updated", "2011-03-04|2011-04-03")


def test_the_language_of_the_text_decides_the_order_and_is_named() -> None:
    french = (
        "Nous conservons vos lampes pour vous et les envoyons dans les boîtes que vous avez choisies sur notre site."
    )
    (found,) = stated_dates(paragraphs("Dernière mise à jour : 03/04/2011", french))
    assert found.days == ("2011-04-03",)
    assert "fr" in found.how


def test_dots_put_the_day_first() -> None:
    (found,) = stated_dates(paragraphs("Updated 03.04.2011"))
    assert (found.days, found.how) == (("2011-04-03",), "dots put the day first")


def test_a_date_has_its_words_and_its_position() -> None:
    (found,) = stated_dates(paragraphs("Lamp Shop", "Revised 5-May-2019"))
    assert (found.role, found.words, found.place) == (Role.UPDATED, "5-May-2019", 1)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_the_words_of_every_date_are_in_its_clause(texts: list[str]) -> None:
    clauses = paragraphs(*texts)
    assert all(found.words in clauses[found.place].text for found in stated_dates(clauses))


@pytest.mark.parametrize(
    ("line", "role", "day"),
    [
        ("Dated: 3 May 2020", "unsaid", "2020-05-03"),
        ("Dated as of May 3, 2020", "updated", "2020-05-03"),
        ("Issue date: 3 May 2020", "unsaid", "2020-05-03"),
        ("Issued on 3 May 2020", "unsaid", "2020-05-03"),
        ("Policy date: May 2020", "unsaid", "2020-05"),
        ("Rev. 3/2020", "updated", "2020-03"),
        ("Ver. 2.1, 3 May 2020", "unsaid", "2020-05-03"),
        ("This Lamp Policy is dated May 3, 2020 and binds us both.", "unsaid", "2020-05-03"),
        ("Terms of Lamp & Shade Ltd dated 3 May 2020", "unsaid", "2020-05-03"),
        ("Date de mise à jour : 3 mai 2020", "updated", "2020-05-03"),
        ("Conditions du 3 mai 2020", "unsaid", "2020-05-03"),
        ("En date du 3 mai 2020", "unsaid", "2020-05-03"),
        ("Datenschutzerklärung vom 3. Mai 2020", "unsaid", "2020-05-03"),
        ("Datiert: 3. Mai 2020", "unsaid", "2020-05-03"),
        ("Con fecha 3 de mayo de 2020", "unsaid", "2020-05-03"),
        ("Fecha de publicación: 3 de mayo de 2020", "updated", "2020-05-03"),
        ("Gedateerd 3 mei 2020", "unsaid", "2020-05-03"),
    ],
)
def test_a_line_may_date_the_document_anywhere_without_naming_an_update(line: str, role: str, day: str) -> None:
    assert stated(*BODY, line, *BODY) == [(role, day)]


@pytest.mark.parametrize(
    "line", ["Fait à Lyon, le 3 mai 2020", "Berlin, den 3. Mai 2020", "Madrid, a 3 de mayo de 2020"]
)
def test_place_and_day_of_a_signature_count_at_the_margins_only(line: str) -> None:
    assert stated(*BODY, line) == [("unsaid", "2020-05-03")]
    assert not stated(*BODY, line, *BODY)


@pytest.mark.parametrize(
    "line",
    [
        "We signed the standard clauses dated 4 June 2021 with them.",
        "Our agreement with the carrier dated 3 May 2020 is secret.",
        "If your contract is dated before 1 May 2018, the old fees apply.",
        "Your invoice is dated 3 May 2020 in the example.",
        "The licence was issued on 3 May 2012 by the ministry.",
        "Created on 3 May 2020",
        "Creado el 3 de mayo de 2020",
        "gemäß Beschluss vom 3. Mai 2020",
        "según la sentencia de fecha 3 de mayo de 2020",
        "Previous policy dated 3 May 2020",
        "Offer of the week: 3 May 2020",
    ],
)
def test_what_other_papers_are_dated_is_not_the_date_of_the_text(line: str) -> None:
    assert not stated("Lamp Shop Terms", line, *BODY)
