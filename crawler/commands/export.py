"""`clausetrail export DIR`: what is held, for other programs and other people."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from crawler.verbs import Verb, put, view_url
from reports import wacz, warc
from reports.exports import captures, changes, corpus_files, faces
from snapshots.errors import StoreError, UnknownPolicy
from snapshots.model import Capture, Policy
from snapshots.store import Store


class Command(Verb):
    """Write captures.jsonl, changes.jsonl, a Markdown corpus, and the captures themselves as WARC or WACZ."""

    def syntax(self) -> str:
        return "[options] DIR [POLICY ...]"

    def short_desc(self) -> str:
        return "Write captures and changes as JSON Lines, versions as Markdown"

    def long_desc(self) -> str:
        return (
            "Write into DIR: captures.jsonl (a line per capture held: url, timestamp, digest, verdict, version, its text), "
            "changes.jsonl (a line per lasting change, with its interval and both mementos), faces.jsonl (a line per text that "
            "came and went again) and corpus/POLICY/DATE-vN.md (a version each, "
            "with its provenance line, which `clausetrail import` reads back). --warc adds captures.warc.gz: the bytes held, as "
            "WARC/1.1, which `clausetrail play` and every replay tool read; --wacz adds captures.wacz: the same with its index, "
            "to be handed over or opened in ReplayWeb.page. All policies, or those named."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--warc", action="store_true", help="write the bytes held as DIR/captures.warc.gz")
        parser.add_argument("--wacz", action="store_true", help="write the bytes held as DIR/captures.wacz")

    def do(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UnknownPolicy("export takes a folder to write into")
        folder = Path(args[0])
        store = self.store()
        try:
            policies = self.policies(store, args[1:])
            put(_write(store, policies, folder))
            if opts.warc:
                put(f"{folder / 'captures.warc.gz'}: {warc.write(store, policies, folder / 'captures.warc.gz')}")
            if opts.wacz:
                put(f"{folder / 'captures.wacz'}: {wacz.write(store, policies, folder / 'captures.wacz')}")
        except OSError as error:
            raise StoreError(f"{folder} cannot be written: {error.strerror}") from error
        finally:
            store.close()
        return 0


def _write(store: Store, policies: tuple[Policy, ...], folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)

    def link(capture: Capture) -> str:
        return view_url(store, capture)

    counts = [0, 0, 0]
    with ExitStack() as stack:
        held, changed, passing = (
            stack.enter_context((folder / f"{name}.jsonl").open("wb")) for name in ("captures", "changes", "faces")
        )
        for policy in policies:
            passing.writelines(_line(row) for row in faces(store, policy, link))
            for row in captures(store, policy):
                held.write(_line(row))
                counts[0] += 1
            for row in changes(store, policy, link):
                changed.write(_line(row))
                counts[1] += 1
            for name, text in corpus_files(store, policy, link):
                target = folder / "corpus" / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
                counts[2] += 1
    return f"{counts[0]} captures, {counts[1]} changes and {counts[2]} versions of {len(policies)} policies written to {folder}"


def _line(row: dict[str, Any]) -> bytes:
    return msgspec.json.encode(row) + b"\n"
