"""UTF-16 and UTF-32 without a byte order mark are text, and binary files are not."""

from __future__ import annotations

import gzip
import random
import struct

import pytest

from clausetrail.pipelines.decoding.body_form import BodyForm, body_form
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.snapshots.payload.content_coding import is_binary
from clausetrail.snapshots.payload.wide_text import wide_encoding

TEXTS = {
    "English": "We keep the records of your kites for thirty days. Then we delete them.\r\n" * 9,
    "German": "Wir löschen Ihre Drachendaten nach dreißig Tagen – außer Rechnungen.\n" * 9,
    "Russian": "Мы храним сведения о воздушных змеях тридцать дней.\n" * 9,
    "Greek": "Διατηρούμε τα στοιχεία των χαρταετών για τριάντα ημέρες.\n" * 9,
    "Arabic": "نحتفظ بسجلات الطائرات الورقية لمدة ثلاثين يوما.\n" * 9,
    "Hindi": "हम पतंगों का विवरण तीस दिन तक रखते हैं।\n" * 9,
    "Thai": "เราเก็บข้อมูลว่าวไว้ สามสิบวัน\n" * 9,
    "Chinese": "我们会把一切风筝的记录保存三十天，然后予以删除。\n" * 9,
    "Japanese": "凧の記録は三十日間保管し、その後削除します。\n" * 9,
    "Korean": "우리는 연의 기록을 삼십 일 동안 보관합니다.\n" * 9,
    "page": "<html><body><p>We keep your kites for thirty days.</p></body></html>",
    "short": "We fly kites",
    "emoji": "We fly kites \U0001fa81 on windy days \U0001f32c\n" * 200,
}
ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", TEXTS)
def test_wide_text_without_a_mark_is_read(name: str, encoding: str) -> None:
    body = TEXTS[name].encode(encoding)
    assert wide_encoding(body) == encoding
    assert not is_binary(body)
    assert body_form(body, "text/plain") in {BodyForm.TEXT, BodyForm.HTML}
    assert (decode(body).text, decode(body).encoding) == (TEXTS[name], encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_in_wide_text_is_html_by_its_first_tag(encoding: str) -> None:
    assert body_form(TEXTS["page"].encode(encoding), "text/plain") is BodyForm.HTML


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp1251", "gb18030", "cp932", "iso2022_jp", "euc_kr"])
@pytest.mark.parametrize("name", TEXTS)
def test_no_other_text_is_taken_for_wide_text(name: str, encoding: str) -> None:
    assert wide_encoding(TEXTS[name].encode(encoding, "replace")) == ""


def test_no_binary_file_is_taken_for_wide_text() -> None:
    chance = random.Random(4)
    files = [
        bytes(5_000),
        chance.randbytes(5_000),
        gzip.compress(TEXTS["English"].encode() * 50),
        struct.pack("<1000h", *(chance.randrange(-9_000, 9_000) for _ in range(1_000))),
        struct.pack("<1000i", *(chance.randrange(100_000) for _ in range(1_000))),
        struct.pack("<500d", *(chance.random() for _ in range(500))),
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"name\x00" * 400,
        b"MZ\x90\x00" + bytes(60) + "This program cannot be run".encode("utf-16-le") * 20,
        b"\x00\x01\x00\x00\x00\x12\x01\x00\x00\x04" + b"cmap\x00\x00\x01\x1c" * 300,
    ]
    assert [wide_encoding(file) for file in files] == [""] * len(files)
    assert is_binary(files[0])
    assert is_binary(files[1])
