"""The script with all texts of a policy: each passage once, each version whole, hostile words harmless."""

from __future__ import annotations

import json
from pathlib import Path

from clausetrail.crawler.commandline.store_views import load_coverage
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.site.texts_script import texts_document
from clausetrail.snapshots.store import Store
from tests.support.small_histories import heron, link


def test_each_version_is_whole_and_each_passage_is_there_once(store: Store) -> None:
    policy = heron(store)
    context = load_policy_context(store, policy, load_coverage(store, policy), link)
    document = texts_document(context)
    passages = document["passages"]
    assert len(passages) == len(set(passages))
    for version, written in zip(context.timeline.versions, document["versions"], strict=True):
        words = [clause.labelled_text for clause in context.clauses_of(version.text)]
        assert [passages[place] for place in written["passages"]] == words


def test_the_script_is_one_call_in_ascii_and_names_pages_that_exist(site: Path) -> None:
    folder = site / "p" / "heron"
    text = (folder / "texts.js").read_text("ascii")
    assert text.startswith("clausetrailTexts({")
    document = json.loads(text.removeprefix("clausetrailTexts(").removesuffix(");\n"))
    for version in document["versions"]:
        assert (folder / version["page"]).is_file()
        assert not version["change"] or (folder / version["change"]).is_file()
