"""`clausetrail read FILE …`: print the text of a saved page, and which rules kept or dropped each part."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import soupsieve

from clausetrail.crawler.commandline.base_command import BaseCommand, print_document, print_message, print_output
from clausetrail.crawler.commandline.exit_codes import UNREAD
from clausetrail.pipelines.boilerplate import drop_reasons
from clausetrail.pipelines.decoding import language
from clausetrail.pipelines.page import Drop, Page
from clausetrail.pipelines.pdf import pdf_reader
from clausetrail.pipelines.reading import read_body
from clausetrail.reports.lookup.page_explained import (
    DroppedPassage,
    ExplainedPage,
    explanation_lines,
    page_document,
    text_lines,
)
from clausetrail.reports.wording.terminal import output_console, print_lines
from clausetrail.reports.wording.version_phrases import reason_and_detail
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.model import Block, Verdict
from clausetrail.snapshots.payload.content_coding import MAX_SIZE
from clausetrail.snapshots.text.fingerprint import fingerprint
from clausetrail.snapshots.text.segmentation import segment_with_positions
from clausetrail.snapshots.zones.page_zones import page_doubts

_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain"}


class Command(BaseCommand):
    """Print the text of saved pages."""

    kept = "nothing was changed"

    def syntax(self) -> str:
        return "[options] FILE ..."

    def short_desc(self) -> str:
        return "Print the text of any saved page, and which rules kept or dropped each part"

    def long_desc(self) -> str:
        return (
            "Each FILE is a page as it was saved: HTML of any age and encoding, plain text, Markdown or PDF, gzipped or not; "
            '"-" is standard input. Its clauses are printed one per line. --explain shows, in the order of the page, what was kept, '
            "what was dropped and by which rule, and which clauses are doubtful and why; --select and --remove try out the selectors of a watchlist. Nothing is stored or "
            "fetched. Exit code 3 means that a FILE does not show a policy."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--explain", action="store_true", help="how it was read, what was kept and dropped, and why"
        )
        parser.add_argument("--full", action="store_true", help="with --explain: show dropped passages whole")
        parser.add_argument("--json", action="store_true", help="one JSON document per line for each FILE")
        parser.add_argument(
            "--select", metavar="CSS", action="append", default=[], help="read only the matching elements"
        )
        parser.add_argument(
            "--remove", metavar="CSS", action="append", default=[], help="leave out the matching elements"
        )
        parser.add_argument("--content-type", metavar="TYPE", help="the header that the page was served with")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnusableSetting('read takes at least one file; "-" is standard input')
        _check([*opts.select, *opts.remove])
        unread = 0
        for at, name in enumerate(args):
            kind = opts.content_type or _TYPES.get(Path(name.removesuffix(".gz")).suffix.lower(), "")
            found = seen(name, _body(name), kind, opts.select, opts.remove)
            if len(args) > 1 and not (opts.json or opts.explain):
                print_output(f"{chr(10) * bool(at)}==> {name} <==")
            _put(found, opts)
            unread += found.verdict is not Verdict.POLICY
        return UNREAD if unread else 0


def seen(name: str, body: bytes, content_type: str, select: list[str], remove: list[str]) -> ExplainedPage:
    """Return what the page *body* called *name* shows."""
    sight = read_body(body, content_type, select, remove)
    page = sight.page
    words, confidence = language.detect("\n".join(clause.text for clause in sight.clauses))
    doubts = page_doubts(sight.clauses, sight.places) if sight.places else ()
    sure = confidence >= language.MIN_CONFIDENCE
    return ExplainedPage(
        name,
        str(sight.form),
        sight.verdict,
        sight.reason,
        sight.encoding,
        page.title if page else "",
        words if sure else sight.language,
        confidence if sure else 0.0,
        page.language if page else "",
        fingerprint(sight.clauses) if page else "",
        sight.clauses,
        tuple(map(_piece, page.pieces)) if page else (),
        page.frames if page else (),
        page.notes if page else (),
        sight.places,
        doubts,
        _block_doubts(page, doubts) if page else (),
    )


def _block_doubts(page: Page, doubts: Sequence[str]) -> tuple[str, ...]:
    """Return for each block of *page* why the clause that holds its text is doubtful, or ""."""
    _, positions = segment_with_positions(page.blocks)
    known = dict(zip(positions, doubts, strict=bool(doubts)))
    return tuple(known.get(at, "") for at in range(len(page.blocks)))


def _piece(piece: Block | Drop) -> Block | DroppedPassage:
    if isinstance(piece, Block):
        return piece
    meaning = pdf_reader.MEANINGS.get(piece.reason) or drop_reasons.meaning(piece.reason)
    return DroppedPassage(piece.reason, meaning, piece.text)


def _put(found: ExplainedPage, opts: argparse.Namespace) -> None:
    if opts.json:
        document = page_document(found, language.detect_each((clause.text for clause in found.clauses), found.language))
        print_document(msgspec.json.encode(document).decode())
        return
    console = output_console()
    if opts.explain:
        print_lines(explanation_lines(found, full=opts.full), console)
        return
    print_lines(text_lines(found.clauses), console)
    if found.verdict is not Verdict.POLICY:
        print_message(
            f"clausetrail: {found.name} shows no policy: {', '.join(filter(None, reason_and_detail(found.verdict, found.reason)))} (--explain shows how it was read)"
        )


def _check(selectors: list[str]) -> None:
    for selector in selectors:
        try:
            soupsieve.compile(selector)
        except soupsieve.SelectorSyntaxError as error:
            raise UnusableSetting(f"{selector!r} is no CSS selector: {str(error).splitlines()[0]}") from error


def _body(name: str) -> bytes:
    """Return what the file *name* holds. Raises UnusableSetting for what cannot be read."""
    try:
        if name == "-":
            body = sys.stdin.buffer.read(MAX_SIZE + 1)
        else:
            with Path(name).open("rb") as file:
                body = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise UnusableSetting(f"{name} cannot be read: {error.strerror}; give the path of a saved page") from error
    if len(body) > MAX_SIZE:
        raise UnusableSetting(f"{name} is larger than {MAX_SIZE // 2**20} MiB: no policy is")
    return body
