"""`clausetrail read` prints any saved page, and says why it reads so."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.pipelines.page import Drop
from clausetrail.pipelines.reading import read_body
from clausetrail.reports.lookup.page_explained import (
    DroppedPassage,
    ExplainedPage,
    explanation_lines,
    page_document,
    text_lines,
)
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.model import Block, Clause, Kind, Verdict
from tests.conftest import Run
from tests.support.small_pdfs import Line, pdf

PROSE = (
    "We keep the address of your parcel for ninety days and then we burn the slip of paper. The courier sees the name of "
    "the street and nothing else. Nobody may sell, lend or show your address to another house."
)
PAGE = f"""<html lang="fr"><head><title>Parcel privacy</title></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<div id="policy"><h1>Parcel privacy</h1><p>{PROSE}</p><h2>Your rights</h2>
<ol><li>You may see what we hold.</li><li>You may have it burnt.</li></ol>
<table><tr><th>What</th><th>How long</th></tr><tr><td>Address</td><td>90 days</td></tr></table>
<p class="extra">{PROSE}</p></div>
<footer>© Acme <a href="/jobs">Jobs</a></footer></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_the_text_is_printed_clause_by_clause(run: Run, page: Path) -> None:
    done = run("read", str(page))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "# Parcel privacy",
        PROSE,
        "",
        "## Your rights",
        "1. You may see what we hold.",
        "2. You may have it burnt.",
        "What | How long",
        "Address | 90 days",
        PROSE,
    ]


def test_explain_shows_what_was_kept_and_dropped_in_the_order_of_the_page(run: Run, page: Path) -> None:
    done = run("read", "--explain", str(page))
    lines = done.stdout.splitlines()
    assert "words in 8 clauses" in done.stdout
    assert "utf-8 by utf-8" in done.stdout
    assert "en detected (1.00); declared: fr" in done.stdout
    marked = [line[:12].rstrip() for line in lines if line[:2] in {"+ ", "- "}]
    assert marked == [
        "- navigation", "+ heading 1", "+ paragraph", "+ heading 2", "+ item", "+ item", "+ row", "+ row", "+ paragraph",
        "- footer",
    ]  # fmt: skip
    assert "[-Home Shop-]" in done.stdout
    assert any(line.startswith("  footer: ") for line in lines)


def test_json_says_the_same_for_programs(run: Run, page: Path) -> None:
    done = run("read", "--json", str(page), str(page))
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == second
    assert (first["verdict"], first["language"], first["language_declared"]) == ("policy", "en", "fr")
    assert [clause["path"] for clause in first["clauses"]][-1] == ["Parcel privacy", "Your rights"]
    assert {drop["reason"] for drop in first["dropped"]} == {"navigation", "footer"}
    assert len(first["fingerprint"]) == 64


def test_selectors_of_a_watchlist_can_be_tried(run: Run, page: Path) -> None:
    done = run("read", "--select", "#policy", "--remove", ".extra", "--remove", "table", str(page))
    assert done.stdout.splitlines()[-1] == "2. You may have it burnt."


def test_every_form_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.encode("utf-16")))
    (tmp_path / "b.md").write_text(f"# Parcel privacy\n\n{PROSE}\n\n{PROSE}\n")
    (tmp_path / "c.txt").write_text(f"Parcel privacy <sic>\n\n{PROSE}\n\n{PROSE}\n")
    words = [PROSE[at : at + 80] for at in range(0, len(PROSE), 80)] * 2
    (tmp_path / "d.pdf").write_bytes(pdf([Line(60, 60 + 12 * at, line) for at, line in enumerate(words)]))
    done = run("read", "--json", *(str(tmp_path / name) for name in ("a.html.gz", "b.md", "c.txt", "d.pdf")))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["form"] for one in told] == ["HTML", "Markdown", "plain text", "PDF"]
    assert [one["verdict"] for one in told] == ["policy"] * 4


