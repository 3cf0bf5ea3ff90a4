"""Describe the files of an export in `datapackage.json`, by the Data Package standard (datapackage.org, version 2).

The description is made of the files as written: their size and hash, and every column of the tables among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clausetrail.reports.export.table_schema import TABLES, Column, Table

FILE_NAME = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_TITLE = "Histories of website policies, from public web archives"
_DESCRIPTION = (
    "The texts of website policies, clause by clause, and what changed between captures of public web archives. The moment "
    "of a change is not known: it is after the capture `not_before` and not after the capture `not_after`; both are linked. "
    "In CSV, a cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a line end) has an "
    "apostrophe before it, and an empty cell is a missing value. Times are in UTC. Every version is also a Markdown file: "
    "`corpus/POLICY/DATE-vN.md`."
)
_LICENSES = (
    "The documents belong to their authors, and are quoted for study and reporting. For what was derived from them (dates, "
    "alignment, findings) the makers of this export can set a licence; none is set here."
)
_FORMATS = {
    "csv": ("text/csv", "CSV"),
    "parquet": ("application/vnd.apache.parquet", "Parquet"),
    "jsonl": ("application/jsonl", "JSON Lines"),
    "gz": ("application/warc", "The stored bytes, as WARC/1.1"),
    "wacz": ("application/wacz", "The stored bytes, with their index, as WACZ"),
}
_DIGITS = "as 14 archive digits"


def _jsonl_table(name: str, description: str, *columns: tuple[str, Any, str]) -> Table:
    return Table(name, description, tuple(Column(*column) for column in columns))


_POLICY = ("policy", "string", "Name of the policy, as the watchlist has it")
_CODE = ("code", "string", "The code that compared")
JSONL_TABLES = (
    _jsonl_table(
        "captures",
        "A line per capture that shows something, or whose bytes are stored",
        _POLICY,
        ("archive", "string", "Name of the archive that lists it"),
        ("url", "string", "The original URL, as the archive's index has it"),
        ("timestamp", "string", f"When it was captured, {_DIGITS}"),
        ("digest", "string", "Base-32 SHA-1 of the payload as the archive stored it"),
        ("sha256", "string", "SHA-256 of the stored bytes, or empty"),
        ("verdict", "string", 'What the capture shows; only "policy" can add or remove a clause'),
        ("reason", "string", "Why, where there is more to say"),
        ("imported", "boolean", "Whether the text came from a corpus, cleaned by others"),
        ("version", "integer", "Version that was in force, as far as is known"),
        ("face", "boolean", "Whether it shows a text that appeared and disappeared during that version"),
        ("text", "string", "Its text, or else the text in force as far as is known"),
        ("elsewhere", "array", "Clauses elsewhere on its page, with the reasons: in no comparison"),
    ),
    _jsonl_table(
        "changes",
        "A line per lasting change, oldest first",
        _POLICY,
        ("revision", "integer", "Number of the version that the change led to"),
        ("not_before", "string", f"Last capture that shows the text before, {_DIGITS}"),
        ("not_after", "string", f"First capture that shows the text after, {_DIGITS}"),
        ("when", "string", "The interval in words"),
        ("before_memento", "string", "Link to the last capture before"),
        ("after_memento", "string", "Link to the first capture after"),
        _CODE,
        (
            "event",
            "string",
            "added, removed, reworded, split, merged, relocated, renumbered, relinked, cosmetic, or same (and moved)",
        ),
        ("moved", "boolean", "Whether the passage also moved to another place"),
        ("how", "string", "What the alignment of the clauses rests on, so that a person can check it"),
        ("findings", "array", "What it is about: matter, weight, rule, and the words matched on both sides"),
        ("before", "array", "The clauses before: place, label, text, path, kind"),
        ("after", "array", "The clauses after: place, label, text, path, kind"),
    ),
    _jsonl_table(
        "faces",
        "A line per text that appeared and disappeared during a version",
        _POLICY,
        ("version", "integer", "Number of that version"),
        _CODE,
        ("first_seen", "string", f"First capture that shows it, {_DIGITS}"),
        ("last_seen", "string", f"Last capture that shows it, {_DIGITS}"),
        ("captures", "integer", "How many captures show it"),
        ("turns", "integer", "In how many separate periods"),
        ("first_memento", "string", "Link to the first capture"),
        ("fingerprint", "string", "SHA-256 of its words in normal form"),
        ("changes", "array", "Its differences from its version"),
    ),
)


def describe_files(folder: Path, paths: Sequence[Path]) -> dict[str, Any]:
    """Return the description of the files at *paths* in *folder*. Raises OSError.

    A CSV table is a resource of the table's own name; in other formats the format follows it ("changes-parquet").
    """
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "policy-histories",
        "title": _TITLE,
        "description": _DESCRIPTION,
        "licenses": [{"name": "other-closed", "title": _LICENSES}],
        "resources": [_resource(folder, path) for path in paths],
    }


def _resource(folder: Path, path: Path) -> dict[str, Any]:
    kind = path.suffix.removeprefix(".")
    mediatype, form = _FORMATS[kind]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    resource: dict[str, Any] = {
        "name": _name(path.name.partition(".")[0], kind),
        "path": path.relative_to(folder).as_posix(),
        "format": kind,
        "mediatype": mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }
    known = {"jsonl": JSONL_TABLES, "csv": TABLES, "parquet": TABLES}.get(kind, ())
    table = next((table for table in known if path.stem == table.name), None)
    if table is None:
        return resource | {"description": form}
    text = {} if kind == "parquet" else {"encoding": "utf-8"}
    return (
        resource
        | text
        | {"type": "table", "description": f"{table.description} ({form})", "schema": _schema(table, kind)}
    )


def _name(table: str, kind: str) -> str:
    return table if kind == "csv" else f"{table}-{'warc' if kind == 'gz' else kind}"


def _schema(table: Table, kind: str) -> dict[str, Any]:
    keys: dict[str, Any] = {"primaryKey": list(table.key)} if table.key else {}
    if table.refers:
        keys["foreignKeys"] = [
            {"fields": list(fields), "reference": {"resource": _name(other, kind), "fields": list(fields)}}
            for fields, other in table.refers
        ]
    return {"fields": [_field(column) for column in table.columns], "missingValues": [""], **keys}


def _field(column: Column) -> dict[str, Any]:
    constraints = {"constraints": {"required": True}} if column.required else {}
    return {"name": column.name, "type": column.type, "description": column.description, **constraints}
