"""What the tests of reports share: a site of one policy with three versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausetrail.snapshots.store import Store
from tests.support.small_histories import built, heron


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Path:
    """The folder of the site of the Heron Ferry."""
    heron(store)
    built(store, tmp_path / "site")
    return tmp_path / "site"
