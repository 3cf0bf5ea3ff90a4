"""A real web archive on loopback for tests: pywb 2.10.0, in an environment of its own, as a subprocess.

Never imported together with the project: pywb is under the GPL, patches the interpreter with gevent, and its
`brotlipy` owns the same module as the `brotli` of Scrapy. Not a stand-in for the Internet Archive, whose
dialect differs: that is `clausetrail.crawler.replay_server.server`.
"""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PYWB = "pywb==2.10.0"
# pywb imports both, and newer Pythons no longer carry them: distutils went in 3.12, cgi in 3.13.
_COMPANIONS = ("setuptools<81", "legacy-cgi; python_version >= '3.13'")
_CONFIG = "framed_replay: false\nredirect_to_exact: true\n"
_INSTALL_SECONDS = 600
_START_SECONDS = 60


class PywbUnavailableError(RuntimeError):
    """pywb can neither be found nor installed here; tests skip with these words."""


def environment() -> Path:
    """Return the folder of pywb's virtual environment, making it first where it is not there.

    It is named by CLAUSETRAIL_PYWB_VENV, or `.cache/pywb` in the checkout.
    """
    named = os.environ.get("CLAUSETRAIL_PYWB_VENV")
    folder = Path(named) if named else _cache() / "pywb"
    complete = folder / f"{PYWB}.installed"
    with folder.with_suffix(".lock").open("w") as lock:  # tests may run in several processes
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            # --clear empties a folder whose installation was broken off.
            _run(sys.executable, "-m", "venv", "--clear", str(folder))
            _run(str(folder / "bin" / "pip"), "install", "--quiet", PYWB, *_COMPANIONS)
            complete.touch()
    return folder


def _cache() -> Path:
    """Return the checkout's cache folder, which tells git to ignore it as pytest's does."""
    folder = Path(__file__).resolve().parents[2] / ".cache"
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_INSTALL_SECONDS)
    except subprocess.CalledProcessError as error:
        raise PywbUnavailableError(f"pywb cannot be installed: {error.stderr.strip()[-500:]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PywbUnavailableError(f"pywb cannot be installed: {error}") from error


@contextmanager
def pywb(warcs: Iterable[Path], folder: Path) -> Iterator[str]:
    """Play *warcs* as the collection `web`, kept in *folder*, and yield the base URL, `http://127.0.0.1:PORT`.

    Raise PywbUnavailableError where pywb cannot be had, and RuntimeError where it does not start.
    """
    programs = environment() / "bin"
    (folder / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    _manage(programs, folder, "init", "web")
    _manage(programs, folder, "add", "web", *(str(path.resolve()) for path in warcs))
    port, log = _free_port(), folder / "pywb.log"
    command = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as told:
        process = subprocess.Popen(command, cwd=folder, env=_direct(), stdout=told, stderr=subprocess.STDOUT)
    try:
        _await(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _end(process)


def _manage(programs: Path, folder: Path, *command: str) -> None:
    done = subprocess.run(
        [str(programs / "wb-manager"), *command],
        check=False,
        cwd=folder,
        env=_direct(),
        capture_output=True,
        text=True,
        timeout=_START_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"wb-manager {command[0]} failed: {done.stderr[-500:]}")


def _direct() -> dict[str, str]:
    """Return the environment without a proxy for loopback: pywb asks its inner server over HTTP."""
    return os.environ | {"NO_PROXY": "localhost,127.0.0.1", "no_proxy": "localhost,127.0.0.1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"pywb did not start: {log.read_text(errors='replace')[-1000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
