"""Evidence packs: the same store gives the same pack, and its page says what is known and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from clausetrail.api import dated_clauses
from clausetrail.crawler.commandline.clause_lookup import ClauseMoment, change_number, event_at_moment, find_clause
from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.reports.evidence_pack.pack_files import BODIES, PAGE, build_pack
from clausetrail.reports.timeline.corroboration_notes import add_corroboration
from clausetrail.reports.timeline.timeline_document import timeline_document
from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.evidence.evidence_record import from_json, to_json
from clausetrail.snapshots.history.corroboration import collection
from clausetrail.snapshots.identity.clause_history import EventType
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import FIRST, HERON, SECOND, add, page
from tests.support.small_packs import FERRY, NOON, checked, gathered, packed


def test_the_same_store_gives_the_same_bytes(ferry: Store, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        bagit.write_bag(packed(ferry), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_time_of_packing_stands_in_one_file(ferry: Store) -> None:
    one, two = packed(ferry).files, packed(ferry, at="2027-01-01T00:00:00Z").files
    assert {name for name in one if one[name] != two[name]} == {"bag-info.txt", bagit.TAGS}


def test_a_pack_verifies(whole: Bag, tmp_path: Path) -> None:
    bagit.write_bag(whole, tmp_path / "pack.zip")
    told = check_pack(tmp_path / "pack.zip")
    assert (told.differences, told.digest) == ([], whole.digest)


def test_a_pack_holds_the_bytes_of_both_sides(whole: Bag) -> None:
    assert b"30 days" in whole.files[BODIES[0]]
    assert b"90 days" in whole.files[BODIES[1]]


def test_evidence_comes_back_from_json(ferry: Store) -> None:
    evidence, _ = gathered(ferry)
    assert from_json(to_json(evidence)) == evidence


HOSTILE = "</blockquote><script>alert(1)</script><img src=x onerror=alert(2)>\"' {{ 7*7 }} \x1b[2J\u202e"


def test_hostile_words_stay_words(store: Store, tmp_path: Path) -> None:
    hurt = HOSTILE.replace("<", "&lt;")
    title = f"Privacy Policy {hurt}"
    pages = {
        "20050310080000": page(*FIRST, title=title),
        "20090512090000": page(
            *SECOND, f"A clause about ferries that says {hurt} and then goes on for a while.", title=title
        ),
    }
    policy = Policy("ferry", ("http://heron.example/privacy?<script>alert(3)</script>",), f"Ferry {HOSTILE}")
    add(store, policy, pages)
    evidence, bodies = gathered(store, policy)
    told = build_pack(evidence, bodies, NOON)
    for name in (PAGE, "data/redline.html"):
        soup = BeautifulSoup(told.files[name], "lxml")
        assert "alert(1)" in soup.get_text()
        assert not soup.find_all(["script", "img", "link", "iframe", "object", "embed", "form", "base"])
        assert not [
            tag
            for tag in soup.find_all(True)
            if any(key in {"src", "srcset", "style"} or key.startswith("on") for key in tag.attrs)
        ]
        assert b"\x1b" not in told.files[name]
    assert checked(told, tmp_path) == []


def test_the_page_loads_nothing_and_links_to_the_web_alone(whole: Bag) -> None:
    told = whole.files[PAGE].decode()
    soup = BeautifulSoup(told, "lxml")
    assert "url(" not in told
    assert "@import" not in told
    assert soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"].startswith("default-src 'none'")
    assert {tag["href"].partition(":")[0] for tag in soup.find_all("a")} == {"https"}


def test_the_page_says_between_and_what_changed(whole: Bag) -> None:
    text = " ".join(BeautifulSoup(whole.files[PAGE], "lxml").get_text(" ").split())
    assert "Between 2006-04-11 08:00:00 UTC and 2009-05-12 09:00:00 UTC the text changed: 1 reworded." in text
    assert "No capture is listed between the two" in text
    soup = BeautifulSoup(whole.files[PAGE], "lxml").find("section")
    assert (soup.find("del").text, soup.find("ins").text) == ("30", "90")


def test_the_change_in_question_comes_first(store: Store) -> None:
    add(store, FERRY, {"20050310080000": HERON["20050310080000"], "20140613100000": HERON["20140613100000"]})
    evidence, bodies = gathered(store, change=2)
    headings = [
        one.get_text(" ")
        for one in BeautifulSoup(build_pack(evidence, bodies, NOON).files[PAGE], "lxml").find_all("h3")
    ]
    assert [one.split()[0] for one in headings][:2] == ["2", "1"]
    with pytest.raises(UnusablePack, match="no change 99"):
        gathered(store, change=99)


def test_a_statement_that_rests_on_a_single_capture_says_so(store: Store) -> None:
    add(store, FERRY, {time: HERON[time] for time in ("20050310080000", "20060411080000", "20090512090000")})
    told = packed(store).files[PAGE].decode()
    assert "Single capture: the later text rests on one capture alone, of 2009-05-12 09:00 UTC." in told
    assert "Single capture: the earlier" not in told


def test_a_timeline_for_programs_says_what_each_version_was_seen_by(store: Store) -> None:
    add(store, FERRY, {time: HERON[time] for time in ("20050310080000", "20060411080000", "20090512090000")})
    timeline = store.timeline(FERRY)
    told = timeline_document(timeline, store.derivations.clauses, view_link_of(store), load_coverage(store, FERRY))
    told = add_corroboration(told, store, timeline)
    assert [version["single_capture"] for version in told["versions"]] == [False, True]
    assert told["versions"][0]["archives"] == ["archive.example"]
    assert told["versions"][0]["captures_of_untold_collection"] == 2
    assert told["revisions"][0]["cautions"][0].startswith("Single capture: the later text")


def test_a_crawl_is_named_by_its_item() -> None:
    assert collection((("X-Archive-Src", "wide00012-2014/wide-123.warc.gz"),)) == "wide00012-2014"
    assert collection((("Server", "nginx"),)) == ""


def _listed(store: Store, timestamp: str, digest: str, status: int = 200) -> None:
    url = FERRY.urls[0]
    capture = Capture("ferry", "archive.example", "example,heron)/privacy", timestamp, url, "text/html", status, digest)
    answer = Listing("ferry", "archive.example", url, "", "20270101000000", "listed", asked_at="2026-01-02T00:00:00Z")
    store.facts.add_listing(answer, [capture])


def test_a_capture_that_was_not_fetched_rests_on_the_bytes_of_its_digest(ferry: Store, tmp_path: Path) -> None:
    digest = payload_digest(HERON["20060411080000"].encode())
    _listed(ferry, "20080101000000", digest)
    _listed(ferry, "20080601000000", "B" * 32)
    _listed(ferry, "20080701000000", "C" * 32, 404)
    derive(ferry, FERRY)
    evidence, bodies = gathered(ferry)
    assert evidence.before.capture.timestamp == "20080101000000"
    assert evidence.before.held.timestamp == "20060411080000"
    told = build_pack(evidence, bodies, NOON)
    page_text = told.files[PAGE].decode()
    assert "The earlier capture itself was not fetched." in page_text
    assert "1 capture listed between the two had not been looked at" in page_text
    assert "1 capture between the two shows nothing of the policy" in page_text
    assert [one.shows for one in evidence.between()] == ["not fetched", "archived error 404"]
    assert checked(told, tmp_path) == []


def test_a_change_that_is_not_there_is_refused(ferry: Store) -> None:
    with pytest.raises(UnusablePack, match="numbered 2 to 3"):
        gathered(ferry, number=9)


# By the ID of a clause ---------------------------------------------------------------------------------------------


def named(store: Store, words: str) -> str:
    """Return the ID of the clause of the first version that holds *words*."""
    return next(one.clause_id for one in dated_clauses(store, "ferry", "2005") if words in one.clause.text)


KEPT, SHARED, OPENING = "we keep the weight", "with nobody else", "between two banks"


@pytest.mark.parametrize(
    ("words", "moment", "version", "fate"),
    [
        (KEPT, None, 2, EventType.REWORDED),
        (KEPT, ClauseMoment.REWORDED, 2, EventType.REWORDED),
        (SHARED, None, 3, EventType.REMOVED),
        (SHARED, ClauseMoment.REMOVED, 3, EventType.REMOVED),
    ],
)
def test_a_clause_leads_to_the_change_of_its_newest_words_or_to_its_end(
    ferry: Store, words: str, moment: ClauseMoment | None, version: int, fate: EventType
) -> None:
    clause = find_clause(ferry, named(ferry, words), FERRY.name)
    turn = event_at_moment(clause, moment)
    assert (turn.version, turn.event_type) == (version, fate)
    evidence, _ = gathered(ferry, number=version, change=change_number(ferry, clause, turn))
    change = evidence.revision.changes[evidence.highlight - 1]
    assert words in evidence.before.clauses[change.before[0]].text


def test_a_clause_that_came_leads_to_the_change_that_brought_it(store: Store) -> None:
    pages = {"20050310080000": page(*SECOND[:5], *SECOND[6:]), "20090512090000": page(*SECOND)}
    add(store, FERRY, pages)
    (brought,) = (one.clause_id for one in dated_clauses(store, "ferry") if SHARED in one.clause.text)
    clause = find_clause(store, brought, FERRY.name)
    turn = event_at_moment(clause, ClauseMoment.ADDED)
    evidence, _ = gathered(store, number=turn.version, change=change_number(store, clause, turn))
    change = evidence.revision.changes[evidence.highlight - 1]
    assert (change.before, SHARED in evidence.after.clauses[change.after[0]].text) == ((), True)


@pytest.mark.parametrize(
    ("words", "moment", "why"),
    [
        (
            OPENING,
            None,
            "has this wording since the first stored capture, of 2005-03-10: no capture shows it being added",
        ),
        (KEPT, ClauseMoment.ADDED, "is in the policy since the first stored capture"),
        (KEPT, ClauseMoment.REMOVED, "never been removed"),
    ],
)
def test_what_no_change_did_is_not_packed(ferry: Store, words: str, moment: ClauseMoment | None, why: str) -> None:
    with pytest.raises(UnusablePack, match=why):
        event_at_moment(find_clause(ferry, named(ferry, words), FERRY.name), moment)


def test_a_clause_is_packed_by_its_id_alone(ferry: Store, run: Run, tmp_path: Path) -> None:
    asked = named(ferry, SHARED)
    told = run("evidence", asked, "end.zip")
    assert told.returncode == 0, told.stderr
    assert f"{asked}: removed between 2009-09-12 and 2014-06-13, with version 3 of ferry" in told.stdout
    text = BeautifulSoup(bagit.read_bag(tmp_path / "end.zip").files[PAGE], "lxml")
    assert SHARED in text.find("section").get_text()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("ferry", "out.zip"), "ferry is a policy; evidence takes a policy, the number of"),
        (("0a0b0c-0123456789", "out.zip"), "no stored clause is called '0a0b0c-0123456789'"),
        (("ferry", "2", "out.zip", "--born"), "evidence takes a policy, the number of"),
    ],
)
def test_what_names_no_change_is_refused(ferry: Store, run: Run, asked: tuple[str, ...], why: str) -> None:
    told = run("evidence", *asked)
    assert (told.returncode, why in told.stderr) == (2, True), told.stderr


def test_the_clock_is_the_only_thing_that_a_command_adds(ferry: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert packed(ferry, at=clock.now()).digest == packed(ferry).digest
