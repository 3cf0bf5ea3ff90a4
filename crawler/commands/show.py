"""`clausetrail show POLICY`: the whole text of a policy, the newest or as of a date, with its source."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import msgspec

from clausetrail.api import clauses, uncertainty, version_at
from clausetrail.crawler.commandline.base_command import BaseCommand, print_document, print_output
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.reports.export.markdown_corpus import markdown, title_of
from clausetrail.reports.lookup.version_text import version_lines, version_text_document
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.silence_phrases import enclosed_phrase
from clausetrail.snapshots.errors import UnknownPolicy, UnusableSetting
from clausetrail.snapshots.history.unreadable_captures import arrange_by_version
from clausetrail.snapshots.model import Policy, Version
from clausetrail.snapshots.store import Store

_FORMATS = ("text", "markdown", "json")


class Command(BaseCommand):
    """Print the whole text of a policy."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] POLICY"

    def short_desc(self) -> str:
        return "Print the whole text of a policy, the newest or as of a date"

    def long_desc(self) -> str:
        return (
            "Print the newest version of POLICY (a name, or a URL), or with --at the one in force at a date, as far as captures "
            "show: which version it is, when it was seen, its memento, then the whole text. If no capture shows which of two texts "
            "was in force on that date, that is noted. Nothing is fetched. `clausetrail blame` dates every clause of it."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--at", metavar="DATE", default="", help="2012, 2012-10, 2012-10-23, or 14 digits")
        parser.add_argument("--format", metavar="FORM", default="text", help=f"{', '.join(_FORMATS)} (default: text)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UnknownPolicy("show takes the name of one policy; `clausetrail policies` lists them")
        if opts.format not in _FORMATS:
            raise UnusableSetting(f"--format {opts.format} is not one of {', '.join(_FORMATS)}")
        store = self.open_store_to_read()
        try:
            (policy,) = self.policies(store, args)
            print_rendered = print_document if opts.format == "json" else print_output
            print_rendered(_rendered(store, policy, opts.at, opts.format))
        finally:
            store.close()
        return 0


def _rendered(store: Store, policy: Policy, at: str, form: str) -> str:
    """Return the text of *policy* as of *at*. Raises UnknownPolicy where there is none, PoliciesError for no date."""
    link = view_link_of(store)
    version, versions = version_at(store, policy.name, at), store.derivations.versions(policy.name)
    text, unsure = clauses(store, version), uncertainty(versions, version, at)
    unsure = " ".join(filter(None, (_period_note(at, version, versions), unsure)))
    title = policy.title or title_of(store, version, policy)
    elsewhere = store.derivations.elsewhere(policy.name)(version.first)
    unreadable = arrange_by_version(store.unreadable_captures(policy), versions).inside.get(version.number, ())
    if form == "json":
        document = version_text_document(version, len(versions), title, text, link, unsure, unreadable, elsewhere)
        return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
    if form == "markdown":
        notes = [one for one in (unsure, enclosed_phrase(version, unreadable)) if one]
        note = "".join(f"\n> *{one}*" for one in notes)
        head, _, body = markdown(version, title, text, link).partition("\n")
        return "\n".join(visible(line) for line in f"{head}{note}\n{body}".rstrip("\n").split("\n"))
    return "\n".join(version_lines(version, len(versions), title, text, link, unsure, unreadable, elsewhere))


def _period_note(at: str, version: Version, versions: Sequence[Version]) -> str:
    """Return that a year or a month *at* stands for its last day, where other versions were in force within it, or ""."""
    digits = at.replace("-", "")
    if len(digits) not in {4, 6}:
        return ""
    size = len(digits)
    others = [
        str(one.number)
        for one in versions
        if one.number != version.number and one.first.timestamp[:size] <= digits <= one.last.timestamp[:size]
    ]
    if not others:
        return ""
    kind = "year" if size == 4 else "month"
    which = f"version {others[0]} was" if len(others) == 1 else f"versions {', '.join(others)} were"
    return f"{at} stands for the last day of that {kind}; earlier in it, {which} seen."
