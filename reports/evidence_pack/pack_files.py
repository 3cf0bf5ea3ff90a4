"""Make the files of an evidence pack: gather what the store knows about one revision, and write it out.

`payload_files` is a pure function of the evidence and the two bodies: so a pack can be made again from itself, and every
file that was changed afterwards is found.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import msgspec

from clausetrail.reports.evidence_pack.pack_page import evidence_page
from clausetrail.reports.export.warc_writer import records, software, write_captures
from clausetrail.reports.redline.redline_html import to_html
from clausetrail.reports.redline.side_by_side import Comparison
from clausetrail.reports.redline.side_by_side import Side as Text
from clausetrail.reports.timeline.corroboration_notes import collection_names
from clausetrail.reports.timeline.timeline_document import ClausesOf, MementoLink, revision_document
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import count_revision, redline_lines, to_plain_text
from clausetrail.reports.wording.significance import significance_lines
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.diff.compare import changes, compare
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence.bagit import Bag, make_bag
from clausetrail.snapshots.evidence.evidence_record import (
    EARLIER,
    FORM,
    LATER,
    OTHER,
    Evidence,
    ObservedCapture,
    Side,
    to_json,
)
from clausetrail.snapshots.history.same_digest import has_same_bytes, nearest_in_time
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import (
    Capture,
    Clause,
    DoubtfulClause,
    Observation,
    Policy,
    Reading,
    Revision,
    Snapshot,
    Verdict,
    Version,
    parse_timestamp,
)
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.text.fingerprint import fingerprint

Read = Callable[[Snapshot], Reading]  # bytes to clauses, with today's code

_REDLINES = ("data/redline.txt", "data/redline.html")
DOCUMENT, PAGE, WARC = "data/evidence.json", "data/evidence.html", "data/captures.warc.gz"
_REDLINE, _PACKAGE = "data/redline.json", "data/datapackage.json"
# Files whose words are those of the code that wrote them.
PAGES = (PAGE, *_REDLINES)
BODIES = "data/before/body.bin", "data/after/body.bin"


def gather_evidence(
    store: Store,
    policy: Policy,
    number: int,
    read: Read,
    code: str,
    link: MementoLink,
    highlight: int = 0,
    page_code: str = "",
) -> tuple[Evidence, tuple[bytes, bytes]]:
    """Return the evidence for the revision of *policy* that led to version *number*, and the bodies of both sides.

    Both bodies are read again by *read*, and compared again; *code* is the version of the comparing code; *highlight* is the
    number of the change to show first, or 0; *page_code* is the version of the code that writes the pages. Raises UnusablePack where there is no
    such revision, or where today's code reads other words than the store has; raises DamagedBody.
    """
    revision = _revision(store, policy, number)
    snapshots = [_snapshot_of(store, policy, version, end) for version, end in _ends(revision)]
    elsewhere_of = store.derivations.elsewhere(policy.name)
    before, after = (
        _side(snapshot, end, version, read(snapshot), elsewhere_of(snapshot.capture), link)
        for snapshot, (version, end) in zip(snapshots, _ends(revision), strict=True)
    )
    # A pack holds the two captures beside a switch, and none of the version that it returns to.
    switch = replace(revision.switch, base=None) if revision.switch else None
    found = () if switch else changes(before.clauses, after.clauses)
    compared = Revision(revision.before, revision.after, found, code, switch=switch)
    if not 0 <= highlight <= len(compared.changes):
        raise UnusablePack(f"that revision has {counted(len(compared.changes), 'change')}, and no change {highlight}")
    names = {end.archive for version in (revision.before, revision.after) for end in (version.first, version.last)}
    archives = {name: where for name, where in sorted(store.facts.archives().items()) if name in names}
    seen = tuple(_observed_captures(store, policy, revision, link))
    observed = {one.capture.id for one in seen}
    absences = tuple(a for a in store.facts.failed_requests(policy.name) if a.capture is None or a.capture in observed)
    listings, asked = tuple(store.facts.listings(policy.name)), store.addresses.last_checked(policy)
    evidence = Evidence(
        FORM,
        software(),
        policy,
        compared,
        before,
        after,
        seen,
        listings,
        absences,
        asked,
        archives,
        highlight,
        page_code,
    )
    return evidence, (snapshots[0].body, snapshots[1].body)


def build_pack(evidence: Evidence, bodies: tuple[bytes, bytes], packed_at: str) -> Bag:
    """Return the pack of *evidence*. The time *packed_at* is written to `bag-info.txt` alone."""
    name = f"{evidence.policy.name}-change-{evidence.revision.after.number}"
    info = (
        (
            "External-Description",
            f"Evidence of a change in a policy {_when(evidence)}; data/evidence.html describes it",
        ),
        ("External-Identifier", name),
        ("Bagging-Date", packed_at[:10]),
        ("Packed-At", packed_at),
        ("Bag-Software-Agent", evidence.software),
    )
    return make_bag(name, payload_files(evidence, bodies, captures_warc(evidence, bodies)), info)


def payload_files(evidence: Evidence, bodies: tuple[bytes, bytes], archived: bytes) -> dict[str, bytes]:
    """Return every file of the payload by its path; *archived* is the WARC, which other versions of zlib compress differently."""
    documents = {
        DOCUMENT: to_json(evidence),
        PAGE: evidence_page(evidence).encode("utf-8", "replace"),
        _REDLINES[0]: "\n".join(_redline(evidence)).encode("utf-8", "replace"),
        _REDLINES[1]: to_html(_comparison(evidence), full=True).encode("utf-8", "replace"),
        _REDLINE: _json(revision_document(_named(evidence.revision), _clauses_of(evidence), _link(evidence))),
        WARC: archived,
    }
    for path, body, (name, side) in zip(BODIES, bodies, evidence.sides, strict=True):
        documents |= {path: body, f"data/{name}/text.txt": _text(side.clauses)}
        if side.elsewhere:
            documents[f"data/{name}/elsewhere.txt"] = _elsewhere(side)
    return documents | {_PACKAGE: _json(_package(evidence, documents))}


def captures_warc(evidence: Evidence, bodies: tuple[bytes, bytes]) -> bytes:
    """Return the captures of both sides as a WARC."""
    file = BytesIO()
    snapshots = [side.snapshot(body) for body, (_, side) in zip(bodies, evidence.sides, strict=True)]
    fetched = max(snapshot.fetched_at for snapshot in snapshots)
    write_captures(
        snapshots, fetched or f"{parse_timestamp(evidence.after.capture.timestamp):%Y-%m-%dT%H:%M:%SZ}", file
    )
    return file.getvalue()


def payload_differences(
    evidence: Evidence, bodies: tuple[bytes, bytes], files: Mapping[str, bytes], page_code: str
) -> Iterator[str]:
    """Yield a sentence for each file of a pack's payload that differs from the one made again from *evidence*.

    The pages have the wording of the code that wrote them. Where that is not *page_code*, they are not compared (`PAGES`): another
    wording is no difference. In JSON a newer release may have more keys, so only the recorded ones are compared.
    """
    archived = files.get(WARC, b"")
    made = payload_files(evidence, bodies, archived)
    kept = set(PAGES) if evidence.page_code != page_code else set()
    kept |= {path for path in (DOCUMENT, _REDLINE) if path in files and _has_same_values(files[path], made[path])}
    made |= {path: files[path] for path in kept if path in files}
    made[_PACKAGE] = _json(_package(evidence, {path: made[path] for path in made if path != _PACKAGE}))
    why = "" if evidence.software == software() else f" (packed by {evidence.software[:60]}, today {software()})"
    for path in sorted(made.keys() - {*BODIES, WARC}):
        is_same = files.get(path) == made[path] or (
            path == _PACKAGE and _has_same_values(files.get(path, b""), made[path])
        )
        if path in files and not is_same:
            yield f"{path} differs from the file made from the evidence{why}"
    if WARC in files and not _same_records(archived, captures_warc(evidence, bodies)):
        yield f"{WARC} does not contain the captures of the evidence{why}"
    for path in sorted(files.keys() - made.keys()):
        if path.startswith("data/"):
            yield f"{path} is not a part of the evidence"


def _same_records(archived: bytes, made: bytes) -> bool:
    """Return whether two WARCs hold the same captures, with the same provenance, whatever wrote them.

    A `warcinfo` describes the software. At most twice the expected bytes are decompressed.
    """
    expected = gzip.decompress(made)
    try:
        with gzip.GzipFile(fileobj=BytesIO(archived)) as file:
            found = file.read(2 * len(expected) + 1)
        return found == expected or (len(found) <= 2 * len(expected) and [*records(found)] == [*records(expected)])
    except (OSError, EOFError, zlib.error, ValueError):
        return False


def _has_same_values(recorded: bytes, made: bytes) -> bool:
    """Return whether every value in the JSON *recorded* is the one in *made*, which may have more keys."""
    try:
        return _is_part(json.loads(recorded), json.loads(made))
    except (ValueError, RecursionError):
        return False


def _is_part(recorded: object, made: object) -> bool:
    if isinstance(recorded, dict) and isinstance(made, dict):
        return all(key in made and _is_part(value, made[key]) for key, value in recorded.items())
    if isinstance(recorded, list) and isinstance(made, list):
        return len(recorded) == len(made) and all(map(_is_part, recorded, made))
    return type(recorded) is type(made) and recorded == made


def _revision(store: Store, policy: Policy, number: int) -> Revision:
    revisions = {revision.after.number: revision for revision in store.timeline(policy).revisions}
    if number not in revisions:
        last = f"its changes are numbered 2 to {max(revisions)}" if revisions else "it has none"
        raise UnusablePack(
            f"{policy.name} has no change {number}: {last}; `clausetrail timeline {policy.name}` lists them"
        )
    return revisions[number]


def _ends(revision: Revision) -> tuple[tuple[Version, Capture], tuple[Version, Capture]]:
    return (revision.before, revision.before.last), (revision.after, revision.after.first)


def _snapshot_of(store: Store, policy: Policy, version: Version, end: Capture) -> Snapshot:
    """Return the snapshot that shows *version* at *end*: that of the capture itself, or of the nearest one with its digest."""
    readings = store.derivations.readings(policy.name)
    same_bytes = [
        capture
        for capture in store.facts.fetched_captures(policy.name)
        if (reading := readings.get(capture.id or 0))
        and reading.certain_fingerprint == version.fingerprint
        and has_same_bytes(capture, end)
    ]
    if not same_bytes:
        raise UnusablePack(
            f"no bytes are stored that show version {version.number}; `clausetrail rebuild {policy.name}` derives it again"
        )
    return store.facts.snapshot(nearest_in_time(same_bytes, end))


def _side(
    snapshot: Snapshot,
    end: Capture,
    version: Version,
    reading: Reading,
    elsewhere: tuple[DoubtfulClause, ...],
    link: MementoLink,
) -> Side:
    others = {one.place: one.clause for one in elsewhere}
    certain = tuple(clause for place, clause in enumerate(reading.clauses) if place not in others)
    is_same = all(place < len(reading.clauses) and reading.clauses[place] == one for place, one in others.items())
    if not is_same or (reading.verdict, fingerprint(certain)) != (Verdict.POLICY, version.fingerprint):
        raise UnusablePack(
            f"today's code reads other words in version {version.number} than the store has; run `clausetrail rebuild` first"
        )
    return Side(
        end, snapshot.capture, link(end), snapshot.memento, snapshot.status, snapshot.archive_headers,
        snapshot.origin_headers, snapshot.fetched_at, snapshot.proof, len(snapshot.body),
        hashlib.sha256(snapshot.body).hexdigest(), payload_digest(snapshot.body), reading.code, reading.title,
        reading.language, reading.encoding, version.fingerprint, certain, elsewhere, reading.fingerprint if elsewhere else "",
    )  # fmt: skip


def _observed_captures(
    store: Store, policy: Policy, revision: Revision, link: MementoLink
) -> Iterator[ObservedCapture]:
    """Yield every capture from the first of the earlier text to the last of the later one, with what it shows."""
    first, last = parse_timestamp(revision.before.first.timestamp), parse_timestamp(revision.after.last.timestamp)
    reasons = {found.capture.id: found.reason for found in store.unreadable_captures(policy)}
    crawls = collection_names(store.facts.archive_headers(policy.name))
    ordered = sorted(
        store.derivations.observations(policy.name), key=lambda one: parse_timestamp(one.capture.timestamp)
    )
    for observation in ordered:
        capture = observation.capture
        if first <= parse_timestamp(capture.timestamp) <= last:
            shows = reasons.get(capture.id) or _text_shown(observation, revision)
            yield ObservedCapture(capture, link(capture), shows, crawls.get(capture.id or 0, ""))


def _text_shown(observation: Observation, revision: Revision) -> str:
    texts = {revision.before.fingerprint: EARLIER, revision.after.fingerprint: LATER}
    return texts.get(observation.fingerprint or "", OTHER)


def _when(evidence: Evidence) -> str:
    return between_dates(evidence.revision.before, evidence.revision.after)


def _clauses_of(evidence: Evidence) -> ClausesOf:
    """Return a function from the name of a side to its clauses, as read from its bytes."""
    return {name: side.clauses for name, side in evidence.sides}.__getitem__


def _named(revision: Revision) -> Revision:
    """Return *revision* with its texts named "before" and "after": the store's names have no meaning in a pack."""
    return replace(
        revision, before=replace(revision.before, text="before"), after=replace(revision.after, text="after")
    )


