"""The git repository that `export --git` writes: a function of the versions, and nobody else's work is lost by it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausetrail.reports.export import git_repository
from clausetrail.reports.export.git_repository import Written
from clausetrail.reports.export.markdown_corpus import file_name
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, HERON, add, heron, link, page


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def to_git(store: Store, folder: Path) -> Written:
    return git_repository.write(store, store.facts.policies(), folder, link)


def ids(folder: Path) -> list[str]:
    return git(folder, "log", "--reverse", "--format=%H", "main").split()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "other")
    yield opened
    opened.close()


def test_each_version_is_a_commit_of_its_capture_time_with_the_evidence(store: Store, tmp_path: Path) -> None:
    heron(store)
    assert str(to_git(store, tmp_path / "git")) == "3 commits, 3 of them new"
    log = git(tmp_path / "git", "log", "--reverse", "--format=%aI %cI %an %s").splitlines()
    assert (
        log[0] == "2005-03-10T08:00:00+00:00 2005-03-10T08:00:00+00:00 Clausetrail First record of Heron Ferry: Privacy"
    )
    assert log[1].endswith("Record changes of Heron Ferry: Privacy")
    body = git(tmp_path / "git", "log", "-1", "--format=%b", "main~1")
    assert "Changed between 2006-04-11 and 2009-05-12: 1 reworded" in body
    assert "After:  https://archive.example/web/20090512090000/https://heron.example/privacy" in body
    assert "-Of a parcel" in git(tmp_path / "git", "show", "main~1", "--", "heron.md")
    assert git(tmp_path / "git", "ls-tree", "-r", "--name-only", "main") == "heron.md\n"
    assert (tmp_path / "git" / "heron.md").read_text("utf-8").startswith("> *Clauses of https://heron.example/privacy")
    git(tmp_path / "git", "fsck", "--strict")


def test_what_is_exported_step_by_step_is_what_is_exported_at_once(store: Store, other: Store, tmp_path: Path) -> None:
    policy = heron(other)
    to_git(other, tmp_path / "once")
    add(store, policy, dict(list(HERON.items())[:4]))
    assert to_git(store, tmp_path / "steps") == Written(2, 2)
    assert to_git(store, tmp_path / "steps") == Written(2, 0)
    heron(store)
    assert to_git(store, tmp_path / "steps") == Written(3, 1)
    assert ids(tmp_path / "steps") == ids(tmp_path / "once")
    assert git(tmp_path / "steps", "status", "--porcelain") == ""


def test_a_later_capture_of_a_known_text_makes_no_commit(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    to_git(store, tmp_path / "git")
    add(store, policy, {"20170613100000": HERON["20150613100000"]})
    assert to_git(store, tmp_path / "git") == Written(3, 0)


def test_a_version_found_in_the_middle_writes_history_again_and_says_so(
    store: Store, other: Store, tmp_path: Path
) -> None:
    policy = heron(store)
    to_git(store, tmp_path / "git")
    (tmp_path / "git" / "mine.txt").write_text("a note of the reader's")
    found = {at: page(*FIRST, "Dogs travel free of charge.") for at in ("20070101000000", "20080101000000")}
    add(store, policy, found)
    told = to_git(store, tmp_path / "git")
    assert (told.commits, told.new) == (4, 3)
    assert "the history differs from the one written before, from 2007-01-01 (heron) on" in str(told)
    assert "2 earlier commits are no longer part of it" in str(told)
    add(other, policy, HERON | found)
    to_git(other, tmp_path / "once")
    assert ids(tmp_path / "git") == ids(tmp_path / "once")
    assert (tmp_path / "git" / "mine.txt").exists()


def test_nobodys_configuration_hooks_or_repository_has_a_say(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heron(store)
    to_git(store, tmp_path / "plain")
    home, hook = tmp_path / "home", tmp_path / "home" / "templates" / "hooks" / "reference-transaction"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    (home / ".gitconfig").write_text(
        f"[user]\nname = Somebody\n[init]\ntemplateDir = {home}/templates\n[core]\nhooksPath = {hook.parent}\nautocrlf = true\n"
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody")
    to_git(store, tmp_path / "fancy")
    monkeypatch.delenv("GIT_DIR")
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "elsewhere").exists()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ids(tmp_path / "fancy") == ids(tmp_path / "plain")
    assert b"\r" not in (tmp_path / "fancy" / "heron.md").read_bytes()


def test_commits_of_others_are_never_written_over(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    to_git(store, tmp_path / "git")
    author = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    git(tmp_path / "git", *author, "commit", "--quiet", "--allow-empty", "-m", "mine")
    add(store, policy, {"20180613100000": HERON["20050310080000"]})
    with pytest.raises(UnusableSetting, match="contains other commits"):
        to_git(store, tmp_path / "git")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(UnusableSetting, match="contains other things"):
        to_git(store, tmp_path / "full")
    git(tmp_path, "init", "--quiet", "--initial-branch=master", "theirs")
    git(tmp_path / "theirs", *author, "commit", "--quiet", "--allow-empty", "-m", "mine")
    with pytest.raises(UnusableSetting, match="contains other things"):
        to_git(store, tmp_path / "theirs")


def test_a_run_that_was_interrupted_is_made_good_and_a_readers_branch_is_left_alone(
    store: Store, tmp_path: Path
) -> None:
    heron(store)
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "git")  # where a run was killed at its begin
    assert to_git(store, tmp_path / "git") == Written(3, 3)
    (tmp_path / "git" / "heron.md").unlink()  # where one was killed at its end
    assert to_git(store, tmp_path / "git") == Written(3, 0)
    assert (tmp_path / "git" / "heron.md").exists()
    git(tmp_path / "git", "checkout", "--quiet", "-b", "mine", "main~1")
    mine = git(tmp_path / "git", "rev-parse", "mine")
    to_git(store, tmp_path / "git")
    assert git(tmp_path / "git", "rev-parse", "mine") == mine


def test_no_name_of_a_policy_leads_out_of_the_folder_or_into_git(store: Store, tmp_path: Path) -> None:
    names = ["..", ".git", "../../etc/x", 'a"b\nM 100644 inline evil', "naïve", "-n", "git~1"]
    for name in names:
        add(store, Policy(name, ("https://names.example/privacy",), "a\n\nSigned-off-by: x\x1b[2J"), HERON)
    to_git(store, tmp_path / "git")
    held = git(tmp_path / "git", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert sorted(held) == sorted(f"{file_name(name)}.md" for name in names)
    assert len(set(held)) == len(names)
    assert not [name for name in held if name.startswith(".") or set(name) & set('/"\n')]
    git(tmp_path / "git", "fsck", "--strict")
    assert "\x1b" not in git(tmp_path / "git", "log")
    assert "First record of a  Signed-off-by" in git(tmp_path / "git", "log")


def test_without_git_one_line_says_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heron(store)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(UnusableSetting, match="needs the program git"):
        to_git(store, tmp_path / "git")


def test_a_store_that_tells_nothing_makes_no_repository(store: Store, tmp_path: Path) -> None:
    store.facts.declare(Policy("unread", ("https://unread.example/privacy",)))
    assert to_git(store, tmp_path / "git") == Written(0, 0)
    assert not (tmp_path / "git").exists()


def test_refs_that_a_killed_first_run_left_are_no_commits_of_others(store: Store, tmp_path: Path) -> None:
    heron(store)
    folder = tmp_path / "git"
    to_git(store, folder)
    written = ids(folder)
    for name, new in (("heads/main", "clausetrail/new-main"), ("clausetrail/told", "clausetrail/new-told")):
        git(folder, "update-ref", f"refs/{new}", f"refs/{name}")
        git(folder, "update-ref", "-d", f"refs/{name}")
    (folder / "heron.md").unlink()
    to_git(store, folder)
    assert ids(folder) == written
    assert git(folder, "for-each-ref", "--format=%(refname)").split() == ["refs/clausetrail/told", "refs/heads/main"]
