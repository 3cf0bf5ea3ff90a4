"""Figures of texts and revisions: computed once, recorded, and dropped with the texts they belong to."""

from __future__ import annotations

import msgspec

from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.recorded_figures import RecordedFigures, load_figures
from clausetrail.reports.publishing import page_cache
from clausetrail.snapshots.model import Clause, Kind
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron


class Counted:
    """A source of clauses that counts how often it is asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls = 0

    def __call__(self, text: str) -> tuple[Clause, ...]:
        self.calls += 1
        return self._store.derivations.clauses(text)


def test_figures_are_computed_once(store: Store) -> None:
    timeline = store.timeline(heron(store))
    figures, clauses_of = Figures(), Counted(store)
    for _ in range(2):
        size = figures.of_revision(timeline.revisions[0], clauses_of).size
        length = figures.of_text(timeline.versions[0].text, clauses_of).length
    assert (size.inserted, size.deleted, clauses_of.calls) == (1, 1, 3)
    assert length.words > 100


def test_figures_come_back_from_a_record_without_the_clauses(store: Store) -> None:
    timeline = store.timeline(heron(store))
    figures, clauses_of = Figures(), Counted(store)
    found = figures.of_revision(timeline.revisions[1], clauses_of)
    again = msgspec.json.decode(msgspec.json.encode(figures), type=Figures)
    clauses_of.calls = 0
    assert again.of_revision(timeline.revisions[1], clauses_of) == found
    assert clauses_of.calls == 0


def test_figures_of_texts_that_a_timeline_no_longer_has_are_dropped(store: Store) -> None:
    timeline = store.timeline(heron(store))
    figures = Figures()
    for version in timeline.versions:
        figures.of_text(version.text, store.derivations.clauses)
    for revision in timeline.revisions:
        figures.of_revision(revision, store.derivations.clauses)
    figures.texts["another"] = figures.texts[timeline.versions[0].text]
    figures.revisions["a b"] = next(iter(figures.revisions.values()))
    kept = figures.only(timeline)
    assert set(kept.texts) == {version.text for version in timeline.versions}
    assert len(kept.revisions) == len(timeline.revisions)


def test_the_heaviest_subject_is_first(store: Store) -> None:
    timeline = store.timeline(heron(store))
    matters = Figures().of_revision(timeline.revisions[1], store.derivations.clauses).matters
    assert [matter.weight for matter in matters] == sorted((matter.weight for matter in matters), reverse=True)


def test_a_date_that_a_text_states_is_a_figure() -> None:
    clauses = (Clause(Kind.PARAGRAPH, "This policy was last updated on 21 May 2018."),)
    (date,) = Figures().of_text("t", lambda _: clauses).dated
    assert (date.day, date.role) == ("2018-05-21", "updated")


def test_recorded_figures_are_valid_for_the_code_that_computed_them(tmp_path) -> None:
    assert load_figures(tmp_path) is None
    for code, expected in ((page_cache.digest(), Figures()), ("other code", None)):
        record = msgspec.json.encode(RecordedFigures(code=code))
        (tmp_path / page_cache.RECORD_FILE).write_bytes(record)
        assert load_figures(tmp_path) == expected