def _link(evidence: Evidence) -> MementoLink:
    views = {side.capture: side.view for _, side in evidence.sides}
    return views.__getitem__


def _comparison(evidence: Evidence) -> Comparison:
    before, after = (
        Text(f"{side.capture.original} {parse_timestamp(side.capture.timestamp):%Y-%m-%d %H:%M} UTC", side.title, side.encoding, side.clauses, side.elsewhere)
        for _, side in evidence.sides
    )  # fmt: skip
    return Comparison(before, after, compare(before.clauses, after.clauses))


def _redline(evidence: Evidence) -> Iterator[str]:
    before, after = evidence.before.clauses, evidence.after.clauses
    yield visible(f"{evidence.policy.title or evidence.policy.name}: changed {_when(evidence)}")
    moved = " [>Words>] at their old place and {<words<} at their new one only moved."
    yield (
        f"{count_revision(evidence.revision)}. [-Struck-] words were removed, {{+inserted+}} words were added."
        f"{moved * any(change.kept for change in evidence.revision.changes)}"
    )
    yield f"before: {visible(evidence.before.view)}"
    yield f"after:  {visible(evidence.after.view)}"
    yield from (to_plain_text(line) for line in significance_lines(evidence.revision, before, after))
    for number, change in enumerate(evidence.revision.changes, start=1):
        yield f"\n{number}."
        yield from (to_plain_text(line) for line in redline_lines((change,), before, after, full=True))
    yield ""


def _text(clauses: tuple[Clause, ...]) -> bytes:
    return "".join(f"{visible(clause.labelled_text)}\n" for clause in clauses).encode("utf-8", "replace")


def _elsewhere(side: Side) -> bytes:
    """Return the clauses elsewhere on the page as plain text, each with the reason why it is no part of the comparison."""
    return "".join(f"[{one.reason}] {visible(one.clause.labelled_text)}\n" for one in side.elsewhere).encode(
        "utf-8", "replace"
    )


def _package(evidence: Evidence, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the description of *files* as a Data Package (Frictionless Data, version 1)."""
    return {
        "profile": "data-package",
        "name": f"{evidence.policy.name}-change-{evidence.revision.after.number}".lower(),
        "title": f"Evidence of a change in a policy {_when(evidence)}",
        "software": evidence.software,
        "resources": [
            {
                "name": path.removeprefix("data/").replace("/", "-").lower(),
                "path": path.removeprefix("data/"),
                "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
                "bytes": len(files[path]),
            }
            for path in sorted(files)
        ],
    }


def _json(document: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
