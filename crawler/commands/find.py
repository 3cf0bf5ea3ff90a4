"""`clausetrail find URL`: the addresses of a site's policies over time, from the links of its front page."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator

import msgspec

from clausetrail.crawler.archives.registry import ARCHIVES_FILE
from clausetrail.crawler.commandline.base_command import print_document, print_message, print_output
from clausetrail.crawler.commandline.crawl_command import CrawlCommand, print_if_interrupted
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.crawler.planning.fetch_options import apply_options
from clausetrail.crawler.spiders.history import find_policy
from clausetrail.pipelines.links.policy_link_finder import find_policy_links
from clausetrail.reports.lookup import policy_link_report as report
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.addresses.policy_link_history import PolicyLink, collect_link_histories
from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.payload.content_coding import declared_codings
from clausetrail.snapshots.store import Store

_MAX_FRAMES = 4


class Command(CrawlCommand):
    """Fetch some captures of a page from its whole past, and list the policies that they link."""

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Find the addresses of a site's policies over time, from the links of its front page"

    def long_desc(self) -> str:
        return (
            "Fetch some captures of URL, a site's front page, spread over its whole past, and list every address that "
            "they link as a policy (privacy, cookies, terms, legal notes, in a dozen languages), with dates. Fetched pages "
            "are stored apart from the policies; each further run looks at more captures. "
            "Example: clausetrail find www.example.com --toml >> policies.toml"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--looks", metavar="N", default="12", help="fetch at most N captures (default: 12)")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print a JSON document")
        form.add_argument("--toml", action="store_true", help="print entries for policies.toml")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy(
                "find takes one URL: that of a site's front page, or of any page that links its policies"
            )
        self._use_own_store()
        apply_options(argparse.Namespace(fetch="bisect", gap=None, budget=opts.looks), self.settings)
        policy = find_policy(args[0], ())
        tally, code = self.crawl("history", {"url": args[0], "archive": opts.archive, "policies": opts.policies}, opts)
        print_if_interrupted(code)
        store = self.open_store()
        try:
            self._print(store, store.facts.policy(policy.name), opts, unread=bool(tally.unread))
        finally:
            store.close()
        return code

    def _use_own_store(self) -> None:
        """Store front pages in a data folder of their own, with the archive names of the main one."""
        names, folder = self.data_folder() / ARCHIVES_FILE, self.data_folder() / "sites"
        folder.mkdir(parents=True, exist_ok=True)
        if names.is_file():
            shutil.copyfile(names, folder / ARCHIVES_FILE)
        self.settings.set("CLAUSETRAIL_DATA", str(folder), priority="cmdline")

    def _print(self, store: Store, policy: Policy, opts: argparse.Namespace, *, unread: bool) -> None:
        pages = [*_link_pages(store, policy)]
        found, link = collect_link_histories(pages), view_link_of(store)
        if opts.json:
            print_document(
                msgspec.json.format(msgspec.json.encode(report.link_documents(found, link)), indent=1).decode()
            )
        elif opts.toml:
            print_output("\n".join(report.watchlist_entries(found, policy.urls[0])))
        else:
            print_lines(report.link_lines(found, len(pages), link), output_console())
        if not found:
            frames = [frame for shell in store.frames.shells(policy.name) for frame in shell.frames]
            print_message(f"clausetrail: {_no_link_message(len(pages), [*dict.fromkeys(frames)], unread=unread)}")


def _link_pages(store: Store, policy: Policy) -> Iterator[tuple[Capture, list[PolicyLink]]]:
    for capture in store.facts.fetched_captures(policy.name):
        snapshot = store.facts.snapshot(capture)
        kind = snapshot.content_type or capture.mimetype
        if snapshot.status == 200:
            yield capture, [*find_policy_links(snapshot.body, kind, capture.original, declared_codings(snapshot))]


def _no_link_message(looked: int, frames: list[str], *, unread: bool) -> str:
    if frames:
        return f"the page shows its links in frames: run `clausetrail find` with {' or '.join(frames[:_MAX_FRAMES])}"
    if not looked:
        again = "; run the same command again later" if unread else ""
        return f"the archive has no capture of this page that could be read{again}"
    seen = (
        "the one capture looked at links no policy"
        if looked == 1
        else f"none of the {looked} captures looked at links a policy"
    )
    return f"{seen} by name; --looks N looks at N more"
