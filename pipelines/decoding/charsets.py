"""Which national charset bytes are in, told from their own structure where nobody says it, or says it wrongly.

No detector of a library: each rule is a property of the code tables. Words of Greek, Cyrillic, Hebrew, Arabic and Thai
are runs of high bytes, in Western languages a high byte stands alone between ASCII letters; pairs of bytes differ by
their leads (GB 2312 level 1: B0 to D7; hangul: B0 to C8; kana: A4 and A5 in EUC, 82 and 83 in Shift-JIS) and trails
(Big5 alone uses 40 to 7E as a rule).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from clausetrail.pipelines.decoding import language

_SAMPLE = 100_000
_RUNS = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?=[a-z .,])")
_DOUBLE = frozenset({"cp932", "euc_jp", "cp949", "gb18030", "big5"})
_RULES = re.compile(rb"([\x80-\xff])\1{3,}")  # lines drawn with dashes or dots
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
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
_ENOUGH = 0.85  # the share of letters below which no charset is believed
_FEWEST_LETTERS = 8  # different ones, of a text in any alphabet
_FEWEST_PAIRS = 20  # to tell Korean from Chinese by what is missing
# Languages whose letters are Latin, and the charsets they had where it was not windows-1252.
_LATIN = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("lt", "lv", "et"), ("cp1257", "iso8859-13")),
    "tr": ("cp1254",),
}
_TURKISH = frozenset("ýðþÝÐÞ")  # of Iceland, where windows-1254 has the letters of Turkey


def non_western_charset(body: bytes) -> str:
    """Return the charset of *body* where its bytes are plainly not in a Western one and not in UTF-8, or ""."""
    head = _RULES.sub(b" ", body[:_SAMPLE])
    if _is_lone(head):
        return ""
    high = sum(map(len, _HIGH.findall(head)))
    runs = _RUNS.findall(head)
    if high >= 12 and (found := _double(head, high)):
        return found
    return _alphabet(runs) if sum(map(len, runs)) >= max(12, 0.5 * high) else ""


def fits_declared(body: bytes, encoding: str) -> bool:
    """Return whether *body* read in *encoding*, which was declared, makes words: not where another plainly does."""
    name = _family(encoding)
    if name in _DOUBLE and _is_lone(body[:_SAMPLE]):
        return False
    found = non_western_charset(body)
    if not found or _family(found) == name:
        return True
    has_script = any(name == _family(known) for known, _, _ in _ALPHABETS)
    return has_script and _score(_RUNS.findall(body[:_SAMPLE]), encoding) >= _ENOUGH


def _is_lone(head: bytes) -> bool:
    """Return whether high bytes stand alone before a small letter, as in Western words: half of a sign seldom does."""
    return len(_LONE.findall(head)) >= 0.6 * max(1, len(_HIGH.findall(head)))


def latin_charset(text: str, *, declared: bool) -> str:
    """Return the charset of *text*, read as windows-1252, where its language had another one, or "".

    Where windows-1252 or Latin-1 was *declared*, signs that stand in words in no language must show it false.
    """
    told, confidence = language.detect(_around(text))
    if confidence < language.MIN_CONFIDENCE or told not in _LATIN:
        return ""
    wrong = _odd(text) + sum(text.count(letter) for letter in _TURKISH if told == "tr")
    if wrong < (2 if declared else 1):
        return ""
    body = text.encode("cp1252", "ignore")
    return min(_LATIN[told], key=lambda encoding: _odd(body.decode(encoding, "replace")))


def _double(head: bytes, high: int) -> str:
    """Return the charset of two bytes a sign that *head* is in, or ""."""
    if _decodes(head, "cp932") and _share(_shift_jis(head)) >= 0.15:
        return "cp932"
    pairs = Counter(_pairs(head))
    many = sum(pairs.values())
    if many * 2 < 0.9 * high or not many:
        return ""
    leads: Counter[int] = Counter()
    for (lead, _), count in pairs.items():
        leads[lead] += count
    trails = sum(count for (_, trail), count in pairs.items() if trail < 0x7F)
    if trails >= 0.15 * many and _between(leads, 0xA1, 0xC6) >= 0.85 * many and _decodes(head, "big5"):
        return "big5"
    if _between(leads, 0xA4, 0xA5) >= 0.2 * many and _decodes(head, "euc_jp"):
        return "euc_jp"
    if (
        _between(leads, 0xB0, 0xC8) >= 0.9 * many
        and _between(leads, 0xC9, 0xF7) < 0.05 * many
        and _decodes(head, "cp949")
    ):
        return "cp949"
    if _between(leads, 0xB0, 0xD7) >= 0.7 * many and trails < 0.05 * many and _decodes(head, "gb18030"):
        return "gb18030" if _spread(leads) else ""
    return ""


def _pairs(head: bytes) -> Iterator[tuple[int, int]]:
    yield from ((pair[0], pair[1]) for pair in _PAIR.findall(head))


def _between(leads: Counter[int], first: int, last: int) -> int:
    return sum(count for lead, count in leads.items() if first <= lead <= last)


def _spread(leads: Counter[int]) -> bool:
    """Return whether leads are spread as those of Chinese: Cyrillic in KOI8-R fills C0 to DF alone."""
    many = leads.total()
    return _between(leads, 0xB0, 0xBF) >= 0.1 * many and _between(leads, 0xC9, 0xD7) >= 0.1 * many


def _shift_jis(head: bytes) -> tuple[int, int]:
    """Return how many kana *head* holds as Shift-JIS, and how many high signs, narrow kana counting against it."""
    text = head.decode("cp932", "ignore")
    kana = sum("\u3040" <= sign <= "\u30ff" for sign in text)
    narrow = sum("\uff61" <= sign <= "\uff9f" for sign in text)
    return kana - 2 * narrow, sum(sign > "\x7f" for sign in text)


def _share(counts: tuple[int, int]) -> float:
    return counts[0] / counts[1] if counts[1] else 0.0


def _decodes(head: bytes, encoding: str) -> bool:
    """Return whether *head* is in *encoding* but for one sign in a hundred, and the one that its end cuts."""
    text = head.decode(encoding, "replace")
    return text.count("\ufffd") <= 1 + 0.01 * sum(sign > "\x7f" for sign in text)


def _alphabet(runs: list[bytes]) -> str:
    if len(set(b"".join(runs))) < _FEWEST_LETTERS:
        return ""
    if _is_hebrew(runs):
        return "cp1255"
    best, encoding = max(
        ((_score(runs, encoding), encoding) for encoding, _, _ in _ALPHABETS), key=lambda pair: pair[0]
    )
    return encoding if best >= _ENOUGH else ""


def _is_hebrew(runs: list[bytes]) -> bool:
    """Return whether *runs* are Hebrew, whose letters are the small ones of Russian in windows-1251.

    Russian has capitals and the letters at FB to FF; its a, i and o are commoner than what Hebrew's he, vav and yod
    stand for, which are that language's commonest.
    """
    counts = Counter(b"".join(runs))
    others = sum(count for byte, count in counts.items() if not 0xE0 <= byte <= 0xFA)
    return others <= 0.02 * counts.total() and sum(counts[at] for at in b"\xe4\xe5\xe9") > sum(
        counts[at] for at in b"\xe0\xe8\xee"
    )


def _score(runs: list[bytes], encoding: str) -> float:
    """Return the share of letters of its script in *runs*: capitals count a little less, after a small letter nothing.

    KOI8-R and windows-1251 are each other's letters with capitals and small ones exchanged.
    """
    first, last = next((first, last) for name, first, last in _ALPHABETS if _family(name) == _family(encoding))
    good = many = 0.0
    for run in runs[:2_000]:
        text = run.decode(encoding, "replace")
        many += len(text)
        small = False
        for sign in text:
            if first <= sign <= last and unicodedata.category(sign)[0] in "LM":
                good += (0.0 if small else 0.9) if sign.isupper() else 1.0
            small = sign.islower()
    return good / many if many else 0.0


_SIBLINGS = {
    "iso8859-7": "cp1253", "iso8859_7": "cp1253", "iso8859_8": "cp1255", "iso8859-8": "cp1255", "tis_620": "cp874",
    "iso8859_11": "cp874", "gbk": "gb18030", "gb2312": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5hkscs": "big5", "koi8_u": "koi8-r", "koi8-u": "koi8-r", "koi8_r": "koi8-r", "iso8859_5": "iso8859-5",
    "iso8859_6": "iso8859-6", "euc-jp": "euc_jp", "euc-kr": "cp949",
}  # fmt: skip


def _family(encoding: str) -> str:
    """Return one name for charsets that differ in a few signs only."""
    name = encoding.lower()
    return _SIBLINGS.get(name, name)


def _around(text: str) -> str:
    """Return what stands around the first signs of *text* that are not ASCII: prose, as a rule, and no markup."""
    places = [found.start() for found, _ in zip(re.finditer("[\xa1-\xff]", text[:_SAMPLE]), range(150), strict=False)]
    pieces = (text[max(at - 25, 0) : at + 25] for at in places[::5])
    return re.sub("<[^<>]{0,200}>?", " ", " ".join(pieces))


def _odd(text: str) -> int:
    """Return how many signs that are no letters stand inside words of *text*, which they do in no language."""
    return len(re.findall(r"(?<=[a-z])[\x80-\x9f¡-©«-±²-´¶-¹»-¿×÷€‚ƒ„…†‡ˆ‰‹•™›˜\ufffd](?=[a-z])", text[:_SAMPLE]))
