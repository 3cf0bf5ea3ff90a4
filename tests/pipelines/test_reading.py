"""From bytes to a reading: what a body is, whether it is the policy, what its fingerprint leaves out."""

from __future__ import annotations

import gzip
from dataclasses import replace

import brotli
import pytest

from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.decoding.body_form import BodyForm, body_form
from clausetrail.pipelines.page_screening.page_verdict import judge_page
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.bounds import Era
from clausetrail.snapshots.model import Capture, Clause, Kind, Policy, Snapshot, Verdict
from clausetrail.snapshots.text.fingerprint import fingerprint

POLICY = Policy("acme", ("http://acme.example/privacy",))
CAPTURE = Capture("acme", "a.example", "", "20100101000000", POLICY.urls[0], "text/html", 200, "A" * 32)
WORDS = (
    "We collect your name and your address when you order a kite from us, and we use this information to send it. "
    "We do not share personal data with third parties except the carrier who brings the kite to your door. "
    "You have the right to see what we hold of you and to have it corrected or removed within thirty days."
)
PAGE = f"<html><head><title>Privacy of Acme Kites</title></head><body><h1>Privacy</h1><p>{WORDS}</p></body></html>"


def shown(body: bytes, content_type: str = "text/html", status: int = 200) -> Snapshot:
    return Snapshot(CAPTURE, body, "http://a.example/web/x", status, (), (("Content-Type", content_type),))


def test_a_page_becomes_clauses_with_a_title_and_the_code_that_read_it() -> None:
    reading = read(shown(PAGE.encode()), POLICY, "read-1")
    assert (reading.verdict, reading.title, reading.code) == (Verdict.POLICY, "Privacy of Acme Kites", "read-1")
    assert [clause.text for clause in reading.clauses] == ["Privacy", WORDS]
    assert reading.clauses[1].path == ("Privacy",)


@pytest.mark.parametrize("packed", [gzip.compress(PAGE.encode()), gzip.compress(gzip.compress(PAGE.encode()))])
def test_trap_31_gzipped_bytes_are_unpacked_whatever_the_headers_are(packed: bytes) -> None:
    assert read(shown(packed), POLICY, "c").fingerprint == read(shown(PAGE.encode()), POLICY, "c").fingerprint


def test_a_bomb_is_undecodable_and_a_cut_stream_is_truncated() -> None:
    bomb = read(shown(gzip.compress(bytes(64 * 2**20))), POLICY, "c")
    assert (bomb.verdict, bomb.reason) == (Verdict.UNDECODABLE, "undecodable (gzip): more than 32 MiB once decoded")
    # Without its checksum the page is whole; without its end it is not.
    assert read(shown(gzip.compress(PAGE.encode())[:-8]), POLICY, "c").verdict is Verdict.POLICY
    cut = read(shown(gzip.compress(PAGE.encode(), 0)[: len(PAGE) // 2]), POLICY, "c")
    assert (cut.verdict, cut.reason, cut.clauses) == (Verdict.TRUNCATED, "the gzip stream has no end", ())


@pytest.mark.parametrize("headers", ["archive_headers", "origin_headers"])
def test_a_brotli_body_is_read_by_the_header_of_archive_or_origin(headers: str) -> None:
    plain = shown(PAGE.encode())
    named = (*getattr(plain, headers), ("Content-Encoding", "br"))
    coded = replace(plain, body=brotli.compress(PAGE.encode()), **{headers: named})
    assert read(coded, POLICY, "c").fingerprint == read(plain, POLICY, "c").fingerprint


def test_a_body_that_cannot_be_decoded_is_never_called_no_text() -> None:
    broken = b"\x0b\x02\x80" + bytes(range(256)) * 4
    reading = read(replace(shown(broken), origin_headers=(("Content-Encoding", "br"),)), POLICY, "c")
    assert reading.verdict is Verdict.UNDECODABLE
    assert reading.reason.startswith("undecodable (br): ")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"%PDF-1.4 ...", "text/html", BodyForm.PDF),
        (b"\x89PNG\r\n", "text/html", BodyForm.IMAGE),
        (b"", "text/html", BodyForm.NOTHING),
        (b"<!DOCTYPE html><p>x", "text/plain", BodyForm.HTML),
        (b"plain words", "text/plain", BodyForm.TEXT),
        (b"plain words", "", BodyForm.HTML),
        (b"\xff\xfe<\x00p\x00", "text/html", BodyForm.HTML),
        (b"\x00\x01\x02\x03", "", BodyForm.BINARY),
    ],
)
def test_a_body_is_what_its_first_bytes_say(body: bytes, content_type: str, expected: BodyForm) -> None:
    assert body_form(body, content_type) is expected


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"%PDF-1.4 x", Verdict.NOT_TEXT),
        (b"", Verdict.EMPTY),
        (b"<html><body><div id=app></div><script>render()</script></body></html>", Verdict.EMPTY),
        (
            b"<html><title>404 Not Found</title><body><h1>Not Found</h1><p>"
            + b"Sorry, nothing here. " * 20
            + b"</p></body></html>",
            Verdict.ERROR_PAGE,
        ),
        (
            b"<html><title>Just a moment...</title><body><p>Checking your browser before you proceed. Ray ID: 7f3</p></body></html>",
            Verdict.WALL,
        ),
    ],
)
def test_what_is_not_the_policy_makes_no_reading(body: bytes, verdict: Verdict) -> None:
    reading = read(shown(body), POLICY, "c")
    assert reading.verdict is verdict
    assert reading.reason


