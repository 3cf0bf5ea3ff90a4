"""The documentation builds without a warning, runs its notebook, and loads nothing from another site."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytest.importorskip("myst_nb", reason="the extra `docs` is not installed")


def test_the_documentation_builds_strictly(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-d",
        tmp_path / "trees",
        "docs",
        tmp_path / "html",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "WARNING:" not in done.stderr  # what Sphinx warns of; the notebook's kernel writes lines of its own
    notebook = (tmp_path / "html" / "how-to" / "count-changes.html").read_text("utf-8")
    assert "4 of 4 policies read" in notebook  # the notebook ran
    assert "retention: 30 days became 90 days" in notebook
    page = (tmp_path / "html" / "tutorial.html").read_text("utf-8")
    loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="(https?://[^"]+)"', page)
    assert loaded == []
