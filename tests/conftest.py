"""What the tests share: a data folder and a gate of their own, a store, the demo archive on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from clausetrail.crawler.replay_server.server_process import running_replay_server
from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.store import Store, opened
from tests.support.small_histories import HERON, add
from tests.support.small_packs import FERRY, packed

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo" / "demo.warc.gz"
SHARED = ROOT.parent / "shared"

Run = Callable[..., subprocess.CompletedProcess[str]]

# A deadline measures how busy the machine is. Where CI is set, a law is tried on the same examples each time.
settings.register_profile("laws", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("laws")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSETRAIL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CLAUSETRAIL_GATES", str(tmp_path / "gates.sqlite"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def ferry(store: Store) -> Store:
    """A store that holds the invented policy of the Heron Ferry."""
    add(store, FERRY, HERON)
    return store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Bag:
    """The evidence pack of the Heron Ferry's first change."""
    with opened(tmp_path_factory.mktemp("ferry")) as store:
        add(store, FERRY, HERON)
        return packed(store)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `clausetrail` in a process of its own, in a folder of its own."""

    def runner(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
        environment = os.environ | {"COLUMNS": "200", "PYTHONWARNINGS": "error::DeprecationWarning:crawler"}
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=timeout, check=False
        )

    return runner


@pytest.fixture(scope="session")
def archive() -> Iterator[str]:
    """The address of an archive on loopback that plays the demo."""
    with running_replay_server([DEMO]) as address:
        yield address
