"""The pages below a policy: single captures are named, and shades of age."""

from __future__ import annotations

import re
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.publishing import page_names
from clausetrail.reports.site import detail_pages
from clausetrail.snapshots.store import Store
from tests.support.small_histories import THIRD, add, built, heron, link, page

TEXT = "p/heron/text-20090512090000.html"
FOURTH = (*THIRD, "We now keep a parrot at the landing, which repeats what it hears; please speak with care near it.")


def test_shades_rise_from_the_oldest_version_to_the_newest(store: Store) -> None:
    policy = heron(store)
    context = load_policy_context(store, policy, load_coverage(store, policy), link)
    assert [detail_pages._shades(context, number) for number in (1, 2, 3)] == [{1: 1}, {1: 1, 2: 5}, {1: 1, 2: 3, 3: 5}]


def test_the_first_change_has_no_earlier_one_and_the_last_no_later_one(store: Store) -> None:
    policy = heron(store)
    context = load_policy_context(store, policy, load_coverage(store, policy), link)
    first, last = (detail_pages._neighbours(context, number, page_names.change_page) for number in (2, 3))
    assert first == {"previous": None, "next": ("change-20140613100000.html", 3)}
    assert last == {"previous": ("change-20090512090000.html", 2), "next": None}


def test_a_statement_on_a_single_capture_says_so(store: Store, tmp_path: Path) -> None:
    policy = heron(store)
    add(store, policy, {"20200101000000": page(*FOURTH)})
    built(store, tmp_path / "site")
    text = (tmp_path / "site/p/heron/change-20200101000000.html").read_text("utf-8")
    assert "Single capture: the later text rests on one capture alone, of 2020-01-01 00:00 UTC." in text
    assert "Single capture" not in (tmp_path / "site/p/heron/change-20090512090000.html").read_text("utf-8")


def test_each_phrase_of_a_text_says_since_when_it_reads_so(store: Store, site: Path) -> None:
    text = (site / TEXT).read_text("utf-8")
    assert re.search(r'<span class="ph a5" data-since="2009-05">90</span>', text)
    assert '<span class="ph" data-since="2005-03">Of a parcel we keep' in text
    assert "style=" not in text
