"""Build the whole site: the pages of one policy at a time, then the list of all. Unchanged pages are not rendered again."""

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
from clausetrail.reports.site import home
from clausetrail.reports.site.home import HomeEntry
from clausetrail.reports.site.page_record import PageRecord, read_record
from clausetrail.reports.site.policy_pages import PolicyPages
from clausetrail.reports.site.sitemap import SITEMAP_FILE, sitemap
from clausetrail.reports.timeline.timeline_document import Coverage, MementoLink
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

CoverageOf = Callable[[Store, Policy], Coverage]


def build(
    store: Store,
    policies: Iterable[Policy],
    folder: Path,
    link: MementoLink,
    coverage_of: CoverageOf,
    address: str = "",
) -> WriteCounts:
    """Bring the site in *folder* up to date with the *policies* of *store*, and return how many files changed.

    *address* is the URL where the folder is published: feeds link to the pages there. Pages of policies that are no
    longer declared are removed. Raises OSError.
    """
    policies, counts = tuple(policies), WriteCounts()
    for name, content in assets().items():
        page_cache.write_file(folder / name, content, counts)
    for policy in policies:
        update_policy(store, policy, folder / "p" / slug(policy.name), link, coverage_of, counts)
    declared = {slug(policy.name) for policy in store.facts.policies()}
    for old in sorted((folder / "p").iterdir()) if (folder / "p").is_dir() else ():
        if old.name not in declared:
            page_cache.remove_own_files(old, counts)
    entries = [record.entry for name in sorted(declared) if (record := read_record(folder / "p" / name))]
    lists = _write_list(entries, folder, counts)
    _write_sitemap(address, [*lists, *(f"p/{entry.slug}/index.html" for entry in entries)], folder, counts)
    feeds = FeedFolder(store, folder, address, link).write(policies)
    counts.feeds = feeds.written
    counts.removed += feeds.removed
    return counts


def _write_sitemap(address: str, pages: list[str], folder: Path, counts: WriteCounts) -> None:
    """Write the sitemap of *pages*; where no *address* is known, remove it, since a sitemap must have whole URLs."""
    path = folder / SITEMAP_FILE
    if address:
        page_cache.write_file(path, sitemap(address, pages), counts)
    elif path.is_file():
        path.unlink()
        counts.removed += 1


def _write_list(entries: list[HomeEntry], folder: Path, counts: WriteCounts) -> list[str]:
    """Write the pages of the list of all policies, remove those of an earlier, longer list, and return the names."""
    written = set()
    for name, values in home.list_pages(entries):
        page_cache.write_file(folder / name, render_page("home", values | {"root": "", "feed": ALL_FEED}), counts)
        written.add(name)
    for old in sorted(folder.glob("policies-[1-9]*.html")):
        if old.name not in written and old.stem.removeprefix("policies-").isdecimal():
            old.unlink()
            counts.removed += 1
    return sorted(written)


def assets() -> dict[str, bytes]:
    """Return the files that pages share, by name: the style sheet and the script of all pages, and those of some kinds of page."""
    here = files("clausetrail.reports.site")
    style = (here / "style.css").read_bytes() + svg_shapes.style().encode()
    others = ("site.js", "compare.js", "change.css", "change.js")
    return {"style.css": style} | {name: (here / name).read_bytes() for name in others}


def update_policy(
    store: Store, policy: Policy, folder: Path, link: MementoLink, coverage_of: CoverageOf, counts: WriteCounts
) -> None:
    """Bring the pages of one policy up to date."""
    recorded, coverage = read_record(folder), coverage_of(store, policy)
    code = page_cache.digest()
    mark = store.facts.state_token(policy.name), store.derivations.derived_from(policy.name), store.facts.archives()
    facts = page_cache.digest(mark, coverage.unreadable)
    asked = page_cache.digest(coverage.asked_at, coverage.absences, coverage.period)
    complete = recorded is not None and all((folder / name).is_file() for name in recorded.pages)
    same_facts = recorded is not None and recorded.facts == facts
    if recorded and complete and same_facts and recorded.asked == asked:
        counts.kept += len(recorded.pages)
        return
    context = load_policy_context(store, policy, coverage, link)
    figures = recorded.figures if recorded and recorded.code == code else Figures()
    site = PolicyPages(context, figures)
    pages: dict[str, str] = {}
    if recorded and complete and same_facts:
        # Only the coverage has changed, as in most nights: no text need be read again.
        pages, outdated = dict(recorded.pages), iter([site.index()])
    else:
        outdated = site.pages()
    recorded_pages = recorded.pages if recorded else {}
    for page in outdated:
        page_cache.write_page(folder, page.name, page.inputs, recorded_pages, page.render, counts)
        pages[page.name] = page.inputs
    entry = home.home_entry(context, figures, folder.name)
    record = PageRecord(
        entry=entry, code=code, facts=facts, asked=asked, pages=pages, figures=figures.only(context.timeline)
    )
    page_cache.remove_stale(folder, pages, counts)
    page_cache.write_file(folder / page_cache.RECORD_FILE, msgspec.json.encode(record), WriteCounts())
