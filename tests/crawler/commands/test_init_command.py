"""`init` writes a watchlist that loads, beside a private data folder, and never changes what is there."""

from __future__ import annotations

from pathlib import Path

from clausetrail.crawler.commands.init import watchlist_text
from clausetrail.snapshots.watchlist.policies import load
from tests.conftest import Run


def test_the_written_watchlist_is_valid_and_names_the_next_commands(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "watch"
    done = run("init", str(folder), "--contact", "desk@example.org")
    assert done.returncode == 0, done.stderr
    (policy,) = load(folder / "policies.toml")
    assert (policy.name, policy.urls) == ("example-privacy", ("https://example.com/privacy",))
    assert (folder / "data").stat().st_mode & 0o777 == 0o700
    assert '  export CLAUSETRAIL_CONTACT="desk@example.org"' in done.stdout
    assert f"  clausetrail track --policies {folder / 'policies.toml'} --data {folder / 'data'}" in done.stdout
    before = (folder / "policies.toml").read_bytes()
    again = run("init", str(folder))
    assert again.returncode in {1, 2}
    assert again.stderr == f"clausetrail: {folder / 'policies.toml'} exists already: nothing was changed\n"
    assert (folder / "policies.toml").read_bytes() == before


def test_a_contact_cannot_break_out_of_its_comment() -> None:
    assert "desk@example.org" in watchlist_text("desk@example.org").splitlines()[1]
    assert watchlist_text("").splitlines()[1].startswith("# Set CLAUSETRAIL_CONTACT=")


def test_wrong_arguments_and_folders_are_named(run: Run, tmp_path: Path) -> None:
    assert run("init", "a", "b").returncode == 2
    assert run("init", str(tmp_path / "x"), "--contact", "a\nb = 1").returncode == 2
    (tmp_path / "file").write_text("")
    refused = run("init", str(tmp_path / "file"))
    assert refused.returncode in {1, 2}
    assert "cannot be written" in refused.stderr
