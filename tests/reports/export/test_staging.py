"""The files of an export are replaced together, or not at all."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from clausetrail.reports.export.staging import PART, WHOLE, staged
from clausetrail.snapshots.errors import StoreError

LAST = "list.txt"
NAMES = ("a.txt", "b.txt", "deep/in/c.txt", LAST)


class Killed(BaseException):
    """The process ends here."""


def write(folder: Path, words: str) -> None:
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words)


def export(folder: Path, words: str) -> None:
    with staged(folder, LAST) as part:
        write(part, words)


def words_of(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in NAMES}


@pytest.mark.parametrize("written", range(len(NAMES)))
def test_a_run_that_ends_while_it_writes_leaves_the_earlier_files(tmp_path: Path, written: int) -> None:
    export(tmp_path, "early")
    (tmp_path / "mine.txt").write_text("of a reader")
    with pytest.raises(Killed), staged(tmp_path, LAST) as part:
        for name in NAMES[:written]:
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_text("lat")
        raise Killed
    assert words_of(tmp_path) == {"early"}
    export(tmp_path, "late")
    assert words_of(tmp_path) == {"late"}
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "b.txt", "deep", LAST, "mine.txt"}


@pytest.mark.parametrize("moved", range(len(NAMES) + 1))
def test_the_next_run_gives_the_names_that_a_killed_run_did_not(
    tmp_path: Path, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(tmp_path, "early")
    replace, seen = Path.replace, []

    def replace_or_end(path: Path, target: Path) -> Path:
        seen.append(path.name)
        if len(seen) > moved:
            raise Killed
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_or_end)
    with pytest.raises(Killed):
        export(tmp_path, "late")
    monkeypatch.undo()
    assert LAST not in seen[:-1]
    assert (
        tmp_path / LAST
    ).read_text() == "early"  # the description does not match half of the files: a reader sees it
    with pytest.raises(Killed), staged(tmp_path, LAST):
        raise Killed
    assert words_of(tmp_path) == {"late" if moved else "early"}
    assert not (tmp_path / PART).exists()
    assert not (tmp_path / WHOLE).exists()


def test_a_draft_of_a_killed_run_is_removed(tmp_path: Path) -> None:
    write(tmp_path / PART, "half")
    with staged(tmp_path, LAST) as part:
        assert [*part.iterdir()] == []
    assert [*tmp_path.iterdir()] == []


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with staged(tmp_path, LAST) as part:
        write(part, "first")
        with pytest.raises(StoreError, match="another export"):
            export(tmp_path, "second")
    assert words_of(tmp_path) == {"first"}


def test_a_folder_in_place_of_a_file_changes_nothing(tmp_path: Path) -> None:
    export(tmp_path, "early")
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(IsADirectoryError):
        export(tmp_path, "late")
    assert (tmp_path / "a.txt").read_text() == (tmp_path / LAST).read_text() == "early"


def test_names_are_given_without_interruption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(tmp_path, "early")
    replace = Path.replace

    def replace_with_signal(path: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", replace_with_signal)
    with pytest.raises(KeyboardInterrupt):
        export(tmp_path, "late")
    monkeypatch.undo()
    assert words_of(tmp_path) == {"late"}
