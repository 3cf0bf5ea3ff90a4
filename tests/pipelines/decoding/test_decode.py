"""Bytes become text by evidence, whatever is declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.pipelines.decoding.decode import decode

PROSE = "<p>Nous protégeons vos données – même à l’étranger, où qu’elles soient gardées.</p>"


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=iso-8859-1", "text/html; charset=nonsense"])
def test_what_is_utf_8_is_read_so_whatever_is_declared(header):
    read = decode(PROSE.encode(), header)
    assert (read.text, read.encoding, read.how, read.repaired) == (PROSE, "utf-8", "utf-8", False)


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8559-1", "latin1", "windows-1252", "us-ascii"])
def test_latin_1_means_windows_1252(label):
    read = decode(PROSE.encode("cp1252"), f"text/html; charset={label}")
    assert (read.text, read.encoding, read.how) == (PROSE, "cp1252", "header")


@pytest.mark.parametrize("header", ["", "text/html; charset=utf-8"])
def test_8_bit_text_without_a_declaration_or_declared_utf_8_is_windows_1252(header):
    read = decode(PROSE.encode("cp1252"), header)
    assert (read.text, read.how) == (PROSE, "fallback")


def test_stray_bytes_in_utf_8_are_windows_1252():
    read = decode((PROSE * 10).encode() + b"<p>\x93quoted\x94</p>")
    assert (read.text, read.how) == (PROSE * 10 + "<p>“quoted”</p>", "content")


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_a_mark_decides(mark, encoding):
    read = decode(mark + PROSE.encode(encoding), "text/html; charset=koi8-r")
    assert (read.text, read.encoding, read.how) == (PROSE, encoding, "bom")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_shows_by_its_nuls(encoding):
    read = decode(PROSE.encode(encoding), "text/html; charset=utf-8")
    assert (read.text, read.encoding, read.how) == (PROSE, encoding, "content")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("iso-2022-jp", "個人情報の取り扱いについて"),
        ("shift_jis", "個人情報の取り扱いについて"),
        ("euc-jp", "個人情報の取り扱いについて"),
        ("koi8-r", "Мы храним ваши данные один год."),
        ("windows-1251", "Мы храним ваши данные один год."),
        ("gb2312", "我们如何使用您的个人信息"),
        ("iso-8859-2", "Zachowujemy dane osobowe, także świętości."),
    ],
)
@pytest.mark.parametrize("place", ["header", "meta", "xml"])
def test_a_national_charset_is_read_where_it_is_declared(encoding, text, place):
    body = {"header": "{text}", "meta": META, "xml": XML}[place].format(encoding=encoding, text=text)
    read = decode(body.encode(encoding), f"text/html; charset={encoding}" if place == "header" else "text/html")
    assert text in read.text
    assert read.how == place


META = '<html><meta http-equiv="Content-Type" content="text/html; charset={encoding}"><body>{text}</body></html>'
XML = '<?xml version="1.0" encoding="{encoding}"?><html><body>{text}</body></html>'


def test_the_header_has_priority_over_the_page():
    body = '<meta charset="koi8-r"><p>Мы храним</p>'.encode("cp1251")
    assert "Мы храним" in decode(body, "text/html; charset=windows-1251").text


def test_a_declaration_that_does_not_decode_is_ignored():
    assert decode(PROSE.encode("cp1252"), "text/html; charset=euc-jp").how == "fallback"


@pytest.mark.parametrize("sign", ["©", "’", "“"])
def test_mojibake_in_the_original_is_repaired_and_reported(sign):
    stored_twice = f"<p>{sign} Acme</p>".encode().decode("cp1252", "ignore")
    read = decode(stored_twice.encode())
    assert read.repaired == (stored_twice.encode("cp1252", "ignore").decode("utf-8", "ignore") == f"<p>{sign} Acme</p>")


def test_a_page_stored_twice_reads_as_it_was_written():
    twice = PROSE.encode().decode("latin-1").encode()
    read = decode(twice)
    assert (read.text, read.repaired) == (PROSE, True)


def test_only_what_can_be_mojibake_is_given_to_the_repair(monkeypatch):
    given_to = []
    monkeypatch.setattr(
        "clausetrail.pipelines.decoding.decode.ftfy.fix_encoding", lambda piece: given_to.append(piece) or piece
    )
    twice = "<p>protégé et gardé à côté</p>".encode().decode("cp1252", "replace")
    decode(("<p>plain words</p>\n" * 5 + twice + "<p>more of them</p>").encode())
    assert len(given_to) == 1
    assert "plain" not in given_to[0]


def test_more_mojibake_than_any_policy_has_words_is_left_as_it_is():
    body = ("Ã©’" * 600_000).encode()
    assert not decode(body).repaired


@given(st.text(alphabet=st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=80))
def test_sound_text_is_never_repaired(text):
    whole = f"<p>{text}</p>"
    read = decode(whole.encode())
    assert read.text == whole or read.repaired


@pytest.mark.parametrize(
    "label", ["base64", "hex", "zip", "rot13", "punycode", "idna", "unicode_escape", "undefined", "cp037", "utf-7"]
)
@pytest.mark.parametrize("body", [b"<p>We keep \x93all\x94 of it</p>", b"a" * 70 + b"\xe9. \\u0041 -", b"."])
def test_a_codec_that_is_not_a_charset_of_the_web_is_ignored(label, body):
    read = decode(body, f"text/html; charset={label}")
    assert (read.encoding, read.text) == (decode(body).encoding, decode(body).text)


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=shift_jis", "x;;="])
)
def test_something_is_always_read_and_always_the_same(body, header):
    assert decode(body, header) == decode(body, header)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\x1b\x00ÃÂâ"), max_size=80))
def test_utf_8_goes_through_unchanged(text):
    assert decode(text.encode()).text == text
