"""A bag is read back as written, every altered byte is found, and crafted ZIPs are refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence.bagit import (
    INFO,
    MANIFEST,
    STAMP,
    TAGS,
    Bag,
    add_timestamp,
    find_faults,
    make_bag,
    read_bag,
    write_bag,
)

PAYLOAD = {"data/a.txt": b"one", "data/b/c.bin": b"\x00\xff"}
NAMES = st.from_regex(r"data/[a-z][a-z0-9._-]{0,8}", fullmatch=True)


def bag(payload: dict[str, bytes] | None = None) -> Bag:
    return make_bag("pack", PAYLOAD if payload is None else payload, [("Source", "an archive\nof pages")])


def zipped(path: Path, files: dict[str, bytes], comment: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
        packed.comment = comment
    return path


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=5))
def test_a_bag_without_changes_has_no_fault_and_its_digest_names_every_byte(payload: dict[str, bytes]) -> None:
    made = bag(payload)
    assert [*find_faults(made)] == []
    for name, content in payload.items():
        altered = bag({**payload, name: content + b"x"})
        assert altered.digest != made.digest
        assert [*find_faults(Bag("pack", {**made.files, name: content + b"x"}))] != []


def test_a_bag_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    for path in (tmp_path / "one.zip", tmp_path / "two.zip"):
        write_bag(bag(), path)
    assert read_bag(tmp_path / "one.zip") == bag()
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"]


def test_a_value_in_the_tags_takes_one_line() -> None:
    assert bag().files[INFO] == b"Source: an archive of pages\nPayload-Oxum: 5.2\n"


def test_a_time_stamp_changes_neither_the_digest_nor_the_faults() -> None:
    stamped = add_timestamp(bag(), b"answer")
    assert stamped.files[STAMP] == b"answer"
    assert (stamped.digest, [*find_faults(stamped)]) == (bag().digest, [])


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("data/a.txt", b"two", "data/a.txt is not the file that manifest-sha256.txt lists"),
        ("data/a.txt", None, "data/a.txt is listed in manifest-sha256.txt and missing"),
        ("data/new.txt", b"", "data/new.txt is not listed in manifest-sha256.txt"),
        (INFO, b"Source: another\n", f"{INFO} is not the file that tagmanifest-sha256.txt lists"),
        (MANIFEST, None, "manifest-sha256.txt is missing"),
        (TAGS, None, "tagmanifest-sha256.txt is missing"),
        ("bagit.txt", b"BagIt-Version: 0.97\n", "bagit.txt does not declare BagIt 1.0 in UTF-8"),
    ],
)
def test_each_alteration_is_one_of_the_faults(name: str, content: bytes | None, fault: str) -> None:
    files = {**bag().files, name: content or b""}
    if content is None:
        del files[name]
    assert any(found.startswith(fault) for found in find_faults(Bag("pack", files)))


def test_a_damaged_file_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    write_bag(bag(), path)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"one", b"two", 1))
    damaged = read_bag(path)
    assert damaged.broken == ("data/a.txt",)
    assert [*find_faults(damaged)] == ["data/a.txt is damaged: it cannot be unpacked from the ZIP"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"pack/data/a.txt": b""}, "holds no bagit.txt"),
        ({"pack/bagit.txt": b"", "pack/data/../../x": b""}, "holds a file named"),
        ({"pack/bagit.txt": b"", "/etc/passwd": b""}, "holds a file named"),
        ({"pack/bagit.txt": b"", "pack/run.sh": b""}, "holds a file named"),
        ({"pack/bagit.txt": b"", "other/data/x": b""}, "holds a file named"),
        ({"pack/bagit.txt": b"", "pack/data/x": b"", "pack/data/X": b""}, "two of its files have one name"),
        ({f"pack/data/{number}": b"" for number in range(70)}, "too many files"),
    ],
)
def test_a_zip_that_is_no_bag_of_ours_is_refused(tmp_path: Path, files: dict[str, bytes], reason: str) -> None:
    with pytest.raises(UnusablePack, match=reason):
        read_bag(zipped(tmp_path / "pack.zip", files))


def test_what_is_no_plain_zip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusablePack, match="or has a comment"):
        read_bag(zipped(tmp_path / "comment.zip", {"pack/bagit.txt": b""}, b"hello"))
    (tmp_path / "text.zip").write_text("no ZIP at all, but long enough to be read")
    with pytest.raises(UnusablePack, match="no ZIP file"):
        read_bag(tmp_path / "text.zip")
    with pytest.raises(UnusablePack, match="No such file"):
        read_bag(tmp_path / "missing.zip")
