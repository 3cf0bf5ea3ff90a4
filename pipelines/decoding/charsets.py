"""Detect the national charset of bytes from their own structure, where no charset is declared or a wrong one.

No detector of a library is used: each rule is a property of the code tables. Words of Greek, Cyrillic, Hebrew, Arabic and
Thai are runs of high bytes (0x80 to 0xFF); in Western languages a high byte is alone between ASCII letters. Charsets with
two bytes a character differ by their lead bytes (GB 2312 level 1: B0 to D7; hangul: B0 to C8; kana: A4 and A5 in EUC, 82
and 83 in Shift-JIS) and trail bytes (Big5 alone often uses 40 to 7E).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from clausetrail.pipelines.decoding import language

# Bytes, characters and runs that are read of a page at most, so that the time is bounded.
_SAMPLE = 100_000
_MOST_RUNS = 2_000
_RUNS = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?=[a-z .,])")
_DRAWN_LINES = re.compile(rb"([\x80-\xff])\1{3,}")  # lines drawn with dashes or dots
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_TWO_BYTE_CHARSETS = frozenset({"cp932", "euc_jp", "cp949", "gb18030", "big5"})
# Charset, and the first and the last letter of its script.
_ALPHABETS = (
    ("cp1251", "\u0400", "\u04ff"),
    ("koi8-r", "\u0400", "\u04ff"),
    ("koi8-u", "\u0400", "\u04ff"),
    ("iso8859-5", "\u0400", "\u04ff"),
    ("cp1253", "\u0370", "\u03ff"),
    ("cp1255", "\u0590", "\u05ff"),
    ("cp1256", "\u0600", "\u06ff"),
    ("iso8859-6", "\u0600", "\u06ff"),
    ("cp874", "\u0e00", "\u0e7f"),
)
# Charsets that differ from another one in a few characters only, by the name of that one.
_SIBLINGS = {
    "iso8859-7": "cp1253", "iso8859_7": "cp1253", "iso8859_8": "cp1255", "iso8859-8": "cp1255", "tis_620": "cp874",
    "iso8859_11": "cp874", "gbk": "gb18030", "gb2312": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5hkscs": "big5", "koi8_u": "koi8-r", "koi8-u": "koi8-r", "koi8_r": "koi8-r", "iso8859_5": "iso8859-5",
    "iso8859_6": "iso8859-6", "euc-jp": "euc_jp", "euc-kr": "cp949",
}  # fmt: skip
# Languages with Latin letters, and their charsets where it was not windows-1252.
_LATIN_CHARSETS = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859-13")),
    "tr": ("cp1254",),
}
_ICELANDIC = frozenset("ýðþÝÐÞ")  # letters of windows-1252 in the places of Turkish letters in windows-1254
# Characters that are not letters and occur inside a word in no language.
_SYMBOL_IN_WORD = re.compile(r"(?<=[a-z])[\x80-\x9f¡-©«-±²-´¶-¹»-¿×÷€‚ƒ„…†‡ˆ‰‹•™›˜\ufffd](?=[a-z])")

# Thresholds of this module, checked on 44 pages in 17 languages (tests/pipelines/decoding/test_charsets.py).
_FEWEST_HIGH_BYTES = 12  # for a decision on a charset
_LONE_SHARE = 0.6  # of the groups of high bytes, that are single bytes in a Western text
_RUN_SHARE = 0.5  # of the high bytes, that are in runs of three or more in a text of another alphabet
_LETTER_SHARE = 0.85  # of the characters in runs, that are letters of the script of an accepted charset
_CAPITAL_WEIGHT = 0.9  # of a capital in that share, where a small letter counts 1
_FEWEST_LETTERS = 8  # different letters of a text in any alphabet
_SHIFT_JIS_KANA_SHARE = 0.15  # of the characters, that are kana in a Japanese text
_EUC_KANA_SHARE = 0.2  # of the pairs
_PAIRED_SHARE = 0.9  # of the high bytes, that are in pairs in a charset of two bytes a character
_BIG5_TRAIL_SHARE = 0.15  # of the pairs, with a trail byte below 7F; GB 18030 has less than _GB_TRAIL_SHARE
_BIG5_LEAD_SHARE = 0.85  # of the pairs, with a lead byte from A1 to C6
_HANGUL_SHARE, _MOST_NON_HANGUL = 0.9, 0.05  # of the pairs, with a lead byte from B0 to C8, and from C9 to F7
_GB_LEAD_SHARE, _GB_TRAIL_SHARE = 0.7, 0.05  # of the pairs, with a lead byte from B0 to D7, and a trail byte below 7F
_GB_SPREAD = 0.1  # of the pairs, with a lead byte from B0 to BF, and as many from C9 to D7
_HEBREW_OTHER_SHARE = 0.02  # of the bytes in runs, that are outside the Hebrew letters at most
_MOST_REPLACED = 0.01  # of the characters that are not ASCII, that an encoding may fail to decode
_WORD_CONTEXT = 25  # characters before and after a character that is not ASCII, given to the detection of the language
_MOST_CONTEXTS, _CONTEXT_STEP = 150, 5  # such characters that are found, and every n-th of them is used


def non_western_charset(body: bytes) -> str:
    """Return the charset of *body* where its bytes are clearly neither Western nor UTF-8, or ""."""
    head = _DRAWN_LINES.sub(b" ", body[:_SAMPLE])
    if _has_lone_high_bytes(head):
        return ""
    high = sum(map(len, _HIGH.findall(head)))
    runs = _RUNS.findall(head)
    if high >= _FEWEST_HIGH_BYTES and (charset := _two_byte_charset(head, high)):
        return charset
    is_in_runs = sum(map(len, runs)) >= max(_FEWEST_HIGH_BYTES, _RUN_SHARE * high)
    return _alphabet_charset(runs) if is_in_runs else ""


def fits_declared(body: bytes, encoding: str) -> bool:
    """Return whether *body* makes words in the declared *encoding*: it does not where another charset is clear."""
    name = _family(encoding)
    if name in _TWO_BYTE_CHARSETS and _has_lone_high_bytes(body[:_SAMPLE]):
        return False
    found = non_western_charset(body)
    if not found or _family(found) == name:
        return True
    has_alphabet = any(name == _family(known) for known, _, _ in _ALPHABETS)
    return has_alphabet and _letter_share(_RUNS.findall(body[:_SAMPLE]), encoding) >= _LETTER_SHARE


def latin_charset(text: str, *, declared: bool) -> str:
    """Return the charset of *text*, read as windows-1252, if its language has another charset and the letters show it, or "".

    Where windows-1252 or Latin-1 was *declared*, two characters must show that the declaration is false, else one.
    """
    detected, confidence = language.detect(_words_around_high(text))
    if confidence < language.MIN_CONFIDENCE or detected not in _LATIN_CHARSETS:
        return ""
    wrong = _symbols_in_words(text) + sum(text.count(letter) for letter in _ICELANDIC if detected == "tr")
    if wrong < (2 if declared else 1):
        return ""
    body = text.encode("cp1252", "ignore")
    return min(_LATIN_CHARSETS[detected], key=lambda encoding: _symbols_in_words(body.decode(encoding, "replace")))


def _has_lone_high_bytes(head: bytes) -> bool:
    """Return whether high bytes are alone before a small letter, as in Western words; half of a character rarely is."""
    return len(_LONE_HIGH.findall(head)) >= _LONE_SHARE * max(1, len(_HIGH.findall(head)))


def _two_byte_charset(head: bytes, high: int) -> str:
    """Return the charset of *head* among those with two bytes a character, or ""; *high* is its number of high bytes."""
    if _decodes(head, "cp932") and _shift_jis_kana_share(head) >= _SHIFT_JIS_KANA_SHARE:
        return "cp932"
    pairs = Counter(_pairs(head))
    total = pairs.total()
    if total * 2 < _PAIRED_SHARE * high or not total:
        return ""
    leads: Counter[int] = Counter()
    for (lead, _), count in pairs.items():
        leads[lead] += count
    low_trails = sum(count for (_, trail), count in pairs.items() if trail < 0x7F)
    if (
        low_trails >= _BIG5_TRAIL_SHARE * total
        and _between(leads, 0xA1, 0xC6) >= _BIG5_LEAD_SHARE * total
        and _decodes(head, "big5")
    ):
        return "big5"
    if _between(leads, 0xA4, 0xA5) >= _EUC_KANA_SHARE * total and _decodes(head, "euc_jp"):
        return "euc_jp"
    if (
        _between(leads, 0xB0, 0xC8) >= _HANGUL_SHARE * total
        and _between(leads, 0xC9, 0xF7) < _MOST_NON_HANGUL * total
        and _decodes(head, "cp949")
    ):
        return "cp949"
    if (
        _between(leads, 0xB0, 0xD7) >= _GB_LEAD_SHARE * total
        and low_trails < _GB_TRAIL_SHARE * total
        and _decodes(head, "gb18030")
    ):
        return "gb18030" if _is_spread_as_chinese(leads) else ""
    return ""


def _pairs(head: bytes) -> Iterator[tuple[int, int]]:
    yield from ((pair[0], pair[1]) for pair in _PAIR.findall(head))


def _between(leads: Counter[int], first: int, last: int) -> int:
    return sum(count for lead, count in leads.items() if first <= lead <= last)


def _is_spread_as_chinese(leads: Counter[int]) -> bool:
    """Return whether lead bytes are spread as those of Chinese: Cyrillic in KOI8-R fills C0 to DF alone."""
    total = leads.total()
    return _between(leads, 0xB0, 0xBF) >= _GB_SPREAD * total and _between(leads, 0xC9, 0xD7) >= _GB_SPREAD * total


def _shift_jis_kana_share(head: bytes) -> float:
    """Return the share of kana in *head* as Shift-JIS among its characters that are not ASCII; half-width kana count -2."""
    text = head.decode("cp932", "ignore")
    kana = sum("\u3040" <= character <= "\u30ff" for character in text)
    half_width = sum("\uff61" <= character <= "\uff9f" for character in text)
    total = sum(character > "\x7f" for character in text)
    return (kana - 2 * half_width) / total if total else 0.0


def _decodes(head: bytes, encoding: str) -> bool:
    """Return whether *head* is in *encoding*, except for one character in a hundred, and the one that its end cuts."""
    text = head.decode(encoding, "replace")
    return text.count("\ufffd") <= 1 + _MOST_REPLACED * sum(character > "\x7f" for character in text)


def _alphabet_charset(runs: list[bytes]) -> str:
    """Return the charset of *runs* among those of `_ALPHABETS`, or ""."""
    if len(set(b"".join(runs))) < _FEWEST_LETTERS:
        return ""
    if _is_hebrew(runs):
        return "cp1255"
    best, encoding = max(
        ((_letter_share(runs, encoding), encoding) for encoding, _, _ in _ALPHABETS), key=lambda pair: pair[0]
    )
    return encoding if best >= _LETTER_SHARE else ""


def _is_hebrew(runs: list[bytes]) -> bool:
    """Return whether *runs* are Hebrew. Its letters have the bytes of the small letters of Russian in windows-1251.

    Russian has capitals and the letters at FB to FF. Its a, i and o are more common than the letters at the bytes of
    Hebrew's he, vav and yod, which are the most common ones in Hebrew.
    """
    counts = Counter(b"".join(runs))
    others = sum(count for byte, count in counts.items() if not 0xE0 <= byte <= 0xFA)
    return others <= _HEBREW_OTHER_SHARE * counts.total() and sum(counts[byte] for byte in b"\xe4\xe5\xe9") > sum(
        counts[byte] for byte in b"\xe0\xe8\xee"
    )


def _letter_share(runs: list[bytes], encoding: str) -> float:
    """Return the share of letters of the script of *encoding* in *runs*.

    A capital counts a little less than a small letter, and nothing after a small letter: KOI8-R and windows-1251 read as
    each other give the same letters with capitals and small letters exchanged.
    """
    first, last = next((first, last) for name, first, last in _ALPHABETS if _family(name) == _family(encoding))
    letters = total = 0.0
    for run in runs[:_MOST_RUNS]:
        text = run.decode(encoding, "replace")
        total += len(text)
        after_small = False
        for character in text:
            if first <= character <= last and unicodedata.category(character)[0] in "LM":
                letters += (0.0 if after_small else _CAPITAL_WEIGHT) if character.isupper() else 1.0
            after_small = character.islower()
    return letters / total if total else 0.0


def _family(encoding: str) -> str:
    """Return one name for charsets that differ in a few characters only."""
    name = encoding.lower()
    return _SIBLINGS.get(name, name)


def _words_around_high(text: str) -> str:
    """Return the text around the first characters of *text* that are not ASCII: usually prose, and no markup."""
    found = re.finditer("[\xa1-\xff]", text[:_SAMPLE])
    places = [match.start() for match, _ in zip(found, range(_MOST_CONTEXTS), strict=False)]
    pieces = (text[max(place - _WORD_CONTEXT, 0) : place + _WORD_CONTEXT] for place in places[::_CONTEXT_STEP])
    return re.sub("<[^<>]{0,200}>?", " ", " ".join(pieces))


def _symbols_in_words(text: str) -> int:
    """Return how many characters that are not letters are inside words of *text*, as in no language."""
    return len(_SYMBOL_IN_WORD.findall(text[:_SAMPLE]))
