"""Forty-four small pages in thirty encodings, labelled rightly, not at all, and wrongly."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.decoding.decode import decode

SENTENCES = {
    "de": "Wir bewahren die Anschrift Ihres Pakets für neunzig Tage auf, nicht länger; größere Änderungen kündigen wir an.",
    "fr": "Nous gardons l'adresse de votre colis pendant trois mois, puis elle est brûlée ; où qu'elle soit, à l'étranger même.",
    "es": "Guardamos la dirección de su paquete durante noventa días y después la quemamos; ningún niño firmará aquí mañana.",
    "pl": "Przechowujemy adres Twojej paczki przez dziewięćdziesiąt dni, a potem palimy kartkę; żadna łódź nie płynie dłużej.",
    "cs": "Adresu vašeho balíku uchováváme devadesát dní a poté lístek spálíme; příliš žluťoučký kůň úpěl na nádraží.",
    "ru": "Мы храним адрес вашей посылки девяносто дней, а затем сжигаем листок бумаги и никому его не показываем.",
    "uk": "Ми зберігаємо адресу вашої посилки дев'яносто днів, а потім її спалюємо; її ніхто не бачить.",
    "el": "Κρατάμε τη διεύθυνση του δέματός σας για ενενήντα ημέρες και μετά καίμε το χαρτί.",
    "tr": "Paketinizin adresini doksan gün saklarız ve sonra kâğıdı yakarız; başka kimseye göstermeyiz, ışığı söndürürüz.",
    "he": "אנו שומרים את כתובת החבילה שלך במשך תשעים יום ולאחר מכן שורפים את הנייר.",
    "ar": "نحتفظ بعنوان طردك لمدة تسعين يوما ثم نحرق الورقة ولا نعرضها على أحد.",
    "ja": "お荷物の住所は九十日間保管し、その後は紙を焼却いたします。ほかの誰にも見せません。",
    "zh": "我们将您的包裹地址保存九十天，然后把那张纸烧掉，不会交给其他任何人。",
    "zh-tw": "我們將您的包裹地址保存九十天，然後把那張紙燒掉，不會交給其他任何人。",
    "ko": "저희는 소포 주소를 구십 일 동안 보관한 뒤 그 종이를 태웁니다.",
    "th": "เราเก็บที่อยู่พัสดุของคุณไว้เก้าสิบวันแล้วเผากระดาษทิ้ง",
    "vi": "Chúng tôi giữ địa chỉ bưu kiện của bạn trong chín mươi ngày rồi đốt tờ giấy.",
}
ENCODINGS = {
    "de": "windows-1252 iso-8859-1 iso-8859-15 utf-8 utf-16-le",
    "fr": "windows-1252 iso-8859-15 utf-8",
    "es": "iso-8859-1 utf-8",
    "pl": "windows-1250 iso-8859-2 utf-8",
    "cs": "windows-1250 iso-8859-2",
    "ru": "windows-1251 koi8-r iso-8859-5 utf-8 utf-16-be",
    "uk": "windows-1251 koi8-u",
    "el": "windows-1253 iso-8859-7",
    "tr": "windows-1254 iso-8859-9",
    "he": "windows-1255 iso-8859-8-i",
    "ar": "windows-1256 iso-8859-6",
    "ja": "shift_jis euc-jp iso-2022-jp utf-8",
    "zh": "gb2312 gbk gb18030 utf-8",
    "zh-tw": "big5",
    "ko": "euc-kr utf-8",
    "th": "windows-874 tis-620",
    "vi": "utf-8",
}
PAGES = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings.split()]
PYTHON = {"windows-874": "cp874", "tis-620": "cp874", "iso-8859-8-i": "iso-8859-8"}
LIES = "iso-8859-1 utf-8 iso-8559-1 windows-1252 x-user-defined us-ascii shift_jis euc-kr gb2312".split()  # noqa: SIM905


def body(language: str, encoding: str, meta: str = "") -> bytes:
    words = SENTENCES[language]
    page = f"<html><head>{meta}<title>{words[:20]}</title></head><body><p>{words * 3}</p></body></html>"
    return page.encode(PYTHON.get(encoding, encoding))


def decoded_text(language: str) -> str:
    return f"<p>{SENTENCES[language] * 3}</p>"


@pytest.mark.parametrize(("language", "encoding"), PAGES)
@pytest.mark.parametrize("label", ["header", "meta", "nowhere"])
def test_a_page_is_read_with_its_label_and_without(language: str, encoding: str, label: str) -> None:
    meta = f'<meta charset="{encoding}">' if label == "meta" else ""
    header = f"text/html; charset={encoding}" if label == "header" else "text/html"
    assert decoded_text(language) in decode(body(language, encoding, meta), header).text


@pytest.mark.parametrize(("language", "encoding"), PAGES)
@pytest.mark.parametrize("lie", LIES)
def test_a_page_is_read_under_a_false_declaration(language: str, encoding: str, lie: str) -> None:
    assert decoded_text(language) in decode(body(language, encoding), f"text/html; charset={lie}").text


@pytest.mark.parametrize("encoding", ["koi8-r", "shift_jis", "windows-1250"])
def test_the_page_corrects_the_header_of_its_server(encoding: str) -> None:
    language = {"koi8-r": "ru", "shift_jis": "ja", "windows-1250": "pl"}[encoding]
    read = decode(body(language, encoding, f'<meta charset="{encoding}">'), "text/html; charset=iso-8859-1")
    assert decoded_text(language) in read.text


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize("sign", ["©", "®", "“”", "½", "€", "ÀÉÈ", "£5.20", "·" * 40, "—" * 60])
def test_western_text_stays_so_with_the_signs_it_has(language: str, sign: str) -> None:
    page = f"<p>{SENTENCES[language]} {sign}</p>"
    read = decode(page.encode("cp1252"), "text/html")
    assert (read.text, read.encoding) == (page, "cp1252")
