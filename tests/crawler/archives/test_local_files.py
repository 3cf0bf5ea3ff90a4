"""Files as an archive: which files a name stands for, how they are called and linked, and WACZ read where it lies."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from clausetrail.crawler.archives import local_files
from clausetrail.crawler.archives.local_files import ArchiveFiles, find_archive_files, memento_url
from clausetrail.crawler.commandline.local_archive import serve_local_files
from clausetrail.crawler.replay_server.warc_files import ArchivedResponse, WarcCollection
from clausetrail.snapshots.errors import UnusableArchive
from clausetrail.snapshots.model import Capture
from tests.conftest import DEMO, Run

LARKSPUR = "http://www.larkspur-records.example/privacy.html"
Packed = Callable[..., Path]


@pytest.fixture
def packed(tmp_path: Path) -> Packed:
    """Make a WACZ of the demo's WARC, or of other *content*, at *name*."""

    def make(
        name: str = "archive/demo.warc.gz", content: bytes = DEMO.read_bytes(), method: int = zipfile.ZIP_STORED
    ) -> Path:
        path = tmp_path / "demo.wacz"
        with zipfile.ZipFile(path, "w", method) as package:
            package.writestr("pages/pages.jsonl", "{}")
            package.writestr(name, content)
            package.writestr("datapackage.json", "{}")
        return path

    return make


def played(path: Path) -> list[tuple[str, str, ArchivedResponse]]:
    collection = WarcCollection.from_warcs([path])
    rows = [row for url in collection.originals() for row in collection.rows(url)]
    return [(row.timestamp, row.original, collection.read(row)) for row in rows]


# Which files a name stands for


def test_a_file_is_an_archive_of_its_own() -> None:
    found = find_archive_files(str(DEMO))
    assert found is not None
    assert (found.paths, found.home) == ((DEMO,), f"file:{DEMO.name}")


def test_a_folder_is_an_archive_of_all_files_in_it_at_any_depth(tmp_path: Path) -> None:
    expected = [tmp_path / name for name in ("a.WARC", "b/c.arc.gz", "b/d.warc.gz", "e.wacz")]
    for path in [*expected, tmp_path / "notes.txt", tmp_path / "b" / "index.cdxj"]:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = find_archive_files(str(tmp_path))
    assert found is not None
    assert list(found.paths) == expected


@pytest.mark.parametrize("spec", ["", "ia", "https://web.archive.org", "pywb+http://127.0.0.1/x.warc.gz", "notes.txt"])
def test_what_names_no_archive_file_is_left_alone(spec: str) -> None:
    with serve_local_files(spec) as endpoint:
        assert endpoint == spec


def test_the_name_of_an_archive_goes_before_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ia").mkdir()
    (tmp_path / "ia" / "x.warc").touch()
    monkeypatch.chdir(tmp_path)
    assert find_archive_files("ia", {"ia"}) is None
    assert find_archive_files("ia") is not None


def test_a_file_that_is_not_there_and_an_empty_folder_are_errors_and_not_archives_without_captures(
    tmp_path: Path,
) -> None:
    with pytest.raises(UnusableArchive, match="there is no file"), serve_local_files(str(tmp_path / "x.warc.gz")):
        pass
    with pytest.raises(UnusableArchive, match=r"holds no file that ends in \.warc"), serve_local_files(str(tmp_path)):
        pass


@pytest.mark.parametrize("spec", ["x" * 300, "~nobody-of-that-name/x.warc"])
def test_a_path_that_no_system_can_have_is_an_error_in_one_line(spec: str) -> None:
    with pytest.raises(UnusableArchive, match="cannot be read"):
        find_archive_files(spec)


# What they are called, and how links to them read


