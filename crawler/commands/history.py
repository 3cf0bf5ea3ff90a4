"""`clausetrail history URL`: fetch and print the whole history of one page."""

from __future__ import annotations

import argparse

from clausetrail.crawler.archives.answers import Answer
from clausetrail.crawler.commandline.base_command import print_message, print_output
from clausetrail.crawler.commandline.crawl_command import CrawlCommand, print_if_interrupted
from clausetrail.crawler.commandline.progress_bar import CrawlTally, claimed_line
from clausetrail.crawler.commandline.store_views import load_coverage, view_link_of
from clausetrail.crawler.commandline.timeline_view import View, add_view_options, view_of
from clausetrail.crawler.planning.fetch_options import add_options, apply_options
from clausetrail.crawler.spiders.history import find_policy, period_of
from clausetrail.crawler.watchlist_file import load_watchlist_if_any
from clausetrail.reports.wording.listing_phrases import (
    RUN_AGAIN,
    SOME_EXCLUDED,
    cut_short,
    excluded,
    nothing_archived,
    nothing_within,
    unanswered,
)
from clausetrail.reports.wording.nothing_read import nothing_read_sentences
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.reports.wording.version_phrases import capture_count
from clausetrail.snapshots.addresses.address_links import unlikely_reason
from clausetrail.snapshots.bounds import last_second
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import UnknownPolicy
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store

# A store may hold more than the bounds of this run: what it shows is not what this run fetched.
_BOUNDS_NOTE = (
    "--since and --until limit what this run asks the archive for; below is everything that is stored of the policy."
)


class Command(CrawlCommand):
    """Fetch the captures that are not stored yet, compare, and print the redline."""

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Print the whole history of one page as a dated redline"

    def long_desc(self) -> str:
        return (
            "Ask the archive which captures of URL it has, fetch each distinct text once (of a page with many captures, only those "
            "needed to find each change; see --fetch), and print what changed between them: each change lies between the last "
            "capture without it and the first capture with it. Fetched captures are stored; a later run fetches only new ones. "
            "Redirects within the site and frames that show the text are followed. URL may also be the name of a policy in policies.toml. "
            "Example: clausetrail history --since 2010 --until 2016-06 http://www.example.com/privacy"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_options(parser)
        parser.add_argument(
            "--since",
            metavar="DATE",
            default="",
            help="only captures from then on: 2010, 2010-05, 2010-05-17",
        )
        parser.add_argument(
            "--until",
            metavar="DATE",
            default="",
            help="only captures up to then, that day or year included",
        )
        parser.add_argument(
            "--full", action="store_true", help="show whole clauses; unchanged passages are folded otherwise"
        )
        add_view_options(parser)

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("history takes one URL, or the name of one policy")
        view = view_of(opts)
        apply_options(opts, self.settings)
        policy = find_policy(args[0], load_watchlist_if_any(opts.policies, self.settings))
        arguments = {
            "url": args[0],
            "since": opts.since,
            "until": opts.until,
            "archive": opts.archive,
            "policies": opts.policies,
        }
        tally, code = self.crawl("history", arguments, opts)
        if why := unlikely_reason(policy.urls[0]):
            print_message(
                f"clausetrail: this is {why}; `clausetrail find {args[0]}` lists the policies that a page links"
            )
        print_if_interrupted(code)
        store = self.open_store()
        try:
            bounds = period_of(policy, opts.since, opts.until)
            store.runs.end(store.runs.begin("history"), code, _run_summary(policy, tally))
            self._print(store, store.facts.policy(policy.name), tally, bounds, view)
        finally:
            store.close()
        if tally.may_lack:
            print_output("\nSome of the files could not be read, as the lines above say: captures may be missing here.")
        return code

    def _print(self, store: Store, policy: Policy, tally: CrawlTally, bounds: tuple[str, str], view: View) -> None:
        """Print the timeline, where anything of the policy is known, and then what the run could not read."""
        timeline = store.timeline(policy)
        notes = [*_unread_notes(store, policy, tally), *_bounds_notes(store, policy, tally, bounds)]
        if timeline.versions:
            coverage, link = load_coverage(store, policy), view_link_of(store)
            if any(bounds):
                print_output(f"{_BOUNDS_NOTE}\n")
            elsewhere_of = store.derivations.elsewhere(policy.name)
            print_lines(view.lines(timeline, store.derivations.clauses, link, coverage, elsewhere_of), output_console())
            notes[:1] = [f"\n{note}" for note in notes[:1]]
        else:
            notes = _no_text_notes(store, policy, notes)
        for note in notes:
            print_output(note)


def _run_summary(policy: Policy, tally: CrawlTally) -> str:
    damaged = "; some files could not be read, so captures may be missing" if tally.may_lack else ""
    return f"{policy.name}: {counted(tally.new_captures, 'new capture')}, {tally.fetched} fetched{damaged}"


def _unread_notes(store: Store, policy: Policy, tally: CrawlTally) -> list[str]:
    """Return what the run did not read of the policy, a sentence each."""
    if tally.claimed:
        return [f"{claimed_line(tally)}. {RUN_AGAIN}"]
    if tally.left:
        return [cut_short(policy.urls, tally.bound)]
    if tally.unread and tally.new_captures + tally.fetched == 0 and not any(store.facts.captures(policy.name)):
        return [unanswered(policy.urls, tally.answers_phrase)]
    notes = []
    if tally.unread:
        notes.append(
            f"Not all could be read: the archive did not answer every request ({tally.answers_phrase}). {RUN_AGAIN}"
        )
    if Answer.EXCLUDED in tally.answers:
        failed = store.facts.failed_requests(policy.name)
        urls = dict.fromkeys(one.asked for one in failed if one.answer == Answer.EXCLUDED and one.capture is None)
        notes.append(excluded([*urls]) if urls else SOME_EXCLUDED)
    return notes


def _bounds_notes(store: Store, policy: Policy, tally: CrawlTally, bounds: tuple[str, str]) -> list[str]:
    """Return that nothing lies within the bounds that were asked for, where the index says so."""
    since, until = bounds
    if not (since or until) or tally.not_read:
        return []
    times = [capture.timestamp for capture in store.facts.captures(policy.name)]
    within = sum(since <= time <= (last_second(until) if until else time) for time in times)
    return [] if within else [nothing_within(policy.urls, since, until, len(times))]


def _no_text_notes(store: Store, policy: Policy, notes: list[str]) -> list[str]:
    """Return why no text of the policy is known: *notes*, or what the index lists."""
    captures = sum(1 for _ in store.derivations.observations(policy.name))
    if notes and not captures:
        return notes
    if not captures:
        return [nothing_archived(policy.urls)]
    what = "no text of it is known yet" if notes else "none of which shows readable text"
    listed = f"The archive lists {capture_count(captures)} of {', '.join(policy.urls)}, {what}."
    known = load_coverage(store, policy)
    return [listed, *nothing_read_sentences(known.unreadable, (), known.asked_at, known.period), *notes]
