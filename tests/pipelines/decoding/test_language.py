"""The language is detected from the words; the declared language is used only where they are too few."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.decoding import language

SENTENCES = {
    "en": "We keep the address of your parcel for ninety days and then we burn the slip of paper.",
    "de": "Wir bewahren die Anschrift Ihres Pakets neunzig Tage auf und verbrennen danach den Zettel.",
    "fr": "Nous gardons l'adresse de votre colis pendant quatre-vingt-dix jours, puis nous brûlons le papier.",
    "es": "Guardamos la dirección de su paquete durante noventa días y después quemamos el papel.",
    "it": "Conserviamo l'indirizzo del vostro pacco per novanta giorni e poi bruciamo il foglietto.",
    "nl": "Wij bewaren het adres van uw pakje negentig dagen en daarna verbranden wij het briefje.",
    "pl": "Przechowujemy adres Twojej paczki przez dziewięćdziesiąt dni, a potem palimy kartkę.",
    "ru": "Мы храним адрес вашей посылки девяносто дней, а затем сжигаем листок бумаги.",
    "tr": "Paketinizin adresini doksan gün saklarız ve sonra kâğıdı yakarız, başka kimseye vermeyiz.",
    "el": "Κρατάμε τη διεύθυνση του δέματός σας για ενενήντα ημέρες και μετά καίμε το χαρτί.",
    "he": "אנו שומרים את כתובת החבילה שלך במשך תשעים יום ולאחר מכן שורפים את הנייר.",
    "ja": "お荷物の住所は九十日間保管し、その後は紙を焼却いたします。",
    "zh": "我们将您的包裹地址保存九十天，然后把那张纸烧掉，不会交给其他任何人。",
    "ko": "저희는 소포 주소를 구십 일 동안 보관한 뒤 그 종이를 태웁니다.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_the_language_of_a_sentence_is_detected(code: str) -> None:
    found, confidence = language.detect(SENTENCES[code])
    assert (found, confidence >= language.MIN_CONFIDENCE) == (code, True)


def test_the_words_count_more_than_the_declaration() -> None:
    assert language.detected_or_declared(SENTENCES["de"], "en-US") == "de"


@pytest.mark.parametrize(("declared", "expected"), [("en-GB", "en"), ("pt_BR", "pt"), ("DE", "de"), ("", "")])
@pytest.mark.parametrize("text", ["Info", "1998", "", "© 2004 | 12"])
def test_a_text_that_is_too_short_has_the_declared_language(text: str, declared: str, expected: str) -> None:
    assert language.detected_or_declared(text, declared) == expected


def test_each_clause_has_its_own_language_and_a_short_one_its_neighbours() -> None:
    assert language.detect_each([SENTENCES["en"], "Contact", SENTENCES["fr"]], "en") == ["en", "en", "fr"]


def test_of_a_long_text_beginning_middle_and_end_are_looked_at() -> None:
    cookies = SENTENCES["en"] + " "
    assert language.detect(cookies * 10 + (SENTENCES["de"] + " ") * 400)[0] == "de"


def test_capitals_are_no_other_language() -> None:
    assert language.detect(SENTENCES["en"].upper())[0] == "en"
