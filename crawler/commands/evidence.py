"""`clausetrail evidence POLICY N out.zip`, or `evidence ID out.zip`: all that is known of one change, in one file to hand on."""

from __future__ import annotations

import argparse
from pathlib import Path

from clausetrail.crawler.commandline.base_command import BaseCommand, print_message, print_output
from clausetrail.crawler.commandline.clause_lookup import ClauseMoment, change_number, event_at_moment, find_clause
from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.crawler.commandline.store_views import view_link_of
from clausetrail.pipelines.code_version import reading_code, revision_code
from clausetrail.pipelines.derive.rfc3161 import MAX_RESPONSE_BYTES, read_time_stamp
from clausetrail.pipelines.reading import read
from clausetrail.reports.evidence_pack.pack_files import build_pack, gather_evidence
from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import StoreError, UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Policy, Reading, Snapshot
from clausetrail.snapshots.store import Store

_HOW_TO_STAMP = """\
To have it time-stamped by an authority of your choice (RFC 3161), whose address stands for URL:
  openssl ts -query -digest {digest} -sha256 -cert -out query.tsq
  curl -sS -H 'Content-Type: application/timestamp-query' --data-binary @query.tsq URL -o answer.tsr
  clausetrail evidence --tsr answer.tsr {path}"""

_USAGE = (
    "evidence takes a policy, the number of the version that a change led to, and a file to write; or the ID of a clause "
    "and a file"
)
_MOMENTS = {
    ClauseMoment.BORN: "brought the clause",
    ClauseMoment.REWORDED: "gave it its newest words",
    ClauseMoment.ENDED: "last removed it",
}


class Command(BaseCommand):
    """Pack the evidence for one change, or attach a time-stamp to a pack."""

    def syntax(self) -> str:
        return "[options] POLICY N OUT.zip | ID OUT.zip | --tsr FILE PACK.zip"

    def short_desc(self) -> str:
        return "Pack the evidence for one change: both captures, redline, hashes, a page to attach"

    def long_desc(self) -> str:
        return (
            "Write everything that is known of the change that led to version N of POLICY into one ZIP (BagIt, RFC 8493): the "
            "bytes and headers of both captures, what the archive's index says of them and of all captures between, both texts, "
            "the redline, a WARC, and evidence.html to attach and print. `clausetrail timeline POLICY` numbers the versions. "
            "With the ID of a clause, as `blame`, `search` and `clause` show it, the change is the one that gave the clause its "
            "newest words, or removed it where it is gone, and stands first in the pack: `clausetrail evidence 5c1e0a-9f3b21c4d7 "
            "out.zip`. --born, --reworded and --ended choose another one. "
            "Nothing is fetched. `clausetrail verify OUT.zip` checks a pack anywhere, without a store and without network. "
            "--tsr attaches the answer of a time-stamping authority to a pack that was written before."
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
                raise UnusablePack("evidence --tsr FILE takes the name of one pack, written before")
            return _attach(Path(opts.tsr), Path(args[0]))
        if len(args) not in {2, 3}:
            raise UnusablePack(_USAGE)
        path = Path(args[-1])
        if path.exists():
            raise UnusablePack(f"{path} is there already; a pack is never written over another file")
        store = self.open_store()
        try:
            bag = self._of_clause(store, args[0], opts) if len(args) == 2 else self._of_version(store, args, opts)
        finally:
            store.close()
        _write(bag, path)
        size = sum(map(len, bag.files.values()))
        print_output(
            f"{path}: {len(bag.files)} files, {size:,} bytes\nSHA-256 of its tag manifest, which names it: {bag.digest}"
        )
        print_message(_HOW_TO_STAMP.format(digest=bag.digest, path=path))
        return 0

    def _of_version(self, store: Store, args: list[str], opts: argparse.Namespace) -> Bag:
        if not args[1].isdecimal() or opts.moment or opts.policy:
            raise UnusablePack(_USAGE)
        (policy,) = self.policies(store, args[:1])
        return _packed(store, policy, int(args[1]), opts.change)

    def _of_clause(self, store: Store, asked: str, opts: argparse.Namespace) -> Bag:
        if not opts.policy and asked in {policy.name for policy in store.facts.policies()}:
            raise UnusablePack(f"{asked} is a policy; {_USAGE}")
        clause = find_clause(store, asked, opts.policy)
        turn = event_at_moment(clause, opts.moment)
        versions = clause.timeline.versions
        when = between_dates(versions[turn.version - 2], versions[turn.version - 1])
        print_output(f"{clause.name}: {turn.event_type} {when}, with version {turn.version} of {clause.policy.name}")
        return _packed(store, clause.policy, turn.version, opts.change or change_number(store, clause, turn))


def _packed(store: Store, policy: Policy, number: int, highlight: int) -> Bag:
    link = view_link_of(store)

    def today(snapshot: Snapshot) -> Reading:
        return read(snapshot, policy, reading_code())

    evidence, bodies = gather_evidence(store, policy, number, today, revision_code(), link, highlight)
    return build_pack(evidence, bodies, clock.now())


def _attach(answer: Path, path: Path) -> int:
    """Put the time-stamp *answer* beside the pack at *path*, if it was made of that pack's hash."""
    told, bag = check_pack(path), bagit.read_bag(path)
    if told.differences:
        raise UnusablePack(f"{path} is not whole; `clausetrail verify {path}` says what differs")
    try:
        with answer.open("rb") as file:
            response = file.read(MAX_RESPONSE_BYTES + 1)
    except OSError as error:
        raise UnusablePack(f"{answer}: {error.strerror or error}") from error
    seen = read_time_stamp(response)
    if seen.hashed != bag.digest:
        raise UnusablePack(f"{answer} was made of another hash: {seen.hashed}, and the pack's is {bag.digest}")
    _write(bagit.add_timestamp(bag, response), path)
    print_output(f"{path}: time-stamped {seen.at}; keep the authority's certificates to prove it by `verify --roots`")
    return 0


def _write(bag: Bag, path: Path) -> None:
    try:
        bagit.write_bag(bag, path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
