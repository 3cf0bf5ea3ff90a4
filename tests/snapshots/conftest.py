"""A store with one declared policy."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.store import Store
from tests.support.acme_store import ACME


@pytest.fixture
def acme(store: Store) -> Store:
    store.facts.declare(ACME)
    return store
