"""`clausetrail completion SHELL`: print the script with which a shell completes verbs, options and policies."""

from __future__ import annotations

import argparse
import importlib

from clausetrail.crawler.cli import our_verbs
from clausetrail.crawler.commandline.base_command import BaseCommand, did_you_mean, end_for_usage, print_document

SHELLS = ("bash", "zsh", "fish")
# The names of the policies, or nothing where there is no store yet.
_POLICIES = "clausetrail policies 2>/dev/null | cut -f 1"


class Command(BaseCommand):
    """Print a completion script."""

    kept = ""

    def syntax(self) -> str:
        return "bash|zsh|fish"

    def short_desc(self) -> str:
        return "Print the script with which a shell completes verbs, options and policies"

    def long_desc(self) -> str:
        return (
            "Print a completion script for a shell. bash: clausetrail completion bash > ~/.local/share/bash-completion/completions/"
            "clausetrail. zsh: clausetrail completion zsh > a folder of $fpath, as _clausetrail. fish: clausetrail completion "
            "fish > ~/.config/fish/completions/clausetrail.fish."
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1 or args[0] not in SHELLS:
            hint = did_you_mean(args[0], [*SHELLS]) if args else ""
            end_for_usage(f"completion takes one of {', '.join(SHELLS)}{hint}")
        print_document(completion_script(args[0]))
        return 0


def completion_script(shell: str) -> str:
    """Return the script for *shell*, one of SHELLS, made from the parsers of all our verbs."""
    import shtab  # noqa: PLC0415 (only this verb needs it)

    root = argparse.ArgumentParser(prog="clausetrail")
    root.add_argument("--version", action="store_true", help="print the version")
    verbs = root.add_subparsers()
    for name in our_verbs():
        command = importlib.import_module(f"clausetrail.crawler.commands.{name}").Command
        if not issubclass(command, BaseCommand):
            continue  # `crawl` is Scrapy's own verb
        verb = command()
        parser = verbs.add_parser(name, help=verb.short_desc())
        verb.add_options(parser)
        parser.prog = f"clausetrail {name}"
        what = parser.add_argument("arguments", nargs="*", help=verb.syntax())
        what.complete = shtab.cmd(_POLICIES) if "POLICY" in verb.syntax() else shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser=root, shell=shell)
