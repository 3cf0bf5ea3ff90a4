"""The process that `tests.support.forked_runs` forks its runs from: a program, `python fork_server.py SOCKET_FD`.

It waits for orders on a socket. For each it imports the module of the verb, once, forks, and the child runs `clausetrail` with
the order's arguments, environment, folder and standard streams as any interpreter would. It answers with a line
"started PID", and with "ended PID CODE" when a child has ended. It ends when the socket is closed.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import warnings

from clausetrail.crawler import cli

CRAWLS = {"history", "track", "find", "crawl"}


def serve(link: socket.socket) -> None:
    """Answer orders until the socket is closed. Returns in the child of each order, which is to run the command."""
    wake, wakened = socket.socketpair()
    for end in (wake, wakened):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakened.fileno())
    selector = selectors.DefaultSelector()
    selector.register(link, selectors.EVENT_READ)
    selector.register(wake, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is wake:
                wake.recv(4096)
                _report_ended(link)
                continue
            message, streams, _, _ = socket.recv_fds(link, 1 << 20, 3)
            if not message:
                os._exit(0)
            while not message.endswith(b"\n"):
                message += link.recv(1 << 20)
            order = json.loads(message)
            _import_what_it_needs(order["arguments"])
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                selector.close()
                for end in (link, wake, wakened):
                    end.close()
                _become(order, streams)
                return
            for stream in streams:
                os.close(stream)
            link.sendall(f"started {child}\n".encode())


def _report_ended(link: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            link.sendall(f"ended {ended[0]} {os.waitstatus_to_exitcode(ended[1])}\n".encode())


def _import_what_it_needs(arguments: list[str]) -> None:
    verb = arguments[0] if arguments else ""
    if verb in cli.our_verbs():
        importlib.import_module(f"clausetrail.crawler.commands.{verb}")
    if verb in CRAWLS:
        from clausetrail.pipelines.decoding import language  # noqa: PLC0415

        language.detect("The model of languages takes a third of a second to load.")


def _become(order: dict[str, object], streams: list[int]) -> None:
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
        os.close(stream)
    os.chdir(str(order["folder"]))
    os.environ.clear()
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    time.tzset()
    sys.argv = ["clausetrail", *order["arguments"]]  # type: ignore[misc]


if __name__ == "__main__":
    warnings.filterwarnings("error", category=DeprecationWarning, module=r"clausetrail\.")
    serve(socket.socket(fileno=int(sys.argv[1])))
    cli.main()
