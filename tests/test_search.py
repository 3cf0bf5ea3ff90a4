"""Words found in every clause of every time: since when, until when, and what it costs to learn one version more."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.telling import tell
from reports.found import came, marked, passing, to_document, went
from snapshots import search
from snapshots.database import connect
from snapshots.errors import UnusableQuery
from snapshots.model import Policy
from snapshots.queries import fts5
from snapshots.search import Hit
from snapshots.store import Store
from tests.conftest import Run
from tests.small_histories import FIRST, SECOND, THIRD, add, heron, link, page


def found(store: Store, query: str, **asked: str) -> list[Hit]:
    return [*store.search.find(query, **asked)]


STANDINGS = """
SELECT standings.policy, words, label, path, face, first, last FROM standings JOIN places ON places.id = place
JOIN wordings ON wordings.id = wording ORDER BY 1, 2, 3, 4, 5, 6
"""


def tables(store: Store) -> list[list[tuple[object, ...]]]:
    """Return everything that the index holds, without its numbers."""
    return [
        store._database.execute(sql).fetchall()
        for sql in (
            STANDINGS,
            "SELECT policy, words FROM wordings ORDER BY 1, 2",
            "SELECT * FROM indexed ORDER BY 1, 2",
        )
    ]


def test_an_answer_says_since_when_and_until_when_in_the_words_of_captures(store):
    heron(store)
    old, new = found(store, "parcel 30"), found(store, "parcel 90")
    assert [(came(one.stays[0]), went(one.stays[0])) for one in (*old, *new)] == [
        ("present on 2005-03-10, the first capture", "gone between 2006-04-11 and 2009-05-12"),
        ("came between 2006-04-11 and 2009-05-12", "still present on 2015-06-13"),
    ]
    assert old[0].path == ("Privacy Policy of the Heron Ferry", "What we write down")


def test_a_wording_that_left_and_came_back_has_two_stays(store):
    policy = heron(store)
    add(store, policy, {"20180101000000": page(*FIRST), "20190101000000": page(*FIRST)})
    (hit,) = found(store, '"for 30 days"')
    assert [(stay.first.number, stay.last.number) for stay in hit.stays] == [(1, 1), (4, 4)]


def test_a_clause_that_only_moved_has_one_stay(store):
    heron(store)
    (hit,) = found(store, "strike")
    assert [(stay.first.number, stay.last.number) for stay in hit.stays] == [(1, 3)]
    assert hit.path[-1] == "Privacy Policy of the Heron Ferry"


def test_a_text_that_came_and_went_is_found_and_said_so(store):
    trial = page(*FIRST[:-1], "On trial we sing to every passenger on a Tuesday in spring.")
    pages = {f"2005{month:02}10080000": page(*FIRST) for month in range(1, 13)}
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, pages | {"20050615080000": trial})
    (hit,) = found(store, "sing")
    assert (hit.stays, [passing(face) for face in hit.faces]) == (
        (),
        ["came and went, seen on 2005-06-15 in 1 captures"],
    )


def test_what_went_with_a_text_that_may_come_and_go_is_not_called_gone(store):
    policy = heron(store)
    add(store, policy, {"20151101000000": page(*FIRST)})
    assert store.timeline(policy).versions[-1].candidate
    (hit,) = found(store, '"for 90 days"')
    assert went(hit.stays[-1]) == (
        "still present on 2015-06-13; not in the text of 2015-11-01, which may turn out to have come and gone"
    )
    (back,) = found(store, '"for 30 days"')
    assert came(back.stays[-1]).endswith("2015-11-01, which may turn out to have come and gone")


def test_only_what_was_in_force_at_a_date_is_found(store):
    heron(store)
    texts = ["".join(hit.parts) for hit in found(store, '"this information"', at="20080101000000")]
    assert ["30 days" in text for text in texts] == [True]
    assert store.search.count("parcel", at="20040101000000") == 0
    assert store.search.count("parcel") == 2


def test_only_one_policy_is_asked_if_one_is_named(store):
    heron(store)
    heron(store, "crane")
    assert {hit.policy for hit in found(store, "parcel")} == {"crane", "heron"}
    assert {hit.policy for hit in found(store, "parcel", policy="crane")} == {"crane"}


def test_accents_and_capitals_do_not_matter_and_matches_are_marked(store):
    add(
        store,
        Policy("cafe", ("https://cafe.example/",)),
        {"20050101000000": page(*FIRST, "Our CAFÉ sells café au lait.")},
    )
    (hit,) = found(store, "cafe")
    assert hit.parts == ("Our ", "CAFÉ", " sells ", "café", " au lait.")
    assert [piece.text for piece in marked(hit) if piece.style == "match"] == ["CAFÉ", "café"]
    assert to_document(hit, store.facts.policy("cafe"), link)["matches"] == [[4, 8], [15, 19]]


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("harbour master", 3),
        ('"harbour master"', 3),
        ('"master harbour"', 0),
        ("harb*", 3),
        ('"harbour mas"*', 3),
        ("harbour OR parcels", 4),
        ("harbour AND sell", 1),
        ("harbour NOT sell", 2),
        ("(strike OR sell) NOT page", 1),
        ("HARBOUR not", 2),
        ("third-party OR o'clock OR torn", 2),
        ("a:b^c+d{e}", 0),
        ("harbour, master.", 3),
    ],
)
def test_queries(store, query, answers):
    heron(store)
    assert len(found(store, query)) == store.search.count(query)
    assert store.search.count(query) == answers, [hit.parts for hit in found(store, query)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "holds no word"),
        ("* . -", "holds no word"),
        ('"harbour', "a quote that is not closed"),
        ("(harbour", "is not closed"),
        ("harbour)", "too many"),
        ("harbour OR", "missing at the end"),
        ("OR harbour", "missing before the OR"),
        ("NOT harbour", "NOT stands between"),
        ("harbour () master", "closes where words are expected"),
        ("x" * 1_001, "at most 1,000 characters"),
        ("(" * 20 + "x" + ")" * 20, "at most 15 parentheses"),
        ("x " * 70, "at most 60 words"),
    ],
)
def test_a_wrong_query_gets_a_sentence(query, said):
    with pytest.raises(UnusableQuery, match=said):
        fts5(query)


PIECES = st.sampled_from(
    ['"', "(", ")", "*", "AND", "OR", "NOT", "NEAR", " ", "a", "é", "漢", "\x00", "-", ":", "^", "\ud800"]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
@settings(max_examples=300)
def test_whatever_is_asked_sqlite_understands_it_or_a_sentence_says_why(query):
    database = connect_once()
    try:
        expression = fts5(query)
    except UnusableQuery:
        return
    database.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()


MADE: list[object] = []


def connect_once():
    """Return a database with one row, made once: Hypothesis asks hundreds of times."""
    if not MADE:
        from pathlib import Path  # noqa: PLC0415
        from tempfile import mkdtemp  # noqa: PLC0415

        database = connect(Path(mkdtemp()) / "x.sqlite")
        database.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
        database.execute("INSERT INTO t VALUES ('a é 漢')")
        MADE.append(database)
    return MADE[0]


TEXTS = {"a": FIRST, "b": SECOND, "c": THIRD, "d": FIRST[:-2]}


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_the_order_in_which_captures_come_in_does_not_matter(tmp_path_factory, letters: Sequence[str], random):
    pages = {f"{2000 + place}0101000000": page(*TEXTS[letter]) for place, letter in enumerate(letters)}
    pages |= {f"{2000 + place}0601000000": page(*TEXTS[letter]) for place, letter in enumerate(letters)}
    policy = Policy("heron", ("https://heron.example/privacy",))
    arrival = [*pages]
    random.shuffle(arrival)
    at_once, by_and_by = (Store.at(tmp_path_factory.mktemp(name)) for name in ("once", "nights"))
    add(at_once, policy, pages)
    for timestamp in arrival:
        add(by_and_by, policy, {timestamp: pages[timestamp]})
    assert tables(at_once) == tables(by_and_by)
    at_once.close()
    by_and_by.close()


def test_a_version_more_costs_one_text_and_its_new_wordings(store, monkeypatch):
    policy = heron(store)
    before = store._database.execute("SELECT count(*) FROM wordings").fetchone()[0]
    read: list[int] = []
    stand = search.SearchIndex._stand
    monkeypatch.setattr(
        search.SearchIndex,
        "_stand",
        lambda self, number, version, known: read.append(version.number) or stand(self, number, version, known),
    )
    fourth = page(*THIRD, "A clause that nobody has seen so far is added at the very end.")
    add(store, policy, {"20200101000000": fourth, "20210101000000": fourth})
    assert read == [4]
    assert store._database.execute("SELECT count(*) FROM wordings").fetchone()[0] == before + 1


def test_rebuild_makes_the_index_anew_and_the_same(store):
    policy = heron(store)
    told = tables(store)
    store._database.execute("DELETE FROM standings")
    tell(store, policy, again=True)
    assert tables(store) == told
    assert store.search.count("parcel") == 2


def test_an_index_that_came_late_learns_what_is_there(store):
    heron(store)
    store._database.execute("DROP TABLE clause_words")
    for table in ("standings", "wordings", "indexed"):
        store._database.execute(f"DELETE FROM {table}")
    with pytest.raises(UnusableQuery, match="nothing is indexed yet"):
        store.search.count("parcel")
    assert [*store.search.unlearned()] == ["heron"]
    store.search.learn("heron", store.derivations.versions("heron"))
    assert store.search.count("parcel") == 2


def test_without_fts5_everything_is_told_but_the_search(store, monkeypatch):
    monkeypatch.setattr(search.SearchIndex, "_has_fts5", lambda self: False)
    policy = heron(store)
    assert len(store.timeline(policy).versions) == 3
    with pytest.raises(UnusableQuery, match="built without FTS5"):
        store.search.count("parcel")
    monkeypatch.undo()
    add(store, policy, {"20200101000000": page(*FIRST), "20210101000000": page(*FIRST)})
    assert store.search.count("parcel") == 2


def test_signs_of_a_page_cannot_fake_a_match(store):
    text = "We keep \x0efaked\x0f words and real ones of yours for a year \u202egnp."
    add(store, Policy("evil", ("https://evil.example/",)), {"20050101000000": page(*FIRST, text)})
    (hit,) = found(store, "real")
    assert hit.parts[1::2] == ("real",)
    assert "\u202e" not in "".join(piece.text for piece in marked(hit))


def test_the_command_prints_answers_for_people_and_for_programs(store, run: Run):
    heron(store)
    told = run("search", '"for 30 days"')
    assert told.returncode == 0
    assert "We keep this information *for 30 days* after" in told.stdout
    assert "gone between 2006-04-11 and 2009-05-12" in told.stdout
    assert "last:  https://archive.example/web/20060411080000/https://heron.example/privacy" in told.stdout
    (line,) = run("search", "parcel", "--json", "--at", "2006", "--limit", "1").stdout.splitlines()
    assert json.loads(line)["stood"][0]["first_without"] in {"20090512090000", None}
    wrong = run("search", '"for')
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
