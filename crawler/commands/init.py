"""`clausetrail init DIR`: write a commented watchlist and make a data folder, once."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, end_for_usage, print_output
from clausetrail.crawler.watchlist_file import FILE
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.private_files import make_private_folder

_WATCHLIST = """\
# The watchlist of Clausetrail. Every key is described in docs/reference/watchlist.md; `clausetrail find SITE --toml` writes entries.
{contact}
[policies.example-privacy]                # a name of your choice
title = "Example: Privacy Policy"         # optional: the title of the page otherwise
url = "https://example.com/privacy"       # put the address of a policy here
# urls = ["https://example.com/privacy", "https://example.com/legal/privacy"]   # where it was published before, too

# [notify]                                # alerts, with `pip install 'clausetrail[notify]'`
# urls = ["mailto://$MAIL_USER:$MAIL_PASSWORD@mail.example.org?to=desk@example.org"]
"""


class Command(BaseCommand):
    """Write what a watch needs to begin, and never overwrite anything."""

    kept = ""

    def syntax(self) -> str:
        return "[DIR] [options]"

    def short_desc(self) -> str:
        return "Write a commented watchlist and make a data folder"

    def long_desc(self) -> str:
        return (
            "Write a commented policies.toml in DIR (default: the current folder) and make the folder DIR/data for what is fetched. "
            "Nothing that exists is changed. --contact, or the answer to a question on a terminal, is printed as the "
            "setting that names you to archives: the Internet Archive asks tools to name a contact."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--contact", metavar="ADDRESS", default="", help="mail address or URL that requests name")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) > 1:
            end_for_usage("init takes one folder: clausetrail init DIR")
        folder = Path(args[0] if args else ".")
        watchlist, data = folder / FILE, folder / "data"
        if watchlist.exists():
            raise UnusableSetting(f"{watchlist} exists already: nothing was changed")
        contact = opts.contact or _asked()
        if not contact.isprintable():
            end_for_usage("--contact takes a mail address or a URL")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            make_private_folder(data)
            watchlist.write_text(watchlist_text(contact), encoding="utf-8")
        except OSError as error:
            raise UnusableSetting(f"{error.filename or folder} cannot be written: {error.strerror}") from error
        print_output(f"{watchlist} and {data} are made. Put the addresses of your policies into the file, then:")
        if contact:
            print_output(f"  export CLAUSETRAIL_CONTACT={json.dumps(contact)}")
        print_output(f"  clausetrail track --policies {watchlist} --data {data}")
        print_output(f"  clausetrail status --policies {watchlist} --data {data}")
        print_output(f"  clausetrail site {folder / 'site'} --data {data}")
        return 0


def watchlist_text(contact: str) -> str:
    """Return the watchlist that `init` writes; *contact* is named in a comment, or how to name one."""
    line = (
        f"# Requests name this contact: {contact} (CLAUSETRAIL_CONTACT)."
        if contact
        else ("# Set CLAUSETRAIL_CONTACT=you@example.org: the Internet Archive asks tools to name a contact.")
    )
    return _WATCHLIST.format(contact=line)


def _asked() -> str:
    """Return the answer to the question for a contact, or "" where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return ""
    return input("A mail address or URL that requests name, so that archives can reach you (empty: none): ").strip()
