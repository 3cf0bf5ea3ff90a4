"""The steps of the schema are final: stores have run them."""

from __future__ import annotations

import hashlib
import sqlite3

import pytest

from clausetrail.snapshots.storage import migrations, schema
from clausetrail.snapshots.storage.schema import STEPS

# The first 16 digits of the SHA-256 of each step, in the order in which they run.
RELEASED = (
    "22a51aaa350d65be",
    "57b87d39b66c9189",
    "b67d5fd37221b938",
    "41aa85e9cb1e476a",
    "57e3a10b1d64bfeb",
    "490ca5c25411f384",
    "545171232bd32624",
    "05fd1c367773c666",
    "385c10270a9d5026",
    "4626fc4f67ad5fe6",
    "b190d240fa601516",
    "99c2d64d0ad84eaa",
    "dc21f872200e206c",
    "494beb64d4720f93",
    "3b63b8db1ae40dff",
    "6891d3ce2d97d9bb",
    "b4afd0acbe355a45",
)


@pytest.mark.parametrize("number", range(len(RELEASED)))
def test_a_released_step_is_never_edited(number: int) -> None:
    assert hashlib.sha256(STEPS[number].encode()).hexdigest()[:16] == RELEASED[number]


def test_every_step_has_a_pin_here() -> None:
    assert len(STEPS) == len(RELEASED)


def test_every_statement_of_the_module_is_part_of_a_step() -> None:
    statements = [value for name, value in vars(migrations).items() if name.isupper()]
    assert "".join(STEPS) == "".join(statements)


def test_the_first_step_makes_facts_and_derivations_and_the_last_schema_has_all_tables() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"policies", "captures", "snapshots", "readings", "versions", "faces", "comparisons", "events"} <= tables
    assert "revisions" not in tables  # replaced by comparisons
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    connection.close()


def test_the_events_of_an_older_store_are_not_provisional() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.add_functions(connection)
    for step in STEPS[: STEPS.index(migrations.CANDIDATES)]:
        connection.executescript(step)
    connection.execute(f"PRAGMA user_version = {STEPS.index(migrations.CANDIDATES)}")
    connection.execute("PRAGMA foreign_keys = OFF")
    event = "INSERT INTO events VALUES (1, 1, 'name', 2, '2010', '2011', 'a', 'b', 'seal', 1, '', '', '')"
    connection.execute(event)
    schema.migrate(connection)
    assert connection.execute("SELECT name, provisional FROM events").fetchall() == [("name", 0)]
    connection.close()


def test_the_versions_of_an_older_store_are_no_switches() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.add_functions(connection)
    for step in STEPS[: STEPS.index(migrations.SWITCHES)]:
        connection.executescript(step)
    connection.execute(f"PRAGMA user_version = {STEPS.index(migrations.SWITCHES)}")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO versions VALUES (1, 2, 'fingerprint', 'text', 1, 2, 3, 0)")
    schema.migrate(connection)
    assert connection.execute("SELECT count(*) FROM switches").fetchone() == (0,)
    assert connection.execute("SELECT number, sightings FROM versions").fetchall() == [(2, 3)]
    connection.close()
