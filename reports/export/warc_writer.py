"""Write the stored bytes as WARC/1.1 (ISO 28500:2017), one gzip member a record, for archivists and replay tools.

These are not the archive's own records: bodies are stored without transfer and content coding, and of the status line
only the number is known. Every record names the source of its bytes. The same store gives the same bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clausetrail.reports.export.http_messages import http_response, in_one_line
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.model import Capture, Policy, Snapshot, parse_timestamp
from clausetrail.snapshots.payload.digests import labelled
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store

Fields = list[tuple[str, str]]

_VERSION = "WARC/1.1"
_FIELDS = "application/warc-fields"
_HTTP = "application/http; msgtype=response"
# WARC 1.1, 6.7.2: the payload of the record is that of the one it refers to.
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DESCRIPTION = (
    "Captures of website policies, read from web archives. Bodies are as the archive served them (id_), without transfer "
    "and content coding; headers that described the coding are kept as X-Archive-Orig-…; of the status line only the number "
    "is the origin's. A revisit is a capture that the archive's index lists under the digest of another and that was "
    "not fetched again. Metadata records hold where and when each body was fetched. A resource urn:text:… is "
    "a text that others have cleaned, and no page."
)
# An imported text gets the kind of URI that Browsertrix gives to the text of a page, so that no replay tool shows it as the page.
_TEXT_URI = "urn:text:"
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, _CONFORMS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in an index: the columns of a CDX line, with the offset and length of the record in bytes."""

    urlkey: str
    timestamp: str
    url: str
    mimetype: str
    statuscode: str
    digest: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a WARC contains; *without_bytes* counts the known captures whose bytes are not stored."""

    entries: tuple[Entry, ...]
    without_bytes: int

    def __str__(self) -> str:
        revisits = sum(entry.mimetype == "warc/revisit" for entry in self.entries)
        texts = sum(entry.url.startswith(_TEXT_URI) for entry in self.entries)
        bodies = len(self.entries) - revisits - texts
        return f"{counted(bodies, 'response')}, {counted(revisits, 'revisit')}, {counted(texts, 'imported text')}; {counted(self.without_bytes, 'capture has', 'captures have')} no stored bytes"


def write(store: Store, policies: Iterable[Policy], path: Path) -> Written:
    """Write all stored bytes of *policies* to *path*, completely or not at all, and return what it contains.

    Raises OSError and StoreError.
    """
    part = path.with_name(f"{path.name}.part")
    known = tuple(policies)
    try:
        with part.open("wb") as file:
            warc = _Warc(file)
            warc.add("warcinfo", "", export_date(store, known), _FIELDS, _lines(_about(len(known))))
            without_bytes = sum(_add_policy(warc, store, policy) for policy in known)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return Written(tuple(warc.entries), without_bytes)


def write_captures(snapshots: Iterable[Snapshot], date: str, file: BinaryIO) -> None:
    """Write *snapshots* of one policy to *file* as a WARC with the *date* of its making."""
    warc = _Warc(file)
    warc.add("warcinfo", "", date, _FIELDS, _lines(_about(1)))
    for snapshot in snapshots:
        _add_snapshot(warc, snapshot, payload_digest(snapshot.body))


def records(warc: bytes) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """Yield type, fields and block of each record of *warc*, not compressed, but of a `warcinfo`, which describes the software.

    Raises ValueError.
    """
    try:
        for record in ArchiveIterator(BytesIO(warc), no_record_parse=True):
            block = record.raw_stream.read()
            if record.rec_type != "warcinfo":
                yield record.rec_type, dict(record.rec_headers.headers), block
    except ArchiveLoadFailed as error:
        raise ValueError(f"no WARC: {error}") from error


def export_date(store: Store, policies: Iterable[Policy]) -> str:
    """Return when an archive was last checked for *policies*, in the form of WARC-Date, or else the time of their latest capture.

    It dates an export in place of the clock, so that two exports of one store are the same file.
    """
    names = [policy.name for policy in policies]
    asked = (listing.asked_at for name in names for listing in store.facts.listings(name))
    seen = (_date(capture) for name in names for capture in store.facts.captures(name))
    return max(asked, default="") or max(seen, default="1996-01-01T00:00:00Z")


def software() -> str:
    """Return the name and version of this program, for the files that it writes."""
    return f"clausetrail/{version('clausetrail')}"


class _Indexed(NamedTuple):
    """The columns of the index that describe a payload."""

    mimetype: str
    statuscode: str
    digest: str


class _Warc:
    """A WARC that is being written, and the index of its captures. Equal records are written once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._writer = WARCWriter(file, gzip=True, warc_version=_VERSION)
        self._ids: set[uuid.UUID] = set()
        self.entries: list[Entry] = []

    def add(
        self, kind: str, uri: str, date: str, media_type: str, block: bytes, more: Iterable[tuple[str, str]] = ()
    ) -> tuple[str, int, int] | None:
        """Write one record and return its id, offset and length, or None where an equal one is written already.

        The id is derived from the record's fields (RFC 9562, 5.5).
        """
        target = [("WARC-Target-URI", in_one_line(uri))] if uri else []
        block_digest = f"sha1:{payload_digest(block)}"
        fields = [("WARC-Type", kind), *target, ("WARC-Date", date), *more, ("WARC-Block-Digest", block_digest)]
        number = uuid.uuid5(_NAMES, repr(fields))
        if number in self._ids:
            return None
        self._ids.add(number)
        offset, name = self._file.tell(), f"<{number.urn}>"
        headers = StatusAndHeaders("", [*fields, ("WARC-Record-ID", name)], protocol=_VERSION)
        record = ArcWarcRecord("warc", kind, headers, BytesIO(block), None, media_type, len(block))
        self._writer.write_record(record)
        return name, offset, self._file.tell() - offset

    def add_capture(
        self, capture: Capture, kind: str, media_type: str, block: bytes, indexed: _Indexed, more: Fields
    ) -> str:
        """Write the record of *capture* and add it to the index; return the record's id, or "" where it is written already."""
        uri = f"{_TEXT_URI}{capture.original}" if capture.is_imported else capture.original
        fields = [("WARC-Payload-Digest", f"sha1:{indexed.digest}"), *more]
        if (written := self.add(kind, uri, _date(capture), media_type, block, fields)) is None:
            return ""
        name, offset, length = written
        key = uri if capture.is_imported else capture.urlkey
        digits = f"{parse_timestamp(capture.timestamp):%Y%m%d%H%M%S}"
        self.entries.append(
            Entry(key, digits, uri, indexed.mimetype, indexed.statuscode, indexed.digest, offset, length)
        )
        return name


