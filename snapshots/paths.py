"""Where data and state lie on this machine. Paths only; nothing is made or opened."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the folder of the store, absolute.

    CLAUSETRAIL_DATA names it; without that it is the checkout's own `data`, when run inside a checkout, or the
    user's data folder.
    """
    if named := os.environ.get("CLAUSETRAIL_DATA"):
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "scrapy.cfg").is_file() and Path.cwd().resolve().is_relative_to(CHECKOUT):
        return CHECKOUT / "data"
    return platformdirs.user_data_path("clausetrail", appauthor=False)


def gates_file() -> Path:
    """Return the file by which all processes of this user share an archive's budgets, whatever their data folder.

    CLAUSETRAIL_GATES names another, as tests do.
    """
    if named := os.environ.get("CLAUSETRAIL_GATES"):
        return Path(named).expanduser().resolve()
    return platformdirs.user_state_path("clausetrail", appauthor=False) / "gates.sqlite"
