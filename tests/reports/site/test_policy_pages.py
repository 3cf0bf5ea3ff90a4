"""The pages of one policy: their names, the digests of their inputs, and that each is rendered only on demand."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import PolicyContext, load_policy_context
from clausetrail.reports.site.policy_pages import PolicyPages
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, add, heron, link, page


def context(store: Store, policy: Policy) -> PolicyContext:
    return load_policy_context(store, policy, load_coverage(store, policy), link)


def inputs(store: Store, policy: Policy) -> dict[str, str]:
    return {page.name: page.inputs for page in PolicyPages(context(store, policy), Figures()).pages()}


def test_there_is_a_page_for_each_version_change_and_new_clauses_and_the_index_is_last(store: Store) -> None:
    names = list(inputs(store, heron(store)))
    assert names == [
        "change-20090512090000.html",
        "change-20140613100000.html",
        "text-20050310080000.html",
        "text-20090512090000.html",
        "text-20140613100000.html",
        "clauses-20050310080000.html",
        "first-to-last.html",
        "texts.js",
        "index.html",
    ]


def test_two_versions_have_no_page_of_first_to_last(store: Store) -> None:
    policy = Policy("heron", ("https://heron.example/privacy",))
    texts = {"2005": FIRST, "2006": FIRST, "2009": SECOND, "2010": SECOND}
    add(store, policy, {f"{year}0101000000": page(*text) for year, text in texts.items()})
    assert "first-to-last.html" not in inputs(store, policy)


def test_a_policy_without_a_version_has_its_index_only(store: Store) -> None:
    policy = Policy("bare", ("https://bare.example/",))
    store.facts.declare(policy)
    assert list(inputs(store, policy)) == ["index.html"]


def test_the_inputs_are_the_same_until_something_on_the_page_changes(store: Store) -> None:
    policy = heron(store)
    before = inputs(store, policy)
    assert inputs(store, policy) == before
    renamed = inputs(store, replace(policy, title="Another title"))
    assert {name for name, digest in before.items() if renamed[name] == digest} == {"texts.js"}  # it has no title
    untitled = replace(policy, title="")
    retitled = [
        {
            page.name: page.inputs
            for page in PolicyPages(replace(context(store, untitled), page_title=title), Figures()).pages()
        }
        for title in ("Privacy", "Privacy Notice")
    ]
    assert {name for name in before if retitled[0][name] == retitled[1][name]} == {"texts.js"}
    links = replace(context(store, policy), link=lambda capture: f"https://other.example/{capture.timestamp}")
    moved = {page.name: page.inputs for page in PolicyPages(links, Figures()).pages()}
    assert {name for name in before if moved[name] != before[name]} == {
        name for name in before if name.startswith(("change-", "text-", "first-"))
    }
