"""All pictures of a policy as one SVG, as the command writes it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from clausetrail.snapshots.store import Store
from tests.conftest import Run
from tests.support.small_histories import heron


def test_the_plot_is_one_svg_with_a_name_and_the_same_each_time(run: Run, store: Store, tmp_path: Path) -> None:
    heron(store, title="Heron & <Ferry> \u202e")
    first, second = run("plot", "heron"), run("plot", "heron", "--out", "heron.svg")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == (tmp_path / "heron.svg").read_text("utf-8")
    root = etree.fromstring(first.stdout.encode())
    assert root.get("role") == "img"
    assert "Heron & <Ferry>" in (root.findtext("{*}title") or "")
    assert "3 versions in 6 captures" in (root.findtext("{*}desc") or "")
    assert run("plot").returncode == 2
