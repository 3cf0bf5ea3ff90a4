"""The names of the code: which files they cover, and that none of them is lost without an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from clausetrail.pipelines import code_version
from clausetrail.pipelines.code_version import (
    READING_STARTS,
    REVISION_STARTS,
    TIMELINE_STARTS,
    reading_code,
    reading_code_for,
    revision_code,
    source_files,
    timeline_code,
)
from clausetrail.snapshots.model import Policy
from tests.support.import_graph import imports as import_graph
from tests.support.import_graph import modules

Package = Callable[..., None]


def below(starts: Iterable[str]) -> set[str]:
    """Return all source files that one code name covers."""
    return {source for start in starts for source in source_files(start)}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Write files of an invented package, by dotted module name, and let the code version follow it."""
    monkeypatch.setattr(code_version, "_ROOT", tmp_path)

    def write(**texts: str) -> None:
        for name, text in texts.items():
            path = tmp_path / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(text, "utf-8")

    return write


def test_the_names_begin_with_what_they_cover() -> None:
    assert reading_code().startswith("read-")
    assert revision_code().startswith("compare-")
    assert timeline_code().startswith("timeline-")


@pytest.mark.parametrize(
    ("starts", "least", "essential"),
    [
        (
            READING_STARTS,
            50,
            (
                "pipelines/page.py pipelines/reading.py pipelines/decoding/decode.py pipelines/decoding/body_form.py "
                "pipelines/dom/lxml_tree.py pipelines/dom/soup_tree.py pipelines/dom/patterns.py pipelines/dom/tables.py "
                "pipelines/extraction/blocks.py pipelines/extraction/inline_text.py pipelines/boilerplate/pruning.py "
                "pipelines/boilerplate/line_trimming.py pipelines/page_screening/page_verdict.py pipelines/pdf/pdf_reader.py "
                "pipelines/pdf/pdfium_process.py pipelines/pdf/layout.py snapshots/text/segmentation.py "
                "snapshots/text/normalize.py snapshots/model.py"
            ),
        ),
        (
            REVISION_STARTS,
            25,
            (
                "snapshots/diff/compare.py snapshots/diff/alignment/align.py snapshots/diff/alignment/lcs.py "
                "snapshots/diff/alignment/moves.py snapshots/diff/alignment/splits.py snapshots/diff/alignment/pairing.py "
                "snapshots/text/normalize.py snapshots/text/tokens.py snapshots/model.py"
            ),
        ),
        (
            TIMELINE_STARTS,
            20,
            (
                "snapshots/history/versions.py snapshots/history/flaps.py snapshots/history_screening/other_documents.py "
                "snapshots/history_screening/truncation.py snapshots/addresses/framesets.py snapshots/text/normalize.py"
            ),
        ),
    ],
    ids=["reading", "revision", "timeline"],
)
def test_a_code_name_covers_the_modules_that_decide(starts: tuple[str, ...], least: int, essential: str) -> None:
    found = below(starts)
    assert len(found) >= least
    assert set(essential.split()) <= found


@pytest.mark.parametrize("starts", [READING_STARTS, REVISION_STARTS, TIMELINE_STARTS])
def test_a_code_name_covers_all_that_is_imported(starts: tuple[str, ...]) -> None:
    graph, paths = import_graph(), modules()
    root = next(iter(paths.values())).resolve().parents[0]
    while not (root / "pipelines").is_dir():
        root = root.parent
    names = {str(path.resolve().relative_to(root)): name for name, path in paths.items()}
    found, unread = set(), [names[start] for start in starts]
    while unread:
        name = unread.pop()
        if name not in found:
            found.add(name)
            unread += graph[name]
    covered = {names[source] for source in below(starts) if source in names}
    assert found <= covered


def test_what_only_stores_or_prints_makes_no_policy_read_again() -> None:
    storing = {"snapshots/store.py", "snapshots/storage/database.py", "snapshots/storage/facts.py"}
    found = below((*READING_STARTS, *REVISION_STARTS, *TIMELINE_STARTS))
    assert not storing & found
    assert not [source for source in found if source.startswith(("reports/", "crawler/"))]


def test_an_import_that_resolves_to_no_file_raises(package: Package) -> None:
    package(start="from clausetrail.other import gone\n", other="from clausetrail.missing.part import name\n")
    with pytest.raises(
        ImportError, match=r"other\.py imports clausetrail\.missing\.part\.name, but 'missing' is no file"
    ):
        source_files("start.py")


def test_an_attribute_of_a_module_needs_no_file_and_a_name_of_a_package_does(package: Package) -> None:
    package(start="from clausetrail.room.part import name\n", room__part="name = 1\n")
    assert source_files("start.py") == ["room/__init__.py", "room/part.py", "start.py"]
    package(start="from clausetrail.room import name\n")
    with pytest.raises(ImportError, match="'name' is no file"):
        source_files("start.py")


@pytest.mark.parametrize(
    "statement",
    ["from clausetrail.room import part", "import clausetrail.room.part", "import clausetrail.room.part as p"],
)
def test_a_module_is_followed_however_it_is_imported(package: Package, statement: str) -> None:
    package(start=f"import os\n{statement}\n", room__part="from clausetrail import last\n", last="x = 1\n")
    assert source_files("start.py") == ["last.py", "room/__init__.py", "room/part.py", "start.py"]


def test_an_import_inside_a_function_or_a_branch_is_followed(package: Package) -> None:
    package(
        start="def f():\n    from clausetrail import lazy\n    return lazy\n",
        lazy="try:\n    import clausetrail.optional\nexcept ImportError:\n    pass\n",
        optional="",
    )
    assert source_files("start.py") == ["lazy.py", "optional.py", "start.py"]


def test_the_init_file_of_a_package_is_followed_too(package: Package, tmp_path: Path) -> None:
    package(start="from clausetrail.room import part\n", room__part="", other="")
    (tmp_path / "room" / "__init__.py").write_text("from clausetrail import other\n")
    assert "other.py" in source_files("start.py")


def test_a_circle_of_imports_ends(package: Package) -> None:
    package(start="from clausetrail import other\n", other="from clausetrail import start\n")
    assert source_files("start.py") == ["other.py", "start.py"]


def test_a_relative_import_raises(package: Package) -> None:
    package(start="from . import other\n", other="")
    with pytest.raises(ImportError, match="imports relatively"):
        source_files("start.py")


def test_a_change_of_any_file_or_library_changes_the_name(package: Package) -> None:
    package(start="from clausetrail import other\n", other="x = 1\n")
    before = code_version._digest(("start.py",), ["lxml 5"])
    assert code_version._digest(("start.py",), ["lxml 6"]) != before
    package(other="x = 1  # a comment\n")
    assert code_version._digest(("start.py",), ["lxml 5"]) != before


def test_selectors_are_part_of_the_name_of_the_reading_code() -> None:
    plain = Policy("acme", ("http://acme.example/privacy",))
    selecting = Policy("acme", plain.urls, select=("#terms",))
    removing = Policy("acme", plain.urls, remove=("#terms",))
    assert reading_code_for(plain) == reading_code()
    assert len({reading_code_for(policy) for policy in (plain, selecting, removing)}) == 3
    assert reading_code_for(selecting).startswith(f"{reading_code()} of ")