def test_standard_input_and_a_header(tmp_path: Path) -> None:
    body = "<p>" + "Мы храним адрес вашей посылки девяносто дней. " * 10
    done = subprocess.run(
        [sys.executable, "-P", "-m", "clausetrail", "read", "--content-type", "text/html; charset=koi8-r", "-"],
        input=body.encode("koi8-r"), capture_output=True, check=False, cwd=tmp_path, env=None,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Мы храним" in done.stdout.decode()


def test_what_is_no_policy_is_said_and_has_its_code(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 90)
    done = run("read", str(tmp_path / "x.png"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "shows no policy: not text, the body is an image" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "at least one file"),
        (["nosuch.html"], "nosuch.html cannot be read: No such file or directory; give the path"),
        (["."], "cannot be read: Is a directory"),
        (["--select", "main[", "page.html"], "'main[' is no CSS selector"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(run: Run, page: Path, arguments: list[str], said: str) -> None:
    done = run("read", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<frameset cols="20%,80%"><frame src="menu.html"><frame src="/legal/text.html"></frameset>',
        '<html><body><h1>Privacy</h1><iframe src="/legal/text.html"></iframe></body></html>',
    ],
)
def test_a_frameset_names_where_its_words_are(html: str) -> None:
    sight = read_body(html.encode(), "text/html")
    assert sight.verdict is Verdict.EMPTY
    assert sight.reason.startswith("a frameset: its words are at ")
    assert "/legal/text.html" in sight.reason


def test_a_policy_that_shows_a_frame_beside_its_words_stays_a_policy() -> None:
    sight = read_body(PAGE.replace("</body>", '<iframe src="/ad.html"></iframe></body>').encode(), "text/html")
    assert sight.verdict is Verdict.POLICY


def test_mojibake_that_the_origin_served_is_repaired_and_said() -> None:
    sight = read_body(f"<p>Â© Acme. Weâ€™re glad. {PROSE}</p><p>{PROSE}</p>".encode(), "text/html")
    assert sight.clauses[0].text.startswith("© Acme. We’re glad.")
    assert "mojibake repaired" in sight.encoding


def seen(*told: Block | DroppedPassage) -> ExplainedPage:
    clauses = tuple(Clause(piece.kind, piece.text) for piece in told if isinstance(piece, Block))
    return ExplainedPage("p.html", "HTML", Verdict.POLICY, "", "", "", "en", 1.0, "", "", clauses, told, (), ())


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_archived_words_never_command_the_terminal(kept: str, dropped: str, reason: str) -> None:
    page = seen(Block(Kind.PARAGRAPH, kept), DroppedPassage(reason, kept, dropped))
    lines = [to_plain_text(line) for line in (*explanation_lines(page, full=True), *text_lines(page.clauses))]
    assert not any(sign in line for line in lines for sign in "\x1b\n\r\u202e\x9b")
    assert page_document(page, ["en"])["dropped"][0]["text"] == dropped


SCRAPS = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from([b"<p>", b"</table>", b"<!--", b"<a href='", b"\x00", b"\xff\xfe", b"&#x", b"<frame src=x>", b"%PDF-1.4",
                         b"\x1b$B", b"<![CDATA[", b"<meta charset=utf-7>", b"\xe2\x80", b"<select>", b"we keep data "]),
        max_size=30,
    ).map(b"".join),
)  # fmt: skip
TYPES = st.sampled_from(
    ["", "text/html", "text/plain", "text/markdown", "text/html; charset=hz-gb-2312", "application/pdf", ";;="]
)


@settings(max_examples=60)
@given(SCRAPS, TYPES, st.booleans(), st.integers(0, 60))
def test_whatever_the_bytes_are_there_is_a_verdict(body: bytes, content_type: str, packed: bool, cut: int) -> None:
    if packed:
        body = gzip.compress(body, mtime=0)
        body = body[: len(body) - cut]
    sight = read_body(body, content_type)
    assert sight.verdict in Verdict
    assert sight.reason or sight.verdict is Verdict.POLICY
    assert sight.page is None or all(isinstance(piece, (Block, Drop)) for piece in sight.page.pieces)
