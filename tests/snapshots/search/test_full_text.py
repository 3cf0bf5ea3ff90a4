"""Words found in every clause of every time: since when, until when, and what it costs to learn one version more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clausetrail.reports.lookup.search_results import (
    appeared_phrase,
    disappeared_phrase,
    highlighted_pieces,
    hit_document,
    shared_wording_lines,
)
from clausetrail.reports.wording.version_phrases import transient_phrase
from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.search.full_text import Hit
from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import FIRST, PARCELS, THIRD, add, heron, link, page


def found(store: Store, query: str, **asked: str) -> list[Hit]:
    return [*store.search.find(query, **asked)]


def test_an_answer_says_since_when_and_until_when_in_the_words_of_captures(store):
    heron(store)
    old, new = found(store, "parcel 30"), found(store, "parcel 90")
    assert [(appeared_phrase(one.runs[0]), disappeared_phrase(one.runs[0])) for one in (*old, *new)] == [
        ("present on 2005-03-10, the first capture", "disappeared between 2006-04-11 and 2009-05-12"),
        ("appeared between 2006-04-11 and 2009-05-12", "still present on 2015-06-13"),
    ]
    assert old[0].path == ("Privacy Policy of the Heron Ferry", "What we write down")


def test_a_wording_that_left_and_came_back_has_two_stays(store):
    policy = heron(store)
    add(store, policy, {"20180101000000": page(*FIRST), "20190101000000": page(*FIRST)})
    (hit,) = found(store, '"for 30 days"')
    assert [(stay.first.number, stay.last.number) for stay in hit.runs] == [(1, 1), (4, 4)]


def test_a_clause_that_only_moved_has_one_stay(store):
    heron(store)
    (hit,) = found(store, "strike")
    assert [(stay.first.number, stay.last.number) for stay in hit.runs] == [(1, 3)]
    assert hit.path[-1] == "Privacy Policy of the Heron Ferry"


def test_a_text_that_came_and_went_is_found_and_said_so(store):
    trial = page(*FIRST[:-1], "On trial we sing to every passenger on a Tuesday in spring.")
    pages = {f"2005{month:02}10080000": page(*FIRST) for month in range(1, 13)}
    policy = Policy("heron", ("https://heron.example/privacy",))
    add(store, policy, pages | {"20050615080000": trial})
    (hit,) = found(store, "sing")
    assert (hit.runs, [transient_phrase(face) for face in hit.transient_texts]) == (
        (),
        ["appeared and disappeared, seen on 2005-06-15 in 1 capture"],
    )


def test_what_went_with_a_text_that_may_come_and_go_is_not_called_gone(store):
    policy = heron(store)
    add(store, policy, {"20151101000000": page(*FIRST)})
    assert store.timeline(policy).versions[-1].candidate
    (hit,) = found(store, '"for 90 days"')
    assert disappeared_phrase(hit.runs[-1]) == (
        "still present on 2015-06-13; not in the text of 2015-11-01 (it may turn out to be temporary)"
    )
    (back,) = found(store, '"for 30 days"')
    assert appeared_phrase(back.runs[-1]).endswith("2015-11-01 (it may turn out to be temporary)")


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
    assert [piece.text for piece in highlighted_pieces(hit) if piece.style == "match"] == ["CAFÉ", "café"]
    assert hit_document(hit, store.facts.policy("cafe"), link)["matches"] == [[4, 8], [15, 19]]


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


NOTICES = (
    "当社は、個人情報の保護に関する法律を守ります。GDPRも守ります。個人情報を第三者に提供しません。",
    "我们不会出售您的个人信息，也不会与第三方共享这些信息。您可以随时联系我们删除账户。",
    "회사는 이용자의 개인정보를 제3자에게 제공하지 않습니다. 결정 보호 위원회가 감독합니다.",
    "เราเก็บข้อมูลส่วนบุคคลของคุณไว้เป็นเวลา 30 วัน และไม่ขายข้อมูล",
)


def east(store: Store) -> None:
    for place, text in enumerate(NOTICES):
        policy = Policy(f"east-{place}", (f"https://east{place}.example/",))
        add(store, policy, {"20050101000000": page(*FIRST, text), "20060101000000": page(*FIRST, text)})


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("情報", ["情報", "情報"]),
        ("個人情報", ["個人情報", "個人情報"]),
        ('"個人情報の保護"', ["個人情報の保護"]),
        ("GDPR 個人情報", ["個人情報", "GDPR", "個人情報"]),
        ('"GDPRも守"', ["GDPRも守"]),
        ("個人情* NOT 律法", ["個人情", "個人情"]),
        ("第三方 OR 第三者", ["第三方", "第三者"]),
        ("个人信息", ["个人信息"]),
        ("信息也", []),
        ("法", ["法"]),
        ("개인정보", ["개인정보"]),
        ("정보를", ["정보를"]),
        ("정보호", []),
        ("결정 보호", ["결정", "보호"]),
        ('"결정 보호"', ["결정 보호"]),
        ("ข้อมูล", ["ข้อมูล", "ข้อมูล"]),
        ("ขอมูล", []),
        ('"วลา 30 วัน"', ["วลา 30 วัน"]),
        ("harbour 個人情報", []),
        ("情報" * 100, []),
    ],
)
def test_any_stretch_is_found_where_words_are_not_told_by_spaces(store, query, matches):
    east(store)
    hits = found(store, query)
    assert len(hits) == store.search.count(query)
    assert sorted(one for hit in hits for one in hit.parts[1::2]) == sorted(matches)
    assert all("".join(hit.parts) in NOTICES for hit in hits)


def test_a_word_that_a_line_was_wrapped_in_is_found_whole(store):
    add(
        store,
        Policy("wrapped", ("https://wrapped.example/",)),
        {"20050101000000": page(*FIRST, "当社は個人情\n報を守る。")},
    )
    (hit,) = found(store, "個人情報")
    assert hit.parts[1] == "個人情 報"
    assert store.search.count("情報") == 1


def test_signs_of_a_page_cannot_fake_a_match(store):
    text = "We keep \x0efaked\x0f words and real ones of yours for a year \u202egnp."
    add(store, Policy("evil", ("https://evil.example/",)), {"20050101000000": page(*FIRST, text)})
    (hit,) = found(store, "real")
    assert hit.parts[1::2] == ("real",)
    assert "\u202e" not in "".join(piece.text for piece in highlighted_pieces(hit))


def test_the_command_prints_answers_for_people_and_for_programs(store, run: Run):
    heron(store)
    told = run("search", '"for 30 days"')
    assert told.returncode == 0
    assert "We keep this information *for 30 days* after" in told.stdout
    assert "disappeared between 2006-04-11 and 2009-05-12" in told.stdout
    assert "last:  https://archive.example/web/20060411080000/https://heron.example/privacy" in told.stdout
    (line,) = run("search", "parcel", "--json", "--at", "2006", "--limit", "1").stdout.splitlines()
    assert json.loads(line)["stood"][0]["first_without"] in {"20090512090000", None}
    wrong = run("search", '"for')
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)


def test_an_index_of_an_earlier_release_is_made_anew_when_it_is_asked(store, run: Run, tmp_path: Path):
    add(store, Policy("east", ("https://east.example/",)), {"20050101000000": page(*FIRST, NOTICES[0])})
    store._database.execute("DROP TABLE clause_words")
    store._database.execute("UPDATE wordings SET spelled = NULL")
    store._database.execute(
        "CREATE VIRTUAL TABLE clause_words USING fts5(words, content='wordings', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    with pytest.raises(UnusableQuery, match="an earlier release indexed the words"):
        store.search.count("情報")
    assert "*情報*" in run("search", "情報").stdout
    store._database.execute("INSERT INTO clause_words (clause_words) VALUES ('integrity-check')")


@pytest.mark.parametrize(
    ("query", "since", "until", "answers"),
    [
        ("parcel 30", "", "20051231235959", 1),
        ("parcel 30", "", "20041231235959", 0),
        ("parcel 30", "20090512000000", "", 1),
        ("parcel 30", "20090513000000", "", 0),
        ("parcel 90", "", "20061231235959", 0),
        ("parcel 90", "20300101000000", "", 1),
        ("parcel 90", "20070101000000", "20081231235959", 0),
        ("parcel 90", "20090101000000", "20091231235959", 1),
    ],
)
def test_a_span_has_what_stood_at_some_time_of_it(store, query, since, until, answers):
    heron(store)
    assert store.search.count(query, since=since, until=until) == answers


def test_a_text_that_came_and_went_is_in_the_span_in_which_it_was_seen(store):
    trial = page(*FIRST[:-1], "On trial we sing to every passenger on a Tuesday in spring.")
    pages = {f"2005{month:02}10080000": page(*FIRST) for month in range(1, 13)}
    add(store, Policy("heron", ("https://heron.example/privacy",)), pages | {"20050615080000": trial})
    spans = [("20050601000000", "20050630235959"), ("20050616000000", ""), ("", "20050614235959")]
    assert [store.search.count("sing", since=since, until=until) for since, until in spans] == [1, 0, 0]
    assert store.search.count("sing", at="20050615235959") == 0


def test_a_search_in_vain_says_what_was_searched_and_what_may_have_been_meant(store, run: Run):
    assert "nothing is indexed yet" in run("search", "zebra").stderr
    heron(store)
    told = run("search", "zebra or -sell")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        "no matches; searched 9 wordings of 1 policy, on captures from 2005-03-10 to 2015-06-13",
        "'or' was searched as a word: the operator is OR, in capitals",
        "'-sell' was searched as a word: words to exclude follow NOT",
    ]
    told = run("search", "strike", "--until", "2004", "--json")
    assert (told.stdout, told.returncode) == ("", 0)
    assert "no matches present on 2004-12-31 or earlier; searched" in told.stderr
    assert "; elsewhere or at other times: 1" in told.stderr
    assert "in force on 2004-12-31" in run("search", "strike", "--at", "2004").stdout


def test_times_that_contradict_each_other_are_refused(store, run: Run):
    for wrong in (("--at", "2005", "--since", "2004"), ("--since", "2006", "--until", "2005")):
        told = run("search", "strike", *wrong)
        assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("heron NOT zebra", ["Heron", "heron"]),
        ("her*", ["Heron", "herded", "heron"]),
        ('"heron   sings" 情報', ["heron: sings", "情報"]),
        ("個人情*", ["個人情"]),
    ],
)
def test_a_clause_as_long_as_a_book_is_marked_without_sqlite(store, query, matches):
    text = f"A Heron herded {'words ' * 6_000}as a heron: sings 個人情報."
    add(store, Policy("long", ("https://long.example/",)), {"20050101000000": page(*FIRST, text)})
    (hit,) = [hit for hit in found(store, query) if len("".join(hit.parts)) > 30_000]
    assert "".join(hit.parts) == text
    assert [*hit.parts[1::2]] == matches


def test_words_that_stand_in_several_policies_are_found_by_the_oldest_capture(store):
    heron(store)
    egret = Policy("egret", ("https://egret.example/terms",), "Egret")
    add(store, egret, {"20040110080000": page(*THIRD), "20150310080000": page(*FIRST)})
    hits = store.search.exact_matches(PARCELS)
    assert [(hit.policy, hit.earliest[:4]) for hit in hits] == [("heron", "2005"), ("egret", "2015")]
    told = ["".join(piece.text for piece in line) for line in shared_wording_lines(hits, "egret", link)]
    assert told[0] == "The same words, letter for letter, in 1 other policy of this store:"
    assert told[2] == "    present on 2005-03-10, the first capture; disappeared between 2006-04-11 and 2009-05-12"
    assert next(shared_wording_lines(hits, "heron", link))[0].text.endswith(
        "(no older capture shows them than those of this policy):"
    )
    assert (
        store.search.exact_matches("Nobody ever wrote this.") == [] == [*shared_wording_lines(hits[:1], "heron", link)]
    )


def test_a_clause_says_in_which_other_policies_its_words_stand(run, store):
    heron(store)
    add(store, Policy("egret", ("https://egret.example/terms",)), {"20150310080000": page(*FIRST)})
    store.close()
    blamed = json.loads(run("blame", "egret", "--json").stdout)["clauses"]
    (name,) = [one["id"] for one in blamed if one["text"] == PARCELS]
    assert "in 1 other policy of this store:\n  heron\n" in run("clause", name).stdout
    (other,) = json.loads(run("clause", name, "--json").stdout)["same_words"]
    assert (other["policy"], other["stood"][0]["first_seen"]) == ("heron", "20050310080000")


NEWS = "From this year on the ferry rests on the first Monday of every month, and letters wait until the day after it."


def test_a_paragraph_that_was_only_split_is_as_old_as_its_words(store: Store) -> None:
    keep, parts = PARCELS.split(". ")
    policy = Policy("heron", ("https://heron.example/privacy",))
    split = [passage for one in FIRST for passage in ((f"{keep}.", parts) if one == PARCELS else (one,))]
    add(store, policy, {"20050310080000": page(*FIRST), "20090310080000": page(*split, NEWS)})
    whole, part = sorted(found(store, "torn out of the book"), key=lambda hit: hit.runs[0].first.number)
    assert (appeared_phrase(part.runs[0]), disappeared_phrase(part.runs[0])) == (
        "present on 2005-03-10, the first capture; as this paragraph since between 2005-03-10 and 2009-03-10",
        "still present on 2009-03-10",
    )
    assert disappeared_phrase(whole.runs[0]) == (
        "divided into other paragraphs between 2005-03-10 and 2009-03-10, with the same words"
    )
    assert part.earliest == "20050310080000"
    assert hit_document(part, policy, link)["stood"][0]["words_first_seen"] == "20050310080000"


def test_a_part_that_was_reworded_with_the_split_is_new(store: Store) -> None:
    keep, parts = PARCELS.split(". ")
    policy = Policy("heron", ("https://heron.example/privacy",))
    other = (f"{keep}.", parts.replace("30 days", "90 days"))
    split = [passage for one in FIRST for passage in (other if one == PARCELS else (one,))]
    add(store, policy, {"20050310080000": page(*FIRST), "20090310080000": page(*split)})
    (part,) = found(store, "90 days")
    assert appeared_phrase(part.runs[0]) == "appeared between 2005-03-10 and 2009-03-10"
    (whole,) = found(store, "30 days")
    assert disappeared_phrase(whole.runs[0]) == "disappeared between 2005-03-10 and 2009-03-10"


def test_a_sentence_that_went_to_the_next_paragraph_makes_no_new_words(store: Store) -> None:
    keep, parts = PARCELS.split(". ")
    policy = Policy("heron", ("https://heron.example/privacy",))
    before = (FIRST[0], f"{keep}. {parts}", FIRST[2], FIRST[-1])
    after = (FIRST[0], f"{keep}.", f"{parts} {FIRST[2]}", FIRST[-1], NEWS)
    add(store, policy, {"20050310080000": page(*before), "20090310080000": page(*after)})
    old, new = sorted(found(store, "torn out of the book"), key=lambda hit: hit.runs[0].first.number)
    assert disappeared_phrase(old.runs[0]).startswith("divided into other paragraphs between")
    assert appeared_phrase(new.runs[0]).startswith("present on 2005-03-10, the first capture; as this paragraph since")
