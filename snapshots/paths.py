"""Return the paths of data and state on this machine. Nothing is created or opened here."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the absolute path of the folder that holds the store.

    It is the value of CLAUSETRAIL_DATA; without that, `data` in the checkout if the command runs inside a checkout, else the
    user's data folder.
    """
    if named := os.environ.get("CLAUSETRAIL_DATA"):
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "scrapy.cfg").is_file() and Path.cwd().resolve().is_relative_to(CHECKOUT):
        return CHECKOUT / "data"
    return platformdirs.user_data_path("clausetrail", appauthor=False)


def gates_file() -> Path:
    """Return the file through which all processes of this user share an archive's rate limits, whatever their data folder.

    CLAUSETRAIL_GATES names another file, as tests do.
    """
    if named := os.environ.get("CLAUSETRAIL_GATES"):
        return Path(named).expanduser().resolve()
    return platformdirs.user_state_path("clausetrail", appauthor=False) / "gates.sqlite"