def test_trap_27_an_archived_error_is_never_the_policy() -> None:
    assert read(shown(PAGE.encode(), status=404), POLICY, "c").verdict is Verdict.ERROR_PAGE


def test_a_policy_that_speaks_of_errors_and_captchas_is_still_one() -> None:
    clauses = [
        Clause(Kind.PARAGRAPH, WORDS),
        Clause(
            Kind.PARAGRAPH,
            f"Our terms of service: users agree to cookies by law and consent, and a captcha guards the form. {WORDS}",
        ),
    ]
    assert judge_page("Privacy", clauses)[0] is Verdict.POLICY


def test_where_paragraphs_break_and_bullets_do_not_count_but_numbers_and_words_do() -> None:
    def of(*clauses: Clause) -> str:
        return fingerprint(clauses)

    whole = of(Clause(Kind.PARAGRAPH, "We keep it. We burn it."))
    assert whole == of(Clause(Kind.PARAGRAPH, "We keep it."), Clause(Kind.ITEM, "We burn it.", "•"))
    assert whole == of(Clause(Kind.PARAGRAPH, "We\N{NO-BREAK SPACE}keep it. We burn  it."))
    assert whole != of(Clause(Kind.PARAGRAPH, "We keep it."), Clause(Kind.ITEM, "We burn it.", "2."))
    assert whole != of(Clause(Kind.PARAGRAPH, "We keep it. We never burn it."))


def test_plain_text_and_selectors() -> None:
    text = read(shown(f"PRIVACY\n\n{WORDS}\n".encode(), "text/plain"), POLICY, "c")
    assert WORDS in text.text
    two = PAGE.replace("</body>", f"<div id=terms><p>Terms. {WORDS}</p></div></body>")
    chosen = read(shown(two.encode()), Policy("acme", POLICY.urls, select=("#terms",)), "c")
    assert [clause.text for clause in chosen.clauses] == [f"Terms. {WORDS}"]
    without = read(shown(two.encode()), Policy("acme", POLICY.urls, remove=("#terms",)), "c")
    assert "Terms." not in without.text


def test_an_era_has_selectors_of_its_own_and_is_part_of_the_code() -> None:
    two = shown(PAGE.replace("</body>", f"<div id=terms><p>Terms. {WORDS}</p></div></body>").encode())
    always = Policy("acme", POLICY.urls, select=("#terms",))
    before = replace(always, eras=(Era(until="2009", remove=("#terms",)),))
    during = replace(always, eras=(Era(since="2010", until="201001", remove=("#terms",)),))
    assert read(two, before, "c").text == f"Terms. {WORDS}"
    assert "Terms." not in read(two, during, "c").text
    assert len({reading_code_for(policy) for policy in (POLICY, always, before, during)}) == 4


def test_clauses_of_a_plain_text_keep_the_numbers_that_were_written() -> None:
    text = f"# Privacy\n\n{WORDS}\n\n1. Kites are flown from the hill.\n2. Strings are kept dry.\n7. Tails are paid for.\n3) Knots.\n"
    read_again = read(shown(text.encode(), "text/markdown"), POLICY, "read-1")
    assert [clause.label for clause in read_again.clauses if clause.label] == ["1.", "2.", "7.", "3."]
