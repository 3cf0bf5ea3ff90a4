"""Take the right to write to a folder from this process, also where it runs as root."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_NOBODY = 65_534


@contextlib.contextmanager
def not_writable(folder: Path) -> Iterator[None]:
    """Make *folder* and its files read-only for the duration of a `with` block; root becomes another user meanwhile."""
    inside = [folder, *folder.iterdir()]
    parents = [parent for parent in folder.parents if parent.stat().st_uid == os.geteuid() and len(parent.parts) > 2]
    modes = {path: path.stat().st_mode & 0o7777 for path in (*inside, *parents)}
    is_root = os.geteuid() == 0
    for parent in parents:
        parent.chmod(modes[parent] | 0o055)
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if is_root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)
