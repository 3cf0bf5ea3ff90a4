"""Write to standard output and standard error, so that output that cannot be written is one line and exit code 5.

A full disk, a closed descriptor and a device like /dev/full are such outputs. A reader that closes the pipe (`| head`) is none.
"""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Callable, Iterator

from clausetrail.snapshots.errors import UnwritableOutput

# Of the errors that writing gives (POSIX.1-2017, write()), those that name no file where standard output was meant.
_OF_OUTPUT = {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.ENXIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


def print_message(line: str) -> None:
    """Print *line* for the person who runs the command, apart from the output of the command."""
    if sys.stderr is not None:  # closed: `print` would write to standard output
        with contextlib.suppress(OSError):
            print(line, file=sys.stderr)


def print_output(text: str) -> None:
    """Print *text* as the output of the command. Raises UnwritableOutput."""
    with _classified():
        print(text)


def flush_output() -> None:
    """Write what is buffered. Raises UnwritableOutput."""
    if sys.stdout is not None:
        with _classified():
            sys.stdout.flush()


def check_output_is_open() -> None:
    """Raise UnwritableOutput where standard output is closed: `print` would drop everything without an error."""
    if sys.stdout is None:
        raise UnwritableOutput("the output cannot be written: standard output is closed. Nothing was done")


def give_up_output() -> None:
    """Write no more output: what is still buffered would fail again, with a traceback, when the process ends."""
    sys.stdout = None


def reraise_output_error(error: OSError) -> None:
    """Raise UnwritableOutput where *error* is one of writing to standard output, which another library met."""
    if error.filename is None and error.errno in _OF_OUTPUT:
        raise UnwritableOutput(f"the output cannot be written: {error.strerror}") from error


def run_guarded(work: Callable[[], int]) -> int:
    """Return the exit code of *work*, which prints, with its output written; 5 where that fails. Raises what *work* raises."""
    try:
        check_output_is_open()
        try:
            code = work()
        except SystemExit:  # argparse ends so after --help, and Scrapy after every verb
            flush_output()
            raise
        flush_output()
    except UnwritableOutput as error:
        give_up_output()
        print_message(f"clausetrail: {error}")
        return error.exit_code
    except BrokenPipeError:
        give_up_output()
        return 0
    return code


@contextlib.contextmanager
def _classified() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnwritableOutput(f"the output cannot be written: {error.strerror}") from error
