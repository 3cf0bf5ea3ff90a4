"""The layout: which floor and which room may import which, and what a room looks like.

crawler may import pipelines and reports, those may import snapshots, and nothing imports upwards. Inside a floor the
rooms form a directed acyclic graph.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.import_graph import FLOORS, cycle, modules, room_imports, room_of, rooms
from tests.support.import_graph import imports as all_imports
from tests.support.sql_use import sql_uses

BELOW = {
    "crawler": {"crawler", "pipelines", "reports", "snapshots"},
    "pipelines": {"pipelines", "snapshots"},
    "reports": {"reports", "snapshots"},
    "snapshots": {"snapshots"},
}
# One door per dependency: the only folders or files that may import it.
DOORS = {
    "scrapy": (
        "crawler",
        "pipelines/item_pipelines/open_store.py",
        "pipelines/item_pipelines/preserve_pipeline.py",
        "pipelines/item_pipelines/clean_pipeline.py",
        "pipelines/item_pipelines/compare_pipeline.py",
    ),
    "twisted": ("crawler",),
    "waybackpy": ("crawler/archives/internet_archive.py",),
    "bs4": ("pipelines",),
    "cssselect": ("pipelines/places/style_sheets.py",),
    "diff_match_patch": ("snapshots/diff/word_diff.py",),
    "sqlite3": (
        "snapshots/storage/backup.py",
        "snapshots/storage/database.py",
        "snapshots/storage/schema.py",
        "crawler/download/rate_gate.py",
        "crawler/browse/sql_process.py",
    ),
    "brotli": ("crawler/replay_server/mementos.py", "snapshots/payload/content_coding.py"),
    "zstandard": (
        "crawler/replay_server/mementos.py",
        "crawler/replay_server/record_stream.py",
        "snapshots/payload/content_coding.py",
        "snapshots/storage/bodies.py",
        "snapshots/storage/derivations.py",
    ),
    "aiohttp": ("crawler/replay_server/server.py",),
    "idna": ("crawler/replay_server/surt.py", "snapshots/addresses/ascii_urls.py"),
    "apprise": ("crawler/notify/apprise_client.py",),
    "datasette": ("crawler/browse/sql_process.py",),
    "starlette": ("crawler/browse/web_app.py", "crawler/browse/sql_process.py"),
    "uvicorn": ("crawler/browse/web_app.py",),
    "warcio": ("crawler/replay_server/warc_files.py", "reports/export/warc_writer.py"),
    "py3langid": ("pipelines/decoding/language.py",),
    "pypdfium2": ("pipelines/pdf/pdfium_process.py",),
    "pyarrow": ("reports/export/parquet_files.py",),
    "jinja2": ("reports/templating.py",),
    "rfc3161_client": ("pipelines/derive/rfc3161.py",),
    "cryptography": ("pipelines/derive/rfc3161.py",),
    "svg": ("reports/plots/svg_shapes.py",),
    "rich": ("reports/wording/terminal.py", "crawler"),
    "tldextract": ("snapshots/history_screening/site_name.py",),
    "time": ("snapshots/clock.py", "crawler/replay_server/server.py"),
}
# The rooms of the same floor that each room may import. Every room may import the root of its floor and the floors below.
MAY_IMPORT = {
    "crawler.archives": "",
    "crawler.browse": "commandline",
    "crawler.commandline": "archives download planning policy_crawl replay_server spiders",
    "crawler.commands": "archives browse commandline download notify planning replay_server spiders",
    "crawler.download": "archives",
    "crawler.notify": "",
    "crawler.planning": "",
    "crawler.policy_crawl": "archives download planning",
    "crawler.replay_server": "archives",
    "crawler.spiders": "archives download planning policy_crawl",
    "pipelines.boilerplate": "dom extraction",
    "pipelines.decoding": "",
    "pipelines.derive": "extraction",
    "pipelines.dom": "",
    "pipelines.extraction": "dom",
    "pipelines.item_pipelines": "derive",
    "pipelines.links": "decoding dom page_screening",
    "pipelines.page_screening": "dom extraction",
    "pipelines.pdf": "extraction",
    "pipelines.places": "dom extraction",
    "reports.evidence_pack": "export redline timeline wording",
    "reports.export": "timeline wording",
    "reports.feeds": "policy_view publishing timeline wording",
    "reports.lookup": "timeline wording",
    "reports.plots": "wording",
    "reports.policy_view": "plots publishing timeline wording",
    "reports.publishing": "",
    "reports.redline": "wording",
    "reports.site": "feeds lookup plots policy_view publishing timeline wording",
    "reports.timeline": "wording",
    "reports.wording": "",
    "snapshots.addresses": "history_screening",
    "snapshots.dates": "",
    "snapshots.diff.alignment": "text",
    "snapshots.diff": "diff.alignment text",
    "snapshots.evidence": "history storage watchlist",
    "snapshots.history": "",
    "snapshots.history_screening": "history text",
    "snapshots.identity": "diff diff.alignment text",
    "snapshots.payload": "",
    "snapshots.search": "identity storage",
    "snapshots.significance": "dates text",
    "snapshots.storage": "addresses history history_screening watchlist zones",
    "snapshots.text": "",
    "snapshots.watchlist": "significance",
    "snapshots.zones": "dates text",
}
# The modules of each room that other rooms may import; everything else is private to its room.
PUBLIC = {
    "crawler.archives": "answers archive digest_proof headers index_page local_files registry",
    "crawler.browse": "web_app",
    "crawler.commandline": "base_command clause_lookup crawl_command exit_codes forced_end local_archive output pack_check progress_bar store_views timeline_view",
    "crawler.commands": "",
    "crawler.download": "archive_requests gated_handler rate_gate retry",
    "crawler.notify": "apprise_client delivery",
    "crawler.planning": "capture_plan fetch_options known_texts",
    "crawler.policy_crawl": "capture_requests index_requests state",
    "crawler.replay_server": "injected_faults server server_process warc_files",
    "crawler.spiders": "archive_spider history",
    "pipelines.boilerplate": "drop_reasons line_trimming pruning struck_text tab_titles",
    "pipelines.decoding": "body_form decode language",
    "pipelines.derive": "derive_timeline import_text rfc3161 upgrade_preview verify_pack verify_store",
    "pipelines.dom": "archive_toolbar elements end_tags inlined_data lxml_tree page_urls patterns soup_tree tables tree",
    "pipelines.extraction": "blocks corpus_markdown divided_words embedded_text inline_text multiple_policies page_variants",
    "pipelines.item_pipelines": "compare_pipeline open_store",
    "pipelines.links": "frame_pages policy_link_finder",
    "pipelines.page_screening": "frame_shells meta_refresh page_verdict",
    "pipelines.pdf": "pdf_reader",
    "pipelines.places": "block_places",
    "reports.evidence_pack": "pack_files",
    "reports.export": "csv_files datapackage git_repository jsonl_rows markdown_corpus parquet_files staging table_rows table_schema wacz_writer warc_writer",
    "reports.feeds": "alert_messages atom change_summary feed_folder",
    "reports.lookup": "blame_report clause_report page_explained policy_link_report policy_state search_results upgrade_report version_text",
    "reports.plots": "change_strip combined_plot history_plot length_plot svg_shapes",
    "reports.policy_view": "clause_history_views figures measures policy_context recorded_figures redline_rows text_rows",
    "reports.publishing": "page_cache page_names render",
    "reports.redline": "redline_html side_by_side",
    "reports.site": "build live_pages overview",
    "reports.timeline": "corroboration_notes date_phrases newest_changes timeline_document timeline_text",
    "reports.wording": "change_sentence digest_phrases elsewhere_phrases escaping listing_phrases nothing_read redline_pieces significance silence_phrases terminal trouble version_phrases",
    "snapshots.addresses": "address_links ascii_urls framesets memento_urls policy_link_history sightings",
    "snapshots.dates": "date_parsing stated_dates",
    "snapshots.diff.alignment": "align candidates lcs pairing prepared_clauses similarity",
    "snapshots.diff": "change_event compare word_diff",
    "snapshots.evidence": "bagit evidence_record",
    "snapshots.history": "code_upgrade corroboration coverage event_matching flaps same_digest unreadable_captures versions",
    "snapshots.history_screening": "observation_runs screening_steps site_name switches text_profile",
    "snapshots.identity": "change_index clause_history clause_ids identity_tracker paragraph_flow phrases word_provenance",
    "snapshots.payload": "content_coding digests wide_text",
    "snapshots.search": "full_text index_check query_syntax",
    "snapshots.significance": "classify_change date_flags finding switch_phrases weights",
    "snapshots.storage": "address_status backup bodies database derivations facts frame_facts outbox runs",
    "snapshots.text": "date_masks fingerprint normalize policy_words scope_commas segmentation tokens",
    "snapshots.watchlist": "notify_rules policies toml_places",
    "snapshots.zones": "certain_part page_zones place settle",
}
# A room is small enough to read its names at once; `crawler/commands` has one file for each verb.
MOST_MODULES = 12
NO_ROOMS = {"utils", "util", "helpers", "common", "core", "misc", "lib", "shared"}
FILES = sorted(path for floor in BELOW for path in (ROOT / floor).rglob("*.py"))


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_down_only(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    ours = {name.removeprefix("clausetrail.").partition(".")[0] for name in imports(path)} & set(BELOW)
    assert not {name.partition(".")[0] for name in imports(path)} & set(BELOW), "import it as clausetrail.…"
    assert ours <= BELOW[floor]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_dependency_has_one_door(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    used = {name.partition(".")[0] for name in imports(path)} & set(DOORS)
    assert all(where.startswith(DOORS[name]) for name in used), used


def test_no_module_imports_itself_through_others() -> None:
    assert cycle(all_imports()) == []


def test_the_rooms_import_each_other_as_the_table_says_and_without_a_cycle() -> None:
    table = {room: {f"{room.partition('.')[0]}.{name}" for name in names.split()} for room, names in MAY_IMPORT.items()}
    assert cycle(table) == []
    found = {room: targets - set(FLOORS) for room, targets in room_imports().items() if room not in FLOORS}
    inside = {
        room: {name for name in targets if name.startswith(room.partition(".")[0])} for room, targets in found.items()
    }
    assert inside == table


def test_only_public_modules_are_imported_from_outside_their_room() -> None:
    used: dict[str, set[str]] = {room: set() for room in PUBLIC}
    for name, targets in all_imports().items():
        for target in targets:
            if room_of(target) not in {room_of(name), *FLOORS}:
                used[room_of(target)].add(target.rpartition(".")[2])
    assert used == {room: set(names.split()) for room, names in PUBLIC.items()}


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_is_small_and_says_where_to_start(room: str) -> None:
    names = {name.rpartition(".")[2] for name in rooms()[room]}
    assert len(names) <= MOST_MODULES or room == "crawler.commands"
    assert not NO_ROOMS & set(room.split("."))
    docstring = ast.get_docstring(ast.parse((ROOT / room.replace(".", "/") / "__init__.py").read_text("utf-8"))) or ""
    start = re.fullmatch(
        r"[A-Z][^.\n]*; start at `([a-z_0-9]+)\.py`.*\.",
        docstring.replace("policies.toml", "policies").replace("settings.py", "settings"),
    )
    assert start, docstring
    assert start[1] in names


def test_a_file_name_means_one_file() -> None:
    names = [name.rpartition(".")[2] for name in modules() if room_of(name) != "crawler.commands"]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_a_package_file_holds_a_docstring_only() -> None:
    inits = [ROOT / room.replace(".", "/") / "__init__.py" for room in rooms()]
    assert [path for path in inits if len(ast.parse(path.read_text("utf-8")).body) != 1] == []


def test_sql_stays_in_storage_search_and_the_rate_gate() -> None:
    # `sql_process` sets the limits of connections that Datasette opens.
    allowed = ("snapshots.storage.", "snapshots.search.", "crawler.download.rate_gate", "crawler.browse.sql_process")
    files = {name: path for name, path in modules().items() if not name.startswith(allowed)}
    files |= {path.stem: path for path in (ROOT / "clausetrail").glob("*.py")}
    found = {name: [*sql_uses(ast.parse(path.read_text("utf-8")))] for name, path in files.items()}
    # The store opens the connection and passes it to its parts.
    store = found.pop("snapshots.store")
    assert {use for use in store if not use.startswith(("._database", "an import"))} == set()
    assert {name: uses for name, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    "source",
    [
        'text = "SELECT id FROM policies"',
        'text = "SELECT id" + " FROM policies"',
        'text = "SELECT " + columns + " FROM policies"',
        'text = f"DELETE FROM {table}"',
        'text = f"{verb} INTO" + "; INSERT OR IGNORE INTO policies VALUES (1)"',
        'text = "select id from policies"',
        'text = " ".join(["SELECT id", "FROM policies"])',
        'text = "UPDATE {} SET name = 1".format(table)',
        'text = "UPDATE %s" % table + " SET name = 1"',
        "store._database",
        "store.facts._database",
        "connection.execute(statement)",
        "run = connection.executemany",
        'getattr(connection, "execute")(statement)',
        "from sqlite3 import connect",
        "import sqlite3 as lite",
        "from clausetrail.snapshots.storage.database import connect",
    ],
)
def test_the_search_for_sql_finds_every_way_around_it(source: str) -> None:
    assert [*sql_uses(ast.parse(source))] != []


@pytest.mark.parametrize(
    "source",
    [
        '"""Select a text from the page, update it and delete what is from another."""',
        'message = "Update the index: insert a coin into the slot"',
        "self.execute(args, opts)",
        'sentence = f"{count} captures from {first}"',
    ],
)
def test_the_search_for_sql_passes_over_sentences(source: str) -> None:
    assert [*sql_uses(ast.parse(source))] == []


def test_nothing_hides_under_type_checking() -> None:
    assert not [path for path in FILES if "TYPE_CHECKING" in path.read_text("utf-8").replace("under TYPE_CHECKING", "")]


# `crawl` is Scrapy's own verb; `import` is no name for an import statement, and is loaded by name in its room's tests.
LOADED_BY_NAME = {"crawler.commands.crawl", "crawler.commands.import"}
# Tested so far only through the modules that call them. The list may get shorter, never longer.
TESTED_THROUGH_OTHERS = {
    "crawler.archives.file_index",
    "crawler.archives.headers",
    "crawler.browse.sql_process",
    "crawler.commandline.forced_end",
    "crawler.commands.gate",
    "crawler.notify.channel_secrets",
    "crawler.replay_server.record_head",
    "crawler.replay_server.record_stream",
    "snapshots.search.paragraph_breaks",
    "snapshots.storage.runs",
}


def test_each_module_above_40_lines_is_imported_by_a_test_of_its_own_room() -> None:
    missing = {
        name
        for name, path in modules().items()
        if len(path.read_text("utf-8").splitlines()) > 40
        and name not in LOADED_BY_NAME
        and not any(f"clausetrail.{name}" in names_imported(test) for test in room_tests(room_of(name)))
    }
    assert missing <= TESTED_THROUGH_OTHERS


def room_tests(room: str) -> list[Path]:
    return sorted((ROOT / "tests" / room.replace(".", "/")).glob("test_*.py"))


@cache
def names_imported(path: Path) -> frozenset[str]:
    froms = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    return frozenset(f"{node.module}.{alias.name}" for node in froms for alias in node.names) | {
        str(node.module) for node in froms
    }


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_path_that_a_page_on_the_layout_names_exists(page: str) -> None:
    named = re.findall(r"`([\w/]+/(?:[\w.]+\.(?:py|toml|md))?)`", (ROOT / page).read_text("utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