def test_the_name_stays_when_a_file_is_moved_and_changes_when_its_bytes_do(tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    here, there = tmp_path / "x.warc", tmp_path / "moved" / "x.warc"
    names = []
    for path, content in ((here, b"one"), (there, b"one"), (here, b"two")):
        path.write_bytes(content)
        found = find_archive_files(str(path))
        assert found is not None
        names.append(found.name())
    assert names[0] == names[1] == "x.warc~7692c3ad3540"
    assert names[2].startswith("x.warc~")
    assert names[2] != names[0]


def test_a_folder_that_has_grown_is_another_archive(tmp_path: Path) -> None:
    names = []
    for name in ("x.warc", "y.warc"):
        (tmp_path / name).write_bytes(name.encode())
        found = find_archive_files(str(tmp_path))
        assert found is not None
        names.append(found.name())
    assert names[0] != names[1]


def test_a_link_names_the_file_the_time_and_the_original() -> None:
    capture = Capture(
        "p", "x.warc.gz~0", "k", "20120101000000", "http://kites.example/a b?c=%20", "text/html", 200, "-"
    )
    home = ArchiveFiles(Path("/srv/old/old web.warc.gz"), ()).home
    expected = "file:old%20web.warc.gz#20120101000000/http://kites.example/a b?c=%20"
    assert memento_url(home, capture) == expected


# WACZ


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_wacz_holds_what_its_warc_holds(packed: Packed, method: int) -> None:
    assert played(packed(method=method)) == played(DEMO)


def test_a_stored_member_is_read_in_place_and_what_was_unpacked_goes_with_the_collection(packed: Packed) -> None:
    stored = WarcCollection.from_warcs([packed()])
    assert {row.path.name for row in stored.rows(LARKSPUR)} == {"demo.wacz"}
    deflated = WarcCollection.from_warcs([packed(method=zipfile.ZIP_DEFLATED)])
    (unpacked,) = {row.path for row in deflated.rows(LARKSPUR)}
    assert unpacked.exists()
    del deflated
    assert not unpacked.parent.exists()


def test_plain_warcs_in_a_wacz_end_where_their_member_ends(packed: Packed) -> None:
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://kites.example/\r\n"
        b"WARC-Date: 2012-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http\r\nContent-Length: 22\r\n\r\nHTTP/1.1 200 OK\r\n\r\none\r\n\r\n"
    )
    ((timestamp, original, response),) = played(packed("archive/kites.warc", record))
    assert (timestamp, original, response.payload) == ("20120304050607", "http://kites.example/", b"one")


@pytest.mark.parametrize(
    "name", ["demo.warc.gz", "archive/deep/demo.warc.gz", "./archive/demo.warc.gz", "crawl/archive/demo.warc.gz"]
)
def test_a_warc_is_read_wherever_it_is_in_a_wacz(packed: Packed, name: str) -> None:
    assert played(packed(name)) == played(DEMO)


def test_a_wacz_without_a_warc_is_refused(packed: Packed) -> None:
    with pytest.raises(ValueError, match="holds no WARC"):
        WarcCollection.from_warcs([packed("archive/demo.txt")])


def test_a_member_that_leads_out_of_its_folder_is_unpacked_elsewhere(packed: Packed, tmp_path: Path) -> None:
    assert played(packed("archive/../../out.warc.gz", method=zipfile.ZIP_DEFLATED)) == played(DEMO)
    assert not list(tmp_path.parent.glob("out.warc.gz"))


def test_what_would_unpack_to_too_much_is_refused(packed: Packed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_files, "MOST_UNPACKED", 1_000)
    with pytest.raises(ValueError, match="would unpack to more than"):
        WarcCollection.from_warcs([packed(method=zipfile.ZIP_DEFLATED)])


@pytest.mark.parametrize("left", [0, 100, 20_000])
def test_a_wacz_that_is_cut_short_is_refused(packed: Packed, left: int) -> None:
    path = packed()
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ValueError, match="is not a WACZ file"):
        WarcCollection.from_warcs([path])


def test_a_deflated_member_that_is_damaged_is_refused(packed: Packed) -> None:
    path = packed(method=zipfile.ZIP_DEFLATED)
    whole = path.read_bytes()
    begin = whole.index(b"archive/demo.warc.gz") + len("archive/demo.warc.gz")
    path.write_bytes(whole[:begin] + bytes(2_000) + whole[begin + 2_000 :])
    with pytest.raises(ValueError, match="is not a WACZ file"):
        WarcCollection.from_warcs([path])


# Read as an archive


def test_history_reads_a_wacz_as_it_reads_the_archive(run: Run, packed: Packed, archive: str, tmp_path: Path) -> None:
    history = ("history", LARKSPUR, "-s", "ARCHIVE_INDEX_PER_MINUTE=0", "--archive")
    live = run(*history, archive, "--data", str(tmp_path / "live"))
    wacz = packed()
    told = run(*history, str(wacz))
    assert told.returncode == 0
    assert told.stdout.replace(f"file:{wacz.name}#", f"{archive}/web/") == live.stdout
    assert "Changed between 2001-03-05 and 2002-06-18: 1 added, 1 reworded" in told.stdout
