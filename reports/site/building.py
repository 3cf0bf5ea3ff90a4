"""The whole site: one policy at a time, then the first page. What did not change is neither told nor written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import msgspec

from reports.feeds import Feeds
from reports.plots import drawing
from reports.site import home, keeping
from reports.site.figures import Figures
from reports.site.home import Entry
from reports.site.keeping import Kept, Tally
from reports.site.knowing import known
from reports.site.names import ALL_FEED, slug
from reports.site.pages import page
from reports.site.shelf import PolicyPages
from reports.timeline import Knowledge, Link
from snapshots.model import Policy
from snapshots.store import Store

KnowledgeOf = Callable[[Store, Policy], Knowledge]


def build(
    store: Store, policies: Iterable[Policy], folder: Path, link: Link, knowledge: KnowledgeOf, address: str = ""
) -> Tally:
    """Bring the site in *folder* up to what *store* knows of *policies*, and return what was done. Raises OSError.

    *address* is where the folder is published: feeds link to the pages there.
    """
    policies, tally = tuple(policies), Tally()
    for name, content in assets().items():
        keeping.write(folder / name, content, tally)
    for policy in policies:
        refresh(store, policy, folder / "p" / slug(policy.name), link, knowledge, tally)
    declared = {slug(policy.name) for policy in store.facts.policies()}
    for old in sorted((folder / "p").iterdir()) if (folder / "p").is_dir() else ():
        if old.name not in declared:
            keeping.forget(old, tally)
    entries = [kept.entry for name in sorted(declared) if (kept := keeping.read(folder / "p" / name))]
    _list(entries, folder, tally)
    told = Feeds(store, folder, address, link).write(policies)
    tally.feeds = told.written
    tally.removed += told.removed
    return tally


def _list(entries: list[Entry], folder: Path, tally: Tally) -> None:
    """Write the list of all policies, and drop the pages that it had when it was longer."""
    written = set()
    for name, values in home.sheets(entries):
        keeping.write(folder / name, page("home", values | {"root": "", "feed": ALL_FEED}), tally)
        written.add(name)
    for old in sorted(folder.glob("policies-[1-9]*.html")):
        if old.name not in written and old.stem.removeprefix("policies-").isdecimal():
            old.unlink()
            tally.removed += 1


def assets() -> dict[str, bytes]:
    """Return the files that all pages share: one style sheet, one script."""
    here = files("reports.site")
    style = (here / "style.css").read_bytes() + drawing.style().encode()
    return {"style.css": style, "site.js": (here / "site.js").read_bytes()}


def refresh(store: Store, policy: Policy, folder: Path, link: Link, knowledge: KnowledgeOf, tally: Tally) -> None:
    """Bring the pages of one policy up to date."""
    before, told = keeping.read(folder), knowledge(store, policy)
    code = keeping.digest()
    mark = store.facts.mark(policy.name), store.derivations.told(policy.name), store.facts.archives()
    facts, asked = keeping.digest(mark), keeping.digest(told.asked_at, told.absences)
    same = bool(before and before.facts == facts)
    if before and same and before.asked == asked and all((folder / name).is_file() for name in before.pages):
        tally.kept += len(before.pages)
        return
    one = known(store, policy, told, link)
    figures = before.figures if before and before.code == code else Figures()
    site = PolicyPages(one, figures)
    pages: dict[str, str] = {}
    if before and same and all((folder / name).is_file() for name in before.pages):
        # Only how far the knowledge reaches is news, as in most nights: no text need be read again.
        pages, found = dict(before.pages), iter([site.index()])
    else:
        found = site.leaves()
    for leaf in found:
        keeping.page(folder, leaf.name, leaf.made_of, before, leaf.render, tally)
        pages[leaf.name] = leaf.made_of
    entry = home.entry(one, figures, folder.name)
    kept = Kept(entry, code, facts, asked, pages, figures.only(one.timeline))
    keeping.sweep(folder, pages, tally)
    keeping.write(folder / keeping.KEPT, msgspec.json.encode(kept), Tally())
