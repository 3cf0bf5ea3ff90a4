"""The rules on national charsets, called directly."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.decoding import charsets

RUSSIAN = "Мы храним ваши письма, пока этого требует закон страны, и никому их не показываем."
JAPANESE = "当社はお客様の個人情報を法律に従って保存し、第三者に提供することはありません。" * 2
CHINESE = "我们按照法律保存您的个人信息，并且不会向第三方提供这些信息。本政策适用于所有用户。" * 2
KOREAN = "우리는 법률에 따라 귀하의 개인정보를 보관하며 제삼자에게 제공하지 않습니다." * 2


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (CHINESE, "gb18030", "gb18030"),
        (KOREAN, "cp949", "cp949"),
        ("Wir bewahren Ihre Briefe für später auf, natürlich.", "cp1252", ""),
        ("We keep it", "ascii", ""),
    ],
)
def test_a_charset_is_found_by_the_structure_of_its_bytes(text: str, encoding: str, expected: str) -> None:
    assert charsets.non_western_charset(text.encode(encoding)) == expected


def test_a_declared_charset_fits_where_no_other_one_is_clear() -> None:
    assert charsets.fits_declared(RUSSIAN.encode("cp1251"), "cp1251")
    assert not charsets.fits_declared(RUSSIAN.encode("cp1251"), "cp1252")
    assert not charsets.fits_declared("Wir führen für später Bücher.".encode("cp1252"), "big5")
    assert charsets.fits_declared(b"We keep it", "euc_kr")


def test_polish_and_turkish_letters_show_their_charset() -> None:
    polish = "Przechowujemy państwa listy tak długo, jak wymaga tego prawo, i nikomu ich nie pokazujemy. Mądry kąt i związek."
    misread = polish.encode("iso8859-2").decode("cp1252", "replace")
    assert charsets.latin_charset(misread, declared=False) == "iso8859-2"
    assert charsets.latin_charset("We keep your letters in a drawer, caf\xe9.", declared=False) == ""
