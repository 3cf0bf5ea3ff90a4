"""An upgrade is compared before it is accepted, and never told as a change of policies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from clausetrail.pipelines import page
from clausetrail.pipelines.code_version import reading_code_for
from clausetrail.pipelines.derive import derive_timeline
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.upgrade_preview import preview_upgrade
from clausetrail.reports.lookup.upgrade_report import upgrade_lines
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.history.code_upgrade import difference_kind
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import HERON, NAMES, RIGHTS, SECOND, THIRD, add, heron
from tests.support.small_histories import page as written

Upgrade = Callable[[str], None]


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch) -> Upgrade:
    """Install tomorrow's code, which does not read one passage any more."""
    today = page.read

    def install(lost: str) -> None:
        def read(*arguments: str, quick: bool) -> page.Page:
            seen = today(*arguments, quick=quick)
            kept = tuple(block for block in seen.blocks if block.text != lost)
            return page.Page(seen.title, seen.language, kept, seen.dropped, kept)

        monkeypatch.setattr(page, "read", read)
        monkeypatch.setattr(derive_timeline, "reading_code_for", lambda policy: "read-tomorrow")

    return install


def dump(folder: Path) -> list[str]:
    """Return all that the store in *folder* holds."""
    with sqlite3.connect(folder / "data" / "clausetrail.sqlite") as database:
        return list(database.iterdump())


def pretend_yesterdays_code(folder: Path) -> None:
    """Let all that is told in the store have been told by other code, which compared words in another form."""
    with sqlite3.connect(folder / "data" / "clausetrail.sqlite") as database:
        database.execute("UPDATE readings SET code = 'read-yesterday', fingerprint = 'old' || fingerprint")
        database.execute("UPDATE versions SET fingerprint = 'old' || fingerprint")
        database.execute("UPDATE told SET code = 'read-yesterday compare-yesterday'")


def test_without_an_upgrade_nothing_differs(store: Store) -> None:
    epoch = preview_upgrade(store, heron(store))
    assert (epoch.readings, epoch.differs) == (6, False)


def test_what_was_read_quickly_reads_alike_by_beautifulsoup(store: Store) -> None:
    epoch = preview_upgrade(store, heron(store), quick=False)
    assert (epoch.readings, epoch.differs) == (6, False)


def test_what_an_upgrade_would_lose_is_told_and_nothing_is_written(
    store: Store, tmp_path: Path, upgrade: Upgrade
) -> None:
    policy = heron(store)
    before = dump(tmp_path)
    upgrade(NAMES)
    epoch = preview_upgrade(store, policy)
    assert dump(tmp_path) == before
    assert [
        (difference_kind(told), told.before[0].text, count) for told, count in epoch.clause_differences.items()
    ] == [("lost", NAMES, 6)]
    assert (epoch.reading_differences, epoch.events) == ({("words", "", ""): 6}, {"lost": 6})
    assert (epoch.versions, epoch.versions_added, epoch.versions_removed, epoch.codes) == (
        (3, 3),
        (),
        (),
        {reading_code_for(policy)},
    )
    told = [to_plain_text(line) for line in upgrade_lines(epoch)]
    assert "  clauses: 6 lost" in told
    assert f"    [-{NAMES}-]" in told


def test_an_upgrade_that_makes_versions_read_alike_is_told(store: Store, upgrade: Upgrade) -> None:
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, {"20050310080000": written(*SECOND[:-1]), "20060310080000": written(*SECOND)})
    upgrade(RIGHTS)
    epoch = preview_upgrade(store, policy)
    assert epoch.versions == (2, 1)
    assert [capture.timestamp for capture in epoch.versions_removed] == ["20060310080000"]
    assert "  no version begins any more with the capture of 2006-03-10" in map(to_plain_text, upgrade_lines(epoch))


