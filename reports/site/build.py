"""The whole site: one policy at a time, then the first page. What did not change is neither told nor written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import msgspec

from clausetrail.reports.feeds.feed_folder import FeedFolder
from clausetrail.reports.plots import svg_shapes
from clausetrail.reports.policy_view.figures import Figures
from clausetrail.reports.policy_view.policy_context import load_policy_context
from clausetrail.reports.publishing import page_cache
from clausetrail.reports.publishing.page_cache import WriteCounts
from clausetrail.reports.publishing.page_names import ALL_FEED, slug
from clausetrail.reports.publishing.render import render_page
from clausetrail.reports.site import home, page_record
from clausetrail.reports.site.home import HomeEntry
from clausetrail.reports.site.page_record import PageRecord
from clausetrail.reports.site.policy_pages import PolicyPages
from clausetrail.reports.timeline.timeline_document import Coverage, MementoLink
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

KnowledgeOf = Callable[[Store, Policy], Coverage]


def build(
    store: Store, policies: Iterable[Policy], folder: Path, link: MementoLink, knowledge: KnowledgeOf, address: str = ""
) -> WriteCounts:
    """Bring the site in *folder* up to what *store* knows of *policies*, and return what was done. Raises OSError.

    *address* is where the folder is published: feeds link to the pages there.
    """
    policies, tally = tuple(policies), WriteCounts()
    for name, content in assets().items():
        page_cache.write_file(folder / name, content, tally)
    for policy in policies:
        update_policy(store, policy, folder / "p" / slug(policy.name), link, knowledge, tally)
    declared = {slug(policy.name) for policy in store.facts.policies()}
    for old in sorted((folder / "p").iterdir()) if (folder / "p").is_dir() else ():
        if old.name not in declared:
            page_cache.remove_own_files(old, tally)
    entries = [kept.entry for name in sorted(declared) if (kept := page_record.read_record(folder / "p" / name))]
    _list(entries, folder, tally)
    told = FeedFolder(store, folder, address, link).write(policies)
    tally.feeds = told.written
    tally.removed += told.removed
    return tally


def _list(entries: list[HomeEntry], folder: Path, tally: WriteCounts) -> None:
    """Write the list of all policies, and drop the pages that it had when it was longer."""
    written = set()
    for name, values in home.list_pages(entries):
        page_cache.write_file(folder / name, render_page("home", values | {"root": "", "feed": ALL_FEED}), tally)
        written.add(name)
    for old in sorted(folder.glob("policies-[1-9]*.html")):
        if old.name not in written and old.stem.removeprefix("policies-").isdecimal():
            old.unlink()
            tally.removed += 1


def assets() -> dict[str, bytes]:
    """Return the files that all pages share: one style sheet, one script."""
    here = files("clausetrail.reports.site")
    style = (here / "style.css").read_bytes() + svg_shapes.style().encode()
    return {"style.css": style, "site.js": (here / "site.js").read_bytes()}


def update_policy(
    store: Store, policy: Policy, folder: Path, link: MementoLink, knowledge: KnowledgeOf, tally: WriteCounts
) -> None:
    """Bring the pages of one policy up to date."""
    before, told = page_record.read_record(folder), knowledge(store, policy)
    code = page_cache.digest()
    mark = store.facts.state_token(policy.name), store.derivations.derived_from(policy.name), store.facts.archives()
    facts, asked = page_cache.digest(mark), page_cache.digest(told.asked_at, told.absences)
    same = bool(before and before.facts == facts)
    if before and same and before.asked == asked and all((folder / name).is_file() for name in before.pages):
        tally.kept += len(before.pages)
        return
    one = load_policy_context(store, policy, told, link)
    figures = before.figures if before and before.code == code else Figures()
    site = PolicyPages(one, figures)
    pages: dict[str, str] = {}
    if before and same and all((folder / name).is_file() for name in before.pages):
        # Only how far the knowledge reaches is news, as in most nights: no text need be read again.
        pages, found = dict(before.pages), iter([site.index()])
    else:
        found = site.leaves()
    for leaf in found:
        page_cache.write_page(folder, leaf.name, leaf.made_of, before.pages if before else {}, leaf.render, tally)
        pages[leaf.name] = leaf.made_of
    entry = home.home_entry(one, figures, folder.name)
    kept = PageRecord(entry=entry, code=code, facts=facts, asked=asked, pages=pages, figures=figures.only(one.timeline))
    page_cache.remove_stale(folder, pages, tally)
    page_cache.write_file(folder / page_cache.RECORD_FILE, msgspec.json.encode(kept), WriteCounts())
