"""Texts of a corpus: their provenance, and their reading as snapshots."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausetrail.pipelines.derive import import_text
from clausetrail.pipelines.derive.import_text import imported_snapshot, read_provenance
from clausetrail.pipelines.extraction.corpus_markdown import split_title
from clausetrail.pipelines.reading import read
from clausetrail.snapshots.errors import UnusableImport
from clausetrail.snapshots.model import Policy

POLICY = Policy("acme", ("http://acme.example/privacy",))
WORDS = (
    "We collect your name and your address when you order a kite from us, and we use this information to send it. "
    "We do not share personal data with third parties except the carrier who brings the kite to your door. "
    "You have the right to see what we hold of you and to have it corrected or removed within thirty days."
)
MEMENTO = "https://web.archive.org/web/{}/{}"
CORPUS = f"""> *The words below are those of the acme.example policy, archived on 2010-01-01. See
> [the capture](https://web.archive.org/web/20100101000000id_/http%3A//acme.example/Privacy%2520Terms/p.aspx) itself.*

# Acme | Privacy

_PRIVACY POLICY _

**

Keeping.

** {WORDS}

  1. one
  2. two
"""


def test_a_corpus_text_becomes_a_snapshot_of_its_capture_and_keeps_its_words(tmp_path: Path) -> None:
    path = tmp_path / "acme.md"
    path.write_text(CORPUS, "utf-8")
    assert read_provenance(path)[1:] == ("20100101000000", "http://acme.example/Privacy%20Terms/p.aspx")
    imported = imported_snapshot(path, "acme")
    reading = read(imported, POLICY, "c")
    assert (reading.title, imported.capture.is_imported) == ("Acme | Privacy", True)
    assert [clause.labelled_text for clause in reading.clauses] == [
        "PRIVACY POLICY",
        "Keeping.",
        WORDS,
        "1. one",
        "2. two",
    ]


def test_a_title_is_optional_and_a_text_without_provenance_is_refused(tmp_path: Path) -> None:
    assert split_title("no title here") == ("", "no title here")
    path = tmp_path / "loose.md"
    path.write_text("# Some policy\n\nwith words", "utf-8")
    with pytest.raises(UnusableImport, match="does not name the capture"):
        read_provenance(path)
    with pytest.raises(UnusableImport, match="cannot be read"):
        read_provenance(tmp_path / "none.md")


@pytest.mark.parametrize(
    ("quoted", "original"),
    [
        ("http://acme.example/privacy", "http://acme.example/privacy"),
        ("http%3A//acme.example/a%2520b", "http://acme.example/a%20b"),
    ],
)
def test_a_url_that_the_corpus_encoded_once_more_is_decoded_once(tmp_path: Path, quoted: str, original: str) -> None:
    path = tmp_path / "text.md"
    path.write_text(f"> {MEMENTO.format('20100101000000', quoted)}\n\nwords", "utf-8")
    assert read_provenance(path)[2] == original


def test_a_timestamp_that_is_no_time_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(f"> {MEMENTO.format('20101301000000', POLICY.urls[0])}\n", "utf-8")
    with pytest.raises(UnusableImport, match="20101301000000 is not a valid timestamp"):
        read_provenance(path)


def test_a_text_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_text, "_MAX_BYTES", 100)
    path = tmp_path / "text.md"
    path.write_text(f"> {MEMENTO.format('20100101000000', POLICY.urls[0])}\n" + WORDS, "utf-8")
    with pytest.raises(UnusableImport, match="larger than"):
        imported_snapshot(path, "acme")


def test_an_imported_capture_has_a_digest_of_its_text_and_no_index_row(tmp_path: Path) -> None:
    path = tmp_path / "text.md"
    path.write_text(f"> {MEMENTO.format('20100101000000', POLICY.urls[0])}\n\n{WORDS}\n", "utf-8")
    capture = imported_snapshot(path, "acme").capture
    assert (capture.archive, capture.mimetype, capture.statuscode) == ("web.archive.org", "text/markdown", 200)
    assert len(capture.digest) == 32
    assert imported_snapshot(path, "acme").body == path.read_bytes()
