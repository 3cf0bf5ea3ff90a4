"""Name the process that holds a claim in the store, on a channel or a policy, and find out whether it has ended."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path


def new_holder() -> str:
    """Return a name for one holder of claims in this process: the machine, the process and its start, and a random part."""
    return f"{socket.gethostname()} {os.getpid()} {_started(os.getpid())} {uuid.uuid4().hex}"


def has_ended(holder: str) -> bool:
    """Return whether the process of *holder* has certainly ended. False for a process of another machine."""
    host, _, rest = holder.partition(" ")
    pid, _, rest = rest.partition(" ")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    # Another process may have got the same number since.
    return _started(int(pid)) != rest.partition(" ")[0]


def _started(pid: int) -> str:
    """Return when the process started, in clock ticks since boot (proc_pid_stat(5), field 22), "-" where that is not known."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return "-"
    if fields[:1] in (["Z"], ["X"]):  # it has ended, and its parent has not asked how
        return "ended"
    return fields[19] if len(fields) > 19 else "-"
