"""What SQL of a visitor may read: everything but the path of the database and the key under which channels are remembered."""

from __future__ import annotations

import sqlite3

from clausetrail.crawler.browse.sql_process import _authorized


def test_the_key_of_the_channels_reads_as_null() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE channel_key (key BLOB)")
    database.execute("INSERT INTO channel_key VALUES (x'00ff')")
    database.execute("CREATE TABLE versions (number INTEGER)")
    database.execute("INSERT INTO versions VALUES (7)")
    database.set_authorizer(_authorized)
    assert database.execute("SELECT key FROM channel_key").fetchall() == [(None,)]
    assert database.execute("SELECT hex(max(key)) FROM channel_key").fetchall() in ([("",)], [(None,)])
    assert database.execute("SELECT number FROM versions").fetchall() == [(7,)]
    database.close()
