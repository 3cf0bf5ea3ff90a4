"""The WARC and WACZ that `export` writes: what was held comes out, byte for byte, and goes in again."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.replay_server.warc_files import WarcCollection
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.pipelines.derive.import_text import imported_snapshot as imported
from clausetrail.reports.export import wacz_writer, warc_writer
from clausetrail.snapshots.model import Capture, Policy
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.storage.facts import Listing
from clausetrail.snapshots.store import Store, opened
from tests.conftest import ROOT, Run, data_in
from tests.support.forked_runs import FORKS
from tests.support.kite_snapshots import KITES, TIME, capture, snapshot
from tests.support.pywb_archive import PywbUnavailableError, pywb

# The usual 24 index questions a minute double the time that a crawl of the demo takes.
TRACK = ("track", "--policies", str(ROOT / "demo" / "policies.toml"), "-s", "ARCHIVE_INDEX_PER_MINUTE=0")


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Path:
    """A folder with a store that has tracked the demo in "data", and its captures as WARC and WACZ."""
    folder = tmp_path_factory.mktemp("tracked")
    shutil.copytree(demo_data, folder / "data")
    done = FORKS.run("export", "--warc", "--wacz", str(folder), folder=folder, environment=data_in(folder))
    assert done.returncode == 0, done.stderr
    return folder


@contextmanager
def records(path: Path) -> Iterator[Iterator[Any]]:
    with path.open("rb") as file:
        yield iter(ArchiveIterator(file, check_digests="raise"))


def kinds(path: Path) -> list[tuple[str, str]]:
    with records(path) as found:
        return [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "") for record in found]


def timelines(store: Store) -> dict[str, Any]:
    return {
        policy.name: (
            [
                (v.fingerprint, v.first.timestamp, v.last.timestamp, v.sightings)
                for v in store.timeline(policy).versions
            ],
            [revision.changes for revision in store.timeline(policy).revisions],
        )
        for policy in store.facts.policies()
    }


@pytest.mark.parametrize("name", ["captures.warc.gz", "captures.wacz"])
def test_what_is_exported_and_tracked_again_tells_the_same_versions_and_changes(
    tracked: Path, run: Run, tmp_path: Path, name: str
) -> None:
    with serve_local_files(str(tracked / name)) as endpoint:
        done = run(*TRACK, "--archive", endpoint, "--data", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    with opened(tracked / "data") as ours, opened(tmp_path / "again") as theirs:
        assert timelines(theirs) == timelines(ours)
        assert sum(len(versions) for versions, _ in timelines(ours).values()) == 15


def test_every_block_and_payload_digest_is_that_of_its_bytes(tracked: Path) -> None:
    with records(tracked / "captures.warc.gz") as found:
        told = [(record.rec_type, record.content_stream().read(), record.digest_checker.passed) for record in found]
    # warcio checks none of a revisit, whose block is empty.
    assert {passed for kind, _, passed in told if kind != "revisit"} == {True}
    with opened(tracked / "data") as store:
        held = sum(1 for policy in store.facts.policies() for _ in store.facts.fetched_captures(policy.name))
    assert [kind for kind, _, _ in told].count("response") == held > 20


def test_the_payload_digest_is_the_index_s_where_the_bytes_are_as_stored(tracked: Path, tmp_path: Path) -> None:
    with opened(tracked / "data") as store:
        written = warc_writer.write(store, store.facts.policies(), tmp_path / "x.warc.gz")
        listed = {
            (c.original, c.timestamp): c.digest for p in store.facts.policies() for c in store.facts.captures(p.name)
        }
    equal = [listed[entry.url, entry.timestamp] == entry.digest for entry in written.entries]
    assert all(equal)


def test_two_exports_of_one_store_are_the_same_bytes(tracked: Path, tmp_path: Path) -> None:
    with opened(tracked / "data") as store:
        warc_writer.write(store, store.facts.policies(), tmp_path / "other.warc.gz")
        wacz_writer.write(store, store.facts.policies(), tmp_path / "other.wacz")
    for suffix in ("warc.gz", "wacz"):
        assert (tmp_path / f"other.{suffix}").read_bytes() == (tracked / f"captures.{suffix}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(("other", "."))) == [
        "other.wacz",
        "other.warc.gz",
    ]


def test_a_capture_of_the_same_digest_becomes_a_revisit_and_one_without_bytes_is_counted(
    store: Store, tmp_path: Path
) -> None:
    store.facts.declare(KITES)
    held = snapshot(b"<p>one</p>")
    digest = held.capture.digest
    seen = [held.capture, capture("20130101000000", 200, digest), capture("20110101000000", None, digest)]
    unheld = [
        capture("20140101000000", 404, digest),
        capture("20150101000000", 200, "B" * 32),
        capture("20160101000000", 200, "-"),
    ]
    store.facts.add_listing(Listing("kites", "archive.example", "", "", "", "listed"), [*seen, *unheld])
    numbered = {known.timestamp: known for known in store.facts.captures("kites")}
    store.facts.add_snapshot(snapshot(held.body, seen=numbered[TIME]))
    written = warc_writer.write(store, [KITES], tmp_path / "x.warc.gz")
    assert str(written) == "1 response, 2 revisits, 0 imported texts; 3 captures have no stored bytes"
    with records(tmp_path / "x.warc.gz") as found:
        refers = [
            record.rec_headers.get_header("WARC-Refers-To-Date") for record in found if record.rec_type == "revisit"
        ]
    assert refers == ["2012-03-04T05:06:07Z"] * 2


def test_a_page_that_was_cut_is_told_as_cut_by_who_reads_the_warc(store: Store, tmp_path: Path) -> None:
    store.facts.declare(KITES)
    store.facts.add_snapshot(
        snapshot(b"<p>hal", (("Content-Length", "900"),), proof="equal, truncated: 6 of 900 bytes")
    )
    warc_writer.write(store, [KITES], tmp_path / "x.warc.gz")
    with records(tmp_path / "x.warc.gz") as found:
        assert [record.rec_headers.get_header("WARC-Truncated") for record in found][1] == "unspecified"
    collection = WarcCollection.from_warcs([tmp_path / "x.warc.gz"])
    (row,) = collection.rows(KITES.urls[0])
    assert collection.read(row).headers == (("Content-Length", "900"),)
    assert collection.read(row).truncated == "unspecified"


def test_where_a_body_came_from_is_told_beside_it(store: Store, tmp_path: Path) -> None:
    store.facts.declare(KITES)
    store.facts.add_snapshot(snapshot(b"<p>one</p>"))
    warc_writer.write(store, [KITES], tmp_path / "x.warc.gz")
    with records(tmp_path / "x.warc.gz") as found:
        told = [(record.rec_headers, record.content_stream().read().decode()) for record in found]
    (_, about), (response, _), (metadata, provenance) = told
    assert about.startswith("software: clausetrail/")
    assert response.get_header("WARC-Source-URI") == f"https://archive.example/web/{TIME}id_/{KITES.urls[0]}"
    assert metadata.get_header("WARC-Refers-To") == response.get_header("WARC-Record-ID")
    assert metadata.get_header("WARC-Date") == "2026-01-02T03:04:05Z"
    assert f"index-digest: sha1:{payload_digest(b'<p>one</p>')}\r\n" in provenance


def test_an_imported_text_is_a_resource_and_no_page(store: Store, tmp_path: Path) -> None:
    text = tmp_path / "kites.md"
    text.write_text(f"> *From <https://archive.example/web/{TIME}/{KITES.urls[0]}>*\n\n# Kites\n\nWe lend no kites.\n")
    store.facts.declare(KITES)
    store.facts.add_snapshot(imported(text, "kites"))
    derive(store, KITES)
    written = wacz_writer.write(store, [KITES], tmp_path / "x.wacz")
    assert str(written) == "0 responses, 0 revisits, 1 imported text; 0 captures have no stored bytes"
    assert len(WarcCollection.from_warcs([tmp_path / "x.wacz"])) == 0
    with zipfile.ZipFile(tmp_path / "x.wacz") as package, package.open("archive/data.warc.gz") as data:
        resource = next(record for record in ArchiveIterator(data) if record.rec_type == "resource")
        assert resource.rec_headers.get_header("WARC-Target-URI") == f"urn:text:{KITES.urls[0]}"
        assert resource.rec_headers.get_header("Content-Type") == "text/markdown"
        assert len(package.read("pages/pages.jsonl").splitlines()) == 1


def test_a_capture_that_two_policies_share_is_written_once(store: Store, tmp_path: Path) -> None:
    other = Policy("string", KITES.urls)
    for policy in (KITES, other):
        store.facts.declare(policy)
        digest = payload_digest(b"<p>one</p>")
        seen = Capture(policy.name, "archive.example", "k", TIME, KITES.urls[0], "text/html", 200, digest)
        store.facts.add_snapshot(snapshot(b"<p>one</p>", seen=seen))
    warc_writer.write(store, [KITES, other], tmp_path / "x.warc.gz")
    assert kinds(tmp_path / "x.warc.gz") == [("warcinfo", ""), ("response", KITES.urls[0]), ("metadata", KITES.urls[0])]


def test_an_export_that_fails_leaves_no_half_a_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.facts.declare(KITES)
    store.facts.add_snapshot(snapshot(b"<p>one</p>"))
    monkeypatch.setattr(warc_writer, "http_response", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        wacz_writer.write(store, [KITES], tmp_path / "x.wacz")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_manifest_of_a_wacz_hashes_every_entry(tracked: Path) -> None:
    with zipfile.ZipFile(tracked / "captures.wacz") as package:
        manifest = package.read("datapackage.json")
        resources = {resource["path"]: resource for resource in json.loads(manifest)["resources"]}
        for path, resource in resources.items():
            content = package.read(path)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert resource["bytes"] == len(content)
        assert {*resources, "datapackage.json", "datapackage-digest.json"} == set(package.namelist())
        assert json.loads(package.read("datapackage-digest.json"))["hash"].endswith(
            hashlib.sha256(manifest).hexdigest()
        )
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}


def test_each_line_of_the_index_leads_to_its_record_and_each_page_to_a_line(tracked: Path) -> None:
    with zipfile.ZipFile(tracked / "captures.wacz") as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
        data = package.read("archive/data.warc.gz")
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()[1:]]
    assert lines == sorted(lines)
    seen = set()
    for line in lines:
        told = json.loads(line.split(" ", 2)[2])
        offset, length = int(told["offset"]), int(told["length"])
        (record,) = ArchiveIterator(BytesIO(data[offset : offset + length]))
        seen.add((record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers.get_header("WARC-Date")))
    assert len(seen) == len(lines)
    assert len(pages) == 15
    assert {(page["url"], page["ts"]) for page in pages} <= seen


def test_a_long_index_is_cut_into_members_that_its_overview_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wacz_writer, "_LINES_PER_BLOCK", 3)
    entries = [warc_writer.Entry("k", f"{2000 + n}0101000000", "u", "text/html", "200", "D", n, 1) for n in range(8)]
    blocks, overview = wacz_writer._index(reversed(entries))
    places = [json.loads(line.split(" ", 2)[2]) for line in overview.decode().splitlines()[1:]]
    members = [gzip.decompress(blocks[at["offset"] : at["offset"] + at["length"]]) for at in places]
    assert b"".join(members) == b"".join(map(wacz_writer.cdxj, entries))


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "wacz"])
def test_pywb_plays_every_capture_and_every_revisit_byte_for_byte(tracked: Path, tmp_path: Path, packed: bool) -> None:
    (tmp_path / "pywb").mkdir()
    with opened(tracked / "data") as store:
        entries = warc_writer.write(store, store.facts.policies(), tmp_path / "captures.warc.gz").entries
    pages = [entry for entry in entries if entry.statuscode == "200"]
    with zipfile.ZipFile(tracked / "captures.wacz") as package:
        package.extractall(tmp_path)
    data = tmp_path / ("archive/data.warc.gz" if packed else "captures.warc.gz")
    try:
        with pywb([data], tmp_path / "pywb") as base:
            if packed:
                index = gzip.decompress((tmp_path / "indexes" / "index.cdx.gz").read_bytes())
                (tmp_path / "pywb" / "collections" / "web" / "indexes" / "index.cdxj").write_bytes(index)
            played = [_played(f"{base}/web/{entry.timestamp}id_/{entry.url}") for entry in pages]
    except PywbUnavailableError as error:
        pytest.skip(f"pywb cannot be had: {error}")
    assert played == [(200, entry.digest) for entry in pages]
    assert [entry.mimetype for entry in pages].count("warc/revisit") == 2


def _played(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url) as answer:  # (loopback)
        return answer.status, payload_digest(answer.read())