def _add_policy(warc: _Warc, store: Store, policy: Policy) -> int:
    """Write the stored captures of *policy*, and return how many others have no stored bytes.

    Of several captures that record one request, one becomes a record; the others add where else it was fetched.
    """
    copies = store.derivations.copies(policy.name)
    digests: dict[Capture, str] = {}
    names: dict[int | None, str] = {}
    mementos: dict[Capture, str] = {}
    for capture in store.facts.fetched_captures(policy.name):
        snapshot = store.facts.snapshot(capture)
        digests[capture] = payload_digest(snapshot.body)
        mementos[capture] = snapshot.memento
        sighting = copies.get(capture.id or 0, capture.id)
        if name := names.get(sighting):
            _add_provenance(warc, snapshot, name)
        else:
            names[sighting] = _add_snapshot(warc, snapshot, digests[capture])
    payloads = _Payloads(digests)
    without_bytes = 0
    for capture in store.facts.captures(policy.name):
        sighting = copies.get(capture.id or 0, capture.id)
        if capture in digests or sighting in names:
            continue
        names[sighting] = ""
        if repeated := payloads.repeated(capture):
            source = store.facts.source(capture) or _sibling_memento(capture, repeated, mementos[repeated])
            _add_revisit(warc, capture, repeated, digests[repeated], source)
        else:
            without_bytes += 1
    return without_bytes


