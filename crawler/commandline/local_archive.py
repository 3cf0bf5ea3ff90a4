"""Archive files named on the command line, served by a local replay server while a command runs."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterator

from clausetrail.crawler.archives.local_files import find_archive_files
from clausetrail.crawler.replay_server.server_process import running_replay_server


@contextlib.contextmanager
def serve_local_files(spec: str, names: Container[str] = ()) -> Iterator[str]:
    """Serve the files that *spec* names on loopback and yield their archive specification; yield any other *spec* unchanged.

    It has the form "files+http://127.0.0.1:PORT#file:///…/x.warc.gz~1a2b3c4d5e6f": endpoint, location and a hash of the bytes.

    Raises UnusableArchive.
    """
    files = find_archive_files(spec, names)
    if files is None:
        yield spec
    else:
        with running_replay_server(files.paths) as endpoint:
            yield f"files+{endpoint}#{files.home}~{files.name().rpartition('~')[2]}"
