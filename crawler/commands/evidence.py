"""`clausetrail evidence POLICY N out.zip`, or `evidence ID out.zip`: the evidence for one change in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.crawler.commandline.clause_lookup import ClauseMoment, change_number, event_at_moment, find_clause
from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.pipelines.code_version import page_code, reading_code, revision_code
from clausetrail.pipelines.derive.rfc3161 import MAX_RESPONSE_BYTES, read_time_stamp
from clausetrail.pipelines.reading import read
from clausetrail.reports.evidence_pack.pack_files import build_pack, gather_evidence
from clausetrail.snapshots import clock
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import StoreError, UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Policy, Reading, Snapshot
from clausetrail.snapshots.store import Store

_HOW_TO_STAMP = """\
To have it time-stamped by an authority of your choice (RFC 3161), with its address in place of URL:
  openssl ts -query -digest {digest} -sha256 -cert -out query.tsq
  curl -sS -H 'Content-Type: application/timestamp-query' --data-binary @query.tsq URL -o answer.tsr
  clausetrail evidence --tsr answer.tsr {path}"""

_USAGE = (
    "evidence takes a policy, the number of the version that a change led to, and a file to write; or the ID of a clause "
    "and a file"
)
_MOMENTS = {
    ClauseMoment.ADDED: "added the clause",
    ClauseMoment.REWORDED: "gave it its current wording",
    ClauseMoment.REMOVED: "removed it last",
}


class Command(BaseCommand):
    """Pack the evidence for one change, or attach a time-stamp to a pack."""

    def syntax(self) -> str:
        return "[options] POLICY N OUT.zip | ID OUT.zip | --tsr FILE PACK.zip"

    def short_desc(self) -> str:
        return "Pack the evidence for one change: both captures, redline, hashes, a page to attach"

    def long_desc(self) -> str:
        return (
            "Write all evidence for the change that led to version N of POLICY into one ZIP (BagIt, RFC 8493): the "
            "bytes and headers of both captures, the index rows of them and of all captures between, both texts, "
            "the redline, a WARC, and evidence.html to attach and print. `clausetrail timeline POLICY` numbers the versions. "
            "With the ID of a clause, as `blame`, `search` and `clause` show it, the change is the one that gave the clause its "
            "current wording, or removed it, and is listed first in the pack: `clausetrail evidence 5c1e0a-9f3b21c4d7 "
            "out.zip`. --born, --reworded and --ended choose another change. "
            "Nothing is fetched. `clausetrail verify OUT.zip` checks a pack anywhere, without a store and without network. "
            "--tsr attaches the answer of a time-stamping authority to an existing pack."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--change",
            metavar="K",
            type=int,
            default=0,
            help="put this change first, by its number in the pack's redline",
        )
        moments = parser.add_mutually_exclusive_group()
        for moment, what in _MOMENTS.items():
            moments.add_argument(
                f"--{moment}",
                dest="moment",
                action="store_const",
                const=moment,
                help=f"with an ID: the change that {what}",
            )
        parser.add_argument("--policy", metavar="NAME", help="the policy, where only the second half of an ID is given")
        parser.add_argument("--tsr", metavar="FILE", help="attach this RFC 3161 time-stamp response to the pack named")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        if opts.tsr:
            if len(args) != 1:
                raise UnusablePack("evidence --tsr FILE takes the name of one existing pack")
            return _attach(Path(opts.tsr), Path(args[0]))
        if len(args) not in {2, 3}:
            raise UnusablePack(_USAGE)
        path = Path(args[-1])
        if path.exists():
            raise UnusablePack(f"{path} already exists; a pack never overwrites a file")
        store = self.open_store_to_read()
        try:
            bag = self._pack_clause(store, args[0], opts) if len(args) == 2 else self._pack_version(store, args, opts)
        finally:
            store.close()
        _write(bag, path)
        size = sum(map(len, bag.files.values()))
        print_output(
            f"{path}: {counted(len(bag.files), 'file')}, {counted(size, 'byte')}\nSHA-256 of its tag manifest, which names it: {bag.digest}"
        )
        print_message(_HOW_TO_STAMP.format(digest=bag.digest, path=path))
        return 0

    def _pack_version(self, store: Store, args: list[str], opts: argparse.Namespace) -> Bag:
        if not args[1].isdecimal() or opts.moment or opts.policy:
            raise UnusablePack(_USAGE)
        (policy,) = self.policies(store, args[:1])
        return _pack(store, policy, int(args[1]), opts.change)

    def _pack_clause(self, store: Store, asked: str, opts: argparse.Namespace) -> Bag:
        if not opts.policy and asked in {policy.name for policy in store.facts.policies()}:
            raise UnusablePack(f"{asked} is a policy; {_USAGE}")
        clause = find_clause(store, asked, opts.policy)
        event = event_at_moment(clause, opts.moment)
        versions = clause.timeline.versions
        when = between_dates(versions[event.version - 2], versions[event.version - 1])
        print_output(f"{clause.name}: {event.event_type} {when}, with version {event.version} of {clause.policy.name}")
        return _pack(store, clause.policy, event.version, opts.change or change_number(store, clause, event))


def _pack(store: Store, policy: Policy, number: int, highlight: int) -> Bag:
    link = view_link_of(store)

    def read_again(snapshot: Snapshot) -> Reading:
        return read(snapshot, policy, reading_code())

    evidence, bodies = gather_evidence(store, policy, number, read_again, revision_code(), link, highlight, page_code())
    return build_pack(evidence, bodies, clock.now())


def _attach(answer: Path, path: Path) -> int:
    """Attach the time-stamp *answer* to the pack at *path*, if it stamps the hash of that pack. Returns the exit code."""
    checked, bag = check_pack(path), bagit.read_bag(path)
    if checked.differences:
        raise UnusablePack(f"{path} is damaged; `clausetrail verify {path}` prints what differs")
    try:
        with answer.open("rb") as file:
            response = file.read(MAX_RESPONSE_BYTES + 1)
    except OSError as error:
        raise UnusablePack(f"{answer}: {error.strerror or error}") from error
    stamp = read_time_stamp(response)
    if stamp.hashed != bag.digest:
        raise UnusablePack(f"{answer} stamps another hash: {stamp.hashed}, and the pack's is {bag.digest}")
    _write(bagit.add_timestamp(bag, response), path)
    print_output(f"{path}: time-stamped {stamp.at}; keep the authority's certificates to prove it by `verify --roots`")
    return 0


def _write(bag: Bag, path: Path) -> None:
    try:
        bagit.write_bag(bag, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