class _Payloads:
    """The captures with stored bytes, by digest and status in the index."""

    def __init__(self, stored: Iterable[Capture]) -> None:
        self._same_payload: dict[tuple[str, int | None], list[Capture]] = {}
        for capture in stored:
            # Rows without a digest ("-") may be of different pages.
            if not capture.is_imported and capture.digest != "-":
                for status in {capture.statuscode, None}:
                    self._same_payload.setdefault((capture.digest, status), []).append(capture)

    def repeated(self, capture: Capture) -> Capture | None:
        """Return the capture whose payload *capture* repeats: the last one before it, else the first after it."""
        same_payload = self._same_payload.get((capture.digest, capture.statuscode), [])
        earlier = [other for other in same_payload if other.timestamp <= capture.timestamp]
        return earlier[-1] if earlier else next(iter(same_payload), None)


def _add_snapshot(warc: _Warc, snapshot: Snapshot, digest: str) -> str:
    """Write the records of *snapshot*, and return the id of the one with the bytes, or "" where an equal one is written."""
    capture = snapshot.capture
    source = [("WARC-Source-URI", in_one_line(snapshot.memento))]
    if "truncated" in snapshot.proof:
        # WARC 1.1 has values for reasons ("length", "time", "disconnect"), but the reason is not known.
        source.append(("WARC-Truncated", "unspecified"))
    if capture.is_imported:
        indexed = _Indexed("text/markdown", "", digest)
        name = warc.add_capture(capture, "resource", "text/markdown", snapshot.body, indexed, source)
    else:
        mimetype = snapshot.content_type.partition(";")[0].strip().lower() or "unk"
        indexed = _Indexed(mimetype, str(snapshot.status), digest)
        name = warc.add_capture(capture, "response", _HTTP, http_response(snapshot), indexed, source)
    if name:
        _add_provenance(warc, snapshot, name)
    return name


def _add_provenance(warc: _Warc, snapshot: Snapshot, name: str) -> None:
    """Write where and when *snapshot* was fetched, for the record with the id *name*."""
    capture = snapshot.capture
    date = snapshot.fetched_at or _date(capture)
    warc.add("metadata", capture.original, date, _FIELDS, _lines(_provenance(snapshot)), [("WARC-Refers-To", name)])


def _sibling_memento(capture: Capture, fetched: Capture, memento: str) -> str:
    """Return the memento of *capture*, which was listed and not fetched, from that of a *fetched* one of its archive, or ""."""
    ending = f"/{fetched.timestamp}id_/{fetched.original}"
    if capture.archive != fetched.archive or not memento.endswith(ending):
        return ""
    return f"{memento.removesuffix(ending)}/{capture.timestamp}id_/{capture.original}"


def _add_revisit(warc: _Warc, capture: Capture, repeated: Capture, digest: str, source: str) -> None:
    # It has no headers of its own, since it was not fetched: readers use those of the record it refers to.
    refers = [
        ("WARC-Profile", _PROFILE),
        ("WARC-Refers-To-Target-URI", in_one_line(repeated.original)),
        ("WARC-Refers-To-Date", _date(repeated)),
    ]
    if source:
        refers.append(("WARC-Source-URI", in_one_line(source)))
    status = capture.statuscode or repeated.statuscode
    warc.add_capture(capture, "revisit", _HTTP, b"", _Indexed("warc/revisit", str(status or ""), digest), refers)


def _about(policies: int) -> Iterator[tuple[str, str]]:
    yield "software", software()
    yield "format", "WARC File Format 1.1"
    yield "conformsTo", _CONFORMS
    yield "description", f"{_DESCRIPTION} Policies: {policies}."


def _provenance(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    capture = snapshot.capture
    yield "archive", capture.archive
    yield "memento", snapshot.memento
    yield "fetched", snapshot.fetched_at
    yield "proof", snapshot.proof
    yield "index-timestamp", capture.timestamp
    yield "index-status", "-" if capture.statuscode is None else str(capture.statuscode)
    yield "index-digest", labelled(capture.digest)
    for name, value in snapshot.archive_headers:
        yield "archive-header", f"{name}: {value}"


def _lines(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return *fields* as warc-fields (WARC 1.1, 4)."""
    return "".join(f"{name}: {in_one_line(value)}\r\n" for name, value in fields).encode()


def _date(capture: Capture) -> str:
    return f"{parse_timestamp(capture.timestamp):%Y-%m-%dT%H:%M:%SZ}"
