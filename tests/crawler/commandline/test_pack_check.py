"""A pack checks itself: whatever is altered in one is found, and what was made to do harm is refused."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.pipelines.code_version import reading_code
from clausetrail.reports.evidence_pack.pack_files import BODIES, DOCUMENT, PAGE, WARC, build_pack
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store
from tests.support.small_packs import NOON, checked, gathered, resealed


@given(st.data())
def test_any_flipped_byte_of_any_file_is_found(whole: Bag, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(whole.files)))
    content = bytearray(whole.files[name])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert [*bagit.find_faults(Bag(whole.name, {**whole.files, name: bytes(content)}))]


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7])
def test_a_byte_flipped_in_the_zip_is_found(whole: Bag, tmp_path: Path, place: float) -> None:
    path = tmp_path / "pack.zip"
    bagit.write_bag(whole, path)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 0x20
    path.write_bytes(content)
    assert check_pack(path).differences


@pytest.mark.parametrize("name", [DOCUMENT, BODIES[0], bagit.MANIFEST, bagit.TAGS, "bag-info.txt"])
def test_a_missing_file_is_found(whole: Bag, tmp_path: Path, name: str) -> None:
    files = {path: content for path, content in whole.files.items() if path != name}
    assert checked(Bag(whole.name, files), tmp_path)


def test_a_file_put_in_is_found(whole: Bag, tmp_path: Path) -> None:
    assert checked(Bag(whole.name, {**whole.files, "data/more.txt": b"more"}), tmp_path)
    assert checked(resealed(whole, {"data/more.txt": b"more"}), tmp_path) == [
        "data/more.txt is not a part of the evidence"
    ]


@pytest.mark.parametrize(
    "name", [PAGE, "data/redline.txt", "data/redline.html", "data/redline.json", "data/after/text.txt"]
)
def test_a_tampered_redline_is_found_even_with_its_hashes_made_right(whole: Bag, tmp_path: Path, name: str) -> None:
    altered = whole.files[name].replace(b"90", b"60")
    assert altered != whole.files[name]
    assert f"{name} differs from the file made from the evidence" in checked(resealed(whole, {name: altered}), tmp_path)


def test_a_redline_without_one_of_its_changes_is_found(ferry: Store, tmp_path: Path) -> None:
    evidence, bodies = gathered(ferry)
    forged = replace(evidence, revision=replace(evidence.revision, changes=()))
    assert any("redline" in line for line in checked(build_pack(forged, bodies, NOON), tmp_path))


def test_words_that_the_bytes_do_not_say_are_found(ferry: Store, tmp_path: Path) -> None:
    evidence, bodies = gathered(ferry)
    clauses = (replace(evidence.after.clauses[0], text="We sell everything to everybody."), *evidence.after.clauses[1:])
    forged = replace(evidence, after=replace(evidence.after, clauses=clauses))
    assert any("another text" in line for line in checked(build_pack(forged, bodies, NOON), tmp_path))


def test_bytes_that_the_index_does_not_list_are_found(ferry: Store, tmp_path: Path) -> None:
    """A forger who writes another page makes every hash right but that of the index."""
    evidence, bodies = gathered(ferry)
    body = bodies[1].replace(b"90 days", b"99 days")
    side = replace(evidence.after, sha1=payload_digest(body))
    forged = replace(evidence, after=side)
    found = checked(build_pack(forged, (bodies[0], body), NOON), tmp_path)
    assert any("not equal to the digest in the index" in line for line in found)


def test_other_code_says_so(ferry: Store, tmp_path: Path) -> None:
    evidence, bodies = gathered(ferry)
    older = replace(evidence, before=replace(evidence.before, code="read-older", title="Another title"))
    (line, _) = checked(build_pack(older, bodies, NOON), tmp_path)
    assert (
        line
        == f"before: read again, the bytes give another title (made by read-older, today's code is {reading_code()})"
    )


def _zip(path: Path, names: list[str], content: bytes = b"x", method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), content, method)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ["bag/bagit.txt", "bag/data/../../../etc/passwd"],
        ["bag/bagit.txt", "/bag/data/x"],
        ["bag/bagit.txt", "other/data/x"],
        ["bag/bagit.txt", "bag/data\\x"],
        ["bag/bagit.txt", "bag/data/"],
        ["bag/bagit.txt", "bag/run.sh"],
        ["bag/bagit.txt", "bag/data/a", "bag/data/A"],
        ["bag/bagit.txt", "bag/data/x\x1b[2J"],
        ["bag/bagit.txt", *(f"bag/data/{number}" for number in range(64))],
        ["bag/data/x"],
        ["x"],
        [],
    ],
)  # fmt: skip
def test_a_hostile_zip_is_refused(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(UnusablePack) as refused:
        bagit.read_bag(_zip(tmp_path / "hostile.zip", names))
    assert refused.value.exit_code == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_one_name_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusablePack, match="one name"):
        bagit.read_bag(_zip(tmp_path / "twice.zip", ["bag/bagit.txt", "bag/bagit.txt"]))


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "bomb.zip", ["bag/bagit.txt", "bag/data/x"], b"0" * 100_000, zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(bagit, "_MOST_BYTES", 150_000)
    with pytest.raises(UnusablePack, match="more than any pack holds"):
        bagit.read_bag(path)


def test_a_bomb_that_declares_less_than_it_holds_is_not_unpacked(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bomb.zip", ["bag/bagit.txt"], b"0" * 1_000_000, zipfile.ZIP_DEFLATED)
    content = path.read_bytes().replace(struct.pack("<L", 1_000_000), struct.pack("<L", 10))
    path.write_bytes(content)
    assert bagit.read_bag(path).broken == ("bagit.txt",)


@pytest.mark.parametrize(
    "field", [(b"PK\x05\x06", 10, b"\xff\xff"), (b"PK\x05\x06", 12, b"\xff\xff\xff\x7f"), (b"PK\x01\x02", 8, b"\x01")]
)
def test_a_directory_that_lies_is_refused(whole: Bag, tmp_path: Path, field: tuple[bytes, int, bytes]) -> None:
    mark, offset, lie = field
    bagit.write_bag(whole, tmp_path / "pack.zip")
    content = bytearray((tmp_path / "pack.zip").read_bytes())
    at = content.rindex(mark) + offset
    content[at : at + len(lie)] = lie
    (tmp_path / "pack.zip").write_bytes(content)
    with pytest.raises(UnusablePack):
        bagit.read_bag(tmp_path / "pack.zip")


@given(st.binary(max_size=400))
def test_whatever_is_called_a_pack_is_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.zip"
    path.write_bytes(content + b"PK\x05\x06" + bytes(18))
    with pytest.raises(UnusablePack):
        bagit.read_bag(path)


@pytest.mark.parametrize(
    "alter",
    [
        lambda told: told | {"form": "clausetrail-evidence 9"},
        lambda told: told["before"]["capture"].update(timestamp="nonsense") or told,
        lambda told: told["revision"]["changes"][0].update(after=[10_000_000]) or told,
        lambda told: told["revision"]["changes"][0].update(before=[-1]) or told,
        lambda told: told["policy"].update(select=["*" * 501]) or told,
        lambda told: [told],
    ],
)
def test_a_whole_pack_in_a_form_that_is_not_ours_is_refused(
    whole: Bag, tmp_path: Path, alter: Callable[[dict[str, object]], object]
) -> None:
    told = json.loads(whole.files[DOCUMENT])
    with pytest.raises(UnusablePack):
        checked(resealed(whole, {DOCUMENT: json.dumps(alter(told)).encode()}), tmp_path)


@settings(max_examples=25)
@given(st.data())
def test_whatever_stands_in_evidence_is_refused_or_told(
    whole: Bag, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(whole.files[DOCUMENT])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b'09"[{,-eA\\'))
    path = tmp_path_factory.getbasetemp() / "forged.zip"
    bagit.write_bag(resealed(whole, {DOCUMENT: bytes(content)}), path)
    with contextlib.suppress(UnusablePack):
        check_pack(path)


def test_a_check_claims_only_what_it_checked(whole: Bag, tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    bagit.write_bag(whole, path)
    done, _, left = check_pack(path).extent.partition(". Not checked: ")
    assert "both readings, the redline and the pages" in done
    assert left == (
        "whether an archive served these bytes at these times; the headers as they were received; the signature of a time-stamp"
    )
    bagit.write_bag(Bag(whole.name, {name: content for name, content in whole.files.items() if name != DOCUMENT}), path)
    done, _, left = check_pack(path).extent.partition(". Not checked: ")
    assert done == "checked: the hash of every file in the pack"
    assert "both readings" in left


def test_a_pack_of_another_release_differs_in_wording_alone_and_is_verified(ferry: Store, tmp_path: Path) -> None:
    evidence, bodies = gathered(ferry)
    old = build_pack(replace(evidence, page_code="pages-of-old", software="clausetrail/0.0.1"), bodies, NOON)
    document = json.loads(old.files[DOCUMENT])
    del document["page_code"]  # which older releases did not write
    warc = gzip.decompress(old.files[WARC]).replace(b"software: clausetrail/", b"software: clausetrall/")
    said = old.files[PAGE].replace(b"</body>", b"<p>Once said in other words.</p></body>")
    older = {DOCUMENT: json.dumps(document).encode(), PAGE: said, WARC: gzip.compress(warc)}
    path = tmp_path / "old.zip"
    bagit.write_bag(resealed(old, with_package(old, older)), path)
    result = check_pack(path)
    assert result.differences == []
    assert "Not checked: whether its pages say what its evidence says: other code wrote them" in result.extent


def test_what_an_old_pack_states_is_still_checked(ferry: Store, tmp_path: Path) -> None:
    evidence, bodies = gathered(ferry)
    old = build_pack(replace(evidence, page_code=""), bodies, NOON)
    redline = old.files["data/redline.json"].replace(b'"number": 2', b'"number": 3')
    assert redline != old.files["data/redline.json"] or b'"number"' not in redline
    warc = gzip.compress(gzip.decompress(old.files[WARC]).replace(b"Ferry", b"Fairy"))
    text = old.files["data/after/text.txt"] + b"more\n"
    found = checked(resealed(old, {WARC: warc, "data/after/text.txt": text}), tmp_path)
    assert [line.partition(" ")[0] for line in found] == ["data/after/text.txt", "data/datapackage.json", WARC]


def with_package(bag: Bag, altered: dict[str, bytes]) -> dict[str, bytes]:
    """Return *altered* and the description of its files, as a release writes it."""
    name = "data/datapackage.json"
    package = json.loads(bag.files[name])
    for resource in package["resources"]:
        content = altered.get(f"data/{resource['path']}", bag.files[f"data/{resource['path']}"])
        resource |= {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    return altered | {name: json.dumps(package).encode()}