def test_an_upgrade_that_reads_nothing_any_more_is_a_verdict(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = heron(store)
    monkeypatch.setattr(page, "read", lambda *arguments, **options: page.Page("", "", (), ()))
    epoch = preview_upgrade(store, policy)
    assert epoch.reading_differences[("verdict", "policy", "empty")] == 6
    assert epoch.versions == (3, 0)


def test_what_rebuild_accepts_is_what_compare_said(store: Store, upgrade: Upgrade) -> None:
    policy = heron(store)
    upgrade(NAMES)
    assert preview_upgrade(store, policy).differs
    derive(store, policy, again=True)
    assert not preview_upgrade(store, policy).differs


def test_an_upgrade_is_no_news_and_what_comes_with_it_is(store: Store, upgrade: Upgrade) -> None:
    policy = Policy("heron", ("https://heron.example/privacy",))
    store.facts.declare(policy)
    first = {time: body for time, body in HERON.items() if time < "2014"}
    add(store, policy, first)
    upgrade(NAMES)
    retold = derive(store, policy)
    assert (retold.code_changed, len(retold.revisions), retold.new_revisions) == (True, 1, ())


def test_a_revision_that_comes_in_the_night_of_an_upgrade_is_news(
    store: Store, upgrade: Upgrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, {time: body for time, body in HERON.items() if time < "2014"})
    upgrade(NAMES)
    outcomes = []
    monkeypatch.setattr("tests.support.small_histories.derive", lambda *arguments: outcomes.append(derive(*arguments)))
    add(store, policy, {time: body for time, body in HERON.items() if time > "2014"})
    (outcome,) = outcomes
    assert outcome.code_changed
    assert [revision.after.first.timestamp for revision in outcome.new_revisions] == ["20140613100000"]


def test_another_selector_is_our_change_and_no_revision(store: Store) -> None:
    policy = heron(store)
    chosen = Policy(policy.name, policy.urls, policy.title, remove=("h2",))
    store.facts.declare(chosen)
    outcome = derive(store, chosen)
    assert (outcome.code_changed, outcome.readings_made, outcome.new_revisions) == (True, 6, ())
    clauses = store.derivations.clauses(outcome.versions[0].text)
    assert "What we write down" not in [clause.text for clause in clauses]


def test_compare_says_what_differs_and_ends_with_six_and_rebuild_accepts(
    run: Run, store: Store, tmp_path: Path
) -> None:
    heron(store)
    store.close()
    pretend_yesterdays_code(tmp_path)
    before = dump(tmp_path)
    compared = run("rebuild", "--compare")
    assert (compared.returncode, dump(tmp_path)) == (6, before), compared.stderr
    assert compared.stdout.startswith("heron: 6 of 6 readings differ\n  recorded by read-yesterday\n  normal form: 6")
    assert run("rebuild").returncode == 0
    again = run("rebuild", "--compare")
    assert (again.returncode, again.stdout) == (
        0,
        "0 of 1 policy read differently with the current code; nothing was written\n",
    )


def test_a_rebuild_goes_on_past_a_damaged_body_and_where_it_was_interrupted(
    run: Run, store: Store, tmp_path: Path
) -> None:
    heron(store, "a-heron")
    spoiled = Policy("b-spoiled", ("https://heron.example/terms",))
    add(store, spoiled, {"20100101000000": written(*THIRD, title="Terms")})
    heron(store, "c-heron")
    store.close()
    with sqlite3.connect(tmp_path / "data" / "clausetrail.sqlite") as database:
        database.execute(
            "UPDATE bodies SET content = x'00' WHERE sha256 = (SELECT body FROM snapshots WHERE capture = 7)"
        )
        database.execute("UPDATE told SET code = 'read-yesterday' WHERE policy <> 1")
        database.execute("UPDATE readings SET code = 'read-yesterday' WHERE capture > 6")
    done = run("rebuild", "--outdated")
    assert done.returncode == 5
    assert "b-spoiled cannot be recomputed, and stays unchanged" in done.stderr
    assert done.stdout.startswith("6 readings of 2 policies recomputed")
