"""The page cache: files are written whole and only where their inputs changed, and no file of others is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from clausetrail.reports.publishing import page_cache
from clausetrail.reports.publishing.page_cache import (
    RECORD_FILE,
    WriteCounts,
    digest,
    own_files,
    remove_own_files,
    remove_stale,
    write_file,
    write_page,
)


def record(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD_FILE).write_text(json.dumps({"pages": dict.fromkeys(names, "x"), "of another release": 1}))


def test_a_file_is_written_once_and_kept_where_its_content_is_the_same(tmp_path: Path) -> None:
    counts = WriteCounts()
    for content in ("one", "one", "two"):
        write_file(tmp_path / "a" / "page.html", content, counts)
    assert (counts.written, counts.kept, counts.bytes) == (2, 1, 6)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["page.html"]


def test_half_a_character_becomes_a_question_mark(tmp_path: Path) -> None:
    write_file(tmp_path / "page.html", "\ud800x", WriteCounts())
    assert (tmp_path / "page.html").read_bytes() == b"?x"


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "page.html", "old", WriteCounts())

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        write_file(tmp_path / "page.html", "new", WriteCounts())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("page.html", "old")]


def test_a_page_with_the_same_inputs_is_not_rendered(tmp_path: Path) -> None:
    counts, rendered = WriteCounts(), []

    def render() -> str:
        rendered.append(1)
        return "page"

    write_page(tmp_path, "a.html", "inputs", {}, render, counts)
    write_page(tmp_path, "a.html", "inputs", {"a.html": "inputs"}, render, counts)
    assert (len(rendered), counts.kept) == (1, 1)
    (tmp_path / "a.html").unlink()
    write_page(tmp_path, "a.html", "inputs", {"a.html": "inputs"}, render, counts)
    write_page(tmp_path, "a.html", "others", {"a.html": "inputs"}, render, counts)
    assert len(rendered) == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pages": 3}'])
def test_an_unreadable_record_names_no_file(tmp_path: Path, content: str) -> None:
    (tmp_path / RECORD_FILE).write_text(content)
    assert own_files(tmp_path) == set()
    assert own_files(tmp_path / "missing") == set()


def test_stale_pages_are_removed_and_files_elsewhere_never(tmp_path: Path) -> None:
    folder, counts = tmp_path / "p", WriteCounts()
    record(folder, "old.html", "current.html", "../other.html", "gone.html")
    for name in ("old.html", "current.html", "mine.html", "../other.html"):
        (folder / name).write_text("x")
    remove_stale(folder, ["current.html"], counts)
    assert {path.name for path in folder.iterdir()} == {"current.html", "mine.html", RECORD_FILE}
    assert (tmp_path / "other.html").is_file()
    assert counts.removed == 1


def test_a_folder_of_ours_is_removed_unless_it_holds_files_of_others(tmp_path: Path) -> None:
    for name, extra in (("empty", False), ("shared", True)):
        record(tmp_path / name, "old.html")
        (tmp_path / name / "old.html").write_text("x")
        if extra:
            (tmp_path / name / "mine.html").write_text("x")
        remove_own_files(tmp_path / name, WriteCounts())
    assert [path.name for path in tmp_path.iterdir()] == ["shared"]
    assert [path.name for path in (tmp_path / "shared").iterdir()] == ["mine.html"]


def test_a_folder_without_a_record_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    remove_own_files(tmp_path, WriteCounts())
    assert (tmp_path / "notes.txt").is_file()


def test_a_digest_depends_on_each_input_and_on_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [digest("a", "b"), digest("b", "a"), digest("ab"), digest("a", "b")]
    assert (len(set(found)), found[0]) == (3, found[3])
    monkeypatch.setattr(page_cache, "code_digest", lambda: "other code")
    assert digest("a", "b") != found[0]


def test_the_code_digest_covers_templates_styles_and_both_floors() -> None:
    names = {name for name, _ in page_cache._sources(page_cache.files("clausetrail") / "reports", "reports")}
    assert {
        "reports/site/style.css",
        "reports/site/site.js",
        "reports/site/change.css",
        "reports/site/change.js",
        "reports/site/templates/home.html",
        "reports/plots/picture.css",
        "reports/templating.py",
    } <= names
