"""Archive files named on the command line, served by a local replay server while a command runs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Container, Iterator

from clausetrail.crawler.archives.local_files import find_archive_files
from clausetrail.crawler.replay_server.server_process import ReadingReport, running_replay_server


@contextlib.contextmanager
def serve_local_files(
    spec: str, names: Container[str] = (), report: Callable[[ReadingReport], None] | None = None
) -> Iterator[str]:
    """Serve the files that *spec* names on loopback and yield their archive specification; yield any other *spec* unchanged.

    It has the form "files+http://127.0.0.1:PORT#file:///…/x.warc.gz~1a2b3c4d5e6f": endpoint, location and a hash of the bytes.

    *report* gets what is left out of the files. Raises UnusableArchive.
    """
    files = find_archive_files(spec, names)
    if files is None:
        yield spec
    else:

        def with_names(found: ReadingReport) -> None:
            if report:
                report(ReadingReport([*files.left_out, *found.left_out], found.not_listed))

        with running_replay_server(files.paths, report=with_names) as endpoint:
            yield f"files+{endpoint}#{files.home}~{files.name().rpartition('~')[2]}"
