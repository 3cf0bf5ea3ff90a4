"""What the tests share: a data folder and a gate of their own, a store, the demo archive on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from clausetrail.snapshots.evidence.bagit import Bag
from clausetrail.snapshots.store import Store, opened
from tests.support.forked_runs import FORKS, UNLIMITED, running_replay_server
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


@pytest.fixture(scope="session", autouse=True)
def end_of_forked_runs() -> Iterator[None]:
    yield
    FORKS.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `clausetrail` in a process of its own, forked, in a folder of its own, with no limit of rate but what is given."""

    def runner(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"COLUMNS": "200"}
        crawls = arguments[:1] in {("history",), ("track",), ("find",)}
        rates = UNLIMITED if crawls and not any("_PER_MINUTE=" in argument for argument in arguments) else ()
        return FORKS.run(*arguments, *rates, folder=tmp_path, environment=environment, timeout=timeout)

    return runner


@pytest.fixture
def run_anew(tmp_path: Path) -> Run:
    """Run `clausetrail` by an interpreter of its own, in a folder of its own: a second slower than `run`."""

    def runner(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "clausetrail", *arguments]
        environment = os.environ | {"COLUMNS": "200"}
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=timeout, check=False
        )

    return runner


@pytest.fixture(scope="session")
def archive() -> Iterator[str]:
    """The address of an archive on loopback that plays the demo."""
    with running_replay_server([DEMO]) as address:
        yield address


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, archive: str) -> Path:
    """The data folder of a run that has tracked the demo: to be read, or to be copied before anything is written."""
    folder = tmp_path_factory.mktemp("demo")
    watchlist = str(ROOT / "demo" / "policies.toml")
    arguments = ["track", "--quiet", "--policies", watchlist, "--archive", archive, *UNLIMITED]
    done = FORKS.run(*arguments, folder=folder, environment=data_in(folder))
    assert done.returncode == 0, done.stderr
    return folder / "data"


def data_in(folder: Path) -> dict[str, str]:
    """Return an environment whose data are in *folder*."""
    return os.environ | {"CLAUSETRAIL_DATA": str(folder / "data"), "CLAUSETRAIL_GATES": str(folder / "gates.sqlite")}
