"""Time-stamps of packs, by an authority of our own, and the whole way from a crawl to a checked pack."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from clausetrail.crawler.commandline.pack_check import check_pack
from clausetrail.pipelines.derive import rfc3161
from clausetrail.snapshots.errors import UnusablePack
from clausetrail.snapshots.evidence import bagit
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.store import opened
from tests.conftest import Run
from tests.support.small_histories import HERON, add
from tests.support.small_packs import FERRY, checked, packed
from tests.support.tracking import track


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Bag:
    with opened(tmp_path_factory.mktemp("ferry")) as store:
        add(store, FERRY, HERON)
        return packed(store)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A time-stamping authority of our own: a folder with its key, its certificate and its settings."""
    folder = tmp_path_factory.mktemp("authority")
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the time-stamps of these tests and is not installed")
    (folder / "ts.cnf").write_text(
        "[req]\ndistinguished_name = dn\n[dn]\n[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign\n"
        "[leaf]\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\n"
        "[tsa]\ndefault_tsa = here\n[here]\nserial = serial\ncrypto_device = builtin\nsigner_digest = sha256\n"
        "default_policy = 1.2.3.4.1\ndigests = sha256, sha512\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n"
    )
    (folder / "serial").write_text("01\n")
    ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "ts.cnf")
    openssl(
        folder,
        "req",
        "-x509",
        *ec,
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/CN=Heron Root",
        "-extensions",
        "root",
        "-days",
        "3650",
    )
    openssl(folder, "req", *ec, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Heron Clock")
    openssl(
        folder,
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-out",
        "tsa.pem",
        "-days",
        "3650",
        "-extfile",
        "ts.cnf",
        "-extensions",
        "leaf",
    )
    return folder  # fmt: skip


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def answer(authority: Path, digest: str, algorithm: str = "sha256") -> bytes:
    openssl(authority, "ts", "-query", "-digest", digest, f"-{algorithm}", "-cert", "-out", "query.tsq")
    openssl(
        authority,
        "ts",
        "-reply",
        "-config",
        "ts.cnf",
        "-section",
        "here",
        "-queryfile",
        "query.tsq",
        "-out",
        "answer.tsr",
    )
    return (authority / "answer.tsr").read_bytes()


def test_a_time_stamp_of_the_pack_is_read_and_proven(whole: Bag, authority: Path, tmp_path: Path) -> None:
    stamped = bagit.add_timestamp(whole, answer(authority, whole.digest))
    bagit.write_bag(stamped, tmp_path / "pack.zip")
    told = check_pack(tmp_path / "pack.zip")
    assert (told.differences, told.digest) == ([], whole.digest)
    assert "signature was not checked" in told.notes[0]
    assert "signed under" in check_pack(tmp_path / "pack.zip", (authority / "root.pem").read_bytes()).notes[0]


def test_a_time_stamp_of_another_hash_or_another_authority_is_found(
    whole: Bag, authority: Path, tmp_path: Path
) -> None:
    assert "another hash" in checked(bagit.add_timestamp(whole, answer(authority, "ab" * 32)), tmp_path)[0]
    assert "cannot be read" in checked(bagit.add_timestamp(whole, b"no time-stamp"), tmp_path)[0]
    assert (
        "not made of a SHA-256"
        in checked(bagit.add_timestamp(whole, answer(authority, "ab" * 64, "sha512")), tmp_path)[0]
    )
    bagit.write_bag(bagit.add_timestamp(whole, answer(authority, whole.digest)), tmp_path / "pack.zip")
    openssl(tmp_path, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "k", "-out", "other.pem", "-subj", "/CN=Other")  # fmt: skip
    assert (
        "signature does not hold"
        in check_pack(tmp_path / "pack.zip", (tmp_path / "other.pem").read_bytes()).differences[0]
    )


def test_the_whole_way_by_commands(run: Run, archive: str, authority: Path, tmp_path: Path) -> None:
    assert track(run, archive, "--quiet", "-s", "ARCHIVE_INDEX_PER_MINUTE=0").returncode == 0
    made = run("evidence", "larkspur-privacy", "2", "change.zip")
    assert made.returncode == 0, made.stderr
    digest = bagit.read_bag(tmp_path / "change.zip").digest
    assert digest in made.stdout
    assert run("evidence", "larkspur-privacy", "2", "change.zip").returncode == 2
    (tmp_path / "answer.tsr").write_bytes(answer(authority, digest))
    assert run("evidence", "--tsr", "answer.tsr", "change.zip").returncode == 0
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    told = run("verify", "--roots", str(authority / "root.pem"), "change.zip")
    assert told.returncode == 0, told.stdout
    assert "signed under" in told.stdout
    assert not (tmp_path / "data").exists()
    (tmp_path / "forged.zip").write_bytes((tmp_path / "change.zip").read_bytes().replace(b"90 days", b"60 days"))
    assert run("verify", "forged.zip").returncode == 6


@pytest.mark.parametrize(
    "response", [b"", b"no response", b"\x30\x03\x02\x01\x00", b"\x00" * (rfc3161.MAX_RESPONSE_BYTES + 1)]
)
def test_what_is_no_time_stamp_is_refused_with_one_sentence(response: bytes) -> None:
    with pytest.raises(UnusablePack, match="the time-stamp"):
        rfc3161.read_time_stamp(response)


def test_without_the_library_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc3161, "IS_INSTALLED", False)
    with pytest.raises(UnusablePack, match="pip install"):
        rfc3161.read_time_stamp(b"")
