"""The entry point of the program: Ctrl-C ends it without a traceback also while its modules are still imported.

Until the command line handles signals, a tenth of a second later, the program ends by the signal itself, as `cat` does.
"""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command line. Ends with SystemExit."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored (`nohup`), or another's
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from clausetrail.crawler.cli import main as run  # noqa: PLC0415 (whatever is imported before is not covered)

    run()
