"""`clausetrail compare OLD NEW`: what changed between any two saved pages or texts."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import msgspec

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import DIFFERENT, UNREAD
from clausetrail.pipelines import reading
from clausetrail.pipelines.decoding.body_form import BodyForm
from clausetrail.reports.redline.redline_html import to_html, to_markdown
from clausetrail.reports.redline.side_by_side import Comparison, Side, comparison_document, comparison_lines
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.snapshots.diff.compare import compare
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.model import Block, Kind, Verdict
from clausetrail.snapshots.text.segmentation import segment
from clausetrail.snapshots.zones.certain_part import certain_part, doubtful_clauses
from clausetrail.snapshots.zones.page_zones import page_doubts

_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain", ".htm": "text/html"}
_TYPES |= {".html": "text/html", ".xhtml": "application/xhtml+xml"}
_HEADING = re.compile(rb"^#{1,6} ", re.MULTILINE)
_FORMATS = ("text", "markdown", "html", "json")


class Command(BaseCommand):
    """Print what changed between two saved pages or texts."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] OLD NEW"

    def short_desc(self) -> str:
        return "Print what changed between two saved pages or texts"

    def long_desc(self) -> str:
        return (
            "Print the redline between two files: saved pages of any time, plain text or Markdown; - is standard input. "
            "Nothing is stored and nothing is fetched. Menus, banners and footers of the pages are "
            f"left out; what else is on a page is listed apart and not compared. With --exit-code the command ends with {DIFFERENT} where clauses differ (1 means that it could not "
            "start) and with 0 where none differs; it ends with 3 if a file cannot be read."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=_FORMATS, default="text", help="form of the redline (default: text)")
        parser.add_argument("--full", action="store_true", help="show whole clauses, and unchanged ones")
        parser.add_argument("--exit-code", action="store_true", help=f"end with {DIFFERENT} if anything changed")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 2 or args == ["-", "-"]:
            raise UnusableSetting("compare takes two files, of which one may be - for standard input")
        before, after = _side(args[0]), _side(args[1])
        if not (before.clauses and after.clauses):
            return UNREAD
        comparison = Comparison(before, after, compare(before.clauses, after.clauses))
        _print(comparison, opts.format, full=opts.full)
        return DIFFERENT if opts.exit_code and comparison.differences else 0


def _side(name: str) -> Side:
    """Return the text of the file *name*; print why it has none or may not be a policy. Raises UnusableSetting if unreadable."""
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UnusableSetting(f"{name}: {error.strerror or error}") from error
    seen = reading.read_body(body, _TYPES.get(Path(name).suffix.lower()) or _guess_type(body))
    title = seen.page.title if seen.page else ""
    found = seen.clauses
    if seen.page and title and seen.form is BodyForm.MARKDOWN:
        found = segment(
            (Block(Kind.HEADING, title, 1), *seen.page.blocks)
        )  # a corpus stores the title as metadata, a reader sees it
    if not found:
        print_message(f"clausetrail: {name}: cannot be read: {seen.reason or 'no text'}")
    elif seen.verdict in {Verdict.WALL, Verdict.ERROR_PAGE}:
        print_message(
            f"clausetrail: {name} does not look like a policy ({seen.verdict}: {seen.reason}); compared nevertheless"
        )
    certain, doubtful = certain_part(found, page_doubts(found, seen.places if found is seen.clauses else ()))
    return Side(name, title, seen.encoding, certain, doubtful_clauses(found, doubtful))


def _guess_type(body: bytes) -> str:
    """Return the media type of a text without a file name: HTML if it has a closing tag, Markdown if it has a heading."""
    if b"</" in body or b"<p>" in body.lower():
        return "text/html"
    return "text/markdown" if _HEADING.search(body) else "text/plain"


def _print(comparison: Comparison, form: str, *, full: bool) -> None:
    if form == "html":
        print_document(to_html(comparison, full=full))
    elif form == "markdown":
        print_output("\n".join(to_markdown(comparison, full=full)))
    elif form == "json":
        print_document(
            msgspec.json.format(msgspec.json.encode(comparison_document(comparison, full=full)), indent=1).decode()
        )
    else:
        print_lines(comparison_lines(comparison, full=full), output_console())
