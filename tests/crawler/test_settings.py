"""The settings, which every command reads before Scrapy is imported."""

from __future__ import annotations

import ast

import pytest
from scrapy.utils.misc import load_object

from clausetrail.crawler import settings
from tests.conftest import ROOT


def test_the_settings_import_nothing() -> None:
    tree = ast.parse((ROOT / "crawler" / "settings.py").read_text("utf-8"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["from __future__ import annotations"]


@pytest.mark.parametrize(
    "path",
    [
        *settings.DOWNLOAD_HANDLERS.values(),
        *settings.DOWNLOADER_MIDDLEWARES,
        *settings.SPIDER_MIDDLEWARES,
        *settings.ITEM_PIPELINES,
        *settings.EXTENSIONS,
    ],
)
def test_each_component_exists(path: str) -> None:
    assert callable(load_object(path))
