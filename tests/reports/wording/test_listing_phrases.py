"""Six cases that an index can leave a policy in, and their six sentences."""

from __future__ import annotations

import pytest

from clausetrail.reports.wording import listing_phrases
from clausetrail.reports.wording.listing_phrases import bounds_phrase, nothing_within
from clausetrail.reports.wording.nothing_read import nothing_read_sentences
from clausetrail.reports.wording.trouble import trouble_phrase
from clausetrail.snapshots.storage.facts import FailedRequest

URLS = ("http://kites.example/privacy",)


def test_each_case_has_a_sentence_of_its_own_and_one_alone_says_that_nothing_is_archived() -> None:
    sentences = [
        listing_phrases.NEVER_ASKED,
        listing_phrases.nothing_archived(URLS),
        listing_phrases.excluded(URLS),
        listing_phrases.unanswered(URLS, "throttled (2x)"),
        listing_phrases.cut_short(URLS, "CLOSESPIDER_TIMEOUT"),
        nothing_within(URLS, "2020", ""),
    ]
    assert len(set(sentences)) == 6
    assert [sentence for sentence in sentences if "lists no capture" in sentence] == [sentences[1]]
    assert not any("No change" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("since", "until", "phrase"),
    [
        ("2010", "", "from 2010 on"),
        ("", "201606", "up to 2016-06"),
        ("20100517", "20160601120000", "from 2010-05-17 to 2016-06-01"),
    ],
)
def test_bounds_are_dates_for_people(since: str, until: str, phrase: str) -> None:
    assert bounds_phrase(since, until) == phrase


def test_what_is_known_outside_of_the_bounds_is_counted() -> None:
    assert nothing_within(URLS, "2020", "", 8).endswith("from 2020 on; 8 captures outside of that are known.")
    assert nothing_within(URLS, "2020", "", 1).endswith("1 capture outside of that is known.")
    assert nothing_within(URLS, "2020", "").endswith("captures outside of that were not asked for.")


def test_a_policy_without_a_text_says_why_in_the_words_of_its_case() -> None:
    cases = {
        "never asked": ((), "", ""),
        "nothing archived": ((), "2026-11-30T00:00:00Z", ""),
        "outside the bounds": ((), "2026-11-30T00:00:00Z", "from 2020 on"),
        "excluded": (("excluded",), "", ""),
        "throttled": (("throttled",), "", ""),
    }
    sentences = {case: [*nothing_read_sentences((), *known)] for case, known in cases.items()}
    assert len({tuple(found) for found in sentences.values()}) == len(cases)
    assert sentences["never asked"] == [listing_phrases.NEVER_ASKED]
    assert sentences["nothing archived"] == [listing_phrases.nothing_archived(())]
    assert sentences["outside the bounds"][-1] == "In that period the archive lists no capture."
    assert sentences["excluded"][0].startswith("The archive answered: excluded.")
    failed = {
        case: [FailedRequest("a", "b", answer, asked_at="2026") for answer in known[0]] for case, known in cases.items()
    }
    phrases = {case: trouble_phrase((), (), failed[case], *known[1:]) for case, known in cases.items()}
    assert {case: phrase.partition("; ")[2] for case, phrase in phrases.items()} == {
        "never asked": "no archive was checked yet",
        "nothing archived": "the archive lists no capture",
        "outside the bounds": "the archive was asked for captures from 2020 on only",
        "excluded": "unread: excluded",
        "throttled": "unread: throttled",
    }
