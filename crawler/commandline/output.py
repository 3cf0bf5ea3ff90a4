"""Write to standard output and standard error, so that output that cannot be written is one line and exit code 5.

On a terminal that is not UTF-8, a character that it lacks is replaced. A full disk, a closed descriptor and a device like /dev/full are such outputs. A reader that closes the pipe (`| head`) is none.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import sys
from collections.abc import Callable, Iterator

from clausetrail.crawler.commandline.exit_codes import CLOSED_PIPE, INTERRUPTED
from clausetrail.crawler.commandline.interruption import end_by_signals
from clausetrail.snapshots.errors import UnwritableOutput

# Of the errors that writing gives (POSIX.1-2017, write()), those that name no file where standard output was meant.
_OF_OUTPUT = {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.ENXIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


# For terminals without them: characters of our own lines, and the usual ones of typeset texts.
_PLAIN = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "‒": "-", "―": "-",
    "…": "...", "‹": "<", "›": ">", "→": "->", "←": "<-", "•": "*", "·": "*", "×": "x", "≥": ">=", "≤": "<=", "«": '"', "»": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " "})  # fmt: skip
_REPLACING = "clausetrail-plain"


def replace_what_terminals_lack() -> None:
    """Print a plain character, else "?", in place of one that the encoding of standard output or standard error lacks."""
    codecs.register_error(_REPLACING, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError):  # a stream that is another file since it was opened
                stream.reconfigure(errors=_REPLACING)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(_PLAIN)
    return "".join(character if character.isascii() else "?" for character in lacking), error.end


def print_message(line: str) -> None:
    """Print *line* for the person who runs the command, apart from the output of the command."""
    if sys.stderr is not None:  # closed: `print` would write to standard output
        with contextlib.suppress(OSError):
            print(line, file=sys.stderr)


def print_output(text: str) -> None:
    """Print *text* as the output of the command. Raises UnwritableOutput."""
    with _classified():
        print(text)


def print_document(text: str) -> None:
    """Print *text*, which programs read (JSON, HTML, SVG), in UTF-8 whatever the locale is. Raises UnwritableOutput.

    RFC 8259, 8.1: JSON between systems is UTF-8; our HTML and SVG name it as theirs.
    """
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        print_output(text)
        return
    with _classified():
        sys.stdout.flush()
        binary.write(text.encode("utf-8", "replace") + b"\n")


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


def run_guarded(work: Callable[[], int], interrupted: str) -> int:
    """Return the exit code of *work*, which prints, with its output written; 5 where that fails, 141 where the reader left.

    Where a signal ends it before *work* handles signals, *interrupted* is printed, if it is not "". Raises what *work* raises.
    """
    try:
        end_by_signals()
        replace_what_terminals_lack()
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
        return CLOSED_PIPE
    except KeyboardInterrupt:
        if interrupted:
            print_message(f"clausetrail: {interrupted}")
        return INTERRUPTED
    return code


@contextlib.contextmanager
def _classified() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnwritableOutput(f"the output cannot be written: {error.strerror}") from error
